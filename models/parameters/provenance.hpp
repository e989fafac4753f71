// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Where a number comes from. Every catalogue value carries it, and every report prints the share
// of the cost that rests on assumptions.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "models/parameters/text_codec.hpp"

namespace penstock::parameters {

enum class Basis { kMeasured, kDatasheet, kClassPrior, kAssumed };

template <>
struct EnumWords<Basis> {
  static constexpr std::array<std::string_view, 4> words{"measured", "datasheet", "class-prior",
                                                         "assumed"};
};

struct Provenance {
  std::string source;  ///< a document, a press report, "derived from ..."
  std::string date;    ///< ISO 8601, as exact as known: "2026", "2026-04", "2026-04-26"
  Basis basis = Basis::kAssumed;
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

/// A value with its range and provenance. Converts to the plain value where it is used.
template <class T>
struct Sourced {
  T value{};
  std::optional<T> low;
  std::optional<T> high;
  Provenance provenance;

  constexpr operator const T&() const { return value; }  // NOLINT(google-explicit-constructor)
  friend bool operator==(const Sourced&, const Sourced&) = default;
};

}  // namespace penstock::parameters
