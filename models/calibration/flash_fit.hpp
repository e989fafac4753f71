// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Fits the flash model. What a few points cannot tell comes from the class: priors on knees,
// limits of a process and a host, and idle and batch delays (docs/theory/calibration.md, "Flash").
#pragma once

#include <span>
#include <string>
#include <tl/expected.hpp>

#include "models/calibration/point.hpp"
#include "models/calibration/profile.hpp"

namespace penstock::calibration {

/// All kinds of requests among the points: reads, writes, mixes, remote ones.
tl::expected<Series, std::string> fit_flash(std::span<const Point> calibration);

}  // namespace penstock::calibration
