// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Months, bytes and money against arithmetic by hand (docs/theory/planning.md).
#include <rapidcheck.h>
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "models/storage/nvme.hpp"
#include "sim/planning/capacity.hpp"
#include "sim/planning/costs.hpp"
#include "sim/planning/objectives.hpp"
#include "sim/planning/run.hpp"
#include "sim/planning/verdict.hpp"
#include "sim/planning/window_series.hpp"
#include "tests/unit/loaded_scenario.hpp"

using namespace penstock;
using namespace penstock::planning;
using economics::Category;
using testing::load;
using testing::Loaded;
using testing::with;

namespace {

constexpr double kMonth = 730.5 * 3600;
constexpr double kDays = 30.4375;

/// 1 TB/d that are kept, on two servers of 60 drives: 2.88 PB raw, 2.736 PB of data.
const std::string kGrowing = R"(
horizon: 5 y
sources:
  feed: {kind: stream, rate: 1 TB/d}
datasets:
  raw: {record: 64 MB}
stages:
  ingest: {kind: ingest, from: [feed], writes: raw}
designs:
  base:
    tiers:
      big: {kind: object-store, servers: 2, device: cmr-24t, per_server: 60, redundancy: none, network: 100GbE}
      cold: {kind: object-store, servers: 2, device: cmr-24t, per_server: 60, redundancy: none, network: 100GbE}
    compute: {cpu_nodes: 1, cpu_cores: 2x32, cpu_nic: 100GbE}
    place: {raw: big}
economics: {discount_rate: 8 %, electricity: 0.12 USD/kWh, pue: 1.5, colocation: 200 USD/kW-month,
            support: 15 %, residual: 5 %}
)";

struct Plan {
  explicit Plan(const std::string& yaml, int months_ = 60)
      : loaded(load(yaml)),
        months(months_),
        courses(pipeline::stock_flow(loaded.scenario, months)),
        tiers(plan_capacity(loaded.scenario, loaded.design(), loaded.catalogue, courses, months)),
        windows(loaded.scenario, loaded.design(), loaded.catalogue, courses, tiers, months) {}
  Plan(const Plan&) = delete;

  [[nodiscard]] const TierCourse& tier(const std::string& name) const {
    return *std::find_if(tiers.begin(), tiers.end(),
                         [&](const auto& t) { return t.tier->name == name; });
  }
  void run() {
    const auto done = windows.run([](int, int) { return true; });
    INFO((done ? std::string() : done.error()));
    REQUIRE(done);
  }
  Costs price() {
    run();
    return planning::price(loaded.scenario, loaded.design(), loaded.catalogue, courses, tiers,
                           windows, months);
  }

  Loaded loaded;
  int months;
  Courses courses;
  std::vector<TierCourse> tiers;
  WindowSeries windows;
};

/// Amounts of a category (and owner) in one month.
double sum(const economics::Ledger& ledger, Category category, int month,
           const std::string& owner = "") {
  double amount = 0.0;
  for (const auto& row : ledger) {
    const bool counts =
        row.category == category && row.month == month && (owner.empty() || row.owner == owner);
    if (counts) amount += row.amount.si();
  }
  return amount;
}

scenario::Objective objective(scenario::Comparison comparison, double limit,
                              const std::string& path = "x") {
  return {.text = path + " rule", .path = path, .comparison = comparison, .limit = limit};
}

results::Month month(int index, double value, const std::string& path = "x") {
  return {.index = index, .metrics = {{path, value}}};
}

results::DesignResult design(const std::string& name, double tco, bool met) {
  results::DesignResult result{.name = name, .metrics = {{"tco", tco}}};
  result.objectives.push_back(
      {.text = "a >= 1", .path = "a", .met = met, .worst = 0.5, .limit = 1});
  return result;
}

}  // namespace

TEST_CASE("A tier fills with what is kept on it", "[unit]") {
  const Plan plan(with(kGrowing, "{record: 64 MB}", "{record: 64 MB, copies: 2, reduction: 1.25}"));
  const auto& big = plan.tier("big");
  // 30.4375 TB a month x 2 copies / 1.25.
  const double monthly = kDays * 1e12 * 1.6;
  CHECK(big.stored.size() == 61);
  CHECK(big.stored.at(0) == 0.0);
  CHECK(big.stored.at(10) == Approx(10 * monthly));
  CHECK(big.usable.at(0) == Approx(2.736e15));
  CHECK(big.fill(9) == Approx(10 * monthly / 2.736e15));
  CHECK(big.mean_stored(9) == Approx(9.5 * monthly));
  // 2,736 / 48.7 = 56.2: full at the end of the 57th month.
  CHECK(big.run_out == 56);
  CHECK(big.purchases.empty());
  CHECK_FALSE(plan.tier("cold").run_out);
}

TEST_CASE("A purchase arrives before it is needed", "[unit]") {
  const Plan plan(
      with(kGrowing, "redundancy: none, network: 100GbE}",
           "redundancy: none, network: 100GbE, expand: {at: 50 %, by: 1, lead_time: 3 mo}}"));
  const auto& big = plan.tier("big");
  // 50 % of 2,736 TB are passed at the end of month 44 (45 x 30.4375 = 1,369.7): ordered three
  // months earlier; one server more is 4,104 TB, enough for the rest.
  REQUIRE(big.purchases.size() == 1);
  CHECK(big.purchases[0].ordered == 41);
  CHECK(big.purchases[0].arrives == 44);
  CHECK(big.purchases[0].servers == 1);
  CHECK(big.purchases[0].raw_bytes == Approx(1.44e15));
  CHECK(big.servers.at(43) == 2);
  CHECK(big.servers.at(44) == 3);
  for (int m = 0; m < 60; ++m) CHECK(big.fill(m) <= 0.5);
}

TEST_CASE("A purchase that comes too late does not prevent the run-out", "[unit]") {
  const auto text =
      with(with(kGrowing, "{record: 64 MB}", "{record: 64 MB, initial: 2.6 PB}"),
           "redundancy: none, network: 100GbE}",
           "redundancy: none, network: 100GbE, expand: {at: 90 %, by: 2, lead_time: 1 y}}");
  const Plan plan(text);
  const auto& big = plan.tier("big");
  // 136 TB are left: full in the fifth month, and the order of month 0 arrives in month 12.
  CHECK(big.run_out == 4);
  REQUIRE(!big.purchases.empty());
  CHECK(big.purchases[0].ordered == 0);
  CHECK(big.purchases[0].arrives == 12);
  CHECK(big.fill(11) > 1.0);
  CHECK(big.fill(12) < 0.9);
  // Without a lead time of its own, a tier waits for its drives: 52 weeks.
  const Plan drives(with(text, ", lead_time: 1 y", ""));
  CHECK(drives.tier("big").purchases.at(0).arrives == 12);
}

TEST_CASE("Purchases keep every fill below its threshold after one lead time", "[property]") {
  rc::prop("demand is known, so only the first lead time can surprise", [] {
    const int at = *rc::gen::inRange(30, 100);
    const int by = *rc::gen::inRange(1, 5);
    const int lead = *rc::gen::inRange(0, 12);
    const double rate = *rc::gen::inRange(1, 40);
    const auto text = with(
        with(kGrowing, "redundancy: none, network: 100GbE}",
             "redundancy: none, network: 100GbE, expand: {at: " + std::to_string(at) + " %, by: " +
                 std::to_string(by) + ", lead_time: " + std::to_string(lead) + " mo}}"),
        "1 TB/d", std::to_string(static_cast<int>(rate)) + " TB/d");
    const Plan plan(text);
    const auto& big = plan.tier("big");
    double servers = 2.0;
    for (const auto& p : big.purchases) {
      RC_ASSERT(p.arrives - p.ordered == lead);
      RC_ASSERT(std::fmod(p.servers, by) == 0.0);
      servers += p.servers;
    }
    RC_ASSERT(big.servers.back() == servers);
    for (int m = lead; m < 60; ++m) RC_ASSERT(big.fill(m) <= at / 100.0 + 1e-9);
  });
}

TEST_CASE("Data that moves with age is stored where its age puts it", "[unit]") {
  auto text = with(kGrowing, "{record: 64 MB}", "{record: 64 MB, retain: 3 mo}");
  text = with(text, "    place: {raw: big}\n",
              "    place: {raw: big}\n    moves: [{dataset: raw, after: 1 mo, to: cold}]\n");
  const Plan plan(text);
  const double monthly = kDays * 1e12;
  CHECK(plan.tier("big").stored.at(1) == Approx(monthly));
  CHECK(plan.tier("cold").stored.at(1) == Approx(0.0).margin(1.0));
  CHECK(plan.tier("big").stored.at(12) == Approx(monthly));
  CHECK(plan.tier("cold").stored.at(12) == Approx(2 * monthly));
}

TEST_CASE("Checkpoints that are kept take space", "[unit]") {
  const auto text = R"(
datasets:
  features: {record: 146600628 B, initial: 10 TB}
stages:
  train: {kind: train, reads: features, workload: unet3d, accelerators: 8, accelerator: h100,
          epochs: 1, runs: 1/mo, checkpoint: {size: 100 GB, keep: 3}}
designs:
  base:
    tiers:
      fast: {kind: parallel-fs, servers: 2, device: tlc-7t, per_server: 20, redundancy: none, network: 2x200GbE}
    compute: {gpu_nodes: 1, gpus_per_node: 8, gpu: h100, cores: 2x56, nic: 2x400GbE}
    place: {features: fast}
)";
  CHECK(Plan(text, 1).tier("fast").stored.at(0) == Approx(10.3e12));
}

TEST_CASE("Months with the same inputs share a window", "[unit]") {
  // After a month of filling, 0.7 TB/d with an age limit of a month is the same month for ever.
  Plan plan(with(with(kGrowing, "1 TB/d", "0.7 TB/d"), "{record: 64 MB}",
                 "{record: 64 MB, retain: 1 mo}"),
            24);
  REQUIRE(plan.windows.run_all());
  CHECK(plan.windows.windows() == 2);
  CHECK(plan.windows.outcomes().size() == 24);
  CHECK(plan.windows.metrics(20) == plan.windows.metrics(5));
}

TEST_CASE("A series that is cancelled says so", "[unit]") {
  Plan plan(kGrowing, 12);
  const auto done = plan.windows.run([](int, int) { return false; });
  REQUIRE_FALSE(done);
  CHECK(done.error() == "cancelled");
}

TEST_CASE("Few windows tell what all of them tell", "[unit][slow]") {
  for (const char* file : {"smart-factory", "earth-observation"}) {
    auto read = scenario::read_file(std::string(PENSTOCK_SOURCE_DIR) + "/scenarios/" + file +
                                    ".penstock.yaml");
    REQUIRE(read.scenario);
    const auto& scenario = *read.scenario;
    const int months = static_cast<int>(std::round(scenario.horizon / units::kMonth));
    const auto courses = pipeline::stock_flow(scenario, months);
    const auto& design = scenario.designs.front();
    const auto tiers = plan_capacity(scenario, design, *read.catalogue, courses, months);
    WindowSeries few(scenario, design, *read.catalogue, courses, tiers, months);
    WindowSeries all(scenario, design, *read.catalogue, courses, tiers, months);
    REQUIRE(few.run([](int, int) { return true; }));
    REQUIRE(all.run_all());
    CHECK(few.windows() < all.windows());
    for (int m = 0; m < months; ++m) {
      const auto guessed = few.metrics(m);
      const auto exact = all.metrics(m);
      for (const auto& rule : scenario.objectives) {
        if (!exact.contains(rule.path)) continue;
        INFO(file << " month " << m << " " << rule.path);
        REQUIRE(guessed.contains(rule.path));
        // Twice the tolerance of the bisection: it looks at the middle of each span only.
        CHECK(guessed.at(rule.path) == Approx(exact.at(rule.path)).epsilon(0.04).margin(60.0));
      }
      for (const auto& tier : design.tiers) {
        const auto name = "tier." + tier.name + ".written";
        if (!all.totals(m).contains(name)) continue;
        INFO(file << " month " << m << " " << name);
        CHECK(few.totals(m).at(name) == Approx(all.totals(m).at(name)).epsilon(0.04));
      }
    }
  }
}

namespace {
/// Two flash servers that take in 1 GB/s: every price and power is known.
const std::string kFlash = R"(
horizon: 1 y
sources:
  feed: {kind: stream, rate: 86.4 TB/d}
datasets:
  raw: {record: 64 MB, retain: 1 d}
stages:
  ingest: {kind: ingest, from: [feed], writes: raw}
designs:
  base:
    tiers:
      fast: {kind: parallel-fs, servers: 2, server: storage-2u-24, device: tlc-7t, per_server: 20, redundancy: none, network: 2x200GbE}
    fabric: {leaf_spine: false}
    place: {raw: fast}
economics: {discount_rate: 8 %, electricity: 0.12 USD/kWh, pue: 1.5, colocation: 200 USD/kW-month,
            support: 15 %, residual: 5 %}
)";
/// 40 drives, two servers, racks, four cards, four switch ports.
constexpr double kTierHardware = 40 * 7.68 * 365 + 2 * 15000 + 4.0 / 42 * 2000 + 4 * 1400;
constexpr double kPorts = 4 * 1100;
}  // namespace

TEST_CASE("A known design is priced row by row", "[unit]") {
  Plan plan(kFlash, 12);
  const auto costs = plan.price();
  const auto& ledger = costs.ledger;
  CHECK(sum(ledger, Category::kDrives, 0) == Approx(112128));
  CHECK(sum(ledger, Category::kServers, 0) == Approx(30000 + 190.476));
  CHECK(sum(ledger, Category::kNetwork, 0) == Approx(5600 + 4400));
  CHECK(sum(ledger, Category::kNetwork, 1) == 0.0);

  // Energy: drives 5 to 14 W, servers 350 to 800 W by their busy share, cards 22 W, ports 19 W.
  const auto totals = plan.windows.totals(3);
  const double drives = 40 * (5 + 9 * totals.at("fast.device.busy"));
  const double servers = 2 * (350 + 450 * totals.at("fast.cpu.busy"));
  // 1 GB/s x 0.4 ns/B and 954 requests/s x 5 us, of 128 cores.
  CHECK(totals.at("fast.cpu.busy") == Approx((0.4 + 1e9 / 1048576 * 5e-6) / 128).epsilon(1e-6));
  const double watts = drives + servers + 4 * 22;
  CHECK(sum(ledger, Category::kEnergy, 3, "fast") == Approx(watts * 730.5 / 1000 * 1.5 * 0.12));
  CHECK(sum(ledger, Category::kEnergy, 3, "fabric") == Approx(4 * 19 * 730.5 / 1000 * 1.5 * 0.12));
  // Space by provisioned power: 40 x 14 + 2 x 800 + 4 x 22 + 4 x 19 = 2,324 W.
  CHECK(sum(ledger, Category::kSpace, 3) == Approx(2.324 * 200));
  CHECK(costs.peak_power == Approx(2324));
  CHECK(costs.rack_units == Approx(4));
  CHECK(sum(ledger, Category::kSupport, 3) == Approx((kTierHardware + kPorts) * 0.15 / 12));
  // 307.2 TB of the 10 PB that one administrator looks after.
  CHECK(sum(ledger, Category::kStaff, 3) == Approx(0.03072 * 150000 / 12));
  // 40 drives at 0.3 % a year and 100 USD a swap.
  CHECK(sum(ledger, Category::kReplacement, 3) == Approx(40 * 0.003 / 12 * 100));
  // One of five years: 1 - 0.95 / 5 of the price comes back.
  CHECK(sum(ledger, Category::kResidual, 11) == Approx(-0.81 * (kTierHardware + kPorts)));
  CHECK(sum(ledger, Category::kResidual, 10) == 0.0);
}

TEST_CASE("Hardware is renewed at the end of its life", "[unit]") {
  const auto text = with(kFlash, "horizon: 1 y", "horizon: 6 y");
  Plan plan(text, 72);
  const auto costs = plan.price();
  // Drives and servers live five years; racks, cards and switch ports outlive the horizon.
  CHECK(sum(costs.ledger, Category::kReplacement, 60) -
            sum(costs.ledger, Category::kReplacement, 59) ==
        Approx(112128 + 30000).epsilon(1e-9));
  // At the end the new hardware is a year old, the rest six.
  CHECK(sum(costs.ledger, Category::kResidual, 71) ==
        Approx(-0.81 * (112128 + 30000) - 0.05 * (4.0 / 42 * 2000 + 5600 + 4400)));
}

TEST_CASE("Writes wear flash by the share of its rated bytes", "[unit]") {
  Plan plan(kFlash, 12);
  const auto costs = plan.price();
  const auto& ssd = plan.loaded.catalogue.ssds.at("tlc-7t");
  // 1 GB/s x 730.5 h over 40 drives, in large pieces.
  const units::Bytes each{1e9 * kMonth / 40};
  const storage::Access access{.write = true, .size = units::kMiB, .sequential = true};
  const double fill = plan.tier("fast").fill(0);
  const double first = storage::wear(ssd, access, {.fill = fill}, each);
  CHECK(costs.wear.at("fast").size() == 12);
  CHECK(costs.wear.at("fast").at(0) == Approx(first).epsilon(1e-6));
  CHECK(costs.wear.at("fast").at(11) == Approx(12 * costs.wear.at("fast").at(0)).epsilon(1e-3));
}

TEST_CASE("Cloud storage is billed by bands of the mean stock", "[unit]") {
  const auto text = R"(
horizon: 1 y
datasets:
  vault: {record: 1 GB, initial: 5 PB}
  small: {record: 64 MB, initial: 1 TB}
stages:
  look: {kind: process, reads: small, writes: copy, scope: all, every: 1 mo}
designs:
  base:
    tiers:
      far: {kind: cloud-object, class: s3-standard, wan: 100GbE}
    compute: {cpu_nodes: 1, cpu_cores: 2x32, cpu_nic: 100GbE}
    place: {vault: far, small: far, copy: far}
)";
  Plan plan(with(text, "  small:", "  copy: {from: small, record: 64 MB, ratio: 0.1 %}\n  small:"),
            2);
  const auto costs = plan.price();
  const auto& ledger = costs.ledger;
  // 50 TB x 23 + 450 TB x 22 + 4,500 TB x 21 = 105,550 USD for 5 PB; 1.0005 TB more at 21, as the
  // copy grows from nothing to 1 GB in the month.
  CHECK(sum(ledger, Category::kCloudStorage, 0) == Approx(105550 + 1.0005 * 21).epsilon(1e-9));
  // 1 TB comes back at 90 USD/TB, in 8 MiB pieces of 0.4 USD per million.
  CHECK(sum(ledger, Category::kCloudEgress, 0) == Approx(90.0).epsilon(1e-6));
  CHECK(sum(ledger, Category::kCloudRequests, 0) ==
        Approx(1e12 / (8 << 20) * 4e-7 + 1e9 / (8 << 20) * 5e-6).epsilon(1e-3));
  CHECK(sum(ledger, Category::kStaff, 0, "far") == 0.0);
}

TEST_CASE("Costs by stage add up to the ledger", "[unit]") {
  Plan plan(R"(
horizon: 1 y
sources:
  feed: {kind: stream, rate: 2 TB/d}
datasets:
  raw: {record: 64 MB, retain: 3 mo}
  features: {from: raw, ratio: 10 %, record: 146600628 B, initial: 5 TB}
stages:
  ingest: {kind: ingest, from: [feed], writes: raw}
  process: {kind: process, reads: raw, writes: features, cores: 32, cpu_per_byte: 10 ns/B, labour: 5 USD/TB}
  train: {kind: train, reads: features, workload: unet3d, accelerators: 8, accelerator: h100, epochs: 1, runs: 1/mo}
designs:
  base:
    tiers:
      fast: {kind: parallel-fs, servers: 2, device: tlc-7t, per_server: 20, redundancy: none, network: 2x200GbE}
    compute: {gpu_nodes: 2, gpus_per_node: 8, gpu: h100, cores: 2x56, nic: 2x400GbE, cpu_nodes: 1, cpu_cores: 2x32, cpu_nic: 100GbE}
    place: {raw: fast, features: fast}
)",
            12);
  const auto costs = plan.price();
  double stages = 0.0;
  for (const auto& [stage, amount] : costs.by_stage) stages += amount;
  CHECK(stages == Approx(economics::nominal(costs.ledger).si()).epsilon(1e-12));
  // Half of the 16 accelerators are nobody's, and train has the other half of the nodes.
  double compute = 0.0;
  for (const auto& row : costs.ledger) compute += row.owner == "compute" ? row.amount.si() : 0.0;
  CHECK(costs.by_stage.at("unallocated") == Approx(compute / 2));
  CHECK(costs.by_stage.at("train") > compute / 2);
  // 60.875 TB a month at 5 USD.
  CHECK(sum(costs.ledger, Category::kStaff, 5, "stage process") == Approx(2 * kDays * 5));
  double useful = 0.0;
  for (int m = 0; m < 12; ++m) useful += plan.windows.totals(m).at("train.useful_seconds");
  CHECK(costs.useful_seconds == Approx(useful));
}

TEST_CASE("Objectives compare in their direction", "[unit]") {
  using scenario::Comparison;
  CHECK(satisfies(objective(Comparison::kLess, 2.0), 1.9));
  CHECK_FALSE(satisfies(objective(Comparison::kLess, 2.0), 2.0));
  CHECK(satisfies(objective(Comparison::kLessEqual, 2.0), 2.0));
  CHECK_FALSE(satisfies(objective(Comparison::kGreater, 2.0), 2.0));
  CHECK(satisfies(objective(Comparison::kGreaterEqual, 2.0), 2.0));
  CHECK(margin(objective(Comparison::kLessEqual, 2.0), 1.0) == Approx(0.5));
  CHECK(margin(objective(Comparison::kLessEqual, 2.0), 3.0) == Approx(-0.5));
  CHECK(margin(objective(Comparison::kGreaterEqual, 2.0), 3.0) == Approx(0.5));
  CHECK(margin(objective(Comparison::kGreaterEqual, 2.0), 1.0) == Approx(-0.5));
}

TEST_CASE("An objective is judged by its worst month and its first violation", "[unit]") {
  using scenario::Comparison;
  const auto rule = objective(Comparison::kLessEqual, 10.0);
  const std::vector<results::Month> months{month(0, 5), month(1, 12), month(2, 30), month(3, 7)};
  const auto row = judge(rule, months, {});
  CHECK_FALSE(row.met);
  CHECK(row.worst == 30.0);
  CHECK(row.first_violation == 1);
  CHECK(row.limit == 10.0);
  CHECK(worst_month(rule, months) == 2);
  const auto other = objective(Comparison::kGreaterEqual, 5.0);
  CHECK(judge(other, months, {}).met);
  CHECK(judge(other, months, {}).worst == 5.0);
  CHECK_FALSE(judge(other, months, {}).first_violation);
  // Metrics of the whole horizon; and those that never arise.
  CHECK_FALSE(judge(objective(Comparison::kLessEqual, 100.0, "tco"), months, {{"tco", 101.0}}).met);
  const auto absent = judge(objective(Comparison::kLessEqual, 1.0, "none"), months, {});
  CHECK(absent.met);
  CHECK_FALSE(absent.worst);
  CHECK_FALSE(worst_month(objective(Comparison::kLessEqual, 1.0, "none"), months));
}

TEST_CASE("Margins and satisfaction agree", "[property]") {
  rc::prop("a value satisfies its objective exactly where its margin is not negative", [] {
    const auto comparison = static_cast<scenario::Comparison>(*rc::gen::inRange(0, 4));
    const double limit = *rc::gen::inRange(-100, 100);
    const double value = *rc::gen::inRange(-100, 100);
    RC_PRE(value != limit);
    const auto rule = objective(comparison, limit);
    RC_ASSERT(satisfies(rule, value) == (margin(rule, value) > 0.0));
  });
}

TEST_CASE("The winner is the cheapest design that meets every objective", "[unit]") {
  results::Result result;
  result.inputs.baseline = "a";
  result.designs = {design("a", 100.0, true), design("b", 80.0, false), design("c", 90.0, true)};
  auto failed = design("d", 1.0, true);
  failed.failure = "no convergence";
  result.designs.push_back(failed);
  const auto verdict = decide(result);
  CHECK(verdict.winner == "c");
  REQUIRE(verdict.lines.size() == 3);
  CHECK(verdict.lines[0].find("10.0 % below a") != std::string::npos);
  CHECK(verdict.lines[1].find("b would be") == 0);
  CHECK(verdict.lines[1].find("misses a >= 1") != std::string::npos);
  CHECK(verdict.lines[2] == "d could not be simulated: no convergence.");
}

TEST_CASE("Where no design is feasible, nobody wins", "[unit]") {
  results::Result result;
  result.designs = {design("a", 100.0, false), design("b", 80.0, false)};
  const auto verdict = decide(result);
  CHECK(verdict.winner.empty());
  REQUIRE(verdict.lines.size() == 3);
  CHECK(verdict.lines[0] == "No design meets every objective.");
  CHECK(verdict.lines[1].find("a misses") == 0);
}

TEST_CASE("A run compares its designs whatever the number of workers", "[unit]") {
  auto text = with(kFlash, "economics:",
                   "  large:\n    extends: base\n    tiers: {fast: {servers: 4}}\n"
                   "objectives: [tier.fast.fill <= 20 %, ingest.backlog <= 1 h]\neconomics:");
  const auto loaded = load(text);
  RunOptions options;
  const auto one = run(loaded.scenario, loaded.catalogue, options);
  options.jobs = 2;
  CHECK(run(loaded.scenario, loaded.catalogue, options) == one);
  // 86.4 TB of 291.84 TB are 29.6 %; of twice as much, 14.8 %.
  CHECK(one.verdict.winner == "large");
  REQUIRE(one.designs.size() == 2);
  CHECK(one.designs[0].objectives.at(0).worst == Approx(86.4 / 291.84));
  CHECK(one.designs[0].objectives.at(0).first_violation == 0);
  CHECK(one.designs[1].metrics.at("tco") == Approx(economics::nominal(one.designs[1].ledger).si()));
  options.designs = {"base"};
  CHECK(run(loaded.scenario, loaded.catalogue, options).designs.size() == 1);
}
