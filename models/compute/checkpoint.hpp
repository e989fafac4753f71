// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Checkpoints of training: size, time that accelerators lose, and the best interval.
// Source: docs/theory/devices.md, section 8. Pure; safe from any thread.
#pragma once

#include "models/units/quantity.hpp"

namespace penstock::compute {

/// Weights in 16 bit (2 B) and 32-bit master weights and two Adam moments (12 B).
inline constexpr units::Bytes kCheckpointPerParameter{14.0};

units::Bytes checkpoint_size(double parameters);

/// Time to write `size` at the lower of what the nodes and the store take.
units::Seconds write_time(units::Bytes size, units::ByteRate nodes, units::ByteRate store);

/// Training stops for the whole write (synchronous), or only for the copy to host memory
/// (asynchronous), and for the rest of a drain that has not ended when the next one starts.
units::Seconds synchronous_stall(units::Seconds write);
units::Seconds asynchronous_stall(units::Bytes per_node, units::ByteRate copy_to_host,
                                  units::Seconds drain, units::Seconds interval);

/// Young's first-order best interval of compute between checkpoints, sqrt(2 stall mtbf).
units::Seconds young_interval(units::Seconds stall, units::Seconds mtbf);
/// Daly's higher-order one; mtbf where the stall is at least 2 mtbf.
units::Seconds daly_interval(units::Seconds stall, units::Seconds mtbf);

/// Mean time between interruptions of a job of `units_count` parts with `mtbf` each.
units::Seconds job_mtbf(units::Seconds mtbf, double units_count);

/// Share of wall time that is committed compute with exponential interruptions (Daly 2006, exact
/// for checkpoints every `interval` of compute): interval / (M e^(R/M) (e^((interval + stall)/M) -
/// 1)).
double committed_share(units::Seconds interval, units::Seconds stall, units::Seconds restart,
                       units::Seconds mtbf);

}  // namespace penstock::compute
