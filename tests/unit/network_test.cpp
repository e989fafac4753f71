// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Transports and fabric: oracle O8.
#include <rapidcheck.h>
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>
#include <cmath>

#include "models/network/fabric.hpp"
#include "models/network/transport.hpp"
#include "tests/unit/device_fixtures.hpp"

using namespace penstock;
using namespace penstock::network;
using namespace penstock::testing;

namespace {
constexpr units::ByteRate k100Gb{12.5e9};
constexpr units::Bytes kJumbo{9000.0};

queueing::FlowClass transfer(const std::vector<Hop>& hops, units::Bytes size, double window) {
  return {.name = "transfer",
          .window = window,
          .demands = path_visits(hops, size, Transport::kTcp, kJumbo)};
}
}  // namespace

TEST_CASE("wire efficiency is payload over frame", "[unit]") {
  CHECK(wire_efficiency(Transport::kTcp, units::Bytes{1500.0}) == Approx(1448.0 / 1538.0));
  CHECK(wire_efficiency(Transport::kTcp, units::Bytes{9000.0}) == Approx(8948.0 / 9038.0));
  CHECK(wire_efficiency(Transport::kRoce, units::Bytes{4096.0}) == Approx(4096.0 / 4178.0));
  CHECK(wire_efficiency(Transport::kRoce, units::Bytes{1024.0}) == Approx(0.926).epsilon(1e-3));
  CHECK_THROWS_AS(wire_efficiency(Transport::kTcp, units::Bytes{52.0}), std::invalid_argument);
}

TEST_CASE("RDMA messages take what was measured on HDR InfiniBand", "[unit]") {
  // ib_write_lat means in us; the form's largest error over 32 B to 8 MiB is 6.9 %.
  const double measured[][2] = {{64, 1.23},      {128, 1.27},     {1024, 1.74},
                                {4096, 2.21},    {16384, 3.16},   {65536, 5.54},
                                {262144, 13.53}, {1048576, 45.7}, {8388608, 344.96}};
  const auto message = message_time(Transport::kRoce);
  for (const auto& [size, time] : measured) {
    CHECK(message_latency(message, units::Bytes{size}, units::ByteRate{24.65e9}).si() * 1e6 ==
          Approx(time).epsilon(0.07));
  }
}

TEST_CASE("NVMe over TCP adds what was measured at depth one", "[unit]") {
  // Remote less local at 4, 64, 256 KiB on 100 GbE: 19 to 25, 72 to 79, 160 to 168 us.
  const auto added = [](Transport transport, double size) {
    return (message_latency(message_time(transport), units::Bytes{size}, k100Gb) +
            nvme_of_latency(transport))
               .si() *
           1e6;
  };
  CHECK(added(Transport::kTcp, 4096.0) == Approx(25.0).epsilon(0.1));
  CHECK(added(Transport::kTcp, 65536.0) == Approx(79.0).epsilon(0.1));
  CHECK(added(Transport::kTcp, 262144.0) == Approx(168.0).epsilon(0.1));
  CHECK(added(Transport::kRoce, 4096.0) > 10.0);
  CHECK(added(Transport::kRoce, 4096.0) < 20.0);
}

TEST_CASE("one core drives 25 to 40 Gb/s of TCP, and RDMA costs none per byte", "[unit]") {
  const double gigabits = 8e-9 / host_cost(Transport::kTcp).per_byte.si();
  CHECK(gigabits >= 25.0);
  CHECK(gigabits <= 40.0);
  CHECK(host_cost(Transport::kRoce).per_byte.si() == 0.0);
}

TEST_CASE("senders into one port share it", "[unit]") {
  // Incast of 8 into one 100 GbE port: an eighth of 12.5 GB/s x 0.99 each.
  const std::vector<queueing::Resource> ports{port_group("out", 8.0), port_group("in", 1.0)};
  const auto flow = transfer({{0, k100Gb}, {1, k100Gb}}, units::kMiB, 64.0);
  const auto solution = solve_alone(ports, flow, 8.0);
  CHECK(solution.rates.front() * units::kMiB.si() ==
        Approx(12.5e9 / 8.0 * 8948.0 / 9038.0).epsilon(1e-6));
}

TEST_CASE("an oversubscribed leaf gives each port its share of the uplinks", "[unit]") {
  // 32 ports at 1:4 with a spine that hashes to 0.9: 12.5 / 4 x 0.9 x 0.99 GB/s per flow.
  const std::vector<queueing::Resource> resources{
      port_group("out", 32.0), uplinks("up", 32.0, 4.0, 0.9), port_group("in", 32.0)};
  const auto flow = transfer({{0, k100Gb}, {1, k100Gb}, {2, k100Gb}}, units::kMiB, 64.0);
  const auto solution = solve_alone(resources, flow, 32.0);
  CHECK(solution.rates.front() * units::kMiB.si() ==
        Approx(12.5e9 / 4.0 * 0.9 * 8948.0 / 9038.0).epsilon(1e-6));
  CHECK_THROWS_AS(uplinks("up", 32.0, 0.5, 0.9), std::invalid_argument);
}

TEST_CASE("both directions of a port run at full rate", "[unit]") {
  const std::vector<queueing::Resource> ports{port_group("a-out", 1.0), port_group("a-in", 1.0),
                                              port_group("b-out", 1.0), port_group("b-in", 1.0)};
  const auto there = transfer({{0, k100Gb}, {3, k100Gb}}, units::kMiB, 64.0);
  const auto back = transfer({{2, k100Gb}, {1, k100Gb}}, units::kMiB, 64.0);
  const std::vector<queueing::ActiveFlows> active{{.flow = &there}, {.flow = &back}};
  const auto solution = queueing::solve(ports, active);
  REQUIRE(solution.has_value());
  for (const double rate : solution->rates) {
    CHECK(rate * units::kMiB.si() == Approx(12.5e9 * 8948.0 / 9038.0).epsilon(1e-6));
  }
}

TEST_CASE("a request crosses its path once, at the slowest hop", "[unit]") {
  // Eight parts leave 100 GbE servers and arrive at one 400 GbE client: 1/8 at 12.5 is faster than
  // the whole at 50 GB/s, so the client's port holds the time on the wire.
  const auto visits = path_visits({{0, k100Gb, 8.0}, {1, units::ByteRate{50e9}}},
                                  16.0 * units::kMiB, Transport::kRoce, units::Bytes{4096.0});
  REQUIRE(visits.size() == 2);
  CHECK(visits[0].visits == 8.0);
  CHECK(visits[0].latency.si() == 0.0);
  CHECK(visits[1].latency > visits[1].service);
  // Three copies: the first hop carries three times the bytes.
  const auto copies =
      path_visits({{0, k100Gb, 3.0, 3.0}}, units::kMiB, Transport::kRoce, units::Bytes{4096.0});
  CHECK(copies[0].visits * copies[0].service.si() ==
        Approx(3.0 * 1048576.0 / 12.5e9 * 4178.0 / 4096.0));
}

TEST_CASE("properties of messages", "[property]") {
  rc::prop("messages take longer with size, and never less than the wire", [] {
    const auto transport = *rc::gen::element(Transport::kTcp, Transport::kRoce);
    const units::Bytes size{std::exp(*rc::gen::inRange(0, 2000) / 100.0)};
    const units::ByteRate rate{1e9 * *rc::gen::inRange(1, 100)};
    const auto message = message_time(transport);
    const auto time = message_latency(message, size, rate);
    RC_ASSERT(message_latency(message, size * 1.5, rate) >= time);
    if (size > message.inline_limit) RC_ASSERT(time > size / rate);
    // The pipeline's part is bounded: large messages run at the rate.
    const units::Bytes huge{1e12};
    RC_ASSERT(std::abs((message_latency(message, huge, rate) / (huge / rate)).si() - 1.0) < 0.05);
  });
}
