// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Cores, accelerators, input pipelines, caches, checkpoints and inference: oracle O12.
#include <rapidcheck.h>
#include <rapidcheck/catch.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <list>
#include <numeric>
#include <random>
#include <unordered_map>
#include <vector>

#include "models/compute/accelerator.hpp"
#include "models/compute/cache.hpp"
#include "models/compute/checkpoint.hpp"
#include "models/compute/inference.hpp"
#include "models/compute/input_pipeline.hpp"
#include "models/compute/processor.hpp"
#include "tests/unit/device_fixtures.hpp"

using namespace penstock;
using namespace penstock::compute;
using namespace penstock::testing;

namespace {

StepModel cosmoflow() {
  return {.compute = units::Seconds{3.5e-3},
          .overhead = units::Seconds{0.73e-3},
          .barrier = units::Seconds{0.173e-3}};
}

/// U-Net on H100s.
EpochInput unet3d(double ranks, double supply) {
  return {.step = {.compute = units::Seconds{0.323},
                   .overhead = units::Seconds{4.4e-3},
                   .barrier = units::Seconds{5.0e-3}},
          .ranks = ranks,
          .batch = 7.0,
          .sample = units::Bytes{146600628.0},
          .steps = 500.0,
          .buffered_batches = 4.0,
          .supply = units::ByteRate{supply},
          .batch_cv = 0.126};
}

struct Played {
  double duration, utilisation;
};

/// The epoch event by event for equal batches: `workers` loads share the rank's part of the supply,
/// batches are used in order, and using one lets its worker load the next.
Played play(const EpochInput& input) {
  const auto workers = static_cast<std::size_t>(input.buffered_batches);
  const auto steps = static_cast<std::size_t>(input.steps);
  const double batch = input.batch * input.sample.si();
  const double supply = input.supply.si() / input.ranks;
  const double step = step_time(input.step, input.ranks).si();
  std::vector<double> left(steps, batch);
  std::size_t issued = std::min(workers, steps), used = 0;
  double now = 0.0, free_at = 0.0, first = -1.0;
  while (used < steps) {
    std::size_t loading = 0;
    double least = batch;
    for (std::size_t i = used; i < issued; ++i) {
      if (left[i] > 0.0) {
        ++loading;
        least = std::min(least, left[i]);
      }
    }
    const bool ready = left[used] <= 0.0;
    if (ready && now >= free_at) {
      if (first < 0.0) first = now;
      free_at = now + step;
      ++used;
      issued = std::min(issued + 1, steps);
      continue;
    }
    double until = ready ? free_at : 1e300;
    if (loading > 0) {
      until = std::min(until, now + least * static_cast<double>(loading) / supply);
    }
    if (free_at > now) until = std::min(until, free_at);
    for (std::size_t i = used; i < issued; ++i) {
      if (left[i] <= 0.0) continue;
      left[i] -= (until - now) * supply / static_cast<double>(loading);
      if (left[i] < 1e-6 * batch) left[i] = 0.0;
    }
    now = until;
  }
  const double compute = input.step.compute.si();
  return {free_at, (input.steps - 1.0) * compute / (free_at - first - compute)};
}

/// Hits per access of an epoch-wise shuffled scan over `items` through a cache of `size` items.
double simulate_shuffled(int items, int size, bool lru, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<int> order(static_cast<std::size_t>(items));
  std::iota(order.begin(), order.end(), 0);
  std::list<int> recent;
  std::unordered_map<int, std::list<int>::iterator> where;
  std::vector<int> slots;
  std::vector<int> slot_of(static_cast<std::size_t>(items), -1);
  long hits = 0, counted = 0;
  for (int epoch = 0; epoch < 40; ++epoch) {
    std::shuffle(order.begin(), order.end(), random);
    for (const int item : order) {
      bool hit;
      if (lru) {
        const auto found = where.find(item);
        hit = found != where.end();
        if (hit) recent.erase(found->second);
        recent.push_front(item);
        where[item] = recent.begin();
        if (static_cast<int>(recent.size()) > size) {
          where.erase(recent.back());
          recent.pop_back();
        }
      } else {
        int& slot = slot_of[static_cast<std::size_t>(item)];
        hit = slot >= 0;
        if (!hit && static_cast<int>(slots.size()) < size) {
          slot = static_cast<int>(slots.size());
          slots.push_back(item);
        } else if (!hit) {
          slot = static_cast<int>(random() % static_cast<unsigned>(size));
          slot_of[static_cast<std::size_t>(slots[static_cast<std::size_t>(slot)])] = -1;
          slots[static_cast<std::size_t>(slot)] = item;
        }
      }
      if (epoch >= 10) {
        ++counted;
        hits += hit ? 1 : 0;
      }
    }
  }
  return static_cast<double>(hits) / static_cast<double>(counted);
}

}  // namespace

TEST_CASE("accelerators demand the bytes that MLPerf Storage lists", "[unit]") {
  // n b s / T in MB/s per H100: 7 x 146.6 / .323 = 3,177; 400 x .11466 / .224 = 205; 2.828 / .0035.
  const auto demand = [](double batch, double sample, double time) {
    return required_supply({.step = {.compute = units::Seconds{time}},
                            .batch = batch,
                            .sample = units::Bytes{sample}})
               .si() /
           1e6;
  };
  CHECK(demand(7, 146600628, 0.323) == Approx(3177).epsilon(1e-3));
  CHECK(demand(7, 146600628, 0.636) == Approx(1613).epsilon(1e-3));
  CHECK(demand(400, 114660, 0.224) == Approx(205).epsilon(2e-3));
  CHECK(demand(1, 2828486, 0.0035) == Approx(808).epsilon(1e-3));
  CHECK(demand(1, 2828486, 0.00551) == Approx(513).epsilon(1e-3));
}

TEST_CASE("the barrier alone limits utilisation as measured", "[unit]") {
  // cosmoflow, storage without effect: 82.8, 76.6 and 72.0 % at 1, 8 and 26 ranks; 1.5 % off at
  // most.
  CHECK(barrier_limit(cosmoflow(), 1.0) == Approx(0.828).epsilon(0.005));
  CHECK(barrier_limit(cosmoflow(), 8.0) == Approx(0.766).epsilon(0.015));
  CHECK(barrier_limit(cosmoflow(), 26.0) == Approx(0.720).epsilon(0.015));
  // 70 % is reached at exp((T (1/0.7 - 1) - a) / c) ranks.
  const double ranks = std::exp((3.5 * (1.0 / 0.7 - 1.0) - 0.73) / 0.173);
  CHECK(barrier_limit(cosmoflow(), ranks) == Approx(0.7));
}

TEST_CASE("with enough supply only the barrier counts", "[unit]") {
  auto input = unet3d(16.0, 1e15);
  const Epoch fed = epoch(input);
  CHECK(fed.utilisation ==
        Approx(499.0 * 0.323 / (500.0 * step_time(input.step, 16.0).si() - 0.323)).epsilon(1e-6));
  CHECK(fed.samples.si() == Approx(16.0 * 7.0 / step_time(input.step, 16.0).si()).epsilon(1e-6));
}

TEST_CASE("prefetch during the first load is credited to utilisation", "[unit]") {
  // Storage at half of what is needed, 32 buffered batches of 500: 0.5 / (1 - 0.929 x 32 / 500).
  auto input = unet3d(8.0, 1.0);
  input.supply = 0.5 * required_supply(input);
  input.buffered_batches = 32.0;
  const double phi = 1.0 - 0.126 / std::sqrt(std::acos(-1.0));
  CHECK(epoch(input).utilisation ==
        Approx(0.5 * 499.0 / 500.0 / (1.0 - phi * 32.0 / 500.0)).epsilon(2e-3));
}

TEST_CASE("the epoch's closed form agrees with playing it event by event", "[unit]") {
  // Equal batches. Tolerance 1.5 points of utilisation: the form rounds the knee and counts no
  // alignment of loads to steps.
  for (const double ratio : {0.3, 0.6, 0.9, 1.0, 1.1, 1.6}) {
    for (const double workers : {2.0, 4.0, 16.0}) {
      auto input = unet3d(8.0, 1.0);
      input.batch_cv = 0.0;
      input.buffered_batches = workers;
      input.supply = ratio * required_supply(input);
      const Epoch closed = epoch(input);
      const Played played = play(input);
      CAPTURE(ratio, workers);
      CHECK(closed.utilisation == Approx(played.utilisation).margin(0.015));
      CHECK(closed.duration.si() == Approx(played.duration).epsilon(0.02));
    }
  }
}

TEST_CASE("TensorFlow starts with its file list", "[unit]") {
  EpochInput input = unet3d(4.0, 1e15);
  input.loader = Loader::kTensorFlow;
  input.files = 500e3;
  CHECK(epoch(input).first_batch.si() == Approx(500e3 * 0.76e-6 + 0.5));
  input.steps = 1.0;
  CHECK_THROWS_AS(epoch(input), std::invalid_argument);
}

TEST_CASE("steps occupy accelerators in the flow network", "[unit]") {
  // 64 ranks: 64 batches per T + a + c ln 64, whatever more is prefetched.
  const auto step = cosmoflow();
  const auto pool = accelerator_pool("gpu", 64.0);
  const auto visit = step_visit(0, step, 64.0);
  const double expected = 64.0 / (3.5e-3 + 0.73e-3 + 0.173e-3 * std::log(64.0));
  CHECK(rate_alone(pool, visit, 64.0) == Approx(expected).epsilon(1e-6));
  CHECK(rate_alone(pool, visit, 256.0) == Approx(expected).epsilon(1e-6));
  catalogue::Workload workload;
  workload.step_times.push_back({.accelerator = "h100", .time = {.value = units::Seconds{0.2}}});
  CHECK(StepModel::from(workload, "h100")->compute.si() == 0.2);
  CHECK_FALSE(StepModel::from(workload, "a100").has_value());
  catalogue::Accelerator gpu;
  gpu.power_idle.value = units::Watts{75.0};
  gpu.power_active.value = units::Watts{675.0};
  CHECK(mean_power(gpu, 0.5).si() == Approx(375.0));
}

TEST_CASE("threads speed up as measured and processors are shared per process", "[unit]") {
  CHECK(speed_up(2.0, kSerialShare) == Approx(1.695).epsilon(1e-3));  // 1.7 measured
  CHECK(speed_up(1.0, 0.5) == 1.0);
  CHECK(speed_up(64.0, 0.0) == 64.0);
  CHECK_THROWS_AS(speed_up(0.0, 0.1), std::invalid_argument);
  // One request in flight against 128 on one thread each, 2 cores full: the cores' time is divided
  // per process, so the small flow keeps up with the large one.
  const auto cores = core_pool("cores", 2.0);
  const units::Seconds work{1e-3};
  queueing::FlowClass small{
      .name = "small", .window = 1.0, .demands = {core_visit(0, work, 1.0, 1.0)}};
  queueing::FlowClass large{
      .name = "large", .window = 128.0, .demands = {core_visit(0, work, 128.0, 4.0)}};
  const std::vector<queueing::ActiveFlows> active{{.flow = &small}, {.flow = &large}};
  const auto solution = queueing::solve(std::vector{cores}, active);
  REQUIRE(solution.has_value());
  CHECK(solution->rates[0] + solution->rates[1] == Approx(2000.0).epsilon(1e-6));
  // 1 of 5 threads, a little more for the large flow, whose own work is overlapped.
  CHECK(solution->rates[0] > 0.15 * 2000.0);
  CHECK(solution->rates[0] < 0.25 * 2000.0);
}

TEST_CASE("a storage service takes core time per request and byte", "[unit]") {
  catalogue::Server server;
  server.cpu_per_byte.value = units::SecondsPerByte{0.3e-9};
  server.cpu_per_request.value = units::Seconds{10e-6};
  CHECK(service_cpu(server, units::kMB).si() == Approx(310e-6));
}

TEST_CASE("shuffled epochs hit as simulated", "[unit]") {
  // 2,000 items over 30 epochs: 60,000 accesses, good to 0.003 or so, plus 1/2,000 for granularity.
  for (const double share : {0.25, 0.5, 0.75}) {
    const int size = static_cast<int>(2000 * share);
    CHECK(lru_hit_ratio(share) == Approx(simulate_shuffled(2000, size, true, 5)).margin(0.008));
    CHECK(random_hit_ratio(share) == Approx(simulate_shuffled(2000, size, false, 5)).margin(0.008));
  }
  CHECK(lru_hit_ratio(0.5) == Approx(0.153).margin(1e-3));
  CHECK(random_hit_ratio(0.5) == Approx(0.284).margin(3e-3));
  CHECK(random_hit_ratio(0.75) == Approx(0.604).margin(3e-3));
  CHECK(pinned_hit_ratio(0.4) == 0.4);
  CHECK(scan_hit_ratio(0.99) == 0.0);
  CHECK(scan_hit_ratio(1.0) == 1.0);
}

TEST_CASE("popular items hit as Che predicts", "[unit]") {
  // Zipf 0.8 over 1,000 items, 100 in an LRU cache; 200,000 requests.
  std::vector<double> weights;
  for (int i = 1; i <= 1000; ++i) weights.push_back(std::pow(i, -0.8));
  std::mt19937 random(9);
  std::discrete_distribution<int> pick(weights.begin(), weights.end());
  std::list<int> recent;
  std::vector<std::list<int>::iterator> where(1000, recent.end());
  int hits = 0, size = 0;
  for (int i = 0; i < 220000; ++i) {
    const auto item = static_cast<std::size_t>(pick(random));
    const bool hit = where[item] != recent.end();
    if (hit) {
      recent.erase(where[item]);
      --size;
    }
    recent.push_front(static_cast<int>(item));
    where[item] = recent.begin();
    if (++size > 100) {
      where[static_cast<std::size_t>(recent.back())] = recent.end();
      recent.pop_back();
      --size;
    }
    if (i >= 20000 && hit) ++hits;
  }
  CHECK(popularity_hit_ratio(weights, 100.0) == Approx(hits / 200000.0).margin(0.005));
  CHECK(popularity_hit_ratio(weights, 1000.0) == 1.0);
  CHECK(popularity_hit_ratio(weights, 0.0) == 0.0);
  // Equal popularity: the share that fits.
  CHECK(popularity_hit_ratio(std::vector<double>(50, 2.0), 20.0) == Approx(0.4));
}

TEST_CASE("nodes share a distributed cache", "[unit]") {
  const auto some = distributed_hits(0.1, 4.0);
  CHECK(some.local == Approx(0.1));
  CHECK(some.remote == Approx(0.3));
  const auto all = distributed_hits(0.5, 4.0);
  CHECK(all.local + all.remote == Approx(1.0));
}

TEST_CASE("checkpoints hold 14 bytes per parameter", "[unit]") {
  CHECK(checkpoint_size(8e9) / units::kGiB == Approx(105.0).epsilon(0.01));
  CHECK(checkpoint_size(70e9) / units::kGiB == Approx(912.0).epsilon(0.01));
  CHECK(checkpoint_size(405e9) / units::kGiB == Approx(5290.0).epsilon(0.01));
  // 980 GB at the store's 200 GB/s, the nodes could send 400: 4.9 s.
  CHECK(write_time(checkpoint_size(70e9), units::ByteRate{400e9}, units::ByteRate{200e9}).si() ==
        Approx(4.9));
  CHECK(synchronous_stall(units::Seconds{4.9}).si() == 4.9);
  // Asynchronous: 100 GB per node to memory at 50 GB/s; a drain 3 s longer than the interval
  // adds 3.
  CHECK(asynchronous_stall(100.0 * units::kGB, units::ByteRate{50e9}, units::Seconds{603.0},
                           units::Seconds{600.0})
            .si() == Approx(5.0));
}

TEST_CASE("Young and Daly find the best checkpoint interval", "[unit]") {
  // 16,384 accelerators, 466 interruptions in 54 days: one in 2.78 h.
  const auto mtbf = job_mtbf(54.0 * units::kDay, 466.0);
  CHECK(mtbf / units::kHour == Approx(2.78).epsilon(1e-3));
  const units::Seconds stall{30.0};
  const units::Seconds restart{300.0};
  double best = 0.0, best_interval = 0.0;
  for (double interval = 50.0; interval < 5000.0; interval += 1.0) {
    const double share = committed_share(units::Seconds{interval}, stall, restart, mtbf);
    if (share > best) {
      best = share;
      best_interval = interval;
    }
  }
  CHECK(daly_interval(stall, mtbf).si() == Approx(best_interval).epsilon(0.01));
  CHECK(young_interval(stall, mtbf).si() == Approx(std::sqrt(2.0 * 30.0 * mtbf.si())));
  CHECK(daly_interval(3.0 * mtbf, mtbf) == mtbf);
  // First order: 1 - stall/interval - interval/2M - restart/M, to the square of those.
  CHECK(best ==
        Approx(1.0 - 30.0 / best_interval - best_interval / 2.0 / mtbf.si() - 300.0 / mtbf.si())
            .epsilon(0.01));
}

TEST_CASE("inference waits as Erlang says", "[unit]") {
  const units::Seconds service{0.05};
  // One server at 0.8: rho S / (1 - rho) = 0.2 s. Two: C(2, 1.6) = 0.7111, x S / (2 x 0.2).
  CHECK(service_wait(units::Frequency{16.0}, service, 1).si() == Approx(0.2));
  CHECK(service_wait(units::Frequency{32.0}, service, 2).si() ==
        Approx(0.7111 * 0.05 / 0.4).epsilon(1e-3));
  CHECK(std::isinf(service_wait(units::Frequency{20.0}, service, 1).si()));
  CHECK(offered_load(units::Frequency{30.0}, service, 1.0) == Approx(1.5));
  CHECK(rate_alone(inference_pool("gpu", 4.0), inference_visit(0, service), 100.0) ==
        Approx(80.0).epsilon(1e-6));
}

TEST_CASE("models load at the slowest part of the way", "[unit]") {
  // 140 GB at 25 GB/s of network between a 100 GB/s store and a 50 GB/s bus: 5.6 s.
  CHECK(model_load_time(140.0 * units::kGB, units::ByteRate{100e9}, units::ByteRate{25e9},
                        units::ByteRate{50e9})
            .si() == Approx(5.6));
  CHECK(kv_bytes_per_token(80, 8, 128, units::Bytes{2.0}).si() == 327680.0);
  CHECK(kv_bytes_per_token(32, 8, 128, units::Bytes{2.0}).si() == 131072.0);
}

TEST_CASE("properties of training epochs", "[property]") {
  const auto any = [] {
    const double ranks = *rc::gen::inRange(1, 512);
    auto input = unet3d(ranks, 1.0);
    input.buffered_batches = *rc::gen::inRange(1, 32);
    input.supply = (*rc::gen::inRange(5, 300) / 100.0) * required_supply(input);
    return input;
  };
  rc::prop("more supply never lowers samples per second", [any] {
    auto input = any();
    const auto before = epoch(input).samples;
    input.supply *= 1.1;
    RC_ASSERT(epoch(input).samples >= before);
  });
  rc::prop("samples per second stay below supply and below compute", [any] {
    const auto input = any();
    const double samples = epoch(input).samples.si();
    RC_ASSERT(samples * input.sample.si() <= input.supply.si() * (1.0 + 1e-12));
    RC_ASSERT(samples <= input.ranks * input.batch / input.step.compute.si());
  });
  rc::prop("hit ratios grow with the cache, and pinned beats random beats LRU", [] {
    const double a = *rc::gen::inRange(0, 1001) / 1000.0;
    const double b = a + (1.0 - a) * *rc::gen::inRange(0, 1001) / 1000.0;
    for (const auto hits : {pinned_hit_ratio, random_hit_ratio, lru_hit_ratio}) {
      RC_ASSERT(hits(b) >= hits(a) - 1e-9);
      RC_ASSERT(hits(a) >= 0.0 && hits(b) <= 1.0);
    }
    RC_ASSERT(pinned_hit_ratio(a) >= random_hit_ratio(a) - 1e-9);
    RC_ASSERT(random_hit_ratio(a) >= lru_hit_ratio(a) - 1e-9);
  });
}
