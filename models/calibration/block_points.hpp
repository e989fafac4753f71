// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What the closed-loop forms of block devices share: whether points are of this kind, and what a
// predicted rate says about each observation.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "models/calibration/form.hpp"
#include "models/calibration/point.hpp"

namespace penstock::calibration {

/// Why a closed loop has no answer for rows that arrive at a rate of their own.
inline constexpr std::string_view kOfferedRate =
    "an offered rate, which is no closed loop: calibrate it with --class open-loop";

/// Rates of requests of a size at a number outstanding, and nothing that other forms are about.
bool are_block_requests(std::span<const Point> points);

/// Whether the points look like a device that moves heads: by the time of the smallest request at
/// the fewest outstanding, of reads where there are any, or by the rate where many are outstanding.
/// Nothing if no point has a rate.
std::optional<bool> moves_heads(std::span<const Point> points);

/// The observations that a point has, of a closed loop at `rate` requests per second whose reads
/// take `read_time` and writes `write_time` in the mean: rates first.
std::vector<Predicted> closed_loop_observations(const Point& point, double rate, double read_time,
                                                double write_time);

}  // namespace penstock::calibration
