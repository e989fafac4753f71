// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The rows of the parameter table for profiles: reading, the JSON Schema and the reference pages
// walk them. Immutable, built once; safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/calibration/profile.hpp"
#include "models/parameters/parameter.hpp"

namespace penstock::calibration {

/// What a series has beside its rows and parameters, as a file gives it.
struct SeriesHead {
  std::int64_t calibrated_on = 0;
  double condition = 1.0;
  double rms = 0.0;
  std::vector<std::string> remarks;
};

/// Bound to Profile; beside its rows a profile holds the list `series`.
const parameters::Section& profile_section();
/// Bound to SeriesHead; beside its rows a series holds the map `rows` and the list `parameters`.
const parameters::Section& series_section();
/// Bound to Parameter.
const parameters::Section& parameter_section();

}  // namespace penstock::calibration
