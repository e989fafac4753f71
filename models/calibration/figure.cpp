// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/figure.hpp"

#include <cmath>

#include "models/calibration/cell_value.hpp"

namespace penstock::calibration {

double rounding_of(std::string_view text, double number) {
  if (number == 0.0) return 0.0;
  const auto exponent = text.find_first_of("eE");
  const auto mantissa = text.substr(0, exponent);
  const auto point = mantissa.find('.');
  const auto decimals =
      point == std::string_view::npos ? 0 : static_cast<int>(mantissa.size() - point) - 1;
  const auto scale =
      exponent == std::string_view::npos ? 0.0 : number_of(text.substr(exponent + 1)).value_or(0.0);
  return std::abs(0.5 * std::pow(10.0, scale - decimals) / number);
}

bool possible(Condition condition, double value) {
  switch (condition) {
    case Condition::kDepth:
    case Condition::kProcesses:
    case Condition::kDevices:
      return value >= 1.0;
    case Condition::kPosition:
      return value >= 0.0;
    case Condition::kRegion:
      return value > 0.0 && value <= 1.0;
    default:
      return value > 0.0;
  }
}

std::string_view limits_of(Condition condition) {
  switch (condition) {
    case Condition::kDepth:
    case Condition::kProcesses:
    case Condition::kDevices:
      return "it has to be at least 1";
    case Condition::kPosition:
      return "it has to be 0 or more";
    case Condition::kRegion:
      return "it has to be more than 0 and at most 1";
    default:
      return "it has to be more than 0";
  }
}

}  // namespace penstock::calibration
