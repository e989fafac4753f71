// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Raw SI numbers of the calibration room for people.
#pragma once

#include <string>
#include <string_view>

#include "models/calibration/point.hpp"

namespace penstock::validation {

/// The SI unit of an observation: "1/s", "B/s", "s", "B" or "1".
std::string_view unit_of(calibration::Observation observation);

/// A value in an SI unit with a fitting prefix: "68.1 us", "14.5 k/s", "1.65".
std::string quantity_text(double value, std::string_view si_unit, int significant_digits = 3);

/// A relative error with its sign: "+1.2 %", "-0.3 %".
std::string signed_percent(double fraction, int decimals = 1);

}  // namespace penstock::validation
