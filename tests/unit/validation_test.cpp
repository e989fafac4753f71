// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The table of validation cases against measurements that are made up so that errors are known.
#include "sim/validation/validation.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "models/catalogue/catalogue.hpp"
#include "sim/validation/figures.hpp"
#include "sim/validation/quantity_text.hpp"
#include "sim/validation/report_page.hpp"
#include "tests/cli/temporary_folder.hpp"

using namespace penstock;
using namespace penstock::validation;
using cli_test::TemporaryFolder;

namespace {

/// A disk of 10 ms per request that gains a fifth with each doubling of its queue; three runs, the
/// second of them the median.
std::string disk_rows() {
  std::string csv = "device,rw,bs_bytes,iodepth,numjobs,run,read_iops,read_lat_mean_us\n";
  for (const int depth : {1, 2, 4, 8, 16, 32}) {
    for (const int run : {1, 2, 3}) {
      const double rate = 100.0 * (1.0 + 0.2 * std::log2(depth)) * (1.0 + 0.001 * (run - 2));
      csv += "A,randread,4096," + std::to_string(depth) + ",1," + std::to_string(run) + "," +
             std::to_string(rate) + "," + std::to_string(depth / rate * 1e6) + "\n";
    }
  }
  return csv;
}

Case disk_case() {
  return {.id = "disk",
          .label = "Disk",
          .group = "disk",
          .target = {.mape = 0.5},
          .noise = "0.1 %",
          .calibrated_on = "depths 1, 8, 32",
          .parts = {{.name = "made up",
                     .file = "disk.csv",
                     .where = {"device=A"},
                     .calibrate_on = {"iodepth=1,8,32"}}}};
}

CaseResult run(const Case& of, const TemporaryFolder& folder) {
  auto result = run_case(of, folder / ".");
  if (!result) FAIL(parameters::render(result.error()));
  return *result;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("A case predicts what it was not calibrated on", "[unit]") {
  const TemporaryFolder folder;
  (void)folder.add("disk.csv", disk_rows());
  const auto result = run(disk_case(), folder);
  REQUIRE(result.parts.size() == 1);
  CHECK(result.parts[0].calibration_points == 9);
  CHECK(result.pairs.size() == 9);  // depths 2, 4, 16, three runs each
  REQUIRE(result.scores.has_value());
  CHECK(result.scores->model.n == 9);
  CHECK(result.met());
  for (const auto& pair : result.pairs) {
    CHECK(pair.unit == "1/s");
    CHECK(pair.place.starts_with("disk.csv:"));
  }
}

TEST_CASE("Repetitions count once where medians are asked for", "[unit]") {
  const TemporaryFolder folder;
  (void)folder.add("disk.csv", disk_rows());
  auto of = disk_case();
  of.median_of_repetitions = true;
  const auto result = run(of, folder);
  REQUIRE(result.pairs.size() == 3);
  // The median of rate - 0.1 %, rate and rate + 0.1 % at depth 2.
  CHECK(result.pairs[0].measured == Approx(120.0));
}

TEST_CASE("Rows that contradict themselves are not scored", "[unit]") {
  const TemporaryFolder folder;
  auto csv = disk_rows();
  csv += "A,randread,4096,64,1,1,220.0,250000\n";  // 55 in flight, not 64
  (void)folder.add("disk.csv", csv);
  auto of = disk_case();
  CHECK(run(of, folder).pairs.size() == 10);
  of.little = 0.05;
  const auto result = run(of, folder);
  CHECK(result.pairs.size() == 9);
  CHECK(result.parts[0].skipped.size() == 1);
}

TEST_CASE("A figure beside the main one can be what is scored", "[unit]") {
  const TemporaryFolder folder;
  (void)folder.add("disk.csv", disk_rows());
  auto of = disk_case();
  of.observation = calibration::Observation::kReadMean;
  const auto result = run(of, folder);
  REQUIRE(result.pairs.size() == 9);
  CHECK(result.pairs[0].unit == "s");
  CHECK_FALSE(result.scores->trivial.has_value());
}

TEST_CASE("A target is met or it says by how much not", "[unit]") {
  const TemporaryFolder folder;
  (void)folder.add("disk.csv", disk_rows());
  auto of = disk_case();
  of.target = {.mape = 1e-9, .p90 = 1.0, .max = 1e-9, .knee = 0.1, .factor = 1.0000001};
  const auto result = run(of, folder);
  REQUIRE(result.misses.size() == 4);
  CHECK(contains(result.misses[0], "MAPE"));
  CHECK(contains(result.misses[1], "max"));
  CHECK(contains(result.misses[2], "a factor of 1."));
  CHECK(result.misses[3] == "knee is not there");
  const auto page = report_page({&result, 1});
  CHECK(contains(page, "0 of 1 targets are met"));
  CHECK(contains(page, "| missed |"));
  CHECK(contains(page, "Missed: MAPE"));
  CHECK(contains(page, "disk.csv:"));
}

TEST_CASE("What is not there is an error with its case", "[unit]") {
  const TemporaryFolder folder;
  const auto missing = run_case(disk_case(), folder / ".");
  REQUIRE_FALSE(missing.has_value());
  CHECK(contains(parameters::render(missing.error()), "disk (made up): "));
  CHECK(contains(parameters::render(missing.error()), "PEN101"));
  const auto nowhere = validate(cases(), folder / "nowhere");
  REQUIRE_FALSE(nowhere.has_value());
  CHECK(nowhere.error().size() == 1);
  CHECK(contains(parameters::render(nowhere.error()), "PENSTOCK_DATA"));
  // All cases are named, not only the first.
  const auto empty = validate(cases(), folder / ".");
  REQUIRE_FALSE(empty.has_value());
  CHECK(empty.error().size() >= cases().size());
}

TEST_CASE("Figures are held against those that were committed", "[unit]") {
  const TemporaryFolder folder;
  (void)folder.add("disk.csv", disk_rows());
  const std::vector<CaseResult> results{run(disk_case(), folder)};
  const auto committed = figures_json(results);
  CHECK(worse_than(results, committed)->empty());

  const auto with = [&](const char* key, double factor) {
    auto json = nlohmann::json::parse(committed);
    auto& value = json["cases"]["disk"][key];
    value = value.get<double>() * factor;
    return *worse_than(results, json.dump());
  };
  CHECK(with("mape", 2.0).empty());  // better than before
  REQUIRE(with("mape", 0.5).size() == 1);
  CHECK(contains(with("mape", 0.5)[0], "disk: mape was"));
  CHECK(with("mape", 1.0 / 1.04).empty());  // within the tolerance
  CHECK(with("p90", 0.5).size() == 1);
  CHECK(with("max", 0.5).empty());  // one row, often noise

  auto more = nlohmann::json::parse(committed);
  more["cases"]["disk"]["n"] = 10;
  CHECK(worse_than(results, more.dump())->size() == 1);
  more["cases"]["tape"] = more["cases"]["disk"];
  CHECK(worse_than(results, more.dump())->size() == 2);
  CHECK(worse_than(results, R"({"format":"penstock-validation","cases":{}})")->size() == 1);
  for (const char* broken : {"", "[]", "{}", R"({"format":"penstock-validation"})",
                             R"({"format":"penstock-validation","cases":{"disk":{"n":-1}}})",
                             R"({"format":"penstock-validation","cases":{"disk":7}})"}) {
    INFO(broken);
    CHECK_FALSE(worse_than(results, broken).has_value());
  }
}

TEST_CASE("The same results give the same report", "[unit]") {
  const TemporaryFolder folder;
  (void)folder.add("disk.csv", disk_rows());
  const std::vector<CaseResult> results{run(disk_case(), folder)};
  CHECK(report_page(results) == report_page(results));
  const auto drawings = plots(results);
  REQUIRE(drawings.size() == 1);
  CHECK(drawings.begin()->first == "disk-requests.svg");
  CHECK(contains(report_page(results), "](disk-requests.svg)"));
  CHECK(drawings.begin()->second.series[0].points.size() == 9);
}

TEST_CASE("A drawing escapes its texts and draws a pixel once", "[unit]") {
  ScatterPlot plot{"a <b> & c", "1/s", {{"d & e", {}}}};
  for (int i = 0; i < 10'000; ++i) plot.series[0].points.emplace_back(1000.0, 1000.0);
  plot.series[0].points.emplace_back(10.0, 20'000.0);
  const auto svg = to_svg(plot);
  CHECK(svg.size() < 4000);
  CHECK(contains(svg, "a &lt;b&gt; &amp; c"));
  CHECK(contains(svg, "d &amp; e"));
  CHECK_FALSE(contains(svg, "nan"));
  CHECK_FALSE(contains(svg, "<b>"));
  CHECK(svg.ends_with("</svg>\n"));
}

TEST_CASE("Numbers are written for people", "[unit]") {
  CHECK(quantity_text(6.81e-5, "s") == "68.1 us");
  CHECK(quantity_text(20.0, "1", 1) == "20");
  CHECK(quantity_text(1.651, "1") == "1.65");
  CHECK(quantity_text(72.0, "accelerators") == "72");
  CHECK(signed_percent(0.0123) == "+1.2 %");
  CHECK(signed_percent(-0.0123) == "-1.2 %");
}

TEST_CASE("The shipped cases are well-formed", "[unit]") {
  std::set<std::string> ids;
  for (const auto& one : cases()) {
    INFO(one.id);
    CHECK(ids.insert(one.id).second);
    CHECK_FALSE(one.label.empty());
    CHECK_FALSE(one.group.empty());
    CHECK_FALSE(one.calibrated_on.empty());
    CHECK_FALSE(one.parts.empty());
    for (const auto& part : one.parts) {
      CHECK_FALSE(part.file.empty());
      CHECK((one.method != Method::kRows || !part.calibrate_on.empty()));
      if (one.method == Method::kDriveLimits) {
        CHECK(catalogue::shipped().ssds.contains(part.drive));
      }
    }
  }
}
