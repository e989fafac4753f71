// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Flash: oracle O7 of the physics, and the closed loop and mix in the flow network.
#include <catch2/catch.hpp>
#include <cmath>

#include "models/storage/garbage_collection.hpp"
#include "models/storage/nvme.hpp"
#include "tests/unit/device_fixtures.hpp"

using namespace penstock;
using namespace penstock::storage;
using namespace penstock::testing;

namespace {

const Access kRead4k{.size = units::Bytes{4096.0}, .sequential = false};
const Access kWrite4k{.write = true, .size = units::Bytes{4096.0}, .sequential = false};
const DeviceState kFull{.fill = 1.0};

}  // namespace

TEST_CASE("write amplification follows the law of uniform random writes", "[unit]") {
  CHECK(log_write_amplification(1.3) == Approx(2.364).epsilon(1e-3));
  // 4 TiB of flash sold as 3.84 TB: alpha 1.1453.
  CHECK(log_write_amplification(4.398046511104 / 3.84) == Approx(4.123).epsilon(1e-3));
  CHECK(log_write_amplification(2.0) == Approx(1.255).epsilon(1e-3));
  CHECK(log_write_amplification(40.0) == Approx(1.0).epsilon(1e-9));
  CHECK(log_write_amplification(1.001) * 2.0 * 0.001 == Approx(1.0).epsilon(2e-3));
  CHECK(std::isinf(log_write_amplification(1.0)));
  // The limit form near 1 joins the general one.
  CHECK(log_write_amplification(1.0 + 0.9999e-4) ==
        Approx(log_write_amplification(1.0 + 1.0001e-4)).epsilon(1e-3));
}

TEST_CASE("the measured fill series of one drive follows the law from its full end", "[unit]") {
  // T = 1,072 GiB, w0 = 1.0185; T/745 = 1.439: 1.0185 x 1.873 at full.
  CHECK(1.0185 * log_write_amplification(1072.0 / 745.0) == Approx(1.88).epsilon(0.02));
  CHECK(1.0185 * log_write_amplification(1072.0 / 372.0) == Approx(1.10).epsilon(0.02));
}

TEST_CASE("a full drive writes at the sheet's steady rate", "[unit]") {
  for (const auto& ssd : {tlc(), qlc()}) {
    Access write = kWrite4k;
    write.size = ssd.write_iops_size.value;
    // The request limit of the controller joins at the fourth power: below 0.1 %.
    CHECK(1.0 / service_time(ssd, write, kFull).si() ==
          Approx(ssd.write_iops.value.si()).epsilon(2e-3));
  }
  // A sheet that is faster than its space explains has more space: 600 k at 7 GB/s is 2.85.
  auto max = tlc();
  max.write_rate.value = units::ByteRate{7e9};
  max.write_iops.value = units::Frequency{600e3};
  CHECK(write_amplification(max, kWrite4k, kFull) == Approx(7e9 / (600e3 * 4096.0)).epsilon(1e-9));
  CHECK(physical_over_advertised(max) > max.physical_over_advertised.value);
  CHECK(1.0 / service_time(max, kWrite4k, kFull).si() == Approx(600e3).epsilon(0.05));
}

TEST_CASE("space predicts the steady rate of a drive to 4 %", "[unit]") {
  // 3.5 GB/s / (4,096 x 4.12) = 207 k against 200 k on the sheet.
  const auto ssd = tlc();
  CHECK(3.5e9 / (4096.0 * log_write_amplification(ssd.physical_over_advertised.value)) ==
        Approx(200e3).epsilon(0.04));
}

TEST_CASE("half-full drives amplify less, sequential writes not at all", "[unit]") {
  // alpha 1.145: full / 0.9 / 0.8 / 0.7 / 0.5 filled give 4.12 2.53 1.87 1.51 1.16 (of the space).
  auto ssd = tlc();
  ssd.write_iops.value = units::Frequency{150e3};  // below what space allows: no space inferred
  ssd.physical_over_advertised.value = units::Ratio{1.145};
  const double expected[][2] = {{1.0, 4.12}, {0.9, 2.53}, {0.8, 1.87}, {0.7, 1.51}, {0.5, 1.16}};
  for (const auto& [fill, amplification] : expected) {
    CHECK(write_amplification(ssd, kWrite4k, {.fill = fill}) ==
          Approx(amplification).epsilon(5e-3));
  }
  CHECK(write_amplification(ssd, {.write = true, .sequential = true}, kFull) == 1.0);
  CHECK(service_time(ssd, {.write = true, .size = units::kMiB}, kFull).si() ==
        Approx(1048576.0 / 3.5e9).epsilon(1e-3));
}

TEST_CASE("4 KiB on a 16 KiB indirection unit programs four times the bytes", "[unit]") {
  const auto ssd = qlc();
  CHECK(unit_amplification(ssd, kWrite4k) == 4.0);
  Access write = kWrite4k;
  write.size = units::Bytes{16384.0};
  CHECK(unit_amplification(ssd, write) == 1.0);
  CHECK(write_amplification(ssd, kWrite4k, kFull) ==
        Approx(4.0 * write_amplification(ssd, write, kFull)));
  // The same programs per request, and reading the unit: at most as many requests.
  CHECK(service_time(ssd, kWrite4k, kFull) >= service_time(ssd, write, kFull));
}

TEST_CASE("reads reach the sheet's requests and bytes per second", "[unit]") {
  const auto ssd = tlc();
  CHECK(1.0 / service_time(ssd, kRead4k, kFull).si() == Approx(900e3));
  Access read = kRead4k;
  read.size = units::kMiB;
  CHECK(read.size.si() / service_time(ssd, read, kFull).si() == Approx(6.5e9).epsilon(1e-3));
  read.size = units::Bytes{512.0};  // costs a whole page
  CHECK(1.0 / service_time(ssd, read, kFull).si() == Approx(900e3));
}

TEST_CASE("a drive alone follows the closed loop of its knee", "[unit]") {
  const auto ssd = tlc();
  const auto pool = nvme_pool("p", ssd, 1.0, kFull, kWrite4k);
  const auto visit = nvme_visit(0, ssd, kRead4k, kFull);
  for (const double depth : {1.0, 8.0, 32.0, 72.0, 128.0, 1024.0}) {
    const double latency = visit.latency.si() / depth;
    const double expected =
        std::pow(std::pow(latency, 1.7) + std::pow(visit.service.si(), 1.7), -1.0 / 1.7);
    CHECK(rate_alone(pool, visit, depth) == Approx(expected).epsilon(1e-6));
  }
}

TEST_CASE("reads under writes slow down with the write rate", "[unit]") {
  // N = X [ r (Lr + kappa (1 - r) X + W) + (1 - r) (Lw + W) ]: a request is r reads and 1 - r
  // writes.
  const auto ssd = tlc();
  const auto pool = nvme_pool("p", ssd, 1.0, kFull, kWrite4k);
  const double share = 0.5;
  auto read = nvme_visit(0, ssd, kRead4k, kFull);
  auto write = nvme_visit(0, ssd, kWrite4k, kFull);
  read.visits = read.in_sequence = share;
  write.visits = write.in_sequence = 1.0 - share;
  const double n = 16.0;
  const auto solution = solve_alone({pool}, {.name = "mix", .window = n, .demands = {read, write}});
  const double wait = solution.waits.front();
  const double a = share * pool.read_delay_per_write_rate.si() * (1.0 - share);
  const double b = share * (read.latency.si() + wait) + (1.0 - share) * (write.latency.si() + wait);
  CHECK(solution.rates.front() ==
        Approx((std::sqrt(b * b + 4.0 * a * n) - b) / (2.0 * a)).epsilon(1e-6));
  // A drive that writes all the time doubles what reads take on top of their own latency.
  CHECK(pool.read_delay_per_write_rate.si() / write.service.si() == Approx(2.0 * 80e-6));
}

TEST_CASE("endurance is drive writes per day over the warranty", "[unit]") {
  // 7.68 TB x 365 x 5 = 14,016 TB, the figure on the PM9D3a's sheet.
  auto ssd = tlc();
  ssd.drive.capacity.value = 7.68 * units::kTB;
  CHECK(rated_writes(ssd) / units::kTB == Approx(14016.0));
  CHECK(wear(ssd, kWrite4k, kFull, rated_writes(ssd)) == Approx(1.0));
  // Sequential writes wear as their amplification: 1 in 4.12 or what the sheet implies.
  const double rated = write_amplification(ssd, kWrite4k, kFull);
  CHECK(wear(ssd, {.write = true, .sequential = true}, kFull, rated_writes(ssd)) ==
        Approx(1.0 / rated));
}

TEST_CASE("drives refuse accesses that make no sense", "[unit]") {
  CHECK_THROWS_AS(service_time(tlc(), {.size = units::Bytes{0.0}}, kFull), std::invalid_argument);
  CHECK_THROWS_AS(service_time(tlc(), kRead4k, {.fill = -0.1}), std::invalid_argument);
}
