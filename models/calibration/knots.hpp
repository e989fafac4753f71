// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Values that were measured at places on an axis (message sizes, offered rates): repetitions become
// their median, the places become numbered parameters of a series, and what lies between two places
// is interpolated. Raw doubles in SI base units.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/calibration/profile.hpp"

namespace penstock::calibration {

struct Knot {
  double at = 0.0;
  double value = 0.0;
  double standard_error = 0.0;  ///< of the median, from the repetitions; 0 for a single one
};

/// Samples by place, ascending: those whose places differ by less than the share `same` of the
/// place are repetitions and become one knot at the medians of both.
std::vector<Knot> medians(std::vector<Knot> samples, double same = 1e-9);

/// Linear in the place between two knots; the value of the first or last knot beyond them.
/// Precondition: knots are not empty and ascend.
double interpolate(std::span<const Knot> knots, double at);

/// Writes the parameters "<stem>_at_1", "<stem>_1", "<stem>_at_2", ...
void store_knots(Series& series, std::string_view stem, std::span<const Knot> knots,
                 const std::string& unit_at, const std::string& unit);

/// What store_knots wrote; empty if there is none of that stem.
std::vector<Knot> load_knots(const Series& series, std::string_view stem);

}  // namespace penstock::calibration
