// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Device level against pools on balanced load (2 % is asked for; it is exact), and against a
// chunked pipeline of SimGrid's own processors and links, where edges are hard.
#include <catch2/catch.hpp>

#include <xbt/log.h>
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "in_child.hpp"
#include "models/queueing/device_level.hpp"
#include "models/queueing/solver.hpp"
#include "sim/flow/flow_network.hpp"

using namespace penstock;
using penstock::testing::in_child;
using queueing::DeviceLevel;
using queueing::FlowClass;
using queueing::Resource;
using units::Seconds;
namespace s4u = simgrid::s4u;

namespace {

/// 12 drives behind one server processor and three NICs, read by clients with a window each.
struct Storage {
  std::vector<Resource> resources;
  FlowClass client;
};

Storage storage(queueing::Curve curve, double service, double positioning, double latency,
                double window) {
  Storage s;
  s.resources = {{.name = "drive", .curve = curve, .units = 12.0},
                 {.name = "nic", .units = 3.0},
                 {.name = "cpu", .units = 16.0}};
  s.client = {.name = "client", .window = window};
  s.client.demands = {{.resource = 0,
                       .service = Seconds{service},
                       .positioning = Seconds{positioning},
                       .latency = Seconds{latency}},
                      {.resource = 1, .service = Seconds{80e-6}, .latency = Seconds{80e-6}},
                      {.resource = 2, .service = Seconds{5e-6}, .latency = Seconds{5e-6}}};
  return s;
}

double pooled(const Storage& s, double clients) {
  const queueing::ActiveFlows active{.flow = &s.client, .count = clients};
  return queueing::solve(s.resources, {&active, 1}).value().rates[0];
}

constexpr std::array<std::size_t, 2> kPools{0, 1};

/// Rates of the clients, each on `width` units from its place.
std::vector<double> placed(const Storage& s, const std::vector<std::size_t>& places,
                           std::size_t width) {
  const DeviceLevel level(s.resources, kPools);
  std::vector<FlowClass> classes;
  for (std::size_t i = 0; i < places.size(); ++i) {
    classes.push_back(level.place(s.client, places[i], width));
    classes.back().name += std::to_string(i);
  }
  std::vector<queueing::ActiveFlows> active;
  for (const auto& c : classes) active.push_back({.flow = &c});
  return queueing::solve(level.resources(), active).value().rates;
}

std::vector<std::size_t> round_robin(std::size_t clients, std::size_t width) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < clients; ++i) places.push_back(i * width);
  return places;
}

}  // namespace

TEST_CASE("units of an expanded pool take its place and keep other indices", "[unit]") {
  const Storage s = storage(queueing::HardEdge{}, 1e-4, 0.0, 1e-4, 1.0);
  const DeviceLevel level(s.resources, kPools);
  REQUIRE(level.resources().size() == 12 + 3 + 1);
  CHECK(level.resources()[2].name == "cpu");
  for (const std::size_t pool : kPools) {
    for (std::size_t i = 0; i < (pool == 0 ? 12U : 3U); ++i) {
      CHECK(level.resources()[level.unit(pool, i)].name ==
            s.resources[pool].name + "/" + std::to_string(i));
    }
  }
  CHECK_THROWS_AS(level.unit(0, 12), std::invalid_argument);
  const FlowClass on_four = level.place(s.client, 10, 4);  // 10, 11, 0, 1
  REQUIRE(on_four.demands.size() == 4 + 3 + 1);
  CHECK(on_four.demands[0].resource == level.unit(0, 10));
  CHECK(on_four.demands[2].resource == level.unit(0, 0));
  CHECK(on_four.demands[0].visits == 0.25);
  const std::vector<Resource> half{{.name = "half", .units = 1.5}};
  const std::array<std::size_t, 1> first{0};
  CHECK_THROWS_AS(DeviceLevel(half, first), std::invalid_argument);
}

TEST_CASE("device level and pool agree on balanced load", "[unit]") {
  struct Kind {
    const char* name;
    Storage storage;
  };
  for (const double window : {1.0, 4.0, 32.0}) {
    for (const Kind& kind :
         {Kind{"flash", storage(queueing::Knee{1.65}, 20e-6, 0.0, 90e-6, window)},
          Kind{"disk", storage(queueing::SeekGain{}, 5e-3, 11e-3, 16e-3, window)},
          Kind{"hard edge", storage(queueing::HardEdge{}, 1e-4, 0.0, 1e-4, window)}}) {
      for (const std::size_t width : {1U, 4U, 12U}) {
        const auto rates = placed(kind.storage, round_robin(24, width), width);
        const double pool = pooled(kind.storage, 24.0);
        INFO(kind.name << ", window " << window << ", width " << width);
        for (const double rate : rates) CHECK(rate == Approx(pool).epsilon(0.02));
        CHECK(rates.front() == Approx(pool).epsilon(1e-6));
      }
    }
  }
}

TEST_CASE("clients on the same devices get less than the pool promises", "[unit]") {
  const Storage s = storage(queueing::Knee{1.65}, 200e-6, 0.0, 200e-6, 16.0);
  const auto rates = placed(s, std::vector<std::size_t>(24, 0), 4);
  // All on four of twelve drives: 4 / 200 us. The pool does not see it: there the NICs limit.
  CHECK(24.0 * rates.front() == Approx(4.0 / 200e-6).epsilon(0.02));
  CHECK(24.0 * pooled(s, 24.0) == Approx(3.0 / 80e-6).epsilon(0.02));
}

TEST_CASE("device level agrees with a chunked pipeline of SimGrid's own resources", "[unit]") {
  // 6 drives of 5 ms a chunk, read by 6 clients of 16 chunks in flight on 2 drives each, through
  // one NIC: of 1.5 ms a chunk the NIC limits (1/1.5 per ms against 6/5), of 0.6 ms the drives.
  // Chunks vary by half, or all workers would read and then all would send.
  constexpr std::size_t kDrives = 6, kClients = 6, kWindow = 16, kChunks = 3200;
  constexpr double kDrive = 5e-3, kBytes = 1e6;
  // The last chunks of the unluckiest worker are no rate: the first 90 % are timed.
  constexpr double kShare = 0.9;
  constexpr auto kCounted = static_cast<std::size_t>(kShare * kClients * kChunks);
  for (const double nic : {1.5e-3, 0.6e-3}) {
    const auto native = in_child([&] {
      s4u::Engine engine("native");
      xbt_log_control_set("root.thres:critical");
      s4u::Engine::set_config("network/model:CM02");
      s4u::Engine::set_config("network/crosstraffic:0");
      auto* zone = s4u::create_full_zone("world");
      std::vector<s4u::Host*> drives;
      for (std::size_t d = 0; d < kDrives; ++d) {
        drives.push_back(zone->create_host("drive" + std::to_string(d), 1e9));
      }
      auto* clients = zone->create_host("clients", 1e9);
      auto* link = zone->create_link("nic", kBytes / nic)->set_latency(1e-9)->seal();
      for (auto* drive : drives) {
        zone->add_route(drive->get_netpoint(), clients->get_netpoint(), nullptr, nullptr,
                        {s4u::LinkInRoute(link)});
      }
      zone->seal();
      double end = 0.0;
      std::size_t done = 0;
      for (std::size_t c = 0; c < kClients; ++c) {
        for (std::size_t w = 0; w < kWindow; ++w) {
          s4u::Actor::create("worker", clients, [&, c, w] {
            std::mt19937 random(static_cast<unsigned>(c * kWindow + w));
            std::uniform_real_distribution<double> factor(0.5, 1.5);
            for (std::size_t i = 0; i < kChunks / kWindow; ++i) {
              auto* drive = drives[(c + (w + i) % 2) % kDrives];
              s4u::ExecPtr exec = s4u::Exec::init();
              exec->set_flops_amount(factor(random) * kDrive * 1e9)->set_host(drive)->start();
              exec->wait();
              s4u::Comm::sendto(drive, clients,
                                static_cast<std::uint64_t>(factor(random) * kBytes));
              if (++done == kCounted) end = s4u::Engine::get_clock();
            }
          });
        }
      }
      engine.run();
      return std::vector<double>{end};
    })[0];

    std::vector<Resource> resources{{.name = "drive", .units = kDrives}, {.name = "nic"}};
    FlowClass client{.name = "client", .window = kWindow};
    client.demands = {{.resource = 0, .service = Seconds{kDrive}, .latency = Seconds{kDrive}},
                      {.resource = 1, .service = Seconds{nic}, .latency = Seconds{nic}}};
    const std::array<std::size_t, 1> pools{0};
    const DeviceLevel level(resources, pools);
    const auto flows = in_child([&] {
      s4u::Engine engine("flows");
      xbt_log_control_set("root.thres:critical");
      auto* zone = s4u::create_full_zone("world");
      zone->create_host("host", 1e9);
      zone->seal();
      flow::FlowNetwork network(level.resources());
      double end = 0.0;
      for (std::size_t c = 0; c < kClients; ++c) {
        FlowClass placed = level.place(client, c, 2);
        placed.name += std::to_string(c);
        const auto id = network.define(placed);
        s4u::Actor::create("client", s4u::Host::by_name("host"), [&network, &end, id] {
          network.transfer(id, kChunks);
          end = std::max(end, s4u::Engine::get_clock());
        });
      }
      engine.run();
      return std::vector<double>{end};
    })[0];
    INFO("NIC " << nic << " s a chunk");
    CHECK(kShare * flows == Approx(native).epsilon(0.02));
  }
}
