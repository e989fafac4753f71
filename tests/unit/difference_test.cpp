// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <rapidcheck/catch.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sim/report/difference.hpp"
#include "sim/report/render_difference.hpp"
#include "tests/golden/golden.hpp"
#include "tests/unit/sample_result.hpp"

using namespace penstock;
using namespace penstock::report;

namespace {

const Change* find(const std::vector<Change>& changes, const std::string& path) {
  const auto at = std::ranges::find(changes, path, &Change::path);
  return at == changes.end() ? nullptr : &*at;
}

/// The sample after a year: dearer electricity, smr-archive with another device and without its
/// fast tier, hci gone, a new design.
results::Result later() {
  auto result = results::sample::result();
  result.inputs.seed = 43;
  for (auto& design : result.designs) {
    for (auto& row : design.ledger) {
      if (row.category == economics::Category::kEnergy) row.amount *= 1.5;
    }
  }
  auto& smr = result.designs[1];
  smr.tiers[1].device = "hm-smr-28t";
  smr.tiers.erase(smr.tiers.begin());
  smr.objectives[1].met = false;
  smr.objectives[1].worst = 7200.0;
  smr.objectives[1].first_violation = 20;
  result.designs.erase(result.designs.begin() + 2);
  result.designs.push_back(
      results::sample::design({"cloud", "s3", 0.0, 0.0, 0.97, 60.0, 100e12, "gpu"}));
  return result;
}

}  // namespace

TEST_CASE("A result does not differ from itself", "[unit]") {
  const auto result = results::sample::result();
  const auto same = difference({&result, "a.json", ""}, {&result, "b.json", ""});
  REQUIRE(same.has_value());
  CHECK(same->inputs.empty());
  REQUIRE(same->designs.size() == 4);
  for (const auto& design : same->designs) {
    for (const auto& part : design.changes) CHECK(part.empty());
  }
}

TEST_CASE("Comparing the other way round swaps additions and removals", "[unit]") {
  const auto a = results::sample::result();
  const auto b = later();
  const auto there = difference({&a, "a", ""}, {&b, "b", ""});
  const auto back = difference({&b, "b", ""}, {&a, "a", ""});
  REQUIRE(there.has_value());
  REQUIRE(back.has_value());
  for (const auto& design : there->designs) {
    const auto at = std::ranges::find_if(back->designs, [&](const DesignDifference& other) {
      return other.before == design.after && other.after == design.before;
    });
    REQUIRE(at != back->designs.end());
    for (std::size_t p = 0; p < design.changes.size(); ++p) {
      REQUIRE(design.changes[p].size() == at->changes[p].size());
      for (std::size_t i = 0; i < design.changes[p].size(); ++i) {
        CHECK(design.changes[p][i].path == at->changes[p][i].path);
        CHECK(design.changes[p][i].before == at->changes[p][i].after);
        CHECK(design.changes[p][i].before_value == at->changes[p][i].after_value);
      }
    }
  }
}

TEST_CASE("Added and removed designs, tiers and cost lines are named by path", "[unit]") {
  const auto a = results::sample::result();
  const auto b = later();
  const auto found = difference({&a, "a.json", ""}, {&b, "b.json", ""});
  REQUIRE(found.has_value());
  REQUIRE(find(found->inputs, "inputs.seed") != nullptr);
  REQUIRE(found->designs.size() == 5);
  const auto& smr = found->designs[1];
  CHECK(smr.before == "smr-archive");
  for (const char* path : {"tiers.fast", "tiers.fast.device"}) {
    REQUIRE(find(smr.of(Part::kTiers), path) != nullptr);
    CHECK(find(smr.of(Part::kTiers), path)->kind == ChangeKind::kRemoved);
  }
  REQUIRE(find(smr.of(Part::kTiers), "tiers.big.device") != nullptr);
  CHECK(find(smr.of(Part::kTiers), "tiers.big.device")->after == "hm-smr-28t");
  const auto* energy = find(smr.of(Part::kCosts), "costs.energy.big.IT energy");
  REQUIRE(energy != nullptr);
  // 36 months x 50,000 kWh x $0.12 = $216,000; half as much again is $324,000.
  CHECK(*energy->before_value == Approx(216000.0));
  CHECK(*energy->after_value == Approx(324000.0));
  const auto* objective = find(smr.of(Part::kObjectives), "objectives.ingest.backlog <= 1 h");
  REQUIRE(objective != nullptr);
  CHECK(objective->before == "41.0 min ✓");
  CHECK(objective->after == "2.00 h ✗ 2028-09");
  CHECK(found->designs[2].before == "hci");
  CHECK(found->designs[2].after.empty());
  CHECK(found->designs[4].before.empty());
  CHECK(found->designs[4].after == "cloud");
}

TEST_CASE("Changes of money add up to the change of the TCO", "[property]") {
  rc::prop("sum of after - before over the cost lines = TCO after - TCO before", [] {
    const auto a = results::sample::result();
    auto b = a;
    for (auto& row : b.designs[0].ledger) {
      row.amount *= 0.01 * *rc::gen::inRange(0, 300);
    }
    const auto found = difference({&a, "a", "all-flash"}, {&b, "b", "all-flash"});
    RC_ASSERT(found.has_value());
    double sum = 0.0;
    for (const auto& change : found->designs[0].of(Part::kCosts)) {
      sum += change.after_value.value_or(0.0) - change.before_value.value_or(0.0);
    }
    const double expected = found->tco_after->si() - found->tco_before->si();
    RC_ASSERT(std::abs(sum - expected) <= 1e-6 * 5e6);  // of sums of some 5 million
  });
}

TEST_CASE("Comparisons are printed as accepted", "[unit][golden]") {
  const auto a = results::sample::result();
  const auto b = later();
  const auto files = difference({&a, "a.json", ""}, {&b, "b.json", ""});
  REQUIRE(files.has_value());
  CHECK_GOLDEN("report/compare_files.txt", render_difference(*files, {}));
  CHECK_GOLDEN("report/compare_files.md", difference_markdown(*files));
  const auto designs = difference({&a, "a.json", "all-flash"}, {&a, "a.json", "smr-archive"});
  REQUIRE(designs.has_value());
  CHECK_GOLDEN("report/compare_designs.txt", render_difference(*designs, {}));
  CHECK_GOLDEN("report/compare_designs.csv", difference_csv(*designs));
  const auto text = render_difference(*designs, {});
  // $4,920,000 to 64 x 30,000 + 480 x 500 + 216,000 - 96,000 = $2,280,000.
  CHECK(text.ends_with("\nTCO 3 y: $4.92 M → $2.28 M (-53.7 %)\n"));
  const auto json = nlohmann::json::parse(difference_json(*files));
  CHECK(json["designs"].size() == 5);
  CHECK(json["headline"]["before"] == "smr-archive");
}

TEST_CASE("What cannot be compared is refused with the reason", "[unit]") {
  const auto a = results::sample::result();
  auto b = a;
  b.inputs.currency = "EUR";
  CHECK(difference({&a, "a.json", ""}, {&b, "b.json", ""}).error() ==
        "costs in USD (a.json) and in EUR (b.json) cannot be compared");
  CHECK(difference({&a, "a.json", "hcj"}, {&a, "a.json", "hci"}).error() ==
        "a.json has no design 'hcj'; did you mean 'hci'?");
  CHECK(difference({&a, "a.json", "tape"}, {&a, "a.json", "hci"}).error() ==
        "a.json has no design 'tape'; it has all-flash, smr-archive, hci, composable");
}
