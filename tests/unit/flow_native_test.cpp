// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// SimGrid's own sharing of processors and links as an oracle for hard edges. Its maxmin solver
// works to 1e-5 and its clock to 1e-9 by default; the tests tighten the first.
#include <catch2/catch.hpp>

#include <xbt/log.h>
#include <simgrid/s4u.hpp>

#include <functional>
#include <string>
#include <vector>

#include "in_child.hpp"
#include "sim/flow/flow_network.hpp"

using namespace penstock;
using namespace penstock::flow;
using penstock::testing::in_child;
using queueing::Demand;
using queueing::FlowClass;
using units::Seconds;
namespace s4u = simgrid::s4u;

namespace {

struct Job {
  double start, work;           ///< seconds; seconds on an idle resource of speed 1
  std::vector<std::size_t> on;  ///< resources on its way
};

using Values = std::vector<double>;

/// When each job ends as a flow of requests of 1e-6 s of work without latency, so that a lone job
/// fills the narrowest resource of its way.
Values as_flows(const std::vector<Job>& jobs, const std::vector<double>& capacity) {
  return in_child([&] {
    s4u::Engine engine("flows");
    xbt_log_control_set("root.thres:critical");
    auto* zone = s4u::create_full_zone("world");
    zone->create_host("host", 1e9);
    zone->seal();
    constexpr double kRequest = 1e-6;
    std::vector<queueing::Resource> resources;
    for (std::size_t r = 0; r < capacity.size(); ++r) {
      resources.push_back({.name = std::to_string(r), .units = capacity[r]});
    }
    FlowNetwork network(resources);
    Values ends(jobs.size());
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      FlowClass c{.name = std::to_string(j)};
      c.window = 8.0;  // equal windows, equal shares
      for (const std::size_t r : jobs[j].on) {
        c.demands.push_back({.resource = r, .service = Seconds{kRequest}});
      }
      const ClassId id = network.define(c);
      s4u::Actor::create("job", s4u::Host::by_name("host"), [&network, &ends, &jobs, id, j] {
        s4u::this_actor::sleep_until(jobs[j].start);
        network.transfer(id, jobs[j].work / kRequest);
        ends[j] = s4u::Engine::get_clock();
      });
    }
    engine.run();
    return ends;
  });
}

Values as_execs(const std::vector<Job>& jobs) {
  return in_child([&] {
    s4u::Engine engine("execs");
    xbt_log_control_set("root.thres:critical");
    s4u::Engine::set_config("maxmin/precision:1e-12");
    auto* zone = s4u::create_full_zone("world");
    zone->create_host("host", 1e9);
    zone->seal();
    Values ends(jobs.size());
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      s4u::Actor::create("job", s4u::Host::by_name("host"), [&ends, &jobs, j] {
        s4u::this_actor::sleep_until(jobs[j].start);
        s4u::this_actor::execute(1e9 * jobs[j].work);
        ends[j] = s4u::Engine::get_clock();
      });
    }
    engine.run();
    return ends;
  });
}

Values as_comms(const std::vector<Job>& jobs, const std::vector<double>& capacity) {
  return in_child([&] {
    s4u::Engine engine("comms");
    xbt_log_control_set("root.thres:critical");
    s4u::Engine::set_config("network/model:CM02");
    s4u::Engine::set_config("network/crosstraffic:0");
    s4u::Engine::set_config("network/TCP-gamma:0");
    s4u::Engine::set_config("maxmin/precision:1e-12");
    auto* zone = s4u::create_full_zone("world");
    // Shares of a link are as 1/latency in this model: all of it on the first link of each way.
    std::vector<s4u::Link*> links;
    for (std::size_t r = 0; r < capacity.size(); ++r) {
      auto* link = zone->create_link("link" + std::to_string(r), 1e9 * capacity[r]);
      links.push_back(link->set_latency(r == 0 ? 1e-6 : 1e-14)->seal());
    }
    std::vector<s4u::Host*> from, to;
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      from.push_back(zone->create_host("from" + std::to_string(j), 1e9)->seal());
      to.push_back(zone->create_host("to" + std::to_string(j), 1e9)->seal());
      std::vector<s4u::LinkInRoute> way;
      for (const std::size_t r : jobs[j].on) way.emplace_back(links[r]);
      zone->add_route(from[j]->get_netpoint(), to[j]->get_netpoint(), nullptr, nullptr, way, true);
    }
    zone->seal();
    Values ends(jobs.size());
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      const std::string box = std::to_string(j);
      s4u::Actor::create("sender", from[j], [&jobs, j, box] {
        s4u::this_actor::sleep_until(jobs[j].start);
        static int payload = 0;
        s4u::Mailbox::by_name(box)->put(&payload, static_cast<std::uint64_t>(1e9 * jobs[j].work));
      });
      s4u::Actor::create("receiver", to[j], [&ends, j, box] {
        s4u::Mailbox::by_name(box)->get<int>();
        ends[j] = s4u::Engine::get_clock();
      });
    }
    engine.run();
    return ends;
  });
}

void check_equal(const Values& ours, const Values& native) {
  REQUIRE(ours.size() == native.size());
  for (std::size_t j = 0; j < ours.size(); ++j) {
    INFO("job " << j);
    CHECK(ours[j] == Approx(native[j]).epsilon(1e-6));
  }
}

}  // namespace

TEST_CASE("a core is shared as SimGrid shares it among executions", "[unit]") {
  const std::vector<Job> jobs{{0.0, 3.0, {0}},  {0.5, 1.0, {0}}, {1.0, 0.25, {0}},
                              {1.0, 0.25, {0}}, {4.0, 2.0, {0}}, {9.0, 1.0, {0}}};
  check_equal(as_flows(jobs, {1.0}), as_execs(jobs));
}

TEST_CASE("a link is shared as SimGrid shares it among communications", "[unit]") {
  const std::vector<Job> jobs{{0.0, 3.0, {0}}, {0.5, 1.0, {0}}, {1.0, 0.25, {0}}, {9.0, 1.0, {0}}};
  check_equal(as_flows(jobs, {1.0}), as_comms(jobs, {1.0}));
}

TEST_CASE("a way over two links, one of them full, is shared as SimGrid shares it", "[unit]") {
  // Link 1 is three times as wide and never full: max-min and common waits are the same.
  const std::vector<Job> jobs{{0.0, 3.0, {0, 1}}, {0.5, 1.0, {0}}, {1.0, 0.5, {0, 1}}};
  check_equal(as_flows(jobs, {1.0, 3.0}), as_comms(jobs, {1.0, 3.0}));
}

TEST_CASE("over two full links the way through both waits twice, unlike SimGrid's max-min",
          "[unit]") {
  // Long job over both links, one more job on each. Max-min: everyone 1/2, and 1 s of work ends at
  // 2 s together. Common waits: the long one gets 1/3 and the others 2/3 (1/x0 = 1/x1 + 1/x2), so
  // they end at 1.5 s, when the long one has done 1/2; alone it ends at 2 s.
  const std::vector<Job> jobs{{0.0, 1.0, {0, 1}}, {0.0, 1.0, {0}}, {0.0, 1.0, {1}}};
  const Values ours = as_flows(jobs, {1.0, 1.0});
  CHECK(ours[0] == Approx(2.0).epsilon(1e-6));
  CHECK(ours[1] == Approx(1.5).epsilon(1e-6));
  CHECK(ours[2] == Approx(1.5).epsilon(1e-6));
}
