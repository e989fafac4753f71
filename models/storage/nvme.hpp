// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// NVMe flash: rate against queue depth and size, write amplification by fill, indirection unit,
// reads under writes, endurance.
//
//   read:   t^4 = (1/I)^4 + (size/B)^4       I so that 4 KiB reach the sheet's IOPS (writes: the
//                                            sheet's IOPS itself)
//   write:  t^4 = (1/I)^4 + (size c_w)^4     c_w = A WA / B_w + A (WA - 1) c_gc, and A / B for
//   reading
//                                            what a part of an indirection unit rewrites
//   latency = the sheet's, of 4 KiB, and the rest of the first 256 KiB at B/4 (reads) or B_w
//   (writes)
//
// A is the indirection unit's amplification, WA that of garbage collection (1 for sequential
// writes). c_gc is chosen so that the sheet's steady random write rate comes out for a full drive;
// where the sheet is faster than its physical space explains, more space is inferred instead.
// The pool's curve is Knee{ssd.knee}. Sources and ranges: docs/theory/devices.md, section 3.
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

/// Bytes that the drive programs per byte of `access`, before garbage collection: whole indirection
/// units for random writes, 1 for sequential ones (which the buffer joins).
double unit_amplification(const catalogue::Ssd& ssd, const Access& access);

/// Programmed bytes per host byte, all causes, relative to sequential writing.
double write_amplification(const catalogue::Ssd& ssd, const Access& access,
                           const DeviceState& state);

/// Physical over advertised capacity: the catalogue's, or what the sheet's steady random write rate
/// implies where that is more.
double physical_over_advertised(const catalogue::Ssd& ssd);

/// Device time of one request, saturated: 1 / (requests per second of one drive).
units::Seconds service_time(const catalogue::Ssd& ssd, const Access& access,
                            const DeviceState& state);

/// The drives as one resource. Reads are delayed by writes in proportion to the load that the
/// writes put on a drive: interference x read latency at a saturated drive. The resource counts
/// writes, so `writes` names the write that is typical of this pool.
queueing::Resource nvme_pool(std::string name, const catalogue::Ssd& ssd, double drives,
                             const DeviceState& state, const Access& writes);

/// One request to a drive of the pool `resource`.
queueing::Demand nvme_visit(std::size_t resource, const catalogue::Ssd& ssd, const Access& access,
                            const DeviceState& state);

/// Host bytes that the drive is rated for: drive writes per day x capacity x 365 x years of life.
units::Bytes rated_writes(const catalogue::Ssd& ssd);

/// Share of the drive's endurance that `written` host bytes use up. The rating is for the sheet's
/// random writes to a full drive; gentler writes wear less in proportion to their amplification.
double wear(const catalogue::Ssd& ssd, const Access& access, const DeviceState& state,
            units::Bytes written);

}  // namespace penstock::storage
