// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What SimGrid 3.32 does that made this project drive a flow network of its own by the kernel's
// timers instead of using disks and communications (ADR 0001), and what its native oracles rely on.
// A test that fails here after an upgrade means: the reason is gone or the oracle changed; read
// docs/validation/oracles.md, O16.
#include <catch2/catch.hpp>

#include <xbt/log.h>
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "in_child.hpp"

using penstock::testing::in_child;
namespace s4u = simgrid::s4u;

namespace {

using Values = std::vector<double>;

/// Quiet engine; options must come before the platform.
void prepare(const std::vector<std::string>& options) {
  xbt_log_control_set("root.thres:critical");
  for (const auto& option : options) s4u::Engine::set_config(option);
}

/// When `bytes` are read from a disk of 100 MB/s while an unrelated actor wakes up every `tick`
/// seconds, `ticks` times; 0: nobody wakes up.
double read_time(double bytes, double tick, int ticks) {
  return in_child([&] {
    s4u::Engine engine("disk");
    prepare({});
    auto* zone = s4u::create_full_zone("world");
    auto* host = zone->create_host("host", 1e9);
    auto* disk = host->create_disk("disk", 100e6, 100e6);
    host->seal();
    zone->seal();
    double end = 0.0;
    s4u::Actor::create("reader", host, [&, disk] {
      disk->read(static_cast<sg_size_t>(bytes));
      end = s4u::Engine::get_clock();
    });
    if (ticks > 0) {
      s4u::Actor::create("clock", host, [&] {
        for (int i = 0; i < ticks; ++i) s4u::this_actor::sleep_for(tick);
      });
    }
    engine.run();
    return Values{end};
  })[0];
}

}  // namespace

TEST_CASE("SimGrid rounds the progress of disks to whole bytes at every event", "[unit]") {
  // 1,000 B at 100 MB/s: 10 us. 2,500 events 4 ns apart are 0.4 B each, rounded to nothing.
  CHECK(read_time(1000, 0.0, 0) == Approx(10e-6).epsilon(1e-3));
  CHECK(read_time(1000, 4e-9, 2500) == Approx(20e-6).epsilon(1e-3));
  // Every 104 ns: 10.4 B become 10, 4 % too slow.
  CHECK(read_time(1e5, 104e-9, 20000) == Approx(1.04e-3).epsilon(1e-3));
}

TEST_CASE("SimGrid's rate limits hold for communications through mailboxes only", "[unit]") {
  // 100 MB over 1 GB/s take 0.1 s, at 200 MB/s 0.5 s. One-sided communications ignore their limit,
  // and so do all of them where the TCP window, which the limit shares its place with, is off.
  const auto times = [](const std::vector<std::string>& options) {
    return in_child([&options] {
      s4u::Engine engine("rates");
      prepare(options);
      auto* zone = s4u::create_full_zone("world");
      auto* a = zone->create_host("a", 1e9)->seal();
      auto* b = zone->create_host("b", 1e9)->seal();
      auto* link = zone->create_link("link", 1e9)->set_latency(1e-9)->seal();
      zone->add_route(a->get_netpoint(), b->get_netpoint(), nullptr, nullptr,
                      {s4u::LinkInRoute(link)});
      zone->seal();
      Values out(2);
      s4u::Actor::create("sender", a, [&out, a, b] {
        static int payload = 0;
        s4u::CommPtr mailbox = s4u::Mailbox::by_name("box")->put_init(&payload, 100000000);
        mailbox->set_rate(2e8)->start();
        mailbox->wait();
        out[0] = s4u::Engine::get_clock();
        // Starts by itself as soon as both ends are known.
        s4u::CommPtr one_sided = s4u::Comm::sendto_init();
        one_sided->set_payload_size(100000000)->set_rate(2e8);
        one_sided->set_source(a)->set_destination(b);
        one_sided->wait();
        out[1] = s4u::Engine::get_clock() - out[0];
      });
      s4u::Actor::create("receiver", b, [] { s4u::Mailbox::by_name("box")->get<int>(); });
      engine.run();
      return out;
    });
  };
  const Values windowed = times({"network/model:CM02", "network/crosstraffic:0"});
  CHECK(windowed[0] == Approx(0.5).epsilon(1e-3));
  CHECK(windowed[1] == Approx(0.1).epsilon(1e-3));
  const Values open =
      times({"network/model:CM02", "network/crosstraffic:0", "network/TCP-gamma:0"});
  CHECK(open[0] == Approx(0.1).epsilon(1e-3));
}

TEST_CASE("SimGrid starves a way without latency beside one that has some", "[unit]") {
  // Two times 100 MB over one link of 1 GB/s, 0.97 of it usable: fair sharing ends both at 0.206 s.
  const Values ends = in_child([] {
    s4u::Engine engine("starving");
    prepare({"network/crosstraffic:0"});
    auto* zone = s4u::create_full_zone("world");
    auto* shared = zone->create_link("shared", 1e9)->set_latency(0.0)->seal();
    auto* own = zone->create_link("own", 1e12)->set_latency(1e-6)->seal();
    Values out(2);
    for (std::size_t i = 0; i < 2; ++i) {
      auto* from = zone->create_host("from" + std::to_string(i), 1e9)->seal();
      auto* to = zone->create_host("to" + std::to_string(i), 1e9)->seal();
      std::vector<s4u::LinkInRoute> way{s4u::LinkInRoute(shared)};
      if (i == 1) way.emplace_back(own);
      zone->add_route(from->get_netpoint(), to->get_netpoint(), nullptr, nullptr, way);
      s4u::Actor::create("sender", from, [&out, from, to, i] {
        s4u::Comm::sendto(from, to, 100000000);
        out[i] = s4u::Engine::get_clock();
      });
    }
    zone->seal();
    engine.run();
    return out;
  });
  CHECK(ends[1] == Approx(0.1 / 0.97).epsilon(0.01));
  CHECK(ends[0] == Approx(0.2 / 0.97).epsilon(0.01));
}

TEST_CASE("SimGrid tells a capacity callback the number of activities", "[unit]") {
  // Two executions of 1 s each at half the speed while they are two: both end after 4 s.
  const Values seen = in_child([] {
    s4u::Engine engine("nonlinear");
    prepare({});
    auto* zone = s4u::create_full_zone("world");
    auto* host = zone->create_host("host", 1e9);
    double most = 0.0;
    host->set_sharing_policy(s4u::Host::SharingPolicy::NONLINEAR,
                             [&most](double capacity, int activities) {
                               most = std::max(most, static_cast<double>(activities));
                               return activities > 1 ? 0.5 * capacity : capacity;
                             });
    host->seal();
    zone->seal();
    Values out(2);
    for (std::size_t i = 0; i < 2; ++i) {
      s4u::Actor::create("worker", host, [&out, i] {
        s4u::this_actor::execute(1e9);
        out[i] = s4u::Engine::get_clock();
      });
    }
    engine.run();
    out.push_back(most);
    return out;
  });
  CHECK(seen[0] == Approx(4.0).epsilon(1e-6));
  CHECK(seen[1] == Approx(4.0).epsilon(1e-6));
  CHECK(seen[2] == 2.0);
}

TEST_CASE("SimGrid asks a capacity callback again only when something happens to the host",
          "[unit]") {
  // 1 s of work; what the callback returns is halved after 0.5 s.
  const auto end = [](bool poke) {
    return in_child([poke] {
      s4u::Engine engine("poke");
      prepare({});
      auto* zone = s4u::create_full_zone("world");
      auto* host = zone->create_host("host", std::vector<double>{1e9, 1e9});
      double share = 1.0;
      host->set_sharing_policy(s4u::Host::SharingPolicy::NONLINEAR,
                               [&share](double capacity, int) { return share * capacity; });
      host->seal();
      auto* elsewhere = zone->create_host("elsewhere", 1e9)->seal();
      zone->seal();
      double finish = 0.0;
      s4u::Actor::create("worker", host, [&finish] {
        s4u::this_actor::execute(1e9);
        finish = s4u::Engine::get_clock();
      });
      s4u::Actor::create("state", elsewhere, [&share, host, poke] {
        s4u::this_actor::sleep_for(0.5);
        share = 0.5;
        if (poke) host->set_pstate(1);
      });
      engine.run();
      return Values{finish};
    })[0];
  };
  CHECK(end(false) == Approx(1.0).epsilon(1e-6));
  CHECK(end(true) == Approx(1.5).epsilon(1e-6));
}
