// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Oracles O5 to O7 of the physics, devices, where a model is held against a second calculation that
// shares nothing with it. docs/validation/oracles.md lists all oracles.
#include <rapidcheck.h>
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <deque>
#include <random>
#include <vector>

#include "models/storage/garbage_collection.hpp"
#include "models/storage/hdd.hpp"
#include "models/storage/nvme.hpp"
#include "models/storage/smr.hpp"
#include "tests/property/draws.hpp"
#include "tests/property/flash_page_simulator.hpp"
#include "tests/unit/device_fixtures.hpp"

using namespace penstock;
using namespace penstock::testing;
using units::Seconds;

namespace {

bool close(double a, double b, double relative) {
  return std::abs(a - b) <= relative * std::max(std::abs(a), std::abs(b));
}

}  // namespace

// O5, disks --------------------------------------------------------------------------------------

TEST_CASE("scans and seeks are integrals over the zones", "[property]") {
  rc::prop("the mean rate of a filled part is that of the integral of 1 / B", [] {
    auto hdd = nearline();
    hdd.inner_over_outer.value = units::Ratio{uniform(0.3, 1.0)};
    const double fill = uniform(0.01, 1.0);
    constexpr int kSteps = 3000;  // the midpoint rule is good to 1e-7 here
    double sum = 0.0;
    for (int i = 0; i < kSteps; ++i) {
      sum += 1.0 / storage::zone_rate(hdd, (i + 0.5) / kSteps * fill).si();
    }
    RC_ASSERT(close(sum / kSteps, 1.0 / storage::mean_media_rate(hdd, fill).si(), 1e-6));
  });
}

TEST_CASE("random requests seek as far as random positions of the stroke", "[unit]") {
  // Requests are uniform over bytes, of which outer tracks hold more; the model takes the stroke as
  // uniform. 1.5 % of the distance-dependent part at kappa 0.47, 3.3 % at 0.3.
  for (const double kappa : {0.3, 0.47, 0.65, 1.0 - 1e-9}) {
    for (const double fill : {0.1, 0.5, 1.0}) {
      auto hdd = nearline();
      hdd.inner_over_outer.value = units::Ratio{kappa};
      // Distance of a byte from the outer edge in strokes: rates, and so radii, fall with it.
      constexpr int kSteps = 200;
      std::vector<double> at;
      for (int i = 0; i < kSteps; ++i) {
        const double radius =
            (storage::zone_rate(hdd, (i + 0.5) / kSteps * fill) / hdd.outer_rate.value).si();
        at.push_back((1.0 - radius) / (1.0 - kappa));
      }
      double sum = 0.0;
      for (const double a : at) {
        for (const double b : at) sum += std::sqrt(std::abs(a - b));
      }
      const double a = hdd.seek_settle.value.si();
      const double slope = 15.0 / 8.0 * (hdd.seek_average.value.si() - a);
      const Seconds half_turn = 0.5 / hdd.rotation.value;
      const double seek = (storage::positioning_time(hdd, fill) - half_turn).si();
      CAPTURE(kappa, fill);
      CHECK(seek - a ==
            Approx(slope * sum / (kSteps * kSteps)).epsilon(kappa < 0.4 ? 0.035 : 0.016));
    }
  }
}

// O6, drive-managed SMR --------------------------------------------------------------------------

namespace {

struct Collapsed {
  double writes_per_second;
  double extents_per_clean;
};

/// Random writes into a full media cache, band by band: the band that has been dirty for longest is
/// cleaned with all its extents as soon as there is no room for one more.
Collapsed simulate_media_cache(std::size_t bands, std::size_t most_extents, double write_time,
                               double clean_time) {
  std::mt19937_64 random(3);
  std::vector<std::size_t> extents(bands, 0);
  std::deque<std::size_t> dirty;
  std::size_t cached = 0, cleaned = 0, cleans = 0, writes = 0;
  double time = 0.0;
  // Ten fillings to settle, thirty to count.
  for (std::size_t i = 0; i < 40 * most_extents; ++i) {
    if (i == 10 * most_extents) {
      cleaned = cleans = writes = 0;
      time = 0.0;
    }
    while (cached >= most_extents) {
      std::size_t& oldest = extents[dirty.front()];
      dirty.pop_front();
      cached -= oldest;
      cleaned += oldest;
      oldest = 0;
      ++cleans;
      time += clean_time;
    }
    const std::size_t band = random() % bands;
    if (extents[band]++ == 0) dirty.push_back(band);
    ++cached;
    ++writes;
    time += write_time;
  }
  return {static_cast<double>(writes) / time,
          static_cast<double>(cleaned) / static_cast<double>(cleans)};
}

}  // namespace

TEST_CASE("a full media cache collapses to the rate of a band-by-band simulation", "[unit]") {
  // Extents per band of 0.3 to 20. 5 % for the approximation of first in, first out, which is
  // worst around one to three extents per band; a tenth of the collapse itself or less.
  const units::Bytes page{4096.0};
  constexpr double kWrite = 0.01, kClean = 0.35;
  constexpr std::size_t kExtents = 6000;
  for (const double per_band : {0.3, 1.0, 3.0, 20.0}) {
    const auto bands = static_cast<std::size_t>(kExtents / per_band);
    const storage::MediaCacheModel model{
        .capacity = 20.0 * units::kGB,
        .extent_loss = units::Bytes{0.0},
        .band_clean = Seconds{kClean},
        .footprint = static_cast<double>(bands) * 30.0 * units::kMiB,
        .most_extents = kExtents};
    const auto played = simulate_media_cache(bands, kExtents, kWrite, kClean);
    CAPTURE(per_band);
    CHECK(storage::merge_factor(model, 20.0 * units::kGB, page) ==
          Approx(played.extents_per_clean).epsilon(0.05));
    CHECK(storage::collapsed_rate(model, page, page / Seconds{kWrite}).si() / page.si() ==
          Approx(played.writes_per_second).epsilon(0.05));
  }
}

// O7, flash --------------------------------------------------------------------------------------

TEST_CASE("a page-level simulation of cleaning agrees with the law", "[unit]") {
  // 3 % for finite blocks, where greedy cleaning lies a little below first in, first out.
  const auto cleaning = GENERATE(Cleaning::kGreedy, Cleaning::kFifo);
  const double alpha = GENERATE(1.145, 1.2, 1.28, 1.4, 2.0);
  CAPTURE(static_cast<int>(cleaning), alpha);
  CHECK(FlashPageSimulator(alpha, cleaning).amplification() ==
        Approx(storage::log_write_amplification(alpha)).epsilon(0.03));
}

TEST_CASE("wear is kept as programmed bytes over those of the rating", "[property]") {
  rc::prop("any history wears as the sum of host bytes times amplification", [] {
    const bool coarse = *rc::gen::arbitrary<bool>();
    const auto ssd = coarse ? qlc() : tlc();
    const double unit = ssd.indirection_unit.value.si();
    const double alpha = storage::physical_over_advertised(ssd);
    double worn = 0.0, programmed = 0.0;
    for (int i = 0; i < *rc::gen::inRange(1, 20); ++i) {
      const storage::Access access{.write = true,
                                   .size = units::Bytes{log_uniform(512.0, 1e7)},
                                   .sequential = *rc::gen::arbitrary<bool>()};
      const double fill = uniform(0.05, 1.0);
      const units::Bytes host{log_uniform(1e9, 1e15)};
      worn += storage::wear(ssd, access, {.fill = fill}, host);
      // Bytes in whole units, times the law of the space that this fill leaves.
      const double parts =
          access.sequential ? 1.0 : std::ceil(access.size.si() / unit) * unit / access.size.si();
      const double collection =
          access.sequential ? 1.0 : storage::log_write_amplification(alpha / fill);
      programmed += host.si() * parts * collection;
    }
    const double rated = ssd.drive_writes.value.si() * 86400.0 * 365.0 * 5.0 *
                         ssd.drive.capacity.value.si() * storage::log_write_amplification(alpha);
    RC_ASSERT(close(worn, programmed / rated, 1e-9));
  });
}
