// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Hard disks as measured, in the terms of storage/hdd.hpp: predictions and simulated tiers lower
// the same catalogue entry to the same network. docs/theory/calibration.md, "Disk".
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "models/calibration/point.hpp"
#include "models/calibration/profile.hpp"
#include "models/catalogue/entries.hpp"
#include "models/queueing/network.hpp"

namespace penstock::calibration {

/// A random request of a full-stroke disk takes `positioning` + size / byte_rate at depth 1; the
/// positioning is rotation_share half a turn, settle_share the shortest seek, and the rest grows
/// with the root of the stroke. Seconds and bytes.
struct DiskModel {
  double positioning = 0.0;
  double byte_rate = 150e6;  ///< mean over the surface
  double gain = 2.1, half_depth = 9.0, steepness = 1.4;
  double rotation_share = 0.37, settle_share = 0.07;
  double inner_over_outer = 0.5;
  double drives = 1.0;
  double write_positioning = 0.0;  ///< at depth 1; 0: cached, positioning / gain at any depth
  double write_gain = 1.0;
  double write_half_depth = 0.0;   ///< of the writes of an array; 0: as reads
  double write_steepness = 0.0;    ///< with it
  double outer_rate = 0.0;         ///< sequential, at the outer edge; 0: not measured
  double rate_square_slope = 0.0;  ///< of the square of the rate, per byte of address
  double stream_overhead = 0.0;    ///< per sequential request
  double stream_rate = 0.0;        ///< of one sequential stream; 0: not measured
};

/// Of the logarithms of both shares, where neither the rotation nor a short stroke is known.
inline constexpr double kRotationShareSpread = 0.12, kSettleShareSpread = 0.4;

DiskModel disk_model(const Series& series);

/// The disk as a catalogue entry holds it (mechanics and queueing only). `region` in (0, 1]: the
/// drive sorts requests better that are close together.
catalogue::Hdd as_hdd(const DiskModel& model, double region = 1.0);

struct DiskFigures {
  double rate = 0.0;  ///< requests per second
  double time = 0.0;  ///< mean time of a request
};

/// Random requests: solves the network of hdd_pool() and hdd_visit(). Sequential ones: a stream.
tl::expected<DiskFigures, std::string> solve_disk(const DiskModel& model, const Point& point);

/// Sequential rate at an address, bytes per second.
double rate_at(const DiskModel& model, double position);

/// The network of random requests, for the simulator as for solve_disk().
struct DiskLoop {
  queueing::Resource resource;
  queueing::FlowClass flow;
};
tl::expected<DiskLoop, std::string> disk_loop(const DiskModel& model, const Point& point);

}  // namespace penstock::calibration
