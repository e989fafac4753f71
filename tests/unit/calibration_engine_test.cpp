// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// From tables to profiles and predictions, with a form simple enough to be recomputed by hand:
// every request in flight adds the same rate.
#include "models/calibration/calibrate.hpp"

#include <rapidcheck.h>

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "models/calibration/series_split.hpp"
#include "models/parameters/diagnostic.hpp"

using namespace penstock;
using namespace penstock::calibration;

namespace {

Form straight_line() {
  Form form;
  form.word = "line";
  form.summary = "rate in proportion to the queue depth";
  form.suits = [](std::span<const Point> points) {
    return std::ranges::all_of(points, [](const Point& p) { return p.has(Condition::kDepth); })
               ? 1.0
               : 0.0;
  };
  form.fit = [](std::span<const Point> points) -> tl::expected<Series, std::string> {
    if (points.size() < 2) return tl::unexpected<std::string>("it takes two points");
    double sum = 0.0;
    for (const auto& point : points) sum += *point.rate() / point.at(Condition::kDepth);
    Series series;
    series.parameters = {{.name = "slope",
                          .value = sum / static_cast<double>(points.size()),
                          .unit = "1/s",
                          .standard_error = 1.0}};
    return series;
  };
  form.predict = [](const Series& series,
                    const Point& point) -> tl::expected<std::vector<Predicted>, std::string> {
    const double depth = point.at(Condition::kDepth);
    if (depth > 100.0) return tl::unexpected<std::string>("deeper than any line");
    const double rate = series.value("slope") * depth;
    return std::vector<Predicted>{{Observation::kReadRate, rate},
                                  {Observation::kReadMean, point.outstanding() / rate}};
  };
  form.trivial = [](std::span<const Point> calibration, const Point&) -> std::optional<double> {
    return calibration[0].rate();
  };
  form.at_knee = [](const Series&, const Point& point) {
    return point.at(Condition::kDepth) == 4.0;
  };
  return form;
}

/// Suits better than the line where rows say how many samples they had.
Form sample_form() {
  Form form = straight_line();
  form.word = "samples";
  form.suits = [](std::span<const Point> points) {
    return points.front().has(Condition::kSamples) ? 2.0 : 0.0;
  };
  return form;
}

const std::vector<Form>& known() {
  static const std::vector<Form> forms{straight_line(), sample_form()};
  return forms;
}

Table table_of(const std::string& csv, const std::string& name = "folder/disk.csv") {
  auto table = read_csv(csv, name);
  if (!table) FAIL(parameters::render(table.error()));
  return *table;
}

Calibration calibrated(const Table& table, const Choice& choice) {
  auto calibration = calibrate(table, choice, known());
  if (!calibration) FAIL(parameters::render(calibration.error()));
  return *calibration;
}

PredictionReport predicted(const Profile& profile, const Table& table, const Choice& choice = {}) {
  auto report = predict(profile, table, choice, known());
  if (!report) FAIL(parameters::render(report.error()));
  return *report;
}

std::string refusal(const Table& table, const Choice& choice) {
  const auto calibration = calibrate(table, choice, known());
  REQUIRE_FALSE(calibration.has_value());
  return parameters::render(calibration.error());
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string kOneDevice =
    "device,rw,bs_bytes,iodepth,numjobs,read_iops\n"
    "A,randread,4096,1,1,100\n"
    "A,randread,4096,2,1,200\n"
    "A,randread,4096,4,1,380\n"
    "A,randread,4096,8,1,1000\n";

const std::string kTwoSetUps =
    "device,interface,rw,bs_bytes,iodepth,numjobs,read_iops\n"
    "A,SATA,randread,4096,1,1,100\n"
    "A,SATA,randread,4096,2,1,200\n"
    "A,SATA,randread,4096,3,1,300\n"
    "A,SATA,randread,4096,4,1,410\n"
    "A,SAS,randread,4096,1,1,1000\n"
    "A,SAS,randread,4096,2,1,2000\n"
    "A,SAS,randread,4096,3,1,3000\n"
    "A,SAS,randread,4096,4,1,3900\n";

}  // namespace

TEST_CASE("A device is calibrated on the chosen rows and predicted on all others", "[unit]") {
  const auto table = table_of(kOneDevice);
  const auto calibration = calibrated(table, {.calibrate_on = {"iodepth=1,2"}});
  const auto& profile = calibration.profile;
  CHECK(profile.form == "line");
  CHECK(profile.name == "A");
  CHECK(profile.id == "a");
  CHECK(profile.measurements == "disk.csv");
  CHECK(profile.calibrated_on == std::vector<std::string>{"iodepth=1,2"});
  REQUIRE(profile.series.size() == 1);
  CHECK(profile.series[0].value("slope") == 100.0);
  CHECK(profile.series[0].calibrated_on == 2);
  REQUIRE(calibration.points.size() == 2);
  CHECK(calibration.points[1].row == 1);
  CHECK(calibration.points[1].measured == 200.0);
  CHECK(calibration.points[1].predicted == 200.0);

  // 400 for 380 and 800 for 1000; the trivial model says 100 everywhere.
  const auto report = predicted(profile, table);
  CHECK(report.calibration_rows == 2);
  CHECK(report.skipped.empty());
  CHECK(report.summary.model.n == 2);
  CHECK(report.summary.model.mape == Approx((20.0 / 380.0 + 0.2) / 2.0));
  CHECK(report.summary.model.bias == Approx((20.0 / 380.0 - 0.2) / 2.0));
  REQUIRE(report.summary.knee.has_value());
  CHECK(report.summary.knee->n == 1);
  CHECK(report.summary.knee->mape == Approx(20.0 / 380.0));
  REQUIRE(report.summary.trivial.has_value());
  CHECK(report.summary.trivial->mape == Approx((280.0 / 380.0 + 0.9) / 2.0));
  // No latency was measured, so none is compared.
  CHECK(report.by_observation.size() == 1);
}

TEST_CASE("A calibration point is never a prediction, whatever the options say", "[unit]") {
  const auto table = table_of(kOneDevice);
  const auto profile = calibrated(table, {.calibrate_on = {"iodepth=1,2"}}).profile;
  SECTION("conditions of the options are left out besides the profile's own") {
    const auto report = predicted(profile, table, {.calibrate_on = {"iodepth=4"}});
    CHECK(report.calibration_rows == 3);
    REQUIRE(report.outcomes.size() == 1);
    CHECK(report.outcomes[0].row == 3);
  }
  SECTION("a file of another name leaves out rows under the same conditions, without trivial") {
    const auto report = predicted(profile, table_of(kOneDevice, "other.csv"));
    CHECK(report.calibration_rows == 2);
    CHECK(report.outcomes.size() == 2);
    CHECK_FALSE(report.summary.trivial.has_value());
  }
  SECTION("the options say for another file which rows the trivial model may see") {
    const auto report =
        predicted(profile, table_of(kOneDevice, "other.csv"), {.calibrate_on = {"iodepth=1,2"}});
    CHECK(report.summary.trivial.has_value());
  }
  SECTION("a file without the columns has no such rows") {
    const auto other =
        table_of("qd,bs,read_iops,rw\n1,4k,90,randread\n4,4k,390,randread\n", "other.csv");
    const auto report = predicted(profile, other);
    CHECK(report.calibration_rows == 0);
    CHECK(report.outcomes.size() == 2);
  }
  SECTION("calibrated on everything, nothing is left of the same file") {
    const auto all = calibrated(table, {}).profile;
    const auto report = predict(all, table, {}, known());
    REQUIRE_FALSE(report.has_value());
    CHECK(contains(parameters::render(report.error()),
                   "folder/disk.csv: error[PEN655]: all 4 chosen rows were calibrated on"));
    CHECK(predicted(all, table_of(kOneDevice, "other.csv")).outcomes.size() == 4);
  }
  SECTION("conditions that match nothing are a slip if they were given now") {
    const auto report = predict(profile, table, {.calibrate_on = {"iodepth=16"}}, known());
    REQUIRE_FALSE(report.has_value());
    CHECK(contains(parameters::render(report.error()), "PEN608"));
  }
}

TEST_CASE("Several devices are refused until one is chosen or all are named", "[unit]") {
  const auto table = table_of(
      "device,rw,bs_bytes,iodepth,numjobs,read_iops\n"
      "A,randread,4096,1,1,100\n"
      "A,randread,4096,2,1,200\n"
      "B,randread,4096,1,1,500\n"
      "B,randread,4096,2,1,1000\n");
  const auto text = refusal(table, {});
  CHECK(contains(text, "folder/disk.csv: error[PEN652]: the chosen rows are of 2 devices"));
  CHECK(contains(text, "'A', 'B'"));
  CHECK(contains(text, "--where 'device=A'"));
  CHECK(calibrated(table, {.where = {"device=B"}}).profile.series[0].value("slope") == 500.0);
  CHECK(calibrated(table, {.where = {"device=A,B"}}).profile.series[0].value("slope") == 300.0);
  const auto profile = calibrated(table, {.where = {"device=B"}, .calibrate_on = {}}).profile;
  // The same file: the profile's own device, all of which it was calibrated on.
  CHECK_FALSE(predict(profile, table, {}, known()).has_value());
  // The other device of the same file was never seen.
  CHECK(predicted(profile, table, {.where = {"device=A"}}).outcomes.size() == 2);
  CHECK_FALSE(predict(profile,
                      table_of("device,rw,bs_bytes,iodepth,numjobs,read_iops\n"
                               "A,randread,4096,1,1,100\n"
                               "B,randread,4096,1,1,500\n",
                               "other.csv"),
                      {}, known())
                  .has_value());
}

TEST_CASE("Set-ups are fitted apart where every one of them has rows to fit", "[unit]") {
  const auto table = table_of(kTwoSetUps);
  SECTION("three rows of each") {
    const auto profile = calibrated(table, {.calibrate_on = {"iodepth=1,2,3"}}).profile;
    REQUIRE(profile.series.size() == 2);
    CHECK(profile.series[0].rows == Circumstances{{"interface", "SATA"}});
    CHECK(profile.series[0].value("slope") == Approx(100.0));
    CHECK(profile.series[1].value("slope") == Approx(1000.0));
    const auto report = predicted(profile, table);
    REQUIRE(report.outcomes.size() == 2);
    CHECK(report.outcomes[0].series == 0);
    CHECK(report.outcomes[0].predicted == Approx(400.0));
    CHECK(report.outcomes[1].predicted == Approx(4000.0));
    // The trivial model sees the rows of its own series.
    CHECK(report.outcomes[1].trivial == 1000.0);
  }
  SECTION("one row of each is too little to tell them apart unasked") {
    CHECK(calibrated(table, {.calibrate_on = {"iodepth=1,2"}}).profile.series.size() == 2);
    CHECK(calibrated(table, {.calibrate_on = {"interface=SATA and iodepth=1 or iodepth=2"}})
              .profile.series.size() == 1);
  }
  SECTION("an empty list keeps all rows together") {
    CHECK(calibrated(table, {.calibrate_on = {"iodepth=1,2,3"}, .series = {{}}})
              .profile.series.size() == 1);
  }
  SECTION("a set-up without rows to fit keeps them together") {
    const auto choice = Choice{.calibrate_on = {"interface=SATA"}};
    const auto profile = calibrated(table, choice).profile;
    REQUIRE(profile.series.size() == 1);
    CHECK(profile.series[0].rows.empty());
  }
  SECTION("a series that was never calibrated is counted, not guessed") {
    const auto profile = calibrated(table, {.calibrate_on = {"iodepth=1,2,3"}}).profile;
    const auto more = table_of(kTwoSetUps + "A,NVMe,randread,4096,4,1,9000\n", "other.csv");
    const auto report = predicted(profile, more);
    CHECK(report.skipped ==
          std::map<std::string, std::size_t>{{"not calibrated for interface=NVMe", 1}});
    const auto without =
        table_of("iodepth,bs_bytes,rw,read_iops\n4,4096,randread,400\n", "other.csv");
    const auto none = predict(profile, without, {}, known());
    REQUIRE_FALSE(none.has_value());
    CHECK(contains(parameters::render(none.error()),
                   "no column interface to tell the series apart (1 row)"));
  }
  SECTION("a column that does not exist gets a hint") {
    CHECK(contains(refusal(table, {.series = {{"interfaces"}}}), "did you mean 'interface'?"));
  }
}

TEST_CASE("Rows of a set-up that cannot be fitted apart get all rows together, with a remark",
          "[unit]") {
  // On average three rows each, but one of the two has a single one to fit.
  const auto table = table_of(
      "device,interface,rw,bs_bytes,iodepth,numjobs,read_iops\n"
      "A,SATA,randread,4096,1,1,100\nA,SATA,randread,4096,2,1,200\n"
      "A,SATA,randread,4096,3,1,300\nA,SATA,randread,4096,4,1,400\n"
      "A,SATA,randread,4096,5,1,500\nA,SAS,randread,4096,1,1,100\n"
      "A,SAS,randread,4096,2,1,190\n");
  const Choice choice{.calibrate_on = {"interface=SATA and iodepth=1,2,3 or iodepth=1"}};
  const auto profile = calibrated(table, choice).profile;
  REQUIRE(profile.series.size() == 2);
  CHECK(profile.series[0].rows == Circumstances{{"interface", "SATA"}});
  CHECK(profile.series[1].rows.empty());
  REQUIRE(profile.series[1].remarks.size() == 1);
  CHECK(contains(profile.series[1].remarks[0], "fitted to all rows together"));
  CHECK(contains(profile.series[1].remarks[0], "it takes two points"));
  const auto report = predicted(profile, table, choice);
  REQUIRE(report.outcomes.size() == 3);
  CHECK(report.outcomes[1].series == 0);
  CHECK(report.outcomes[2].series == 1);
  CHECK(report.skipped.empty());
  const auto text =
      refusal(table, {.calibrate_on = choice.calibrate_on, .series = {{"interface"}}});
  CHECK(contains(text,
                 "error[PEN654]: form line cannot be calibrated on 1 row (interface=SAS): "
                 "it takes two points"));
}

TEST_CASE("The form is the one that suits best, or the one that is asked for", "[unit]") {
  const auto samples = table_of(
      "iodepth,bs,sample_count,rw,read_iops\n1,4k,10,randread,100\n2,4k,10,randread,200\n");
  CHECK(calibrated(samples, {}).profile.form == "samples");
  CHECK(calibrated(samples, {.form = "line"}).profile.form == "line");
  CHECK(contains(refusal(samples, {.form = "lines"}), "did you mean 'line'?"));
  const auto none = table_of("message_size,tcp_lat\n1,10\n2,11\n");
  const auto text = refusal(none, {});
  CHECK(contains(text, "error[PEN653]: no form describes these measurements: latency under size"));
  CHECK(contains(text, "forms are line, samples"));
}

TEST_CASE("Held-out figures have no say in the choice of the form", "[unit]") {
  std::vector<Form> forms{straight_line()};
  std::size_t seen = 0;
  forms[0].suits = [&](std::span<const Point> points) {
    for (const auto& point : points) {
      if (point.has(Observation::kReadRate)) ++seen;
    }
    return 1.0;
  };
  REQUIRE(calibrate(table_of(kOneDevice), {.calibrate_on = {"iodepth=1,2"}}, forms).has_value());
  CHECK(seen == 2);
}

TEST_CASE("Rows of an unknown place serve neither the fit nor the score", "[unit]") {
  const auto table = table_of(
      "location,rw,bs_bytes,iodepth,numjobs,read_iops\n"
      "local,randread,4096,1,1,100\n"
      "local,randread,4096,2,1,200\n"
      "local,randread,4096,4,1,400\n"
      "remote,randread,4096,4,1,390\n"
      "elsewhere,randread,4096,1,1,7\n"
      "elsewhere,randread,4096,4,1,28\n");
  const auto calibration = calibrated(table, {.calibrate_on = {"iodepth=1,2"}});
  REQUIRE(calibration.profile.series.size() == 1);
  CHECK(calibration.profile.series[0].value("slope") == 100.0);
  CHECK(calibration.profile.series[0].calibrated_on == 2);
  const auto report = predicted(calibration.profile, table);
  CHECK(report.summary.model.n == 2);
  CHECK(report.skipped.at("neither local nor remote, as other rows are") == 1);
  // Where no row says local or remote, the word is a name like any other.
  const auto elsewhere = predicted(calibration.profile, table, {.where = {"location=elsewhere"}});
  CHECK(elsewhere.summary.model.n == 1);
}

TEST_CASE("Rows that the form has no answer for are counted by reason", "[unit]") {
  const auto table = table_of(kOneDevice + "A,randread,4096,128,1,5000\n");
  const auto report =
      predicted(calibrated(table, {.calibrate_on = {"iodepth=1,2"}}).profile, table);
  CHECK(report.skipped == std::map<std::string, std::size_t>{{"deeper than any line", 1}});
  CHECK(report.summary.model.n == 2);
}

TEST_CASE("A profile of another program's making cannot give nonsense", "[unit]") {
  const auto table = table_of(kOneDevice);
  auto profile = calibrated(table, {.calibrate_on = {"iodepth=1,2"}}).profile;
  profile.series[0].parameters[0].value = -3.0;
  const auto report = predict(profile, table, {}, known());
  REQUIRE_FALSE(report.has_value());
  CHECK(contains(parameters::render(report.error()),
                 "the parameters give no positive read rate (2 rows)"));
  profile.form = "curve";
  CHECK_FALSE(predict(profile, table, {}, known()).has_value());
}

TEST_CASE("A fit whose parameters are no numbers is refused", "[unit]") {
  std::vector<Form> forms{straight_line()};
  forms[0].fit = [](std::span<const Point>) -> tl::expected<Series, std::string> {
    Series series;
    series.parameters = {{"slope", std::nan(""), "1/s", 1.0}};
    return series;
  };
  const auto calibration = calibrate(table_of(kOneDevice), {}, forms);
  REQUIRE_FALSE(calibration.has_value());
  CHECK(contains(parameters::render(calibration.error()), "do not determine slope"));
}

TEST_CASE("Repetitions of a measurement are all used", "[unit]") {
  const auto table = table_of(
      "run,rw,bs_bytes,iodepth,numjobs,read_iops\n"
      "1,randread,4096,1,1,90\n2,randread,4096,1,1,110\n"
      "1,randread,4096,2,1,180\n2,randread,4096,2,1,220\n");
  const auto profile = calibrated(table, {.calibrate_on = {"iodepth=1"}}).profile;
  CHECK(profile.series[0].calibrated_on == 2);
  CHECK(profile.series[0].value("slope") == 100.0);
  CHECK(predicted(profile, table).summary.model.n == 2);
}

TEST_CASE("Latencies stand beside rates, and the first measured figure is the main one", "[unit]") {
  const auto table = table_of(
      "rw,bs_bytes,iodepth,numjobs,read_iops,read_lat_mean_us\n"
      "randread,4096,1,1,100,10000\nrandread,4096,2,1,200,10000\n"
      "randread,4096,4,1,400,10000\nrandread,4096,8,1,,10000\n");
  const auto report =
      predicted(calibrated(table, {.calibrate_on = {"iodepth=1,2"}}).profile, table);
  CHECK(report.by_observation.at(Observation::kReadRate).model.n == 1);
  CHECK(report.by_observation.at(Observation::kReadMean).model.n == 2);
  CHECK(report.summary.model.n == 2);
  REQUIRE(report.outcomes.size() == 3);
  CHECK(report.outcomes[0].main);
  CHECK_FALSE(report.outcomes[1].main);
  CHECK(report.outcomes[2].main);
}

TEST_CASE("Bytes per second stand for requests of one size", "[unit]") {
  const auto table = table_of(
      "rw,bs_bytes,iodepth,numjobs,bw_MBps\n"
      "randread,4096,1,1,0.4096\nrandread,4096,2,1,0.8192\nrandread,4096,4,1,1.6384\n");
  const auto report =
      predicted(calibrated(table, {.calibrate_on = {"iodepth=1,2"}}).profile, table);
  REQUIRE(report.outcomes.size() == 1);
  CHECK(report.outcomes[0].observation == Observation::kReadRate);
  CHECK(report.outcomes[0].measured == Approx(400.0));
}

TEST_CASE("Splitting a selection into calibration and prediction", "[property]") {
  rc::prop("every chosen row is calibrated on, predicted or skipped, and never two of them", [] {
    const auto rows = *rc::gen::inRange(3, 40);
    std::string csv = "run,interface,rw,bs_bytes,iodepth,numjobs,read_iops\n";
    for (int i = 0; i < rows; ++i) {
      csv += std::to_string(i) + "," + (*rc::gen::arbitrary<bool>() ? "SATA" : "SAS") +
             ",randread,4096," + std::to_string(*rc::gen::inRange(1, 200)) + ",1," +
             std::to_string(*rc::gen::inRange(1, 1000)) + "\n";
    }
    const auto table = read_csv(csv, "t.csv");
    RC_ASSERT(table.has_value());
    const auto limit = *rc::gen::inRange(1, rows);
    std::string condition = "run=0";
    for (int i = 1; i < limit; ++i) condition += "," + std::to_string(i);
    const auto calibration = calibrate(*table, {.calibrate_on = {condition}}, known());
    RC_PRE(calibration.has_value());  // one point is too few
    const auto report = predict(calibration->profile, *table, {}, known());
    RC_PRE(report.has_value());
    std::size_t skipped = 0;
    for (const auto& [reason, count] : report->skipped) skipped += count;
    RC_ASSERT(report->calibration_rows == static_cast<std::size_t>(limit));
    RC_ASSERT(report->calibration_rows + skipped + report->outcomes.size() ==
              static_cast<std::size_t>(rows));
    for (const auto& outcome : report->outcomes) {
      RC_ASSERT(outcome.row >= static_cast<std::size_t>(limit));
    }
  });
}
