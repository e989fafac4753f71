// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Laws that hold for every network, and a request-by-request simulation as an independent oracle.
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <numeric>
#include <queue>
#include <random>
#include <string>
#include <vector>

#include "models/queueing/solver.hpp"

using namespace penstock;
using namespace penstock::queueing;
using units::Frequency;
using units::Seconds;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Network {
  std::vector<Resource> resources;
  std::vector<FlowClass> flows;
  std::vector<double> counts;

  [[nodiscard]] std::vector<ActiveFlows> active() const {
    std::vector<ActiveFlows> all;
    for (std::size_t f = 0; f < flows.size(); ++f) {
      all.push_back({.flow = &flows[f], .count = counts[f]});
    }
    return all;
  }
};

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  double even(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  double log(double low, double high) { return std::exp(even(std::log(low), std::log(high))); }
  std::size_t below(std::size_t count) { return random_() % count; }
  bool chance(double share) { return even(0.0, 1.0) < share; }

 private:
  std::mt19937_64 random_;
};

/// Far wider than any storage system: services over four decades, windows to 512, pools to 200,
/// sharing over three decades, rate limits over six.
Network wild(Draw& draw, std::size_t fewest, std::size_t most) {
  Network n;
  const std::size_t resources = fewest + draw.below(most - fewest + 1);
  for (std::size_t r = 0; r < resources; ++r) {
    Resource& added = n.resources.emplace_back();
    added.name = "r" + std::to_string(100 + r);
    added.units = std::floor(draw.log(1.0, 200.0));
    const double kind = draw.even(0.0, 1.0);
    if (kind < 0.3) {
      added.curve = Knee{draw.even(1.2, 8.0)};
    } else if (kind < 0.5) {
      added.curve = SeekGain{draw.even(1.3, 3.0), draw.log(2.0, 30.0), draw.even(1.0, 2.0)};
    }
  }
  const std::size_t flows = 1 + draw.below(30);
  for (std::size_t f = 0; f < flows; ++f) {
    FlowClass& added = n.flows.emplace_back();
    added.name = "f" + std::to_string(100 + f);
    added.window = std::ceil(draw.log(1.0, 512.0));
    if (draw.chance(0.3)) added.rate_limit = Frequency{draw.log(1.0, 1e6)};
    if (draw.chance(0.5)) added.delay = Seconds{draw.log(1e-6, 0.1)};
    const std::size_t demands = 1 + draw.below(std::min<std::size_t>(resources, 6));
    for (std::size_t d = 0; d < demands; ++d) {
      Demand& demand = added.demands.emplace_back();
      demand.resource = draw.below(resources);
      demand.visits = draw.chance(0.5) ? 1.0 : draw.log(0.1, 20.0);
      demand.in_sequence = draw.chance(0.7) ? demand.visits : draw.log(0.1, demand.visits + 0.1);
      const double service = draw.log(1e-6, 1e-2);
      demand.service = Seconds{service};
      const bool seeks = std::holds_alternative<SeekGain>(n.resources[demand.resource].curve);
      if (seeks) {
        demand.positioning = Seconds{service * draw.even(0.0, 10.0)};
        demand.latency = demand.service + demand.positioning;
      } else {
        demand.latency = Seconds{draw.chance(0.2) ? 0.0 : service * draw.log(1.0, 100.0)};
        if (draw.chance(0.2)) demand.sharing = draw.log(0.1, 100.0);
      }
    }
    n.counts.push_back(draw.chance(0.5) ? 1.0 : std::ceil(draw.log(1.0, 100.0)));
  }
  return n;
}

double time_of(const FlowClass& flow, const Solution& s) {
  double time = flow.delay.si();
  for (const Demand& d : flow.demands) {
    time += d.in_sequence * (d.latency.si() + d.sharing * s.waits[d.resource]);
  }
  return time;
}

/// One resource and a few flows with the same latency, plus one more flow.
Network single(Draw& draw, double units) {
  Network n;
  Resource& pool = n.resources.emplace_back();
  pool.name = "pool";
  pool.units = units;
  const double kind = draw.even(0.0, 1.0);
  if (kind < 0.33) pool.curve = Knee{draw.even(1.2, 8.0)};
  if (kind > 0.66) pool.curve = SeekGain{draw.even(1.3, 2.5), draw.even(5.0, 20.0), 1.4};
  const double latency = draw.log(1e-4, 1e-2);
  for (std::size_t f = 0; f < 2 + draw.below(5); ++f) {
    FlowClass& added = n.flows.emplace_back();
    added.name = "f" + std::to_string(f);
    added.window = std::ceil(draw.log(1.0, 128.0));
    if (draw.chance(0.5)) added.delay = Seconds{draw.log(1e-5, 0.1)};
    if (draw.chance(0.3)) added.rate_limit = Frequency{draw.log(10.0, 1e4)};
    Demand& demand = added.demands.emplace_back();
    demand.latency = Seconds{latency};
    (std::holds_alternative<SeekGain>(pool.curve) ? demand.positioning : demand.service) =
        Seconds{latency};
    n.counts.push_back(1.0 + static_cast<double>(draw.below(4)));
  }
  return n;
}

Solution must_solve(const Network& n) {
  const auto active = n.active();
  auto s = solve(n.resources, active);
  RC_ASSERT(s.has_value());
  return *s;
}

}  // namespace

TEST_CASE("Little's law and the curves hold in every solution", "[property]") {
  rc::prop("rates, waits and utilisations satisfy the page's equations", [](std::uint32_t seed) {
    Draw draw(seed);
    const Network n = wild(draw, 2, 12);
    const Solution s = must_solve(n);
    std::vector<double> outstanding(n.resources.size()), work(n.resources.size());
    std::vector<double> visits(n.resources.size()), latency(n.resources.size());
    for (std::size_t f = 0; f < n.flows.size(); ++f) {
      const FlowClass& flow = n.flows[f];
      const double time = time_of(flow, s);
      const double rate = std::min(flow.rate_limit.si(), flow.window / time);
      RC_ASSERT(std::abs(s.rates[f] - rate) <= 1e-9 * rate);
      for (const Demand& d : flow.demands) {
        const double x = n.counts[f] * s.rates[f] * d.visits;
        outstanding[d.resource] += x * (d.latency.si() + d.sharing * s.waits[d.resource]);
        visits[d.resource] += x;
        latency[d.resource] += x * d.latency.si();
      }
    }
    for (std::size_t r = 0; r < n.resources.size(); ++r) {
      const Resource& pool = n.resources[r];
      RC_ASSERT(std::abs(s.outstanding[r] - outstanding[r]) <= 1e-9 * outstanding[r]);
      RC_ASSERT(s.waits[r] >= 0.0);
      RC_ASSERT(s.busy[r] >= 0.0);
      RC_ASSERT(s.busy[r] <= 1.0);
      RC_ASSERT(s.utilisation[r] <= 1.0);
      if (visits[r] == 0.0) {
        RC_ASSERT(s.waits[r] == 0.0);
        continue;
      }
      double capacity = 1.0, depth = 1.0;  // share of units at work, requests at each
      if (std::holds_alternative<SeekGain>(pool.curve)) {
        const double busy =
            outstanding[r] <= 1.0
                ? outstanding[r]
                : pool.units * (1.0 - std::pow(1.0 - 1.0 / pool.units, outstanding[r]));
        capacity = busy / pool.units;
        depth = std::max(1.0, outstanding[r] / busy);
      }
      double service = 0.0;
      for (std::size_t f = 0; f < n.flows.size(); ++f) {
        for (const Demand& d : n.flows[f].demands) {
          if (d.resource != r) continue;
          double gain = 1.0;
          if (const auto* seek = std::get_if<SeekGain>(&pool.curve)) {
            const double power = std::pow(depth - 1.0, seek->steepness);
            gain +=
                (seek->gain - 1.0) * power / (power + std::pow(seek->half_depth, seek->steepness));
          }
          service +=
              n.counts[f] * s.rates[f] * d.visits * (d.service.si() + d.positioning.si() / gain);
        }
      }
      const double load = service / (pool.units * capacity);
      if (const auto* knee = std::get_if<Knee>(&pool.curve); knee != nullptr && latency[r] > 0.0) {
        const double mean = latency[r] / visits[r];
        const double left = std::pow(mean / (mean + s.waits[r]), knee->exponent);
        RC_ASSERT(std::abs(left + std::pow(load, knee->exponent) - 1.0) <= 1e-8);
      } else {
        RC_ASSERT(load <= 1.0 + 1e-8);
        // Nobody waits unless it is full.
        if (s.waits[r] > 0.0) RC_ASSERT(load >= 1.0 - 1e-8);
      }
    }
  });
}

TEST_CASE("monotonicity on a single resource", "[property]") {
  // Among flows of equal latency. With unequal latencies a knee's wait is relative to their mean,
  // and adding many quick requests shortens it.
  rc::prop("adding a flow never speeds up another", [](std::uint32_t seed) {
    Draw draw(seed);
    Network n = single(draw, std::ceil(draw.log(1.0, 50.0)));
    const Solution with = must_solve(n);
    n.flows.pop_back();
    n.counts.pop_back();
    const Solution without = must_solve(n);
    for (std::size_t f = 0; f < n.flows.size(); ++f) {
      RC_ASSERT(with.rates[f] <= without.rates[f] * (1.0 + 1e-9));
    }
  });
  rc::prop("more units never slow any flow", [](std::uint32_t seed) {
    Draw draw(seed);
    Network n = single(draw, std::ceil(draw.log(1.0, 50.0)));
    const Solution before = must_solve(n);
    n.resources[0].units *= draw.even(1.0, 3.0);
    const Solution after = must_solve(n);
    for (std::size_t f = 0; f < n.flows.size(); ++f) {
      RC_ASSERT(after.rates[f] >= before.rates[f] * (1.0 - 1e-9));
    }
  });
}

TEST_CASE("the solution does not depend on how the network is written", "[property]") {
  rc::prop("counted flows are as good as repeated ones", [](std::uint32_t seed) {
    Draw draw(seed);
    Network n = wild(draw, 2, 6);
    const Solution counted = must_solve(n);
    const std::size_t flows = n.flows.size();
    for (std::size_t f = 0; f < flows; ++f) {
      n.counts[f] *= 0.5;
      n.flows.push_back(n.flows[f]);
    }
    n.counts.insert(n.counts.end(), n.counts.begin(), n.counts.end());
    const Solution repeated = must_solve(n);
    for (std::size_t f = 0; f < flows; ++f) {
      RC_ASSERT(std::abs(repeated.rates[f] - counted.rates[f]) <= 1e-8 * counted.rates[f]);
    }
  });
  rc::prop("the unit of time does not matter", [](std::uint32_t seed) {
    Draw draw(seed);
    Network n = wild(draw, 2, 6);
    const Solution seconds = must_solve(n);
    for (FlowClass& flow : n.flows) {
      flow.delay *= 1024.0;
      flow.rate_limit /= 1024.0;
      for (Demand& d : flow.demands) {
        d.service *= 1024.0;
        d.positioning *= 1024.0;
        d.latency *= 1024.0;
      }
    }
    const Solution other = must_solve(n);
    for (std::size_t f = 0; f < n.flows.size(); ++f) {
      RC_ASSERT(std::abs(other.rates[f] * 1024.0 - seconds.rates[f]) <= 1e-8 * seconds.rates[f]);
    }
  });
}

TEST_CASE("thousands of wild networks of 10 to 20 resources converge", "[property][slow]") {
  std::size_t failures = 0;
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    Draw draw(seed);
    const Network n = wild(draw, 10, 20);
    const auto active = n.active();
    if (!solve(n.resources, active)) ++failures;
  }
  CHECK(failures == 0);
}

TEST_CASE("other starts find the same rates, but for rare wild networks", "[property][slow]") {
  // Counted, not hidden: waits that feed on each other have more than one equilibrium. The
  // canonical start decides between them.
  std::size_t disagreements = 0, networks = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Draw draw(seed);
    const Network n = wild(draw, 10, 20);
    const auto active = n.active();
    Solver solver(n.resources);
    PartialSolution canonical, other;
    if (!solver.solve(active, canonical)) continue;
    ++networks;
    bool same = true;
    for (int start = 0; start < 4; ++start) {
      std::vector<double> factors(n.resources.size());
      for (double& factor : factors) factor = draw.log(0.1, 100.0);
      if (!solver.solve_from(factors, active, other)) continue;
      for (std::size_t f = 0; f < canonical.rates.size(); ++f) {
        const double rate = canonical.rates[f];
        same = same && std::abs(other.rates[f] - rate) <= 1e-6 * rate;
      }
    }
    if (!same) ++disagreements;
  }
  WARN(disagreements << " of " << networks << " wild networks have another equilibrium");
  CHECK(networks == 1000);
  CHECK(disagreements <= networks / 100);
}

namespace {

/// Requests of closed classes, one by one, through first-come-first-served stations of C servers:
/// nothing of the solver's equations. Service times vary evenly by a quarter either way.
std::vector<double> request_level(const Network& n, double horizon, std::uint64_t seed) {
  struct Request {
    std::size_t flow = 0, step = 0;
  };
  struct Event {
    double date = 0.0;
    std::size_t request = 0;
    std::size_t leaves = 0;  ///< station, or none
    bool operator>(const Event& other) const { return date > other.date; }
  };
  struct Station {
    std::deque<std::size_t> queue;
    double free = 0.0;
  };
  constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  Draw draw(seed);
  std::vector<Request> requests;
  std::vector<Station> stations(n.resources.size());
  for (std::size_t r = 0; r < stations.size(); ++r) stations[r].free = n.resources[r].units;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events;
  std::vector<double> done(n.flows.size(), 0.0);
  const double warm = 0.1 * horizon;

  const auto serve = [&](std::size_t station, double now) {
    Station& s = stations[station];
    while (s.free >= 1.0 && !s.queue.empty()) {
      s.free -= 1.0;
      const std::size_t request = s.queue.front();
      s.queue.pop_front();
      const Demand& d = n.flows[requests[request].flow].demands[requests[request].step];
      events.push({now + d.service.si() * draw.even(0.75, 1.25), request, station});
    }
  };
  for (std::size_t f = 0; f < n.flows.size(); ++f) {
    for (int i = 0; i < static_cast<int>(n.flows[f].window); ++i) {
      requests.push_back({f, 0});
      events.push({draw.even(0.0, 1e-3), requests.size() - 1, kNowhere});
    }
  }
  while (!events.empty() && events.top().date < horizon) {
    const Event event = events.top();
    events.pop();
    Request& request = requests[event.request];
    const FlowClass& flow = n.flows[request.flow];
    if (event.leaves != kNowhere) {
      // What the latency has beyond service is spent outside the server.
      const Demand& d = flow.demands[request.step];
      ++request.step;
      stations[event.leaves].free += 1.0;
      serve(event.leaves, event.date);
      const bool last = request.step == flow.demands.size();
      if (last && event.date > warm) done[request.flow] += 1.0;
      if (last) request.step = 0;
      const double outside = d.latency.si() - d.service.si() + (last ? flow.delay.si() : 0.0);
      events.push({event.date + outside, event.request, kNowhere});
    } else {
      const std::size_t station = flow.demands[request.step].resource;
      stations[station].queue.push_back(event.request);
      serve(station, event.date);
    }
  }
  for (double& count : done) count /= horizon - warm;
  return done;
}

}  // namespace

TEST_CASE("two hundred three-flow networks agree with a request-by-request simulation",
          "[property][slow]") {
  // The equations have no randomness: they are exact where a resource is clearly full or clearly
  // idle, and optimistic between, where requests meet by chance. The limits state how far.
  std::vector<double> errors;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Draw draw(1000 + seed);
    Network n;
    for (std::size_t r = 0; r < 3; ++r) {
      n.resources.push_back({"r" + std::to_string(r), HardEdge{},
                             1.0 + static_cast<double>(draw.below(4)), Seconds{0.0}});
    }
    double slowest = 0.0;
    for (std::size_t f = 0; f < 3; ++f) {
      FlowClass& flow = n.flows.emplace_back();
      flow.name = "f" + std::to_string(f);
      flow.window = std::ceil(draw.log(1.0, 64.0));
      flow.delay = Seconds{draw.log(1e-4, 1e-2)};
      n.counts.push_back(1.0);
      for (std::size_t r = 0; r < 3; ++r) {
        if (!draw.chance(0.6) && !(r == 2 && flow.demands.empty())) continue;
        const double service = draw.log(2e-4, 5e-3);
        flow.demands.push_back({.resource = r,
                                .service = Seconds{service},
                                .latency = Seconds{service * draw.log(1.0, 5.0)}});
      }
    }
    const auto active = n.active();
    const auto s = solve(n.resources, active);
    REQUIRE(s.has_value());
    for (const double rate : s->rates) slowest = std::max(slowest, 1.0 / rate);
    const std::vector<double> counted = request_level(n, 4000.0 * slowest, seed);
    for (std::size_t f = 0; f < 3; ++f) {
      errors.push_back(std::abs(s->rates[f] - counted[f]) / counted[f]);
    }
  }
  std::sort(errors.begin(), errors.end());
  const double mean =
      std::accumulate(errors.begin(), errors.end(), 0.0) / static_cast<double>(errors.size());
  const double median = errors[errors.size() / 2];
  const double ninetieth = errors[errors.size() * 9 / 10];
  WARN("relative error of rates: median " << median << ", mean " << mean << ", 90 % " << ninetieth
                                          << ", largest " << errors.back());
  CHECK(median < 0.01);
  CHECK(mean < 0.03);
  CHECK(ninetieth < 0.06);
  CHECK(errors.back() < 0.6);
}
