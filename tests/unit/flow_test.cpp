// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Flows in simulated time against arithmetic by hand. Rates are exact to the solver's 1e-13 and
// instants to the clock's last digits: 1e-9 is generous.
#include <catch2/catch.hpp>

#include <xbt/log.h>
#include <simgrid/s4u.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "in_child.hpp"
#include "sim/flow/flow_network.hpp"

using namespace penstock;
using namespace penstock::flow;
using penstock::testing::in_child;
using queueing::Demand;
using queueing::FlowClass;
using queueing::HardEdge;
using queueing::Knee;
using queueing::Resource;
using units::Frequency;
using units::Seconds;
namespace s4u = simgrid::s4u;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kTight = 1e-9;

Demand visit(std::size_t at, double service, double latency) {
  return {.resource = at, .service = Seconds{service}, .latency = Seconds{latency}};
}

FlowClass flows_of(std::string name, double window, std::vector<Demand> demands,
                   double rate_limit = kInfinity, double delay = 0.0) {
  return {std::move(name), window, Frequency{rate_limit}, Seconds{delay}, std::move(demands)};
}

std::vector<Resource> links(std::size_t count) {
  std::vector<Resource> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back({.name = "link" + std::to_string(i)});
  return all;
}

using Values = std::vector<double>;

/// Runs `scene` on an engine with one host: it sets up flows and actors on the network and returns
/// what to call after the run.
Values simulate(std::vector<Resource> resources,
                const std::function<std::function<void(Values&)>(FlowNetwork&, Values&)>& scene,
                std::size_t memo = FlowNetwork::kDefaultMemo) {
  return in_child([&] {
    s4u::Engine engine("test");
    xbt_log_control_set("root.thres:critical");
    auto* zone = s4u::create_full_zone("world");
    zone->create_host("host", 1e9);
    zone->seal();
    FlowNetwork network(std::move(resources), memo);
    Values values;
    const std::function<void(Values&)> after = scene(network, values);
    engine.run();
    if (after) after(values);
    return values;
  });
}

void actor(const std::string& name, const std::function<void()>& code) {
  s4u::Actor::create(name, s4u::Host::by_name("host"), code);
}

double now() {
  return s4u::Engine::get_clock();
}

void at(double date, const std::function<void()>& code) {
  actor("at", [date, code] {
    s4u::this_actor::sleep_until(date);
    code();
  });
}

}  // namespace

TEST_CASE("flows end when their requests are done at the shares of the moment", "[unit]") {
  // One link of 1000 requests/s. Alone: 1000/s. Two flows of one class: 500/s each.
  // a does 500 alone until 0.5, then a and b share: a's other 500 end at 1.5 and b is alone with
  // 500 of its 1000, until 2.
  const Values ends = simulate(links(1), [](FlowNetwork& net, Values& out) {
    const ClassId copy = net.define(flows_of("copy", 8.0, {visit(0, 1e-3, 1e-3)}));
    net.start(copy, 1000.0, [&out] { out.push_back(now()); });
    at(0.5, [&net, &out, copy] { net.start(copy, 1000.0, [&out] { out.push_back(now()); }); });
    return nullptr;
  });
  REQUIRE(ends.size() == 2);
  CHECK(ends[0] == Approx(1.5).epsilon(kTight));
  CHECK(ends[1] == Approx(2.0).epsilon(kTight));
}

TEST_CASE("an actor in transfer sleeps until its requests are done", "[unit]") {
  const Values out = simulate(links(1), [](FlowNetwork& net, Values& values) {
    const ClassId copy = net.define(flows_of("copy", 1.0, {visit(0, 1e-3, 4e-3)}));
    actor("worker", [&net, &values, copy] {
      net.transfer(copy, 100.0);  // 250/s: latency bound
      values.push_back(now());
      net.transfer(copy, 0.0);
      values.push_back(now());
      net.transfer(copy, 100.0, 8.0);  // eight flows: 1000/s together, 125/s each
      values.push_back(now());
    });
    return nullptr;
  });
  REQUIRE(out.size() == 3);
  CHECK(out[0] == Approx(0.4).epsilon(kTight));
  CHECK(out[1] == out[0]);
  CHECK(out[2] == Approx(1.2).epsilon(kTight));
}

TEST_CASE("a killed actor takes its flow along", "[unit]") {
  const Values out = simulate(links(1), [](FlowNetwork& net, Values& values) {
    const ClassId copy = net.define(flows_of("copy", 8.0, {visit(0, 1e-3, 1e-3)}));
    auto victim = s4u::Actor::create("victim", s4u::Host::by_name("host"),
                                     [&net, copy] { net.transfer(copy, 1e6); });
    net.start(copy, 1000.0, [&values] { values.push_back(now()); });
    at(1.0, [victim] { victim->kill(); });
    return nullptr;
  });
  // 500/s until 1, then alone.
  REQUIRE(out.size() == 1);
  CHECK(out[0] == Approx(1.5).epsilon(kTight));
}

TEST_CASE("lumped flows end together at the rate of one of them", "[unit]") {
  const Values out = simulate(links(1), [](FlowNetwork& net, Values& values) {
    const ClassId copy = net.define(flows_of("copy", 2.0, {visit(0, 1e-3, 1e-3)}));
    net.start(
        copy, 100.0, [&values] { values.push_back(now()); }, 10.0);  // 100/s each
    return [&net, copy](Values& v) {
      v.push_back(net.use(copy).requests);
      v.push_back(net.use(copy).flow_seconds);
      v.push_back(static_cast<double>(net.completions()));
    };
  });
  REQUIRE(out.size() == 4);
  CHECK(out[0] == Approx(1.0).epsilon(kTight));
  CHECK(out[1] == Approx(1000.0).epsilon(kTight));
  CHECK(out[2] == Approx(10.0).epsilon(kTight));
  CHECK(out[3] == 1.0);
}

TEST_CASE("suspended flows keep what remains, cancelled ones give it back", "[unit]") {
  const Values out = simulate(links(1), [](FlowNetwork& net, Values& values) {
    const ClassId copy = net.define(flows_of("copy", 8.0, {visit(0, 1e-3, 1e-3)}));
    const FlowId a = net.start(copy, 1000.0, [&values] { values.push_back(now()); });
    const FlowId b = net.start(copy, 1000.0, [&values] { values.push_back(-1.0); });
    at(0.5, [&net, &values, a, b] {  // 250 done by each
      net.suspend(a);
      net.suspend(a);
      values.push_back(net.remaining(a));
      values.push_back(net.remaining(b));
      values.push_back(net.rate(a).si());
      values.push_back(net.rate(b).si());
    });
    at(1.0, [&net, &values, a, b] {  // b did 500 more
      net.resume(a);
      values.push_back(net.cancel(b));
      values.push_back(net.cancel(b));
      values.push_back(net.remaining(b));
    });
    return nullptr;
  });
  REQUIRE(out.size() == 8);
  CHECK(out[0] == Approx(750.0).epsilon(kTight));
  CHECK(out[1] == Approx(750.0).epsilon(kTight));
  CHECK(out[2] == 0.0);
  CHECK(out[3] == Approx(1000.0).epsilon(kTight));
  CHECK(out[4] == Approx(250.0).epsilon(kTight));
  CHECK(out[5] == 0.0);
  CHECK(out[6] == 0.0);
  CHECK(out[7] == Approx(1.75).epsilon(kTight));
}

TEST_CASE("a pool that changes in flight changes the rates, not the work", "[unit]") {
  const Values out = simulate(links(1), [](FlowNetwork& net, Values& values) {
    const ClassId copy = net.define(flows_of("copy", 100.0, {visit(0, 1e-3, 1e-3)}));
    net.start(copy, 4000.0, [&values] { values.push_back(now()); });
    at(1.0, [&net] { net.set_units(ResourceId{0}, 2.0); });  // 1000 done; 2000/s
    at(2.0, [&net, copy] {                                   // 3000 done; 2 ms each: 1000/s
      net.redefine(copy, flows_of("copy", 100.0, {visit(0, 2e-3, 2e-3)}));
    });
    return [&net](Values& v) { v.push_back(net.use(ResourceId{0}).service_seconds); };
  });
  REQUIRE(out.size() == 2);
  CHECK(out[0] == Approx(3.0).epsilon(kTight));
  CHECK(out[1] == Approx(1.0 + 2.0 + 2.0).epsilon(kTight));
}

TEST_CASE("an open flow serves what arrives, and queues what it cannot", "[unit]") {
  // A window of 1 and 5 ms: at most 200/s. Arrivals 100/s, from 10 s on 300/s, from 20 s on 100/s:
  // the backlog grows by 100/s to 1000 and drains at 100/s until 30 s.
  const Values out = simulate(links(1), [](FlowNetwork& net, Values& values) {
    const ClassId write = net.define(flows_of("write", 1.0, {visit(0, 1e-3, 5e-3)}));
    const FlowId source = net.open(write, Frequency{100.0});
    at(5.0, [&net, &values, source] {
      values.push_back(net.rate(source).si());
      values.push_back(net.backlog(source));
    });
    at(10.0, [&net, source] { net.set_arrivals(source, Frequency{300.0}); });
    at(20.0, [&net, &values, source] {
      values.push_back(net.backlog(source));
      net.set_arrivals(source, Frequency{100.0});
    });
    at(25.0, [&net, &values, source] {
      values.push_back(net.rate(source).si());
      values.push_back(net.remaining(source));
    });
    at(29.9, [&net, &values, source] { values.push_back(net.backlog(source)); });
    at(40.0, [&net, &values, source, write] {
      const OpenUse use = net.use_open(source);
      values.insert(values.end(),
                    {net.rate(source).si(), use.offered, use.served, use.dropped, use.max_backlog,
                     use.max_delay.si(), net.use(write).requests, net.cancel(source)});
    });
    return nullptr;
  });
  REQUIRE(out.size() == 14);
  CHECK(out[0] == Approx(100.0).epsilon(kTight));
  CHECK(out[1] == 0.0);
  CHECK(out[2] == Approx(1000.0).epsilon(kTight));
  CHECK(out[3] == Approx(200.0).epsilon(kTight));
  CHECK(out[4] == Approx(500.0).epsilon(kTight));
  CHECK(out[5] == Approx(10.0).epsilon(1e-6));
  CHECK(out[6] == Approx(100.0).epsilon(kTight));
  CHECK(out[7] == Approx(1000.0 + 3000.0 + 2000.0).epsilon(kTight));
  CHECK(out[8] == Approx(6000.0).epsilon(kTight));
  CHECK(out[9] == 0.0);
  CHECK(out[10] == Approx(1000.0).epsilon(kTight));
  // Request number 1000 + 300 (t - 10) is served at 10 + 1.5 (t - 10) until t = 20: 5 s late.
  CHECK(out[11] == Approx(5.0).epsilon(kTight));
  CHECK(out[12] == Approx(6000.0).epsilon(kTight));
  CHECK(out[13] == 0.0);
}

TEST_CASE("a burst drains at the window's rate and ages meanwhile", "[unit]") {
  // 200/s at most, arrivals 100/s, a burst of 1000 at 1 s: drained at 1 + 1000/100 = 11 s. The last
  // of the burst is served at 1 + 1000/200 = 6 s.
  const Values out = simulate(links(1), [](FlowNetwork& net, Values& values) {
    const FlowId source =
        net.open(net.define(flows_of("write", 1.0, {visit(0, 1e-3, 5e-3)})), Frequency{100.0});
    at(1.0, [&net, source] { net.add_backlog(source, 1000.0); });
    at(10.5, [&net, &values, source] { values.push_back(net.backlog(source)); });
    at(11.5, [&net, &values, source] {
      values.insert(values.end(), {net.backlog(source), net.rate(source).si(),
                                   net.use_open(source).max_delay.si()});
    });
    return nullptr;
  });
  REQUIRE(out.size() == 4);
  CHECK(out[0] == Approx(50.0).epsilon(kTight));
  CHECK(out[1] == 0.0);
  CHECK(out[2] == Approx(100.0).epsilon(kTight));
  CHECK(out[3] == Approx(5.0).epsilon(kTight));
}

TEST_CASE("arrivals beyond the backlog's limit are dropped and counted", "[unit]") {
  // 300/s against 200/s with room for 150: full after 1.5 s, then 100/s are dropped.
  const Values out = simulate(links(1), [](FlowNetwork& net, Values& values) {
    const FlowId source =
        net.open(net.define(flows_of("write", 1.0, {visit(0, 1e-3, 5e-3)})), Frequency{300.0});
    net.set_backlog_limit(source, 150.0);
    at(4.0, [&net, &values, source] {
      net.add_backlog(source, 10.0);
      const OpenUse use = net.use_open(source);
      values.insert(values.end(), {use.offered, use.served, use.dropped, net.backlog(source),
                                   use.max_backlog, use.max_delay.si()});
    });
    return nullptr;
  });
  REQUIRE(out.size() == 6);
  CHECK(out[0] == Approx(1210.0).epsilon(kTight));
  CHECK(out[1] == Approx(800.0).epsilon(kTight));
  CHECK(out[2] == Approx(260.0).epsilon(kTight));
  CHECK(out[3] == Approx(150.0).epsilon(kTight));
  CHECK(out[4] == Approx(150.0).epsilon(kTight));
  CHECK(out[5] == Approx(0.75).epsilon(1e-6));  // 150 requests at 200/s
}

TEST_CASE("a suspended source goes on queueing", "[unit]") {
  const Values out = simulate(links(1), [](FlowNetwork& net, Values& values) {
    const FlowId source =
        net.open(net.define(flows_of("write", 1.0, {visit(0, 1e-3, 5e-3)})), Frequency{100.0});
    at(1.0, [&net, source] { net.suspend(source); });
    at(3.0, [&net, &values, source] {
      values.insert(values.end(), {net.backlog(source), net.rate(source).si()});
      net.resume(source);
    });
    at(4.0, [&net, &values, source] { values.push_back(net.backlog(source)); });
    at(6.0, [&net, &values, source] {
      values.insert(values.end(), {net.backlog(source), net.use_open(source).max_delay.si()});
    });
    return nullptr;
  });
  REQUIRE(out.size() == 5);
  CHECK(out[0] == Approx(200.0).epsilon(kTight));
  CHECK(out[1] == 0.0);
  CHECK(out[2] == Approx(100.0).epsilon(kTight));
  CHECK(out[3] == 0.0);
  CHECK(out[4] == Approx(2.0).epsilon(kTight));
}

TEST_CASE("slot time is delay, latency, wait and idleness, to the last second", "[unit]") {
  const Values out = simulate(
      {{.name = "ssd", .curve = Knee{1.7}}, {.name = "link"}}, [](FlowNetwork& net, Values&) {
        const ClassId read = net.define(
            flows_of("read", 32.0, {visit(0, 1e-5, 1e-4), visit(1, 2e-5, 5e-5)}, kInfinity, 1e-4));
        const ClassId capped = net.define(flows_of("scrub", 4.0, {visit(0, 1e-5, 1e-4)}, 100.0));
        net.start(read, 1e6, nullptr);
        net.start(read, 5e5, nullptr);
        net.start(capped, 1000.0, nullptr, 2.0);
        return [&net, read, capped](Values& v) {
          for (const ClassId id : {read, capped}) {
            const ClassUse use = net.use(id);
            double sum = use.delay_seconds + use.idle_seconds;
            for (const double s : use.latency_seconds) sum += s;
            for (const double s : use.wait_seconds) sum += s;
            v.insert(v.end(), {use.requests, use.flow_seconds, sum, use.idle_seconds,
                               use.rate_limited_seconds});
          }
          const ResourceUse ssd = net.use(ResourceId{0}), link = net.use(ResourceId{1});
          v.insert(v.end(), {ssd.visits, ssd.service_seconds, link.visits, link.service_seconds,
                             link.wait_seconds, net.use(read).wait_seconds[1], now()});
        };
      });
  REQUIRE(out.size() == 17);
  CHECK(out[0] == Approx(1.5e6).epsilon(kTight));
  CHECK(out[2] == Approx(32.0 * out[1]).epsilon(kTight));  // Little's law on the integrals
  CHECK(out[3] == 0.0);
  CHECK(out[4] == 0.0);
  CHECK(out[5] == Approx(2000.0).epsilon(kTight));
  CHECK(out[6] == Approx(20.0).epsilon(kTight));
  CHECK(out[7] == Approx(4.0 * out[6]).epsilon(kTight));
  CHECK(out[8] > 0.9 * 80.0);
  CHECK(out[9] == Approx(out[6]).epsilon(kTight));
  CHECK(out[10] == Approx(1.502e6).epsilon(kTight));
  CHECK(out[11] == Approx(15.02).epsilon(kTight));
  CHECK(out[12] == Approx(1.5e6).epsilon(kTight));
  CHECK(out[13] == Approx(30.0).epsilon(kTight));
  CHECK(out[14] == Approx(out[15]).epsilon(kTight));  // one visit in sequence per request
  CHECK(out[16] == Approx(30.0).epsilon(0.02));       // the link is all but full throughout
}

TEST_CASE("only the component that changed is solved, and a known active set not at all",
          "[unit]") {
  const Values out = simulate(links(3), [](FlowNetwork& net, Values& values) {
    const ClassId a = net.define(flows_of("a", 8.0, {visit(0, 1e-3, 1e-3)}));
    const ClassId b = net.define(flows_of("b", 8.0, {visit(1, 1e-3, 1e-3)}));
    const ClassId bridge =
        net.define(flows_of("bridge", 8.0, {visit(0, 1e-3, 1e-3), visit(1, 1e-3, 1e-3)}));
    net.start(a, 1e5, nullptr);
    net.start(b, 1e5, nullptr);
    const auto count = [&net, &values] {
      values.push_back(static_cast<double>(net.solves()));
      values.push_back(static_cast<double>(net.memo_hits()));
    };
    at(1.0, [count] { count(); });
    auto flows = std::make_shared<std::vector<FlowId>>();
    at(2.0, [&net, a, flows] { flows->push_back(net.start(a, 1e6, nullptr)); });
    at(3.0, [count] { count(); });
    at(4.0, [&net, flows] { net.cancel(flows->at(0)); });
    at(5.0, [count] { count(); });
    at(6.0, [&net, bridge, flows] { flows->push_back(net.start(bridge, 1e6, nullptr)); });
    at(7.0, [count] { count(); });
    at(8.0, [&net, flows] {
      net.cancel(flows->at(1));
      flows->clear();
    });
    at(9.0, [count] { count(); });
    at(10.0, [&net, a, b] {
      for (int i = 0; i < 5; ++i) {
        net.start(a, 1e5, nullptr);
        net.start(b, 1e5, nullptr);
      }
    });
    at(11.0, [count] { count(); });
    return nullptr;
  });
  // solves and memo hits at each count
  CHECK(out[0] == 2);  // a and b
  CHECK(out[1] == 0);
  CHECK(out[2] == 3);  // two flows of a
  CHECK(out[3] == 0);
  CHECK(out[4] == 3);  // a as before: remembered
  CHECK(out[5] == 1);
  CHECK(out[6] == 4);  // the bridge makes them one
  CHECK(out[7] == 1);
  CHECK(out[8] == 4);  // two again, both remembered
  CHECK(out[9] == 3);
  CHECK(out[10] == 6);  // ten flows of one instant, each component once
  CHECK(out[11] == 3);
}

TEST_CASE("two runs give the same bits, and the order of definition does not matter", "[unit]") {
  const auto run = [](bool reversed, std::size_t memo) {
    std::vector<Resource> resources = links(4);
    resources[1].curve = Knee{1.7};
    resources[2].curve = queueing::SeekGain{};
    return simulate(
        resources,
        [reversed](FlowNetwork& net, Values& out) {
          std::vector<ClassId> classes(6);
          for (std::size_t i = 0; i < 6; ++i) {
            const std::size_t c = reversed ? 5 - i : i;
            std::vector<Demand> demands;
            for (std::size_t r = 0; r < 4; ++r) {
              if (((c + 1) >> (r % 3)) % 2 == 1) {
                demands.push_back(visit(r, 1e-4 * static_cast<double>(1 + (c + r) % 3), 4e-4));
              }
            }
            classes[c] = net.define(
                flows_of("c" + std::to_string(c), 4.0 + static_cast<double>(c), demands));
          }
          auto random = std::make_shared<std::mt19937_64>(11);
          auto left = std::make_shared<int>(300);
          auto next = std::make_shared<std::function<void()>>();
          *next = [&net, &out, classes, random, left, next] {
            out.push_back(now());
            if (--*left <= 0) return;
            net.start(classes[(*random)() % 6], 1.0 + static_cast<double>((*random)() % 97), *next);
          };
          for (std::size_t i = 0; i < 12; ++i)
            net.start(classes[i % 6], 10.0 + static_cast<double>(i), *next);
          return nullptr;
        },
        memo);
  };
  const Values first = run(false, FlowNetwork::kDefaultMemo);
  CHECK(first.size() > 300);
  CHECK(first == run(false, FlowNetwork::kDefaultMemo));
  CHECK(first == run(true, FlowNetwork::kDefaultMemo));
  CHECK(first == run(false, 0));
}

TEST_CASE("requests are conserved through a hundred thousand completions without drift", "[unit]") {
  const Values out = simulate(links(2), [](FlowNetwork& net, Values&) {
    auto random = std::make_shared<std::mt19937_64>(5);
    auto asked = std::make_shared<double>(0.0);
    auto left = std::make_shared<int>(100000);
    const ClassId a = net.define(flows_of("a", 4.0, {visit(0, 1e-3, 1e-3)}));
    const ClassId b = net.define(flows_of("b", 2.0, {visit(0, 1e-3, 2e-3), visit(1, 1e-3, 1e-3)}));
    auto next = std::make_shared<std::function<void()>>();
    *next = [&net, a, b, random, asked, left, next] {
      if (--*left <= 0) return;
      const double requests = std::ldexp(static_cast<double>((*random)() % 4096), -6);
      *asked += requests;
      net.start((*random)() % 2 == 0 ? a : b, requests, *next);
    };
    for (int i = 0; i < 10; ++i) (*next)();
    return [&net, asked, a, b](Values& v) {
      v = {*asked, net.use(a).requests + net.use(b).requests, net.use(ResourceId{0}).visits,
           net.use(ResourceId{0}).service_seconds, now()};
    };
  });
  REQUIRE(out.size() == 5);
  CHECK(out[1] == Approx(out[0]).epsilon(1e-11));
  CHECK(out[2] == Approx(out[0]).epsilon(1e-11));
  CHECK(out[3] == Approx(out[0] * 1e-3).epsilon(1e-11));
  CHECK(out[4] >= out[0] * 1e-3 * (1.0 - 1e-9));  // no faster than the link
}

TEST_CASE("simultaneous completions are one change, called in the order of starting", "[unit]") {
  const Values out = simulate(links(2), [](FlowNetwork& net, Values& values) {
    const ClassId b = net.define(flows_of("b", 1.0, {visit(1, 1e-3, 1e-3)}));
    const ClassId a = net.define(flows_of("a", 1.0, {visit(0, 1e-3, 1e-3)}));
    for (int i = 0; i < 6; ++i) {
      net.start(i % 2 == 0 ? a : b, 100.0, [&values, i] { values.push_back(i); });
    }
    return [&net](Values& v) {
      v.push_back(static_cast<double>(net.solves() + net.memo_hits()));
      v.push_back(now());
    };
  });
  // Three flows on each link, 333/s each.
  CHECK(out == Values{0, 1, 2, 3, 4, 5, 2, out.back()});
  CHECK(out.back() == Approx(0.3).epsilon(kTight));
}

TEST_CASE("waits that nobody can shorten end the run with an error", "[unit]") {
  Demand unattended = visit(0, 1e-3, 1e-3);
  unattended.in_sequence = 0.0;
  CHECK_THROWS_WITH(simulate(links(1),
                             [&](FlowNetwork& net, Values&) {
                               net.open(net.define(flows_of("copy", 1.0, {unattended}, 2000.0)),
                                        Frequency{1500.0});
                               return nullptr;
                             }),
                    Catch::Contains("link0"));
  // Asked from an actor as well: the actor sees no exception, the run ends.
  CHECK_THROWS_WITH(simulate(links(1),
                             [&](FlowNetwork& net, Values&) {
                               const ClassId bad =
                                   net.define(flows_of("bad", -1.0, {visit(0, 1.0, 1.0)}));
                               actor("asks", [&net, bad] {
                                 net.start(bad, 1.0, nullptr);
                                 (void)net.rate(bad);
                                 s4u::this_actor::sleep_for(1.0);
                               });
                               return nullptr;
                             }),
                    Catch::Contains("'bad'") && Catch::Contains("window"));
}

TEST_CASE("broken preconditions are exceptions at the call", "[unit]") {
  const Values out = simulate(links(1), [](FlowNetwork& net, Values& values) {
    const ClassId copy = net.define(flows_of("copy", 1.0, {visit(0, 1.0, 1.0)}));
    const auto refused = [&values](const std::function<void()>& call) {
      try {
        call();
        values.push_back(0.0);
      } catch (const std::logic_error&) {
        values.push_back(1.0);
      }
    };
    const FlowId closed = net.start(copy, 1.0, nullptr);
    refused([&] { net.start(copy, -1.0, nullptr); });
    refused([&] { net.start(copy, std::nan(""), nullptr); });
    refused([&] { net.start(copy, 1.0, nullptr, 0.0); });
    refused([&] { net.start(ClassId{7}, 1.0, nullptr); });
    refused([&] { net.set_units(ResourceId{0}, 0.0); });
    refused([&] { net.set_units(ResourceId{3}, 1.0); });
    refused([&] { net.define(flows_of("off", 1.0, {visit(5, 1.0, 1.0)})); });
    refused([&] { net.set_arrivals(closed, Frequency{1.0}); });
    refused([&] { net.open(copy, Frequency{-1.0}); });
    return nullptr;
  });
  CHECK(out == Values(9, 1.0));
}
