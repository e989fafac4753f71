// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Runs the cases against a folder of published measurements.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "models/calibration/error_summary.hpp"
#include "models/parameters/diagnostic.hpp"
#include "sim/validation/case.hpp"

namespace penstock::validation {

/// One held-out figure.
struct Pair {
  std::size_t part = 0;  ///< into the case's parts
  std::string place;     ///< file and line of the measurement
  std::string unit;      ///< SI
  double predicted = 0.0;
  double measured = 0.0;
  std::optional<double> trivial;
  bool knee = false;
  [[nodiscard]] double error() const { return (predicted - measured) / measured; }
};

struct Scores {
  calibration::ErrorSummary model;
  std::optional<calibration::ErrorSummary> knee;
  std::optional<calibration::ErrorSummary> trivial;  ///< where it has an answer
};

/// Of pairs that all count the same; nothing for none.
std::optional<Scores> scores_of(const std::vector<Pair>& pairs);

struct PartResult {
  std::size_t calibration_points = 0;
  std::size_t parameters = 0;  ///< fitted, without those taken from the class
  std::optional<Scores> scores;
  std::vector<std::string> remarks;
  std::map<std::string, std::size_t> skipped;  ///< by reason
};

struct CaseResult {
  Case of;
  std::vector<PartResult> parts;
  std::vector<Pair> pairs;
  std::optional<Scores> scores;
  std::optional<double> close;      ///< kDriveLimits
  double factor = 1.0;              ///< largest between a prediction and its measurement
  std::vector<std::string> misses;  ///< parts of the target that are not met; empty: met
  [[nodiscard]] bool has_target() const;
  [[nodiscard]] bool met() const { return misses.empty(); }
};

/// `case` against the files below `data`. Errors: a file that is not there or not readable, a
/// calibration that refuses, a case without any held-out row.
tl::expected<CaseResult, parameters::Diagnostics> run_case(const Case& of,
                                                           const std::filesystem::path& data);

/// All cases; the mistakes of all of them together.
tl::expected<std::vector<CaseResult>, parameters::Diagnostics> validate(
    std::span<const Case> cases, const std::filesystem::path& data);

}  // namespace penstock::validation
