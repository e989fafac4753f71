// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Redundancy, durability, object stores and parallel file systems: oracles O9 to O11.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "models/storage/durability.hpp"
#include "models/storage/object_store.hpp"
#include "models/storage/parallel_fs.hpp"
#include "models/storage/redundancy.hpp"
#include "tests/unit/device_fixtures.hpp"

using namespace penstock;
using namespace penstock::storage;
using namespace penstock::testing;

namespace {

/// Mean time to loss of simulated groups, in units of the device lifetime; repair takes `repair`.
double simulate_loss(const Scheme& scheme, double repair, int trials, unsigned seed) {
  std::mt19937_64 random(seed);
  const auto exponential = [&](double rate) {
    return std::exponential_distribution<double>(rate)(random);
  };
  double total = 0.0;
  for (int i = 0; i < trials; ++i) {
    int failed = 0;
    while (failed <= scheme.parity) {
      const double fail = scheme.data + scheme.parity - failed;
      const double mend = failed / repair;
      total += exponential(fail + mend);
      const bool fails = std::uniform_real_distribution<double>()(random) * (fail + mend) < fail;
      failed += fails ? 1 : -1;
    }
  }
  return total / trials;
}

}  // namespace

TEST_CASE("redundancy costs the counted chunks", "[unit]") {
  struct Row {
    Scheme scheme;
    double stored, client, relayed, reads, writes;
  };
  // (k+m)/k; through a primary (k+m-1)/k more among servers; a small write touches 1 + m chunks.
  const std::vector<Row> rows{{{1, 2}, 3.0, 3.0, 2.0, 0.0, 3.0},
                              {{4, 2}, 1.5, 1.5, 1.25, 3.0, 3.0},
                              {{8, 3}, 1.375, 1.375, 1.25, 4.0, 4.0},
                              {{10, 4}, 1.4, 1.4, 1.3, 5.0, 5.0},
                              {{1, 0}, 1.0, 1.0, 0.0, 0.0, 1.0}};
  for (const Row& row : rows) {
    CHECK(storage_factor(row.scheme) == Approx(row.stored));
    CHECK(write_network_factor(row.scheme, WritePath::kClient).client == Approx(row.client));
    const auto primary = write_network_factor(row.scheme, WritePath::kPrimary);
    CHECK(primary.client == 1.0);
    CHECK(primary.east_west == Approx(row.relayed).margin(1e-12));
    CHECK(small_write(row.scheme).reads == row.reads);
    CHECK(small_write(row.scheme).writes == row.writes);
  }
  CHECK_THROWS_AS(storage_factor({0, 1}), std::invalid_argument);
  CHECK_THROWS_AS(storage_factor({4, -1}), std::invalid_argument);
}

TEST_CASE("a lost chunk costs k reads", "[unit]") {
  CHECK(degraded_read_factor({8, 3}, 0.0) == 1.0);
  CHECK(degraded_read_factor({8, 3}, 1.0) == 8.0);
  CHECK(degraded_read_factor({8, 3}, 0.1) == Approx(1.7));
  CHECK(degraded_read_factor({1, 2}, 0.5) == 1.0);
}

TEST_CASE("the slowest of n exponential visits takes H_n means", "[unit]") {
  // H_10 = 2.929; with a spread of 0.3 the mean of the slowest of 10 is 1 + 0.3 x 1.929.
  CHECK(slowest_of(10.0, 1.0) == Approx(2.9289682540));
  CHECK(slowest_of(10.0, 0.3) == Approx(1.0 + 0.3 * 1.9289682540));
  CHECK(slowest_of(1.0, 0.7) == Approx(1.0));
  CHECK(slowest_of(64.0, 0.0) == 1.0);
}

TEST_CASE("repair of a failed device reads k times what it lost", "[unit]") {
  // 8+3, 15 TB lost: 120 TB read, 15 TB written; 99 peers x 0.2 x 150 MB/s = 2.97 GB/s: 45,455 s,
  // and 600 s until it is noticed.
  RebuildInput input{.scheme = {8, 3},
                     .data_lost = 15.0 * units::kTB,
                     .peers = 99.0,
                     .device_rate = units::ByteRate{150e6},
                     .share = 0.2,
                     .network_rate = units::ByteRate{10e9}};
  const Rebuild wide = rebuild(input);
  CHECK(wide.read / units::kTB == Approx(120.0));
  CHECK(wide.written / units::kTB == Approx(15.0));
  CHECK(wide.transfer.si() == Approx(135e12 / 2.97e9));
  CHECK(wide.duration.si() == Approx(135e12 / 2.97e9 + 600.0));
  CHECK_FALSE(wide.network_bound);
  CHECK(((wide.read_rate + wide.write_rate) * wide.transfer) / units::kTB == Approx(135.0));
  // 120 TB at 1 GB/s takes longer.
  input.network_rate = units::ByteRate{1e9};
  const Rebuild narrow = rebuild(input);
  CHECK(narrow.network_bound);
  CHECK(narrow.transfer.si() == Approx(120e3));
  input.peers = 7.0;
  CHECK_THROWS_AS(rebuild(input), std::invalid_argument);
}

TEST_CASE("the mean time to data loss is that of the exact chain", "[unit]") {
  // AFR 1.35 % as a probability, repair in 24 h, parallel repair.
  const auto years = [](const Scheme& scheme, double afr, double hours) {
    return mean_time_to_loss(scheme, hazard(afr), hours * units::kHour) / units::kYear;
  };
  CHECK(years({8, 3}, 0.0135, 24.0) == Approx(1.082e12).epsilon(1e-3));
  CHECK(years({4, 2}, 0.0135, 24.0) == Approx(8.858e8).epsilon(1e-3));
  CHECK(years({1, 2}, 0.0135, 24.0) == Approx(1.771e10).epsilon(1e-3));
  CHECK(years({17, 3}, 0.00405, 156.0) == Approx(3.382e10).epsilon(1e-3));
  // Without redundancy the first failure loses data: 1 / (n lambda).
  CHECK(years({5, 0}, 0.0135, 24.0) == Approx(1.0 / (5.0 * -std::log(1.0 - 0.0135))));
}

TEST_CASE("serial repair loses m! of the time and certain read errors lose one device", "[unit]") {
  const auto rate = hazard(0.0135);
  const auto repair = 24.0 * units::kHour;
  const double parallel = mean_time_to_loss({8, 3}, rate, repair).si();
  // lambda / mu is 4e-5, so the first-order ratio holds to better than 1e-3.
  CHECK(parallel / mean_time_to_loss({8, 3}, rate, repair, RepairMode::kSerial).si() ==
        Approx(6.0).epsilon(1e-3));
  // If the last repair never succeeds, losing the third device is as good as losing data: 8+2
  // of 11.
  const double doomed = mean_time_to_loss({8, 3}, rate, repair, RepairMode::kParallel, 1.0).si();
  CHECK(doomed == Approx(mean_time_to_loss({9, 2}, rate, repair).si()).epsilon(1e-3));
  CHECK(doomed < parallel);
}

TEST_CASE("simulated failures and repairs agree with the chain", "[unit]") {
  // lambda / mu = 0.05, as for an annual rate of hundreds of percent; 4,000 losses: 1.6 %
  // deviation.
  for (const Scheme& scheme : {Scheme{1, 2}, Scheme{4, 2}, Scheme{3, 1}}) {
    const double exact =
        mean_time_to_loss(scheme, units::Frequency{1.0}, units::Seconds{0.05}).si();
    CHECK(simulate_loss(scheme, 0.05, 4000, 11) == Approx(exact).epsilon(0.06));
  }
}

TEST_CASE("durability counts groups and years", "[unit]") {
  // 17+3 as above: 1 / 3.382e10 per year is 10.5 nines for one group, 1.5 less for 31.6 groups.
  const auto mean = 3.382e10 * units::kYear;
  CHECK(nines(loss_probability(1.0, mean, units::kYear)) == Approx(10.529).epsilon(1e-3));
  CHECK(nines(loss_probability(1000.0, mean, units::kYear)) == Approx(7.529).epsilon(1e-3));
  CHECK(loss_probability(1.0, units::kYear, units::kYear) == Approx(1.0 - std::exp(-1.0)));
  // 12 TB at 1e-15 per bit: 96e12 x 1e-15 = 9.15 %.
  CHECK(unreadable(12.0 * units::kTB, 1e-15) == Approx(0.0915).epsilon(1e-3));
}

namespace {
catalogue::CloudClass standard() {
  catalogue::CloudClass store;
  store.first_byte.value = units::Seconds{30e-3};
  store.connection_rate.value = units::ByteRate{87.5e6};
  store.put_limit.value = units::Frequency{3500.0};
  store.get_limit.value = units::Frequency{5500.0};
  store.put.value = units::Money{0.005 / 1000.0};
  store.storage.resize(1);
  store.storage.front().price.value = units::StoragePrice{0.023 / 1e9 / units::kMonth.si()};
  return store;
}
}  // namespace

TEST_CASE("the first byte is log-normal around its median", "[unit]") {
  // Mean 30 e^(0.245) = 38.3 ms; p99 = 30 e^(0.7 x 2.3263) = 152.9 ms.
  const units::Seconds median{30e-3};
  CHECK(slowest_first_byte(median, 1.0).si() == Approx(30e-3 * std::exp(0.245)).epsilon(1e-9));
  CHECK(first_byte_quantile(median, 0.99).si() == Approx(152.9e-3).epsilon(1e-3));
  std::mt19937_64 random(3);
  std::lognormal_distribution<double> sample(std::log(30e-3), 0.7);
  double sum = 0.0;
  constexpr int kTrials = 20000;
  for (int i = 0; i < kTrials; ++i) {
    double slowest = 0.0;
    for (int part = 0; part < 16; ++part) slowest = std::max(slowest, sample(random));
    sum += slowest;
  }
  // The mean of 20,000 draws with a spread of 0.5 is good to 0.4 %.
  CHECK(slowest_first_byte(median, 16.0).si() == Approx(sum / kTrials).epsilon(0.015));
}

TEST_CASE("one connection moves a part per first byte and transfer", "[unit]") {
  // 8 MB: 38.3 + 91.4 = 129.8 ms, 61.7 MB/s; 16 MB: 38.3 + 182.9, 72.3 MB/s.
  CHECK(connection_throughput(standard(), 8.0 * units::kMB).si() == Approx(61.7e6).epsilon(2e-3));
  CHECK(connection_throughput(standard(), 16.0 * units::kMB).si() == Approx(72.3e6).epsilon(2e-3));
}

TEST_CASE("connections add up until the prefixes' request limit", "[unit]") {
  const auto store = standard();
  const auto limit = request_limit("get", 2.0);
  const auto visit = request_visit(0, store, units::kMB, false);
  const double one = 1.0 / visit.latency.si();
  CHECK(rate_alone(limit, visit, 10.0) == Approx(10.0 * one).epsilon(1e-6));
  CHECK(rate_alone(limit, visit, 1e5) == Approx(11000.0).epsilon(1e-6));
  CHECK(rate_alone(limit, request_visit(0, store, units::kMB, true), 1e5) ==
        Approx(7000.0).epsilon(1e-6));
}

TEST_CASE("parts are counted as requests", "[unit]") {
  CHECK(requests_per_transfer(100.0 * units::kMB, 8.0 * units::kMB, false) == 13.0);
  CHECK(requests_per_transfer(100.0 * units::kMB, 8.0 * units::kMB, true) == 15.0);
  CHECK(requests_per_transfer(1.0 * units::kKB, 8.0 * units::kMB, true) == 1.0);
  // $5 per million writes against $0.023 per GB and month: 217 KB.
  CHECK(break_even_size(standard()) / units::kKB == Approx(217.4).epsilon(1e-3));
}

TEST_CASE("a striped request touches as many devices as it has chunks", "[unit]") {
  const auto large = stripe(16.0 * units::kMiB, units::kMiB, 8.0, 0.5);
  CHECK(large.visits == 8.0);
  CHECK(large.visit_size == 2.0 * units::kMiB);
  CHECK(large.in_sequence == Approx(slowest_of(8.0, 0.5)));
  const auto small = stripe(units::kKiB, units::kMiB, 8.0, 0.5);
  CHECK(small.visits == 1.0);
  CHECK(small.in_sequence == Approx(1.0));
}

TEST_CASE("metadata limits small files", "[unit]") {
  // One thread 1 / 1.2 ms = 833/s, many 20 k/s per server, in the measured 500 to 1,100 and 15 to
  // 29 k/s; at 10 GB/s files below 10 GB/s / 40 k/s = 250 KB are bound by two servers' creates.
  const MetadataServer server;
  const auto pool = metadata_pool("mds", 2.0);
  const auto create = metadata_visit(0, server, MetadataOperation::kCreate, 1.0, 1.0);
  CHECK(rate_alone(pool, create, 1.0) == Approx(833.3).epsilon(1e-3));
  CHECK(rate_alone(pool, create, 256.0) == Approx(40e3).epsilon(1e-6));
  CHECK(metadata_bound_size(units::ByteRate{10e9}, units::Frequency{40e3}) / units::kKB ==
        Approx(250.0));
  const auto wide = metadata_visit(0, server, MetadataOperation::kCreate, 21.0, 1.0);
  CHECK(wide.service == 2.0 * create.service);
  // Eight data requests per file: an eighth of an open each.
  const auto open = metadata_visit(0, server, MetadataOperation::kOpen, 1.0, 0.125);
  CHECK(open.visits == 0.125);
  CHECK_FALSE(open.writes);
}
