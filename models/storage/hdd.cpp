// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/storage/hdd.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "models/storage/mechanics.hpp"

namespace penstock::storage {

namespace {

double slope_of_zones(const catalogue::Hdd& hdd) {
  const double kappa = hdd.inner_over_outer.value;
  return 1.0 - kappa * kappa;
}

void check_fill(double fill) {
  if (!(fill >= 0.0 && fill <= 1.0)) {
    throw std::invalid_argument("the fill of a disk must be between 0 and 1");
  }
}

}  // namespace

units::ByteRate zone_rate(const catalogue::Hdd& hdd, double position) {
  check_fill(position);
  return hdd.outer_rate.value * std::sqrt(1.0 - position * slope_of_zones(hdd));
}

units::ByteRate mean_media_rate(const catalogue::Hdd& hdd, double fill) {
  return (hdd.outer_rate.value + zone_rate(hdd, fill)) / 2.0;
}

units::ByteRate transfer_rate(const catalogue::Hdd& hdd, double fill) {
  const units::ByteRate lane = hdd.interface_rate.value / hdd.actuators.value;
  return std::min(mean_media_rate(hdd, fill), lane);
}

double stroke_share(const catalogue::Hdd& hdd, double fill) {
  // (1 - sqrt(1 - F q)) / (1 - kappa) with q = 1 - kappa^2, written so that kappa = 1 is F.
  check_fill(fill);
  const double root = std::sqrt(1.0 - fill * slope_of_zones(hdd));
  return fill * (1.0 + hdd.inner_over_outer.value) / (1.0 + root);
}

units::Seconds mean_seek(const catalogue::Hdd& hdd, double stroke) {
  // The mean root of the distance between random points is 8/15 (density 2 (1 - d)), so the average
  // seek over the whole stroke is shortest + (8/15) b: b need not be known itself.
  const units::Seconds shortest = hdd.seek_settle.value;
  return shortest + (hdd.seek_average.value - shortest) * std::sqrt(stroke);
}

units::Seconds positioning_time(const catalogue::Hdd& hdd, double fill) {
  return mean_seek(hdd, stroke_share(hdd, fill)) + 0.5 / hdd.rotation.value;
}

queueing::Resource hdd_pool(std::string name, const catalogue::Hdd& hdd, double drives,
                            double busiest_actuator) {
  const auto actuators = static_cast<double>(hdd.actuators.value);
  const double at_work =
      busiest_actuator > 0.0 ? std::clamp(1.0 / busiest_actuator, 1.0, actuators) : actuators;
  return {.name = std::move(name),
          .curve = queueing::SeekGain{.gain = hdd.queue_gain.value,
                                      .half_depth = hdd.queue_half_depth.value,
                                      .steepness = hdd.queue_steepness.value},
          .units = drives * at_work};
}

queueing::Demand hdd_visit(std::size_t resource, const catalogue::Hdd& hdd, const Access& access,
                           const DeviceState& state) {
  if (access.write && hdd.recording != catalogue::Recording::kCmr) {
    throw std::invalid_argument("writes to shingled disks go through their zones or media cache");
  }
  return mechanical_visit(resource, hdd, access, state);
}

queueing::Demand mechanical_visit(std::size_t resource, const catalogue::Hdd& hdd,
                                  const Access& access, const DeviceState& state) {
  if (!(access.size.si() > 0.0)) throw std::invalid_argument("a request must have a size");

  // Positionings per request: one at random; none in a single stream; with several streams one per
  // chunk. A switch needs a second stream, so between one and two streams it comes in gradually.
  // Each actuator has its part of the data and so of the streams.
  double switches = 1.0;
  if (access.sequential) {
    const double chunk = std::max(access.size, hdd.stream_chunk.value).si();
    const double streams = access.streams / static_cast<double>(hdd.actuators.value);
    switches = std::clamp(streams - 1.0, 0.0, 1.0) * access.size.si() / chunk;
  }
  const units::Seconds transfer = access.size / transfer_rate(hdd, state.fill);
  const units::Seconds seek = switches * positioning_time(hdd, state.fill);

  queueing::Demand demand{.resource = resource, .writes = access.write};
  demand.service = transfer + switches * hdd.overhead.value;
  if (access.write) {
    demand.service += seek / hdd.queue_gain.value;
  } else {
    demand.positioning = seek;
  }
  demand.latency = demand.service + demand.positioning;
  return demand;
}

}  // namespace penstock::storage
