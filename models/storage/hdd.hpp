// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Hard disks: zoned recording, positioning, queueing in the drive, interleaved streams and several
// actuators, lowered to the queueing language.
//
// A request costs additive time on one actuator (docs/theory/devices.md, section 1):
//
//   t = overhead + positioning / g(depth) + size / rate
//
// `positioning` is a mean seek over the filled part of the stroke and half a revolution; g is the
// SeekGain curve of the pool's resource. Cached writes are sorted by the drive whatever the host's
// queue depth, so they take positioning / gain at any depth. Sequential requests position once per
// contiguous chunk, and only where several streams interleave. The rate is the mean over the
// filled part [0, fill] of the zones, at most the actuator's share of the interface.
//
// Pure; safe from any thread. Preconditions (std::invalid_argument): sizes > 0, fill in [0, 1].
#pragma once

#include <cstddef>
#include <string>

#include "models/catalogue/entries.hpp"
#include "models/queueing/network.hpp"
#include "models/storage/access.hpp"
#include "models/units/quantity.hpp"

namespace penstock::storage {

/// Media rate at `position` in [0, 1] of the capacity, 0 at the outer edge:
/// B sqrt(1 - position (1 - kappa^2)), kappa = inner over outer rate.
units::ByteRate zone_rate(const catalogue::Hdd& hdd, double position);

/// Rate of reading all data of a drive that is filled from the outer edge to the share `fill`:
/// the harmonic mean of zone_rate over [0, fill], which is (B(0) + B(fill)) / 2. Not limited by
/// the interface.
units::ByteRate mean_media_rate(const catalogue::Hdd& hdd, double fill);

/// mean_media_rate, or the actuator's share of the interface where that is lower.
units::ByteRate transfer_rate(const catalogue::Hdd& hdd, double fill);

/// Share of the stroke that holds data: zones at the outer edge hold more per millimetre.
double stroke_share(const catalogue::Hdd& hdd, double fill);

/// Mean seek between random positions of `stroke` in [0, 1] of the stroke:
/// a + (8/15) b sqrt(stroke), with a and b from the shortest and the average seek.
units::Seconds mean_seek(const catalogue::Hdd& hdd, double stroke);

/// Mean seek over the filled part and half a revolution, one request at a time.
units::Seconds positioning_time(const catalogue::Hdd& hdd, double fill);

/// The drives as one resource. Its units are actuators: drives times actuators, if data is spread
/// over all actuators of a drive. `busiest_actuator` is the share of a drive's requests that go to
/// its busiest actuator (0: evenly); all requests on one of two actuators (1) give half the units.
queueing::Resource hdd_pool(std::string name, const catalogue::Hdd& hdd, double drives,
                            double busiest_actuator = 0.0);

/// One request to a drive of the pool `resource`. Writes to shingled drives go through smr.hpp:
/// here they are refused with std::invalid_argument.
queueing::Demand hdd_visit(std::size_t resource, const catalogue::Hdd& hdd, const Access& access,
                           const DeviceState& state);

}  // namespace penstock::storage
