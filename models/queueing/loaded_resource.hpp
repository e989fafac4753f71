// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A resource as the equations see it: its curve in numbers. Internal to the room.
#pragma once

#include <cstdint>

namespace penstock::queueing {

struct LoadedResource {
  enum class Kind : std::uint8_t { kEdge, kKnee, kSeek };
  Kind kind = Kind::kEdge;
  double units = 1.0;
  double exponent = 1.0;    ///< of a knee; steepness of a seek gain
  double gain = 1.0;        ///< at infinite depth
  double half_power = 1.0;  ///< half_depth ^ steepness
  double spread = 1.0;      ///< all units that requests fall on, over these
  double log_empty = 0.0;   ///< of the share of these units that one request more leaves idle
  double read_delay_per_write_rate = 0.0;
  double scale = 0.0;   ///< typical time of a visit: the unit in which waits count as small
  double start = 0.0;   ///< wait at which all windows together would just saturate it
  double offset = 0.0;  ///< log of the factor by which the start scales the curve's wait
  std::int32_t wait_index = -1;   ///< unknown of the wait; -1: nobody can wait here
  std::int32_t write_index = -1;  ///< unknown of the write rate; -1: reads are not delayed
};

/// How requests fall on the resource's units: sets spread and log_empty. `among` as in Resource.
void set_occupancy(LoadedResource& resource, double among);

/// Positioning gain and busy units of a pool at n outstanding requests, with derivatives.
struct SeekState {
  double busy, gain;
  double busy_by_n, gain_by_n;                ///< derivatives by n
  double busy_by_rounding, gain_by_rounding;  ///< and by log(rounding)
};
/// `rounding` smooths the corner where the pool begins to queue; 0: none.
SeekState seek_state(const LoadedResource& resource, double outstanding, double rounding);

}  // namespace penstock::queueing
