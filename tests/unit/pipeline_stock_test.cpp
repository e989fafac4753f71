// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Datasets month by month, and the process that a window runs in.
#include <rapidcheck.h>
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "sim/pipeline/stock_flow.hpp"
#include "sim/pipeline/worker.hpp"
#include "tests/unit/loaded_scenario.hpp"

using namespace penstock;
using namespace penstock::pipeline;
using testing::load;

namespace {

constexpr double kMonthDays = 30.4375;

units::Seconds months(double n) {
  return n * units::kMonth;
}

scenario::Dataset dataset(std::optional<double> retain_months, double initial = 0.0) {
  scenario::Dataset data{.name = "data"};
  if (retain_months) data.retain = months(*retain_months);
  data.initial = units::Bytes{initial};
  return data;
}

std::vector<double> any_production(int length) {
  std::vector<double> produced;
  for (int m = 0; m < length; ++m) produced.push_back(*rc::gen::inRange(0, 1000));
  return produced;
}

/// Fractions of a month down to 1/64, so that sums stay exact.
double any_age(int most_months) {
  return *rc::gen::inRange(0, most_months * 64) / 64.0;
}

/// A fleet that is processed, archived, correlated and extracted; `extra` adds to it.
std::string lineage(const std::string& datasets, const std::string& stages) {
  return R"(
sources:
  feed: {kind: stream, rate: 1 TB/d, growth: 25 %/y}
datasets:
  raw: {record: 64 MB, retain: 3 mo, initial: 90 TB}
)" + datasets +
         R"(
stages:
  ingest: {kind: ingest, from: [feed], writes: raw}
)" + stages +
         R"(
designs:
  base:
    tiers:
      big: {kind: object-store, servers: 20, device: cmr-24t, per_server: 60, redundancy: 10+4, network: 100GbE}
    compute: {gpu_nodes: 2, gpus_per_node: 8, gpu: h100, cores: 2x56, nic: 2x400GbE,
              cpu_nodes: 4, cpu_cores: 2x32, cpu_nic: 2x100GbE}
    place: {raw: big, clean: big, features: big, vault: big, answers: big}
)";
}

}  // namespace

TEST_CASE("A constant rate with an age limit fills up to rate times age", "[unit]") {
  const Course course(dataset(6.0), std::vector<double>(12, 10.0));
  CHECK(course.stock(0.0) == 0.0);
  CHECK(course.stock(3.0) == Approx(30.0));
  CHECK(course.stock(6.0) == Approx(60.0));
  CHECK(course.stock(12.0) == Approx(60.0));
  CHECK(course.stock(4.5) == Approx(45.0));
  CHECK(course.readable(4.5) == Approx(45.0));
  CHECK(course.produced(11) == 10.0);
  const Course kept(dataset({}), std::vector<double>(12, 10.0));
  CHECK(kept.stock(12.0) == Approx(120.0));
}

TEST_CASE("Growth compounds monthly to its annual rate", "[unit]") {
  const units::Frequency growth = 0.25 / units::kYear;
  CHECK(growth_factor(growth, 0) == 1.0);
  CHECK(growth_factor(growth, 12) == Approx(1.25));
  CHECK(growth_factor(growth, 30) == Approx(std::pow(1.25, 2.5)));
  const auto loaded =
      load(lineage("\n  clean: {initial: 1 TB}\n  features: {initial: 1 TB}\n"
                   "  vault: {initial: 1 TB}\n  answers: {initial: 1 TB}\n",
                   ""));
  // 1 TB/d over 30.4375 days.
  CHECK((mean_rate(loaded.scenario.sources.front(), 0) * units::kMonth).si() ==
        Approx(kMonthDays * 1e12));
  const auto courses = stock_flow(loaded.scenario, 24);
  CHECK(courses.at("raw").produced(12) == Approx(1.25 * kMonthDays * 1e12));
}

TEST_CASE("The initial stock leaves evenly over its age limit", "[unit]") {
  const Course course(dataset(4.0, 80.0), std::vector<double>(8, 0.0));
  CHECK(course.stock(0.0) == 80.0);
  CHECK(course.stock(1.0) == Approx(60.0));
  CHECK(course.stock(3.5) == Approx(10.0));
  CHECK(course.stock(4.0) == 0.0);
  CHECK(course.stock(8.0) == 0.0);
  const Course kept(dataset({}, 80.0), std::vector<double>(8, 0.0));
  CHECK(kept.stock(8.0) == 80.0);
}

TEST_CASE("A stock is what was produced less what expired", "[property]") {
  rc::prop("mass is conserved month by month and never negative", [] {
    const int length = *rc::gen::inRange(1, 60);
    const double retain = 1.0 / 64 + any_age(80);
    const double initial = *rc::gen::inRange(0, 10000);
    const auto produced = any_production(length);
    const Course course(dataset(retain, initial), produced);
    // Second implementation: 64 parcels a month, each with its own date of birth.
    const double time = any_age(length + 1);
    double sum = 0.0;
    for (int m = 0; m < length; ++m) {
      for (int part = 0; part < 64; ++part) {
        const double born = m + part / 64.0;
        if (born < time && born + 1e-12 >= time - retain) {
          sum += produced[static_cast<std::size_t>(m)] / 64.0;
        }
      }
    }
    sum += initial * std::max(0.0, 1.0 - time / retain);
    if (time <= length) RC_ASSERT(std::abs(course.stock(time) - sum) < 1e-6);
    RC_ASSERT(course.stock(time) >= 0.0);
    // What expires in a month is what crosses the age limit.
    for (int m = 0; m < length; ++m) {
      const double expired = course.stock(m) + course.produced(m) - course.stock(m + 1.0);
      RC_ASSERT(expired >= -1e-6);
      RC_ASSERT(std::abs(expired - course.crossing(months(retain), m)) < 1e-6);
    }
  });
}

TEST_CASE("Everything passes an age once", "[property]") {
  rc::prop("what has crossed is what is older, or has gone", [] {
    const int length = *rc::gen::inRange(1, 60);
    const double age = any_age(30);
    const double retain = age + 1.0 / 64 + any_age(30);
    const double initial = *rc::gen::inRange(0, 10000);
    const Course course(dataset(retain, initial), any_production(length));
    double crossed = 0.0;
    double expired = 0.0;
    const double old_at_start = course.older_share(months(age), 0.0) * course.stock(0.0);
    for (int m = 0; m < length; ++m) {
      const double now = course.crossing(months(age), m);
      RC_ASSERT(now >= -1e-6);
      crossed += now;
      expired += course.stock(m) + course.produced(m) - course.stock(m + 1.0);
    }
    const double old_at_end = course.older_share(months(age), length) * course.stock(length);
    RC_ASSERT(std::abs(old_at_start + crossed - expired - old_at_end) < 1e-6 * (1.0 + crossed));
  });
}

TEST_CASE("Shares of older data lie between 0 and 1 and fall with age", "[property]") {
  rc::prop("older_share is a complementary distribution", [] {
    const int length = *rc::gen::inRange(1, 60);
    std::optional<double> retain;
    if (*rc::gen::arbitrary<bool>()) retain = 1.0 / 64 + any_age(60);
    const Course course(dataset(retain, *rc::gen::inRange(0, 10000)), any_production(length));
    const double time = any_age(length + 1);
    double before = 1.0;
    for (double age = 0.0; age < 70.0; age += 1.75) {
      const double share = course.older_share(months(age), time);
      RC_ASSERT(share >= 0.0);
      RC_ASSERT(share <= before + 1e-9);
      before = share;
    }
    if (course.stock(time) > 0.0) {
      RC_ASSERT(course.older_share(months(0.0), time) > 1.0 - 1e-9);
    }
  });
}

TEST_CASE("Data without an age limit is as old as it is", "[unit]") {
  const Course course(dataset({}, 100.0), std::vector<double>(10, 10.0));
  // After ten months: 100 from before, and months 0 to 3 are older than six months.
  CHECK(course.older_share(months(6.0), 10.0) == Approx(140.0 / 200.0));
  // What is there at the start counts as archived already.
  CHECK(course.crossing(months(2.0), 0) == 0.0);
  CHECK(course.crossing(months(2.0), 5) == Approx(10.0));
}

TEST_CASE("Data that is rewritten keeps its versions", "[unit]") {
  auto data = dataset({}, 7.0);
  data.versions = 3;
  // Sizes of 10, 20, 30, 40; one version in month 0, then two a month.
  const Course course(data, {10.0, 20.0, 30.0, 40.0}, {1.0, 2.0, 2.0, 2.0});
  CHECK(course.stock(0.0) == 7.0);
  CHECK(course.stock(1.0) == Approx(10.0));
  CHECK(course.stock(2.0) == Approx(3 * 20.0));
  CHECK(course.stock(4.0) == Approx(3 * 40.0));
  CHECK(course.readable(1.5) == Approx(20.0));
  CHECK(course.produced(1) == Approx(40.0));
}

TEST_CASE("All that is written into rewritten data passes an age once", "[unit]") {
  auto data = dataset({});
  data.versions = 2;
  const Course course(data, {10.0, 20.0, 5.0, 5.0, 5.0}, {3.0, 3.0, 3.0, 3.0, 3.0});
  double crossed = 0.0;
  double written = 0.0;
  for (int m = 0; m < 5; ++m) {
    CHECK(course.crossing(months(0.5), m) >= 0.0);
    crossed += course.crossing(months(0.5), m);
    written += course.produced(m);
  }
  // Half of the last month's 15 is too young.
  CHECK(written == Approx(135.0));
  CHECK(crossed == Approx(135.0 - 7.5));
}

TEST_CASE("Datasets follow their lineage", "[unit]") {
  const auto loaded = load(lineage(
      R"(
  clean: {from: raw, ratio: 50 %, retain: 1 y}
  features: {from: clean, ratio: 2 %, versions: 2}
  vault: {from: raw, ratio: 25 %}
  answers: {retain: 30 d}
)",
      R"(
  process: {kind: process, reads: raw, writes: clean, every: 1 d}
  extract: {kind: extract, reads: clean, writes: features, scope: all, every: 1 mo, iterations: 3}
  keep: {kind: archive, reads: raw, writes: vault, after: 60 d}
  deploy: {kind: deploy, requests: 10/s, output: 100 KB, service_time: 1 ms, writes: answers}
)"));
  const auto courses = stock_flow(loaded.scenario, 12);
  const double month0 = kMonthDays * 1e12;
  const double month1 = month0 * std::pow(1.25, 1.0 / 12);
  CHECK(courses.at("raw").produced(1) == Approx(month1));
  CHECK(courses.at("clean").produced(1) == Approx(0.5 * month1));
  // Three passes at the start of month 1 over what month 0 made; two versions stay.
  CHECK(courses.at("features").produced(0) == 0.0);
  CHECK(courses.at("features").readable(1.0) == Approx(0.02 * 0.5 * month0));
  CHECK(courses.at("features").produced(1) == Approx(3 * 0.02 * 0.5 * month0));
  CHECK(courses.at("features").stock(2.0) == Approx(2 * 0.02 * 0.5 * month0));
  // A third of the initial 90 TB passes 60 days in month 0; in month 1 it ends after 29.5625 days
  // and the first data of month 0 follows.
  CHECK(courses.at("vault").produced(0) == Approx(0.25 * 30e12));
  const double passed = (60.0 - kMonthDays) / kMonthDays;
  CHECK(courses.at("vault").produced(1) ==
        Approx(0.25 * (30e12 * passed + month0 * (1.0 - passed))));
  CHECK(courses.at("answers").produced(5) == Approx(10 * 100e3 * 730.5 * 3600));
}

TEST_CASE("A dataset that a stage writes and an archive adds to has both", "[unit]") {
  const auto loaded = load(lineage(
      R"(
  clean: {from: raw, ratio: 50 %}
  features: {initial: 1 TB}
  vault: {from: raw, ratio: 10 %}
  answers: {initial: 1 TB}
)",
      R"(
  process: {kind: process, reads: raw, writes: clean, every: 1 d}
  select: {kind: process, reads: raw, writes: vault, every: 1 d}
  keep: {kind: archive, reads: raw, writes: vault, after: 60 d}
)"));
  const auto courses = stock_flow(loaded.scenario, 2);
  CHECK(courses.at("vault").produced(0) == Approx(0.1 * kMonthDays * 1e12 + 0.1 * 30e12));
}

TEST_CASE("Each experiment writes a version of what it reads", "[unit]") {
  const auto loaded = load(lineage(
      "\n  clean: {initial: 1 TB}\n  features: {from: raw, ratio: 50 %, versions: 100}\n"
      "  vault: {initial: 1 TB}\n  answers: {initial: 1 TB}\n",
      "\n  look: {kind: model, reads: raw, writes: features, subset: 10 %, experiments: 2/d}\n"));
  const auto courses = stock_flow(loaded.scenario, 1);
  // A tenth of 90 TB, halved; 61 experiments start in a month of 60.875 half days.
  CHECK(courses.at("features").readable(0.0) == Approx(4.5e12));
  CHECK(courses.at("features").stock(1.0) == Approx(61 * 4.5e12));
}

TEST_CASE("Correlated inputs count as parents where the dataset is made of them", "[unit]") {
  const auto text = [](const std::string& from) {
    return lineage("\n  clean: {from: raw, ratio: 50 %}\n  features: {from: " + from +
                       ", ratio: 10 %}\n  vault: {initial: 1 TB}\n  answers: {initial: 1 TB}\n",
                   "\n  process: {kind: process, reads: raw, writes: clean}\n"
                   "  join: {kind: extract, reads: [raw, clean], writes: features}\n");
  };
  const double month = kMonthDays * 1e12;
  const auto both = load(text("[raw, clean]"));
  CHECK(stock_flow(both.scenario, 1).at("features").produced(0) == Approx(0.1 * 1.5 * month));
  const auto one = load(text("clean"));
  CHECK(stock_flow(one.scenario, 1).at("features").produced(0) == Approx(0.1 * 0.5 * month));
}

TEST_CASE("Runs of a period count from the start of a month", "[unit]") {
  CHECK(runs_per_month(units::kMonth) == 1);
  CHECK(runs_per_month(units::kYear) == 1);
  CHECK(runs_per_month(units::kDay) == 31);          // 30.4375 days
  CHECK(runs_per_month(6.0 * units::kHour) == 122);  // 121.75
  CHECK(runs_per_month(units::kMonth / 8.0) == 8);   // exactly
  CHECK(runs_per_month(units::kMonth / 487.0) == 487);
}

TEST_CASE("A worker hands over what it made", "[unit]") {
  const auto bytes = in_worker([] { return std::string("a\0b", 3) + std::string(300000, 'x'); });
  REQUIRE(bytes);
  CHECK(bytes->size() == 300003);
  CHECK(bytes->substr(0, 3) == std::string("a\0b", 3));
  CHECK(in_worker([] { return std::string(); }).value().empty());
}

TEST_CASE("A worker that fails gives an error and nothing else", "[unit]") {
  const auto thrown = in_worker([]() -> std::string { throw std::runtime_error("no water"); });
  REQUIRE_FALSE(thrown);
  CHECK(thrown.error() == "no water");
  const auto odd = in_worker([]() -> std::string { throw 7; });
  CHECK_FALSE(odd);
  const auto killed = in_worker([]() -> std::string {
    std::raise(SIGKILL);
    return "never";
  });
  REQUIRE_FALSE(killed);
  CHECK(killed.error().find("signal 9") != std::string::npos);
  const auto left = in_worker([]() -> std::string { std::_Exit(5); });
  REQUIRE_FALSE(left);
  CHECK(left.error().find("status 5") != std::string::npos);
}

TEST_CASE("Nothing that a worker does reaches its caller", "[unit]") {
  int value = 1;
  REQUIRE(in_worker([&] {
    value = 2;
    return std::string();
  }));
  CHECK(value == 1);
}

TEST_CASE("An outcome survives the pipe bit by bit", "[unit]") {
  Outcome outcome{.metrics = {{"a.makespan", 0.1}, {"b", -1e300}},
                  .totals = {{"x", 1.0 / 3.0}},
                  .slice_length = 14400.0};
  outcome.stages.push_back({.name = "s",
                            .kind = "train",
                            .bytes_read = 5.0,
                            .pattern = "random",
                            .tiers = {"one", "two"},
                            .idle = 3.0,
                            .residence = {1.0, 2.0}});
  outcome.resources.push_back({.name = "r", .utilisation = 0.5, .slices = {0.25, 0.75}});
  const std::string bytes = encode(outcome);
  const Outcome back = decode(bytes);
  CHECK(encode(back) == bytes);
  CHECK(back.metrics == outcome.metrics);
  CHECK(back.stages.at(0).tiers == outcome.stages.at(0).tiers);
  CHECK(back.stages.at(0).kind == "train");
  CHECK(back.resources.at(0).slices == outcome.resources.at(0).slices);
  // Every proper prefix is noticed.
  for (std::size_t n = 0; n < bytes.size(); n += 7) {
    CHECK_THROWS_AS(decode(std::string_view(bytes).substr(0, n)), std::runtime_error);
  }
}
