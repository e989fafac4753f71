// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/validation/quantity_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "models/units/format.hpp"
#include "models/units/parse.hpp"

namespace penstock::validation {

using calibration::Observation;

std::string_view unit_of(Observation observation) {
  switch (observation) {
    case Observation::kReadRate:
    case Observation::kWriteRate:
    case Observation::kSampleRate:
      return "1/s";
    case Observation::kByteRate:
    case Observation::kBefore:
    case Observation::kAfter:
      return "B/s";
    case Observation::kReadMean:
    case Observation::kReadMedian:
    case Observation::kReadP99:
    case Observation::kWriteMean:
    case Observation::kWriteMedian:
    case Observation::kWriteP99:
    case Observation::kLatency:
      return "s";
    case Observation::kCliff:
      return "B";
    case Observation::kAmplification:
      return "1";
  }
  return "1";
}

std::string quantity_text(double value, std::string_view si_unit, int significant_digits) {
  if (si_unit != "1") {
    if (const auto dimension = units::dimension_of("1 " + std::string(si_unit))) {
      return units::format_si(value, *dimension, significant_digits);
    }
  }
  // Not 2e+01 for a plain 20.
  const double size = std::abs(value);
  constexpr double kLong = 1e6;
  if (size >= std::pow(10.0, significant_digits) && size < kLong) {
    return fmt::format("{:.0f}", value);
  }
  return fmt::format("{:.{}g}", value, significant_digits);
}

std::string signed_percent(double fraction, int decimals) {
  const auto text = units::format_percent(fraction, decimals);
  return fraction > 0.0 ? "+" + text : text;
}

}  // namespace penstock::validation
