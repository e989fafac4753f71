// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What changed between two results, or between two designs of one result: by path, with what was
// added and removed. Numbers that differ by less than one part in 10^9 are the same.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "models/parameters/text_codec.hpp"
#include "sim/results/result.hpp"

namespace penstock::report {

enum class ChangeKind { kAdded, kRemoved, kChanged };
/// In the order of printing.
enum class Part { kObjectives, kMetrics, kStages, kTiers, kResources, kCosts };

struct Change {
  ChangeKind kind = ChangeKind::kChanged;
  std::string path;                    ///< "tiers.big.device", "costs.drives.big.tlc-7t drives"
  std::string before;                  ///< for people; empty if added
  std::string after;                   ///< empty if removed
  std::optional<double> before_value;  ///< in SI base units, if it is a number
  std::optional<double> after_value;
};

/// One side may be missing: the design was added or removed.
struct DesignDifference {
  std::string before;                          ///< name in A, or empty
  std::string after;                           ///< name in B, or empty
  std::array<std::vector<Change>, 6> changes;  ///< by Part
  std::array<int, 6> unchanged{};              ///< values that are the same, by Part
  std::optional<units::Money> tco_before;      ///< absent if missing or failed
  std::optional<units::Money> tco_after;
  [[nodiscard]] const std::vector<Change>& of(Part part) const {
    return changes[static_cast<std::size_t>(part)];
  }
};

struct Difference {
  std::string before;  ///< what A is: a file name
  std::string after;
  std::string currency;
  int months = 0;              ///< of B
  std::vector<Change> inputs;  ///< scenario, seed, horizon, overrides, ...
  std::vector<DesignDifference> designs;
  /// The pair whose TCO is the last line: the only pair, or both winners, or both baselines.
  std::string headline_before;
  std::string headline_after;
  std::optional<units::Money> tco_before;
  std::optional<units::Money> tco_after;
};

/// A result, what to call it, and the one design to look at (empty: all of them).
struct Side {
  const results::Result* result = nullptr;
  std::string name;
  std::string design;
};

/// Designs are paired by name, unless both sides name one. The error says why they cannot be
/// compared: other currencies, an unknown design.
tl::expected<Difference, std::string> difference(const Side& before, const Side& after);

}  // namespace penstock::report

namespace penstock::parameters {
template <>
struct EnumWords<report::ChangeKind> {
  static constexpr std::array<std::string_view, 3> words{"added", "removed", "changed"};
};
template <>
struct EnumWords<report::Part> {
  static constexpr std::array<std::string_view, 6> words{"objectives", "metrics",   "stages",
                                                         "tiers",      "resources", "costs"};
};
}  // namespace penstock::parameters
