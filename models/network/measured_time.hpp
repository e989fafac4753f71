// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Time of a message as measured at a few sizes. What kernels and their buffers do to a message has
// steps that no formula predicts and that are nearly linear in bytes between them: linear in the
// size is better than any smooth form for TCP (docs/theory/calibration.md, "Links").
#pragma once

#include <vector>

#include "models/units/quantity.hpp"

namespace penstock::network {

struct MeasuredTime {
  units::Bytes size{0.0};
  units::Seconds time{0.0};
};

/// Linear between the sizes that enclose `size`; along the last two above them, but never less than
/// the last time; along the first two below them, but never at a higher byte rate than the first.
/// Precondition (std::invalid_argument): `measured` is not empty and its sizes ascend.
units::Seconds message_latency(const std::vector<MeasuredTime>& measured, units::Bytes size);

}  // namespace penstock::network
