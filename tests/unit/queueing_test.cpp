// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The common-wait solver against closed forms and arithmetic by hand. Tolerances: the solver stops
// at a relative residual of 1e-13; 1e-9 is what its header promises.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "models/queueing/solver.hpp"

using namespace penstock;
using namespace penstock::queueing;
using units::Frequency;
using units::Seconds;

namespace {

constexpr double kPromised = 1e-9;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Resource resource(std::string name, Curve curve = HardEdge{}, double units = 1.0) {
  return {std::move(name), curve, units, Seconds{0.0}};
}

Demand visit(std::size_t at, double service, double latency) {
  return {.resource = at, .service = Seconds{service}, .latency = Seconds{latency}};
}

FlowClass flow(std::string name, double window, std::vector<Demand> demands,
               double rate_limit = kInfinity, double delay = 0.0) {
  return {std::move(name), window, Frequency{rate_limit}, Seconds{delay}, std::move(demands)};
}

Solution solved(const std::vector<Resource>& resources, const std::vector<FlowClass>& flows,
                const std::vector<double>& counts = {}) {
  std::vector<ActiveFlows> active;
  for (std::size_t f = 0; f < flows.size(); ++f) {
    active.push_back({.flow = &flows[f], .count = counts.empty() ? 1.0 : counts[f]});
  }
  auto solution = solve(resources, active);
  if (!solution) FAIL(solution.error().message);
  return *solution;
}

std::string error(const std::vector<Resource>& resources, const std::vector<FlowClass>& flows) {
  std::vector<ActiveFlows> active;
  for (const FlowClass& f : flows) active.push_back({.flow = &f});
  const auto solution = solve(resources, active);
  return solution ? "" : solution.error().message;
}

}  // namespace

TEST_CASE("one class on a knee follows its p-norm curve at every depth and pool size", "[unit]") {
  const double exponent = GENERATE(1.5, 1.8, 3.0, 8.0);
  const double units = GENERATE(1.0, 4.0, 24.0);
  const double outstanding = GENERATE(0.01, 1.0, 16.0, 80.0, 400.0, 50000.0);
  const double latency = 80e-6, service = 1e-6;
  const Solution s = solved({resource("ssd", Knee{exponent}, units)},
                            {flow("read", outstanding, {visit(0, service, latency)})});
  // A pool of C units: phi(n) = C phi_1(n / C), so the ceiling is C/t and the latency stays.
  const double expected =
      std::pow(std::pow(latency / outstanding, exponent) + std::pow(service / units, exponent),
               -1.0 / exponent);
  CHECK(s.rates[0] == Approx(expected).epsilon(kPromised));
  CHECK(s.outstanding[0] == Approx(outstanding).epsilon(kPromised));
}

TEST_CASE("one class on a drive follows the seek gain curve, and an array its busy drives",
          "[unit]") {
  const double drives = GENERATE(1.0, 2.0, 12.0, 60.0);
  const double depth = GENERATE(0.25, 1.0, 1.5, 2.0, 4.0, 8.0, 32.0, 128.0, 1024.0);
  const double gain = 2.1, half = 9.0, steepness = 1.4, positioning = 8e-3;
  Demand seek = visit(0, 0.0, positioning);
  seek.positioning = Seconds{positioning};
  const Solution s = solved({resource("hdd", SeekGain{gain, half, steepness}, drives)},
                            {flow("read", depth, {seek})});
  // evidence-devices.md 1a and 1b, with fluid occupancy below one request.
  const double busy = depth <= 1.0 ? depth : drives * (1.0 - std::pow(1.0 - 1.0 / drives, depth));
  const double excess = std::max(0.0, depth / busy - 1.0);
  const double power = std::pow(excess, steepness);
  const double expected =
      busy / positioning * (1.0 + (gain - 1.0) * power / (power + std::pow(half, steepness)));
  CHECK(s.rates[0] == Approx(expected).epsilon(kPromised));
  CHECK(s.busy[0] == Approx(busy / drives).epsilon(kPromised));
}

TEST_CASE("transfer time of a drive is not shortened by its queue", "[unit]") {
  // At infinite depth only positioning is divided by the gain: 1/x = t + p/G.
  Demand seek = visit(0, 2e-3, 10e-3);
  seek.positioning = Seconds{8e-3};
  const Solution s =
      solved({resource("hdd", SeekGain{2.0, 9.0, 1.4})}, {flow("read", 1e7, {seek})});
  CHECK(s.rates[0] == Approx(1.0 / (2e-3 + 8e-3 / 2.0)).epsilon(1e-6));  // depth 1e7, not infinity
}

TEST_CASE("a full link makes everybody wait W = N t / C - l exactly, an idle one nobody",
          "[unit]") {
  const double window = GENERATE(1.0, 7.0, 8.0, 9.0, 64.0, 1e6);
  const double service = 1e-3, latency = 4e-3, links = 2.0;
  const Solution s = solved({resource("link", HardEdge{}, links)},
                            {flow("copy", window, {visit(0, service, latency)})});
  // Full from N = C l / t = 8 on.
  const double wait = std::max(0.0, window * service / links - latency);
  CHECK(s.waits[0] == Approx(wait).epsilon(kPromised).margin(kPromised * latency));
  if (window <= 8.0) CHECK(s.waits[0] == 0.0);
  CHECK(s.rates[0] == Approx(std::min(window / latency, links / service)).epsilon(kPromised));
}

TEST_CASE("a long path on the line network gets its proportionally fair share", "[unit]") {
  // Windows of 1, no latency: x0 = 1/(W1 + W2), x1 = 1/W1, x2 = 1/W2. With both links full,
  // x0 + x1 = C1 and x0 + x2 = C2, and 1/x0 = 1/x1 + 1/x2: the waits add up along a path, so the
  // long flow gets less than a max-min rule would give it (1/2 and 1/2; here 1/3 and 0.42).
  const std::vector<FlowClass> flows{flow("long", 1.0, {visit(0, 1.0, 0.0), visit(1, 1.0, 0.0)}),
                                     flow("first", 1.0, {visit(0, 1.0, 0.0)}),
                                     flow("second", 1.0, {visit(1, 1.0, 0.0)})};
  SECTION("equal links: 1/x0 = 2/(1 - x0), so x0 = 1/3") {
    const Solution s = solved({resource("1"), resource("2")}, flows);
    CHECK(s.rates[0] == Approx(1.0 / 3.0).epsilon(kPromised));
    CHECK(s.rates[1] == Approx(2.0 / 3.0).epsilon(kPromised));
    CHECK(s.rates[2] == Approx(2.0 / 3.0).epsilon(kPromised));
    CHECK(s.waits[0] == Approx(1.5).epsilon(kPromised));
  }
  SECTION("links of 1 and 2: 3 x0^2 - 6 x0 + 2 = 0, so x0 = 1 - sqrt(1/3)") {
    const Solution s = solved({resource("1"), resource("2", HardEdge{}, 2.0)}, flows);
    const double x0 = 1.0 - std::sqrt(1.0 / 3.0);
    CHECK(s.rates[0] == Approx(x0).epsilon(kPromised));
    CHECK(s.rates[1] == Approx(1.0 - x0).epsilon(kPromised));
    CHECK(s.rates[2] == Approx(2.0 - x0).epsilon(kPromised));
  }
}

TEST_CASE("shares are max-min where no flow crosses two full resources", "[unit]") {
  // Link 1 holds "long" and "first" at 1/2 each; link 2 carries 1/2 + 1.5 of 3 and is not full.
  const Solution s = solved(
      {resource("1"), resource("2", HardEdge{}, 3.0)},
      {flow("long", 1.0, {visit(0, 1.0, 0.0), visit(1, 1.0, 0.0)}),
       flow("first", 1.0, {visit(0, 1.0, 0.0)}), flow("second", 1.0, {visit(1, 1.0, 0.1)}, 1.5)});
  CHECK(s.rates[0] == Approx(0.5).epsilon(kPromised));
  CHECK(s.rates[1] == Approx(0.5).epsilon(kPromised));
  CHECK(s.rates[2] == Approx(1.5).epsilon(kPromised));
  CHECK(s.waits[1] == 0.0);
}

TEST_CASE("a full resource is shared in proportion to outstanding requests", "[unit]") {
  // Equal latencies: rates are as the windows, over a factor of 40 and whatever the sizes.
  const Solution s = solved({resource("link")}, {flow("deep", 40.0, {visit(0, 1e-4, 1e-3)}),
                                                 flow("shallow", 1.0, {visit(0, 16e-4, 1e-3)})});
  CHECK(s.rates[0] / s.rates[1] == Approx(40.0).epsilon(kPromised));
  CHECK(s.rates[0] * 1e-4 + s.rates[1] * 16e-4 == Approx(1.0).epsilon(kPromised));
}

TEST_CASE("processors are shared by thread, so that depth does not starve", "[unit]") {
  // sharing = window / threads: x = w / (l + (w / threads) W) -> threads / W where W is long.
  Demand shallow = visit(0, 1e-5, 1e-5);
  Demand deep = shallow;
  deep.sharing = 128.0;
  const Solution s =
      solved({resource("cores")}, {flow("deep", 128.0, {deep}), flow("shallow", 1.0, {shallow})},
             {100.0, 100.0});
  // 1/x = l/w + W for one thread each: 100 (x_deep + x_shallow) t = 1.
  const double wait = s.waits[0];
  CHECK(s.rates[0] == Approx(1.0 / (1e-5 / 128.0 + wait)).epsilon(kPromised));
  CHECK(s.rates[1] == Approx(1.0 / (1e-5 + wait)).epsilon(kPromised));
  CHECK(s.rates[0] / s.rates[1] < 1.01);  // and not 128
}

TEST_CASE("what a rate limit leaves free goes to the others", "[unit]") {
  const std::vector<Resource> link{resource("link")};
  const FlowClass other = flow("other", 4.0, {visit(0, 1e-3, 1e-3)});
  const Solution capped = solved(link, {flow("capped", 4.0, {visit(0, 1e-3, 1e-3)}, 100.0), other});
  CHECK(capped.rates[0] == Approx(100.0).epsilon(kPromised));
  CHECK(capped.rates[1] == Approx(900.0).epsilon(kPromised));
  const Solution loose = solved(link, {flow("capped", 4.0, {visit(0, 1e-3, 1e-3)}, 900.0), other});
  CHECK(loose.rates[0] == Approx(500.0).epsilon(kPromised));
}

TEST_CASE("an active limit holds besides that of the class, and zero stops the flow", "[unit]") {
  const std::vector<Resource> link{resource("link")};
  const FlowClass source = flow("source", 4.0, {visit(0, 1e-3, 1e-3)}, 300.0);
  for (const auto& [limit, expected] :
       {std::pair{200.0, 200.0}, std::pair{400.0, 300.0}, std::pair{0.0, 0.0}}) {
    const std::vector<ActiveFlows> active{{.flow = &source, .rate_limit = Frequency{limit}}};
    const auto s = solve(link, active);
    REQUIRE(s.has_value());
    CHECK(s->rates[0] == Approx(expected).epsilon(kPromised));
  }
}

TEST_CASE("reads wait for programs in proportion to the write rate", "[unit]") {
  // evidence-devices.md 3: N = X [r (L0 + kappa (1 - r) X / C) + (1 - r) Lw], a quadratic in X.
  const double share = GENERATE(0.05, 0.5, 0.95);
  const double kappa = GENERATE(1e-11, 1e-9, 1e-7);
  const double units = GENERATE(1.0, 4.0);
  const double window = 16.0, read = 80e-6, write = 13e-6;
  Resource flash = resource("flash", HardEdge{}, units);
  flash.read_delay_per_write_rate = Seconds{kappa};
  Demand reads = visit(0, 1e-9, read), writes = visit(0, 1e-9, write);
  reads.visits = reads.in_sequence = share;
  writes.visits = writes.in_sequence = 1.0 - share;
  writes.writes = true;
  const Solution s = solved({flash}, {flow("mix", window, {reads, writes})});
  const double a = share * kappa * (1.0 - share) / units;
  const double b = share * read + (1.0 - share) * write;
  const double expected = 2.0 * window / (b + std::sqrt(b * b + 4.0 * a * window));
  CHECK(s.rates[0] == Approx(expected).epsilon(kPromised));
  CHECK(s.read_delays[0] == Approx(kappa * (1.0 - share) * expected / units).epsilon(kPromised));
}

TEST_CASE("two equal full resources in series share the wait", "[unit]") {
  // Only the sum is determined: 8 x 1 ms - 2 ms = 6 ms. The path leaves half at each; how evenly
  // depends on the rounding of 1e-3 at which the exact equations take over.
  const Solution s = solved({resource("client"), resource("server")},
                            {flow("copy", 8.0, {visit(0, 1e-3, 1e-3), visit(1, 1e-3, 1e-3)})});
  CHECK(s.rates[0] == Approx(1000.0).epsilon(kPromised));
  CHECK(s.waits[0] + s.waits[1] == Approx(6e-3).epsilon(kPromised));
  CHECK(s.waits[0] == Approx(s.waits[1]).epsilon(1e-3));
}

TEST_CASE("units at work: a drive while anything is outstanding, a link while it serves",
          "[unit]") {
  Demand seek = visit(0, 0.0, 8e-3);
  seek.positioning = Seconds{8e-3};
  CHECK(solved({resource("hdd", SeekGain{})}, {flow("f", 1.0, {seek})}).busy[0] ==
        Approx(1.0).epsilon(kPromised));
  // 1 request at 80 us is 1/80 of an SSD of 1 us per request, but the SSD is never idle.
  const Solution ssd =
      solved({resource("ssd", Knee{1.7})}, {flow("f", 1.0, {visit(0, 1e-6, 80e-6)})});
  CHECK(ssd.busy[0] == Approx(1.0).epsilon(kPromised));
  CHECK(ssd.utilisation[0] == Approx(1.0 / 80.0).epsilon(1e-3));
  const Solution link = solved({resource("link")}, {flow("f", 1.0, {visit(0, 1e-6, 80e-6)})});
  CHECK(link.busy[0] == link.utilisation[0]);
}

TEST_CASE("several demands on one resource are the sum of their visits", "[unit]") {
  Demand twice = visit(0, 1e-3, 3e-3);
  twice.visits = twice.in_sequence = 2.0;
  const Solution one = solved({resource("link")}, {flow("f", 9.0, {twice})});
  const Solution two =
      solved({resource("link")}, {flow("f", 9.0, {visit(0, 1e-3, 3e-3), visit(0, 1e-3, 3e-3)})});
  CHECK(one.rates[0] == Approx(two.rates[0]).epsilon(1e-14));
}

TEST_CASE("parallel visits load a resource without lengthening the request", "[unit]") {
  // Six stripes at once, waited for as one: x = w / l until 6 x t = C.
  Demand stripes = visit(0, 1e-3, 5e-3);
  stripes.visits = 6.0;
  const Solution s = solved({resource("disks", HardEdge{}, 12.0)}, {flow("read", 4.0, {stripes})});
  CHECK(s.rates[0] == Approx(4.0 / 5e-3).epsilon(kPromised));
  CHECK(s.utilisation[0] == Approx(6.0 * 800.0 * 1e-3 / 12.0).epsilon(kPromised));
  CHECK(s.outstanding[0] == Approx(24.0).epsilon(kPromised));
}

TEST_CASE("rates do not depend on the order of flows, demands and resources, to the last bit",
          "[unit]") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 50; ++round) {
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    std::vector<Resource> resources;
    for (int r = 0; r < 6; ++r) {
      resources.push_back(
          resource("r" + std::to_string(r), HardEdge{}, std::ceil(4 * unit(random))));
      if (r % 3 == 1) resources.back().curve = Knee{1.5 + unit(random)};
      if (r % 3 == 2) resources.back().curve = SeekGain{};
    }
    std::vector<FlowClass> flows;
    for (int f = 0; f < 8; ++f) {
      // Half of the names are taken twice: then the content decides.
      flows.push_back(flow("f" + std::to_string(f / 2), std::ceil(20 * unit(random)), {}));
      for (std::size_t r = 0; r < resources.size(); ++r) {
        const double service = 1e-3 * unit(random);
        if (unit(random) < 0.5) flows.back().demands.push_back(visit(r, service, 2 * service));
      }
      flows.back().delay = Seconds{1e-3 * unit(random)};
    }
    const Solution first = solved(resources, flows);
    std::vector<std::size_t> place(resources.size()), order(flows.size());
    for (std::size_t i = 0; i < place.size(); ++i) place[i] = i;
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::shuffle(place.begin(), place.end(), random);
    std::shuffle(order.begin(), order.end(), random);
    std::vector<Resource> moved(resources.size());
    for (std::size_t r = 0; r < place.size(); ++r) moved[place[r]] = resources[r];
    std::vector<FlowClass> shuffled;
    for (const std::size_t f : order) {
      shuffled.push_back(flows[f]);
      for (Demand& d : shuffled.back().demands) d.resource = place[d.resource];
      std::shuffle(shuffled.back().demands.begin(), shuffled.back().demands.end(), random);
    }
    const Solution second = solved(moved, shuffled);
    for (std::size_t i = 0; i < order.size(); ++i) CHECK(second.rates[i] == first.rates[order[i]]);
    for (std::size_t r = 0; r < place.size(); ++r) CHECK(second.waits[place[r]] == first.waits[r]);
  }
}

TEST_CASE("numbers that are no network are refused by name", "[unit]") {
  const std::vector<Resource> link{resource("link")};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Demand good = visit(0, 1e-3, 1e-3);
  const auto refused = [&](const FlowClass& f) { return error(link, {f}); };
  CHECK_THAT(refused(flow("f", 0.0, {good})), Catch::Contains("'f'") && Catch::Contains("window"));
  CHECK_THAT(refused(flow("f", nan, {good})), Catch::Contains("window"));
  CHECK_THAT(refused(flow("f", kInfinity, {good})), Catch::Contains("window"));
  CHECK_THAT(refused(flow("f", 1.0, {good}, nan)), Catch::Contains("rate limit"));
  CHECK_THAT(refused(flow("f", 1.0, {good}, -1.0)), Catch::Contains("rate limit"));
  CHECK_THAT(refused(flow("f", 1.0, {good}, kInfinity, -1.0)), Catch::Contains("delay"));
  CHECK_THAT(refused(flow("f", 1.0, {visit(0, nan, 1.0)})), Catch::Contains("service nan"));
  CHECK_THAT(refused(flow("f", 1.0, {visit(0, 1.0, -1.0)})), Catch::Contains("latency -1"));
  CHECK_THAT(refused(flow("f", 1.0, {visit(1, 1.0, 1.0)})), Catch::Contains("resource number 1"));
  CHECK_THAT(refused(flow("f", 1.0, {})), Catch::Contains("nothing limits"));
  CHECK_THAT(error({resource("pool", HardEdge{}, 0.0)}, {flow("f", 1.0, {good})}),
             Catch::Contains("'pool'") && Catch::Contains("0 units"));
  CHECK_THAT(error({resource("pool", HardEdge{}, nan)}, {flow("f", 1.0, {good})}),
             Catch::Contains("'pool'"));
  CHECK_THAT(error({resource("pool", Knee{0.0})}, {flow("f", 1.0, {good})}),
             Catch::Contains("knee"));
  CHECK_THAT(error({resource("pool", SeekGain{0.5})}, {flow("f", 1.0, {good})}),
             Catch::Contains("seek gain"));
}

TEST_CASE("more work than a resource can do, which nobody waits for, is an error", "[unit]") {
  Demand unattended = visit(0, 1e-3, 1e-3);
  unattended.in_sequence = 0.0;
  CHECK_THAT(error({resource("link")}, {flow("copy", 1.0, {unattended}, 1100.0)}),
             Catch::Contains("'link'") && Catch::Contains("'copy'"));
  // At 900/s there is room, and the rate limit is all there is to the flow.
  CHECK(solved({resource("link")}, {flow("copy", 1.0, {unattended}, 900.0)}).rates[0] ==
        Approx(900.0));
}

TEST_CASE("extreme ratios give answers and never NaN", "[unit]") {
  const Curve curve =
      GENERATE(Curve{HardEdge{}}, Curve{Knee{1.7}}, Curve{Knee{8.0}}, Curve{SeekGain{}});
  const double window = GENERATE(1e-9, 1.0, 1e9);
  const double service = GENERATE(1e-15, 1e-3, 1e6);
  const double units = GENERATE(1e-6, 1.0, 1e9);
  const Solution s = solved({resource("pool", curve, units), resource("other")},
                            {flow("f", window, {visit(0, service, 2 * service)}),
                             flow("g", 1.0, {visit(0, service, service), visit(1, 1e-4, 1e-3)})});
  for (const double rate : s.rates) CHECK((rate > 0.0 && std::isfinite(rate)));
  for (const double wait : s.waits) CHECK((wait >= 0.0 && std::isfinite(wait)));
  CHECK(s.rates[0] * (2 * service + s.waits[0]) == Approx(window).epsilon(kPromised));
}

TEST_CASE("no flows and resources that nobody visits have no waits", "[unit]") {
  const Solution none = solved({resource("a"), resource("b")}, {});
  CHECK(none.waits == std::vector<double>{0.0, 0.0});
  const Solution think = solved({resource("a")}, {flow("f", 3.0, {}, kInfinity, 0.5)});
  CHECK(think.rates[0] == Approx(6.0).epsilon(kPromised));
  CHECK(think.utilisation[0] == 0.0);
}
