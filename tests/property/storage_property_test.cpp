// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Laws of the storage models over their whole range.
#include <rapidcheck.h>
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>
#include <cmath>

#include "models/storage/durability.hpp"
#include "models/storage/garbage_collection.hpp"
#include "models/storage/hdd.hpp"
#include "models/storage/nvme.hpp"
#include "models/storage/redundancy.hpp"
#include "models/storage/smr.hpp"
#include "tests/property/draws.hpp"
#include "tests/unit/device_fixtures.hpp"

using namespace penstock;
using namespace penstock::storage;
using namespace penstock::testing;

namespace {

catalogue::Hdd any_hdd() {
  catalogue::Hdd hdd = nearline();
  hdd.inner_over_outer.value = units::Ratio{uniform(0.3, 1.0)};
  hdd.outer_rate.value = units::ByteRate{log_uniform(80e6, 320e6)};
  hdd.queue_gain.value = units::Ratio{uniform(1.2, 3.0)};
  hdd.stream_chunk.value = units::Bytes{log_uniform(64e3, 16e6)};
  return hdd;
}

MediaCacheModel any_cache() {
  return {.capacity = units::Bytes{log_uniform(1e9, 100e9)},
          .extent_loss = units::Bytes{log_uniform(1e3, 2e6)},
          .band_clean = units::Seconds{uniform(0.1, 0.8)},
          .footprint = units::Bytes{log_uniform(1e11, 2e13)}};
}

}  // namespace

TEST_CASE("properties of disks", "[property]") {
  rc::prop("a request of twice the size takes longer, but not twice as long", [] {
    const auto hdd = any_hdd();
    const DeviceState state{.fill = uniform(0.0, 1.0)};
    Access access{.write = *rc::gen::arbitrary<bool>(),
                  .size = units::Bytes{log_uniform(512.0, 1e9)},
                  .sequential = *rc::gen::arbitrary<bool>(),
                  .streams = uniform(1.0, 20.0)};
    const auto one = hdd_visit(0, hdd, access, state);
    access.size *= 2.0;
    const auto two = hdd_visit(0, hdd, access, state);
    RC_ASSERT(two.latency > one.latency);
    RC_ASSERT(two.latency.si() <= 2.0 * one.latency.si() * (1.0 + 1e-12));
  });

  rc::prop("fuller disks are slower, and the mean rate lies between the zones", [] {
    const auto hdd = any_hdd();
    const double a = uniform(0.0, 1.0);
    const double b = uniform(a, 1.0);
    RC_ASSERT(mean_media_rate(hdd, b) <= mean_media_rate(hdd, a));
    RC_ASSERT(positioning_time(hdd, b) >= positioning_time(hdd, a));
    RC_ASSERT(mean_media_rate(hdd, b) >= zone_rate(hdd, b));
    RC_ASSERT(stroke_share(hdd, b) >= 0.0 && stroke_share(hdd, b) <= 1.0 + 1e-12);
    // Bits lie densest at the edge by radius, so data takes no more stroke than its share.
    RC_ASSERT(stroke_share(hdd, b) <= b * (1.0 + 1e-12));
  });

  rc::prop("larger chunks bring interleaved streams nearer to one stream", [] {
    auto hdd = any_hdd();
    const DeviceState state{.fill = uniform(0.0, 1.0)};
    const Access streams{.size = units::Bytes{4096.0}, .streams = uniform(2.0, 50.0)};
    const Access single{.size = units::Bytes{4096.0}, .streams = 1.0};
    const auto before = hdd_visit(0, hdd, streams, state).latency;
    hdd.stream_chunk.value *= 4.0;
    const auto after = hdd_visit(0, hdd, streams, state).latency;
    RC_ASSERT(after < before);
    RC_ASSERT(after > hdd_visit(0, hdd, single, state).latency);
    hdd.stream_chunk.value = units::Bytes{1e18};
    const double whole = hdd_visit(0, hdd, streams, state).latency.si();
    RC_ASSERT(std::abs(whole / hdd_visit(0, hdd, single, state).latency.si() - 1.0) < 1e-6);
  });
}

TEST_CASE("a media cache fills in two steps as in one", "[unit]") {
  // Found by the property below: a level that ends near the balance of writing and cleaning.
  const MediaCacheModel cache{.capacity = units::Bytes{6.27543e9},
                              .extent_loss = units::Bytes{17421.8},
                              .band_clean = units::Seconds{0.488962},
                              .footprint = units::Bytes{1.02321e11}};
  const units::Bytes chunk{11704.8};
  const units::ByteRate rate{2.59632e6};
  const units::Seconds time{4979.61};
  const CacheStep whole = advance(cache, units::Bytes{0.0}, chunk, rate, 0.817151, time);
  const CacheStep first = advance(cache, units::Bytes{0.0}, chunk, rate, 0.817151, time * 0.3);
  const CacheStep second = advance(cache, first.cached, chunk, rate, 0.817151, time * 0.7);
  CHECK(second.cached.si() == Approx(whole.cached.si()).epsilon(1e-8));
}

TEST_CASE("properties of media caches", "[property]") {
  rc::prop("bytes are conserved and the level stays in the cache", [] {
    const auto cache = any_cache();
    const units::Bytes chunk{log_uniform(4096.0, 1e8)};
    const units::Bytes cliff = cache_cliff(cache, chunk);
    const units::Bytes start = uniform(0.0, 1.0) * cliff;
    const units::ByteRate rate{*rc::gen::arbitrary<bool>() ? log_uniform(1e3, 2e8) : 0.0};
    const double share = *rc::gen::element(0.0, 0.1, 0.5, 1.0);
    const units::Seconds time{log_uniform(1e-2, 1e7)};
    const CacheStep step = advance(cache, start, chunk, rate, share, time);
    const double written = (rate * time).si();
    const double scale = written + cliff.si();
    RC_ASSERT(step.cached.si() >= 0.0 && step.cached <= cliff);
    RC_ASSERT(step.cleaned.si() >= -1e-9 * scale);
    RC_ASSERT(step.blocked.si() >= 0.0);
    RC_ASSERT(std::abs((start + units::Bytes{written} - step.cached - step.cleaned - step.blocked)
                           .si()) <= 1e-9 * scale);
    // Nothing can retire more than cleaning does at its fastest, at the cliff.
    RC_ASSERT(step.cleaned.si() <=
              (cleaning_rate(cache, cliff, chunk, share) * time).si() * (1.0 + 1e-6) + 1.0);
  });

  rc::prop("two steps are one step", [] {
    const auto cache = any_cache();
    const units::Bytes chunk{log_uniform(4096.0, 1e8)};
    const units::Bytes start = uniform(0.0, 1.0) * cache_cliff(cache, chunk);
    const units::ByteRate rate{log_uniform(1e3, 2e8)};
    const double share = uniform(0.0, 1.0);
    const units::Seconds time{log_uniform(1.0, 1e5)};
    const CacheStep whole = advance(cache, start, chunk, rate, share, time);
    const CacheStep first = advance(cache, start, chunk, rate, share, time * 0.3);
    const CacheStep second = advance(cache, first.cached, chunk, rate, share, time * 0.7);
    RC_ASSERT(std::abs((second.cached - whole.cached).si()) <=
              1e-6 * cache_cliff(cache, chunk).si());
  });

  rc::prop("the cache is full when the collapse is due, and not before", [] {
    const auto cache = any_cache();
    const units::Bytes chunk{log_uniform(4096.0, 1e8)};
    const units::Bytes cliff = cache_cliff(cache, chunk);
    const units::Bytes start = uniform(0.0, 0.9) * cliff;
    const units::ByteRate rate{log_uniform(1e5, 2e8)};
    const double share = uniform(0.0, 0.5);
    const auto collapse = time_to_collapse(cache, start, chunk, rate, share);
    RC_PRE(collapse.has_value());
    const auto early = advance(cache, start, chunk, rate, share, *collapse * 0.99);
    RC_ASSERT(early.cached < cliff);
    RC_ASSERT(early.blocked.si() == 0.0);
    const auto late = advance(cache, start, chunk, rate, share, *collapse * 1.01);
    RC_ASSERT(late.cached == cliff);
  });

  rc::prop("a wider footprint collapses further", [] {
    auto cache = any_cache();
    const units::Bytes chunk{log_uniform(4096.0, 1e8)};
    const units::ByteRate before{log_uniform(1e6, 2e8)};
    const auto narrow = collapsed_rate(cache, chunk, before);
    cache.footprint *= 3.0;
    RC_ASSERT(collapsed_rate(cache, chunk, before) <= narrow);
    RC_ASSERT(narrow < before);
  });
}

TEST_CASE("properties of flash", "[property]") {
  rc::prop("write amplification falls with space and inverts", [] {
    const double alpha = 1.0 + log_uniform(1e-3, 3.0);
    const double amplification = log_write_amplification(alpha);
    RC_ASSERT(amplification >= 1.0);
    RC_ASSERT(log_write_amplification(alpha * 1.01) < amplification);
    RC_ASSERT(std::abs(physical_over_valid(amplification) / alpha - 1.0) < 1e-6);
  });

  rc::prop("fuller drives never write faster or wear less, and reads do not care", [] {
    const auto ssd = *rc::gen::arbitrary<bool>() ? tlc() : qlc();
    const double a = uniform(0.01, 1.0);
    const double b = uniform(a, 1.0);
    Access write{.write = true,
                 .size = units::Bytes{log_uniform(512.0, 1e8)},
                 .sequential = *rc::gen::arbitrary<bool>()};
    RC_ASSERT(service_time(ssd, write, {.fill = b}) >= service_time(ssd, write, {.fill = a}));
    RC_ASSERT(wear(ssd, write, {.fill = b}, units::kTB) >=
              wear(ssd, write, {.fill = a}, units::kTB));
    write.write = false;
    RC_ASSERT(service_time(ssd, write, {.fill = b}) == service_time(ssd, write, {.fill = a}));
  });

  rc::prop("no access beats the sheet's bytes or requests per second", [] {
    const auto ssd = *rc::gen::arbitrary<bool>() ? tlc() : qlc();
    const Access access{.write = *rc::gen::arbitrary<bool>(),
                        .size = units::Bytes{log_uniform(512.0, 1e9)},
                        .sequential = *rc::gen::arbitrary<bool>()};
    const double time = service_time(ssd, access, {.fill = uniform(0.0, 1.0)}).si();
    const double rate = access.write ? ssd.write_rate.value.si() : ssd.read_rate.value.si();
    RC_ASSERT(access.size.si() / time <= rate * (1.0 + 1e-9));
    RC_ASSERT(1.0 / time <= ssd.read_iops.value.si() * 1.001);
  });
}

TEST_CASE("properties of redundancy", "[property]") {
  rc::prop("more parity never loses data sooner", [] {
    const Scheme scheme{*rc::gen::inRange(1, 20), *rc::gen::inRange(0, 5)};
    const auto rate = hazard(log_uniform(1e-3, 0.5));
    const units::Seconds repair{log_uniform(600.0, 1e6)};
    const double error = *rc::gen::element(0.0, 1e-3, 0.1);
    const auto base = mean_time_to_loss(scheme, rate, repair, RepairMode::kParallel, error);
    RC_ASSERT(mean_time_to_loss({scheme.data, scheme.parity + 1}, rate, repair,
                                RepairMode::kParallel, error) > base);
    RC_ASSERT(mean_time_to_loss(scheme, rate, repair * 2.0, RepairMode::kParallel, error) <= base);
    RC_ASSERT(mean_time_to_loss(scheme, rate, repair, RepairMode::kSerial, error) <= base);
    RC_ASSERT(mean_time_to_loss(scheme, rate, repair) >= base);
  });

  rc::prop("a wider fan-out waits longer, and never more than the spread allows", [] {
    const double parallel = uniform(1.0, 1000.0);
    const double cv = uniform(0.0, 1.0);
    const double slowest = slowest_of(parallel, cv);
    RC_ASSERT(slowest >= 1.0 - 1e-12);
    RC_ASSERT(slowest <= 1.0 + cv * (std::log(parallel) + 1e-9));
    RC_ASSERT(slowest_of(parallel + 1.0, cv) >= slowest);
  });
}
