// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// From the estimate of a fit to the parameters of a series.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/calibration/least_squares.hpp"
#include "models/calibration/point.hpp"
#include "models/calibration/profile.hpp"

namespace penstock::calibration {

/// Appends every unknown with its value, the unit of the same index and its standard error. One
/// whose error is hardly below the spread of its prior (97 % of it or more) is marked from_prior:
/// the data said nothing. Sets condition and rms.
void append_estimate(Series& series, std::span<const Unknown> unknowns, const Estimate& estimate,
                     std::span<const std::string> units);

/// A parameter that the class gives, not the data.
void append_prior(Series& series, std::string name, double value, std::string unit,
                  double standard_error);

/// "seek time, gain": the parameters that are marked from_prior; empty if there are none.
std::string priors_of(const Series& series);

/// Whether any point has the observation, or the condition.
bool any_has(std::span<const Point> points, Observation observation);
bool any_has(std::span<const Point> points, Condition condition);

}  // namespace penstock::calibration
