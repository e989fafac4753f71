// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Shingled disks: host-managed zones, and drive-managed drives with their media cache.
//
// Reads are those of hdd.hpp. Catalogue entries of shingled drives carry their own (lower) outer
// rate, so no derating is applied here. Sources: docs/theory/devices.md, section 2.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "models/catalogue/entries.hpp"
#include "models/queueing/network.hpp"
#include "models/storage/access.hpp"
#include "models/units/quantity.hpp"

namespace penstock::storage {

/// Why a device cannot take an access, and what to do.
struct AccessRefused {
  std::string message;
};

/// A host-side log that turns any write into appends to zones and cleans zones in the background.
struct ZoneLog {
  double amplification = 1.0;  ///< physical over user writes, >= 1; 1 where zones die as a whole
};

/// One request to a host-managed drive of the pool `resource` (hdd_pool). Writes append at the
/// write pointers of `access.streams` zones. Random writes are refused unless a `log` carries them.
/// More streams than open zones cost one more positioning per chunk (close and open).
tl::expected<queueing::Demand, AccessRefused> host_managed_visit(
    std::size_t resource, const catalogue::Hdd& hdd, const Access& access, const DeviceState& state,
    const std::optional<ZoneLog>& log = std::nullopt);

/// Sustained user write rate of one drive under a log that writes chunks of `chunk` and cleans:
/// 1 / (WA / B + (WA - 1) / B + (WA / chunk) t_switch).
units::ByteRate log_write_rate(const catalogue::Hdd& hdd, const DeviceState& state,
                               const ZoneLog& log, units::Bytes chunk);

/// The media cache of a drive-managed drive: writes that are not whole sequential bands go into it,
/// bands are cleaned by read-modify-write, and once it is full every write pays for cleaning.
struct MediaCacheModel {
  units::Bytes capacity{0.0};  ///< C0: cached bytes at the cliff, for large extents
  units::Bytes extent_loss{
      1048576.0};  ///< s_h: space lost per cached extent, 0.7 to 1.4 MiB measured
  units::Bytes band{30.0 * 1048576.0};
  units::Seconds band_clean{0.375};  ///< tau: read and rewrite one band
  units::Bytes footprint{0.0};       ///< address range that is being written
  double most_extents = 250e3;       ///< entries of the drive's extent map

  /// Empty if the entry is not a drive-managed drive (no media cache or band).
  static std::optional<MediaCacheModel> from(const catalogue::Hdd& hdd, const DeviceState& state,
                                             units::Bytes footprint);
};

/// Cached bytes at which writes of size `chunk` collapse: C0 chunk / (chunk + s_h), bounded by the
/// extent map.
units::Bytes cache_cliff(const MediaCacheModel& model, units::Bytes chunk);

/// Extents that one band clean retires when the oldest dirty band goes first: 1 + y with
/// y = (x - 1) + sqrt((x - 1)^2 + 2 x), x = cached extents per band of the footprint.
double merge_factor(const MediaCacheModel& model, units::Bytes cached, units::Bytes chunk);

/// User bytes per second that cleaning retires with the share `share` in [0, 1] of device time.
units::ByteRate cleaning_rate(const MediaCacheModel& model, units::Bytes cached, units::Bytes chunk,
                              double share);

/// Rate after the collapse: s / (s / w + tau n_b / k), n_b = 1 + s / band, w the rate before it.
/// Known to a factor of 2 only.
units::ByteRate collapsed_rate(const MediaCacheModel& model, units::Bytes chunk,
                               units::ByteRate before);

/// What a step of time does to the cache. bytes written = cleaned + change of `cached` + passed on.
struct CacheStep {
  units::Bytes cached{0.0};   ///< after the step, in [0, cliff]
  units::Bytes cleaned{0.0};  ///< retired from the cache
  units::Bytes blocked{0.0};  ///< offered, but the cache was full: pays collapsed_rate
};

/// `duration` of writes at `rate` in chunks of `chunk` while cleaning has `share` of device time.
CacheStep advance(const MediaCacheModel& model, units::Bytes cached, units::Bytes chunk,
                  units::ByteRate rate, double share, units::Seconds duration);

/// Time until the cliff; empty if cleaning keeps up.
std::optional<units::Seconds> time_to_collapse(const MediaCacheModel& model, units::Bytes cached,
                                               units::Bytes chunk, units::ByteRate rate,
                                               double share);

/// Time to clean `cached` bytes down to nothing by idling.
units::Seconds recovery_time(const MediaCacheModel& model, units::Bytes cached, units::Bytes chunk);

/// One request to a drive-managed drive. `collapsed` says that the cache is full: non-sequential
/// writes then take collapsed_rate. Sequential writes of one stream bypass the cache.
queueing::Demand drive_managed_visit(std::size_t resource, const catalogue::Hdd& hdd,
                                     const Access& access, const DeviceState& state,
                                     const MediaCacheModel& cache, bool collapsed);

}  // namespace penstock::storage
