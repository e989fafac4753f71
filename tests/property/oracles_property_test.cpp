// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Oracles of the physics that need a second, independent calculation: small simulations, sums by
// hand and textbook algorithms beside the models. docs/validation/oracles.md lists all of them.
#include <rapidcheck.h>
#include <rapidcheck/catch.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <deque>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "models/compute/checkpoint.hpp"
#include "models/compute/inference.hpp"
#include "models/network/fabric.hpp"
#include "models/queueing/solver.hpp"
#include "models/storage/durability.hpp"
#include "models/storage/object_store.hpp"
#include "models/storage/parallel_fs.hpp"
#include "tests/property/draws.hpp"
#include "tests/unit/device_fixtures.hpp"

using namespace penstock;
using namespace penstock::testing;
using queueing::FlowClass;
using queueing::Resource;
using units::Seconds;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr units::ByteRate k100Gb{12.5e9};

bool close(double a, double b, double relative) {
  return std::abs(a - b) <= relative * std::max(std::abs(a), std::abs(b));
}

std::vector<double> rates(const std::vector<Resource>& resources,
                          const std::vector<FlowClass>& flows) {
  std::vector<queueing::ActiveFlows> active;
  for (const FlowClass& f : flows) active.push_back({.flow = &f});
  auto solution = queueing::solve(resources, active);
  if (!solution) throw std::runtime_error(solution.error().message);
  return solution->rates;
}

/// Max-min with weights, costs and caps by raising one level until the capacity is used up.
std::vector<double> water_filling(double capacity, const std::vector<double>& weights,
                                  const std::vector<double>& costs,
                                  const std::vector<double>& caps) {
  const std::size_t n = weights.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](auto a, auto b) { return caps[a] / weights[a] < caps[b] / weights[b]; });
  std::vector<double> share = caps;
  double left = capacity;
  double open = 0.0;  // weight times cost of those that no cap holds yet
  for (std::size_t i = 0; i < n; ++i) open += weights[i] * costs[i];
  for (const std::size_t i : order) {
    const double level = left / open;
    share[i] = std::min(caps[i], level * weights[i]);
    left -= share[i] * costs[i];
    open -= weights[i] * costs[i];
  }
  return share;
}

/// Mean and standard error.
struct Mean {
  double value, error;
};
Mean mean_of(const std::vector<double>& samples) {
  const auto n = static_cast<double>(samples.size());
  const double mean = std::accumulate(samples.begin(), samples.end(), 0.0) / n;
  double squares = 0.0;
  for (const double s : samples) squares += (s - mean) * (s - mean);
  return {mean, std::sqrt(squares / (n - 1.0) / n)};
}

/// Seeds are fixed, so a test at this many standard errors either always passes or never does; a
/// right model would have failed it for 1 seed in 60,000.
constexpr double kSigmas = 4.3;

}  // namespace

// O1 to O4, hard edges ---------------------------------------------------------------------------

TEST_CASE("caps of 0.1, 0.3 and none on one link give 0.1, 0.3 and 0.6", "[unit]") {
  const auto flow = [](std::string name, double cap) {
    return FlowClass{.name = std::move(name),
                     .rate_limit = units::Frequency{cap},
                     .demands = {{.resource = 0, .service = Seconds{1.0}}}};
  };
  const auto x = rates({{.name = "link"}}, {flow("a", 0.1), flow("b", 0.3), flow("c", kInfinity)});
  CHECK(x[0] == Approx(0.1).epsilon(1e-9));
  CHECK(x[1] == Approx(0.3).epsilon(1e-9));
  CHECK(x[2] == Approx(0.6).epsilon(1e-9));
}

TEST_CASE("one full edge is shared as by water-filling", "[property]") {
  rc::prop("rates are max-min with windows as weights, whatever the costs and caps", [] {
    const double capacity = *rc::gen::inRange(1, 20);
    std::vector<double> weights, costs, caps;
    std::vector<FlowClass> flows;
    const int count = *rc::gen::inRange(1, 10);
    for (int i = 0; i < count; ++i) {
      weights.push_back(*rc::gen::inRange(1, 64));
      costs.push_back(log_uniform(1e-5, 1e-2));
      // Half of them near their part of the capacity, so that some caps hold and some do not.
      const double part = capacity / (count * costs.back());
      const bool capped = *rc::gen::arbitrary<bool>();
      caps.push_back(capped ? part * log_uniform(0.1, 10.0) : kInfinity);
      flows.push_back({.name = "f" + std::to_string(i),
                       .window = weights.back(),
                       .rate_limit = units::Frequency{caps.back()},
                       .demands = {{.resource = 0, .service = Seconds{costs.back()}}}});
    }
    const auto expected = water_filling(capacity, weights, costs, caps);
    const auto x = rates({{.name = "edge", .units = capacity}}, flows);
    double used = 0.0;
    bool waiting = false;
    for (std::size_t i = 0; i < x.size(); ++i) {
      RC_ASSERT(close(x[i], expected[i], 1e-8));
      used += x[i] * costs[i];
      waiting = waiting || x[i] < caps[i] * (1.0 - 1e-8);
    }
    RC_ASSERT(used <= capacity * (1.0 + 1e-9));           // I1
    if (waiting) RC_ASSERT(close(used, capacity, 1e-9));  // I2
  });
}

TEST_CASE("one class reaches its asymptotic bounds", "[property]") {
  // With edges the fluid limit is the bound itself, min(N / (R0 + Z), 1 / Dmax); knees stay below.
  rc::prop("min of window over idle time and of the slowest resource", [] {
    const bool knees = *rc::gen::arbitrary<bool>();
    std::vector<Resource> resources;
    FlowClass flow{.name = "f",
                   .window = static_cast<double>(*rc::gen::inRange(1, 1000)),
                   .delay = Seconds{uniform(0.0, 0.1)}};
    double idle = flow.delay.si();
    double slowest = 0.0;
    for (std::size_t r = 0; r < static_cast<std::size_t>(*rc::gen::inRange(1, 6)); ++r) {
      Resource& added = resources.emplace_back();
      added.name = "r" + std::to_string(r);
      added.units = *rc::gen::inRange(1, 40);
      if (knees) added.curve = queueing::Knee{uniform(1.2, 8.0)};
      const double visits = uniform(0.1, 8.0), service = log_uniform(1e-6, 1e-2);
      const double latency = service * log_uniform(1.0, 30.0);
      flow.demands.push_back({.resource = r,
                              .visits = visits,
                              .in_sequence = visits,
                              .service = Seconds{service},
                              .latency = Seconds{latency}});
      idle += visits * latency;
      slowest = std::max(slowest, visits * service / added.units);
    }
    const double bound = std::min(flow.window / idle, 1.0 / slowest);
    const double x = rates(resources, {flow}).front();
    RC_ASSERT(x <= bound * (1.0 + 1e-9));
    if (!knees) RC_ASSERT(close(x, bound, 1e-8));
  });
}

// O8, network ------------------------------------------------------------------------------------

TEST_CASE("fabrics share their ports", "[property]") {
  constexpr double kEfficiency = 4096.0 / 4178.0;
  const auto over = [](const std::vector<network::Hop>& hops, const char* name, units::Bytes size) {
    return FlowClass{.name = name,
                     .window = 512.0,
                     .demands = network::path_visits(hops, size, network::Transport::kRoce,
                                                     units::Bytes{4096.0})};
  };
  rc::prop("n senders into one port get C / n each, and nothing is lost the other way", [&] {
    const double n = *rc::gen::inRange(2, 200);
    const units::Bytes size{log_uniform(64e3, 64e6)};
    const std::vector<Resource> ports{network::port_group("out", n), network::port_group("in", 1.0),
                                      network::port_group("back", 1.0),
                                      network::port_group("home", n)};
    const auto there = over({{0, k100Gb}, {1, k100Gb}}, "there", size);
    const auto back = over({{2, k100Gb}, {3, k100Gb}}, "back", size);
    const std::vector<queueing::ActiveFlows> active{{.flow = &there, .count = n},
                                                    {.flow = &back, .count = n}};
    const auto solution = queueing::solve(ports, active);
    RC_ASSERT(solution.has_value());
    for (const double rate : solution->rates) {
      RC_ASSERT(close(rate * size.si(), 12.5e9 * kEfficiency / n, 1e-6));
    }
  });
  rc::prop("an oversubscribed leaf gives each port its line rate over the oversubscription", [&] {
    const double n = *rc::gen::inRange(2, 200);
    const double oversubscription = uniform(1.0, 8.0);
    const double spine = uniform(0.5, 1.0);
    const units::Bytes size{log_uniform(64e3, 64e6)};
    const std::vector<Resource> fabric{network::port_group("out", n),
                                       network::uplinks("up", n, oversubscription, spine),
                                       network::port_group("in", n)};
    const auto flow = over({{0, k100Gb}, {1, k100Gb}, {2, k100Gb}}, "f", size);
    const std::vector<queueing::ActiveFlows> active{{.flow = &flow, .count = n}};
    const auto solution = queueing::solve(fabric, active);
    RC_ASSERT(solution.has_value());
    RC_ASSERT(close(solution->rates.front() * size.si(),
                    12.5e9 * kEfficiency * spine / oversubscription, 1e-6));
  });
}

// O9, object stores ------------------------------------------------------------------------------

namespace {
catalogue::CloudClass cloud() {
  catalogue::CloudClass store;
  store.first_byte.value = Seconds{30e-3};
  store.connection_rate.value = units::ByteRate{87.5e6};
  store.put_limit.value = units::Frequency{3500.0};
  store.get_limit.value = units::Frequency{5500.0};
  return store;
}
}  // namespace

TEST_CASE("object stores are linear in connections up to a limit", "[property]") {
  rc::prop("connections add up until the client's link or the prefixes are full", [] {
    const auto store = cloud();
    const bool write = *rc::gen::arbitrary<bool>();
    const double connections = *rc::gen::inRange(1, 20000);
    const double prefixes = *rc::gen::inRange(1, 64);
    const units::Bytes part{log_uniform(4e3, 64e6)};
    // Mean first byte of the log-normal, then the part at the connection's own rate.
    const double time = 30e-3 * std::exp(0.5 * 0.7 * 0.7) + part.si() / 87.5e6;
    const std::vector<Resource> resources{storage::request_limit("limit", prefixes),
                                          network::port_group("nic", 1.0)};
    FlowClass flow{.name = "copy", .window = connections};
    flow.demands = {storage::request_visit(0, store, part, write),
                    {.resource = 1, .service = part / k100Gb}};
    const double expected = std::min(
        {connections / time, prefixes * (write ? 3500.0 : 5500.0), k100Gb.si() / part.si()});
    RC_ASSERT(close(rates(resources, {flow}).front(), expected, 1e-6));
  });
}

TEST_CASE("times to the first byte have the median and the tail of their log-normal", "[unit]") {
  // Standard errors of sample quantiles, sqrt(p (1 - p) / n) / density, in log: 0.0020 at the
  // median and 0.0059 at p99 of 200,000 draws.
  constexpr std::size_t kDraws = 200000;
  std::mt19937_64 random(17);
  std::normal_distribution<double> normal;
  std::vector<double> samples;
  for (std::size_t i = 0; i < kDraws; ++i) {
    samples.push_back(30e-3 * std::exp(storage::kFirstByteSigma * normal(random)));
  }
  std::sort(samples.begin(), samples.end());
  const auto quantile = [&](double p) {
    return storage::first_byte_quantile(Seconds{30e-3}, p).si();
  };
  CHECK(samples[kDraws / 2] == Approx(quantile(0.5)).epsilon(kSigmas * 0.0020));
  CHECK(samples[kDraws * 99 / 100] == Approx(quantile(0.99)).epsilon(kSigmas * 0.0059));
  const Mean mean = mean_of(samples);
  CHECK(std::abs(mean.value - storage::slowest_first_byte(Seconds{30e-3}, 1.0).si()) <
        kSigmas * mean.error);
}

// O10, parallel file systems ---------------------------------------------------------------------

TEST_CASE("small files are bound by metadata, large ones by bytes", "[property]") {
  rc::prop("the bound changes at bytes per second over operations per second", [] {
    const storage::MetadataServer server;
    const double servers = *rc::gen::inRange(1, 16);
    const bool create = *rc::gen::arbitrary<bool>();
    const double stripes = create ? *rc::gen::inRange(1, 32) : 1.0;
    const units::ByteRate rate{log_uniform(1e9, 1e12)};
    const double operations = servers * (create ? 20e3 / (1.0 + 0.05 * (stripes - 1.0)) : 130e3);
    const units::Bytes crossover = storage::metadata_bound_size(rate, units::Frequency{operations});
    const double size = crossover.si() * log_uniform(0.01, 100.0);
    const std::vector<Resource> resources{storage::metadata_pool("mds", servers), {.name = "data"}};
    FlowClass flow{.name = "files", .window = 1e6};
    flow.demands = {storage::metadata_visit(0, server,
                                            create ? storage::MetadataOperation::kCreate
                                                   : storage::MetadataOperation::kOpen,
                                            stripes, 1.0),
                    {.resource = 1, .service = units::Bytes{size} / rate}};
    const double files = rates(resources, {flow}).front();
    const double expected = size < crossover.si() ? operations : rate.si() / size;
    RC_ASSERT(close(files, expected, 1e-6));
  });
}

// O11, durability --------------------------------------------------------------------------------

namespace {

/// Time until a group loses data, device by device with a clock each, in mean lives of a device.
double play_to_loss(const storage::Scheme& scheme, double repair, bool parallel, double read_error,
                    std::mt19937_64& random) {
  const auto draw = [&](double mean) {
    return std::exponential_distribution<double>(1.0 / mean)(random);
  };
  const auto devices = static_cast<std::size_t>(scheme.data + scheme.parity);
  const auto parity = static_cast<std::size_t>(scheme.parity);
  std::vector<double> next(devices);  // failure, or end of repair
  std::vector<char> failed(devices, 0);
  std::deque<std::size_t> waiting;  // for the one repair of serial mode
  std::size_t down = 0;
  for (double& at : next) at = draw(1.0);
  for (;;) {
    const auto first = std::min_element(next.begin(), next.end());
    const double now = *first;
    const auto device = static_cast<std::size_t>(first - next.begin());
    if (failed[device] == 0) {
      if (++down > parity) return now;
      failed[device] = 1;
      if (parallel || down == 1) {
        *first = now + draw(repair);
      } else {
        *first = kInfinity;
        waiting.push_back(device);
      }
      continue;
    }
    const bool bare = down == parity;
    if (bare && std::bernoulli_distribution(read_error)(random)) return now;
    failed[device] = 0;
    --down;
    *first = now + draw(1.0);
    if (!waiting.empty()) {
      next[waiting.front()] = now + draw(repair);
      waiting.pop_front();
    }
  }
}

}  // namespace

TEST_CASE("groups of devices lose data when the exact chain says", "[unit]") {
  // lambda / mu = 0.05, as for drives that fail several times a year.
  const auto scheme = GENERATE(storage::Scheme{1, 2}, storage::Scheme{4, 2}, storage::Scheme{8, 3},
                               storage::Scheme{10, 4}, storage::Scheme{5, 0});
  const auto mode = GENERATE(storage::RepairMode::kParallel, storage::RepairMode::kSerial);
  const double read_error = GENERATE(0.0, 0.3);
  std::mt19937_64 random(23);
  std::vector<double> times;
  for (int i = 0; i < 1500; ++i) {
    times.push_back(play_to_loss(scheme, 0.05, mode == storage::RepairMode::kParallel,
                                 scheme.parity > 0 ? read_error : 0.0, random));
  }
  const Mean played = mean_of(times);
  const double exact = storage::mean_time_to_loss(scheme, units::Frequency{1.0}, Seconds{0.05},
                                                  mode, scheme.parity > 0 ? read_error : 0.0)
                           .si();
  CAPTURE(scheme.data, scheme.parity, static_cast<int>(mode), read_error);
  CHECK(std::abs(played.value - exact) < kSigmas * played.error);
  CHECK(played.error < 0.03 * exact);
}

// O12, checkpoints -------------------------------------------------------------------------------

TEST_CASE("Daly's interval is the best of a sweep", "[property]") {
  rc::prop("no interval commits more than 0.2 % more of the time", [] {
    const Seconds mtbf{log_uniform(1e3, 1e6)};
    const Seconds stall = log_uniform(1e-4, 0.2) * mtbf;
    const Seconds restart = uniform(0.0, 0.2) * mtbf;
    const auto share = [&](Seconds interval) {
      return compute::committed_share(interval, stall, restart, mtbf);
    };
    const double chosen = share(compute::daly_interval(stall, mtbf));
    const Seconds young = compute::young_interval(stall, mtbf);
    double best = 0.0;
    for (int i = -60; i <= 60; ++i) best = std::max(best, share(std::exp(i / 20.0) * young));
    RC_ASSERT(chosen <= 1.0);
    RC_ASSERT(best <= chosen * 1.002);
    // Rare interruptions: Young's is as good.
    if (stall.si() < 1e-3 * mtbf.si()) RC_ASSERT(best <= share(young) * 1.002);
  });
}

// O13, queues ------------------------------------------------------------------------------------

TEST_CASE("inference waits as customers of a played queue do", "[unit]") {
  // Poisson arrivals, exponential service, first come first served; 40 batches of 4,000 customers.
  const int servers = GENERATE(1, 2, 8);
  const double load = GENERATE(0.3, 0.6, 0.8);
  std::mt19937_64 random(31);
  std::exponential_distribution<double> service(1.0), arrival(load * servers);
  std::vector<double> free_at(static_cast<std::size_t>(servers), 0.0);
  std::vector<double> batches;
  double now = 0.0, sum = 0.0;
  constexpr int kBatch = 4000;
  for (int i = 1; i <= 42 * kBatch; ++i) {
    now += arrival(random);
    auto& soonest = *std::min_element(free_at.begin(), free_at.end());
    const double start = std::max(now, soonest);
    sum += start - now;
    soonest = start + service(random);
    if (i % kBatch == 0) {
      if (i > 2 * kBatch) batches.push_back(sum / kBatch);
      sum = 0.0;
    }
  }
  const Mean played = mean_of(batches);
  const double wait =
      compute::service_wait(units::Frequency{load * servers}, Seconds{1.0}, servers).si();
  CAPTURE(servers, load, played.error);
  CHECK(std::abs(played.value - wait) < kSigmas * played.error);
}
