// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Drive-managed SMR drives take writes at full speed until their media caches are full, and
// at the speed of cleaning after that, until idle time has emptied them. The cache is followed in
// steps of a fixed length with the drives' mean load; when it fills up or has been cleaned, all
// demands on the tier change.
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <cassert>

#include "sim/pipeline/stage_actor.hpp"

namespace penstock::pipeline {

namespace {

/// Short against the hours in which a cache of tens of gigabytes fills.
constexpr double kStep = 300.0;
/// A collapsed drive recovers once it has cleaned half of its cache.
constexpr double kRecovered = 0.5;

}  // namespace

void run_media_cache(WindowContext& window, const std::string& tier,
                     const std::vector<std::unique_ptr<StageActor>>& stages) {
  const auto cache = window.platform.media_cache(tier);
  assert(cache);
  const auto device = window.platform.find(tier + ".device");
  assert(device);
  const flow::ResourceId pool{static_cast<std::uint32_t>(*device)};
  const double units = window.platform.resources()[*device].units;
  const auto& tiers = window.input.design->tiers;
  const auto& spec =
      *std::find_if(tiers.begin(), tiers.end(), [&](const auto& t) { return t.name == tier; });
  const double factor =
      static_cast<double>(spec.redundancy.data + spec.redundancy.parity) / spec.redundancy.data;
  const auto cliff = storage::cache_cliff(cache->model, cache->chunk);

  units::Bytes cached{0.0};
  double written_before = 0.0;
  double busy_before = 0.0;
  bool full = false;
  while (true) {
    simgrid::s4u::this_actor::sleep_for(kStep);
    double written = 0.0;
    for (const auto& stage : stages) written += stage->written_to(tier);
    const double busy = window.network->use(pool).service_seconds;
    const units::ByteRate rate{(written - written_before) * factor / cache->drives / kStep};
    const double idle = std::clamp(1.0 - (busy - busy_before) / (units * kStep), 0.0, 1.0);
    written_before = written;
    busy_before = busy;
    // A full cache cleans in line with the writes, whose demand pays for it; idle time cleans more.
    cached = storage::advance(cache->model, cached, cache->chunk,
                              full ? units::ByteRate{0.0} : rate, idle, units::Seconds{kStep})
                 .cached;
    const bool now_full = full ? cached > cliff * kRecovered : cached >= cliff * (1.0 - 1e-9);
    if (now_full == full) continue;
    full = now_full;
    window.platform.set_media_cache_full(tier, full);
    for (const auto& stage : stages) stage->redefine();
  }
}

}  // namespace penstock::pipeline
