// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Numbers of a row: where they come from, how exact they are, and what conditions may be. Internal
// to models/calibration.
#pragma once

#include <string_view>

#include "models/calibration/point.hpp"

namespace penstock::calibration {

/// A figure with the column it comes from and by how much its last digit may be rounded.
struct Figure {
  double value = 0.0;
  std::string_view column;
  double rounding = 0.0;  ///< relative
};

/// Half a unit in the last place of a decimal number, relative to it.
double rounding_of(std::string_view text, double number);

/// Whether a condition may have the value, and the rule as a sentence.
bool possible(Condition condition, double value);
std::string_view limits_of(Condition condition);

}  // namespace penstock::calibration
