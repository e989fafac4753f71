// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/storage/smr.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "models/storage/hdd.hpp"
#include "models/storage/mechanics.hpp"

namespace penstock::storage {

namespace {

units::Seconds switch_time(const catalogue::Hdd& hdd, const DeviceState& state) {
  return hdd.overhead.value + positioning_time(hdd, state.fill);
}

/// Device seconds per user byte of appending through `log` in chunks.
units::SecondsPerByte log_cost(const catalogue::Hdd& hdd, const DeviceState& state,
                               const ZoneLog& log, units::Bytes chunk, units::Seconds change) {
  if (!(log.amplification >= 1.0)) {
    throw std::invalid_argument("a log writes at least the user's bytes");
  }
  const units::SecondsPerByte move = 1.0 / transfer_rate(hdd, state.fill);
  return log.amplification * move + (log.amplification - 1.0) * move +
         log.amplification * (change / chunk);
}

}  // namespace

tl::expected<queueing::Demand, AccessRefused> host_managed_visit(
    std::size_t resource, const catalogue::Hdd& hdd, const Access& access, const DeviceState& state,
    const std::optional<ZoneLog>& log) {
  if (!access.write) return mechanical_visit(resource, hdd, access, state);
  if (!access.sequential && !log) {
    return tl::unexpected(AccessRefused{
        "host-managed shingled disk " + hdd.identity.name +
        " takes writes only at the write pointers of its zones: write sequentially, put a log in "
        "front of it, or use a conventional disk"});
  }
  if (!(access.size.si() > 0.0)) throw std::invalid_argument("a request must have a size");
  // A log turns random writes into one stream of whole chunks. Without cleaning nothing else moves
  // the head; with cleaning, reading victims does.
  const double streams = access.sequential ? access.streams : 1.0;
  const units::Bytes chunk = std::max(access.size, hdd.stream_chunk.value);
  const bool many = hdd.open_zones && streams > static_cast<double>(hdd.open_zones->value);
  const double changes = std::clamp(streams - 1.0, 0.0, 1.0) + (many ? 1.0 : 0.0);
  const bool cleans = log && log->amplification > 1.0;
  // The write cache sorts what it holds, as on a conventional disk; cleaning reads are not cached.
  const units::Seconds sorted =
      hdd.overhead.value + positioning_time(hdd, state.fill) / hdd.queue_gain.value;
  const units::Seconds change =
      cleans ? std::max(changes * sorted, switch_time(hdd, state)) : changes * sorted;
  queueing::Demand demand{.resource = resource, .writes = true};
  demand.service = access.size * log_cost(hdd, state, log.value_or(ZoneLog{}), chunk, change);
  demand.latency = demand.service;
  return demand;
}

units::ByteRate log_write_rate(const catalogue::Hdd& hdd, const DeviceState& state,
                               const ZoneLog& log, units::Bytes chunk) {
  return 1.0 / log_cost(hdd, state, log, chunk, switch_time(hdd, state));
}

queueing::Demand drive_managed_visit(std::size_t resource, const catalogue::Hdd& hdd,
                                     const Access& access, const DeviceState& state,
                                     const MediaCacheModel& cache, bool collapsed) {
  queueing::Demand demand = mechanical_visit(resource, hdd, access, state);
  const bool bypasses = access.sequential && access.streams <= 1.0;
  if (!access.write || !collapsed || bypasses) return demand;
  const units::ByteRate slow = collapsed_rate(cache, access.size, access.size / demand.service);
  demand.service = access.size / slow;
  demand.latency = demand.service;
  return demand;
}

}  // namespace penstock::storage
