// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// penstock calibrate, predict and validate as functions: from measurements to a profile that a
// scenario takes, to predictions with their errors, and what is refused.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/cli/command.hpp"
#include "sim/cli/program.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/golden/golden.hpp"

using namespace penstock;
using namespace penstock::cli;
using cli_test::TemporaryFolder;

namespace {

struct Session {
  int exit = -1;
  std::string out;
  std::string err;
};

Session call(const std::vector<std::string>& arguments, const std::string& input = "") {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  Program program{.in = in, .out = out, .err = err, .engine = {}, .terminal = {}};
  const int exit = cli::main(arguments, program);
  return {exit, out.str(), err.str()};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A disk that gains from its queue, by the form's own law with round numbers: no scatter.
const std::string kDisk =
    "device,rw,bs_bytes,iodepth,numjobs,read_iops,read_lat_mean_us\n"
    "My disk,randread,4096,1,1,80,12500\n"
    "My disk,randread,4096,2,1,85,23529.41\n"
    "My disk,randread,4096,4,1,96,41666.67\n"
    "My disk,randread,4096,8,1,112,71428.57\n"
    "My disk,randread,4096,16,1,130,123076.9\n"
    "My disk,randread,4096,32,1,146,219178.1\n";
const std::string kTwoDisks = kDisk + "Another,randread,4096,1,1,60,16666.67\n";

/// The fit and the prediction of the acceptance: files in a folder of their own.
struct Fitted {
  TemporaryFolder folder;
  std::string csv = folder.add("disk.csv", kDisk);
  std::string profile = folder / "device.yaml";
  Session session = call({"calibrate", csv, "--calibrate-on", "iodepth=1,8,32", "-o", profile});
};

}  // namespace

TEST_CASE("calibrate writes a profile and reports what it found", "[unit]") {
  const Fitted fitted;
  INFO(fitted.session.err);
  REQUIRE(fitted.session.exit == kOk);
  CHECK(fitted.session.err.empty());
  const auto& report = fitted.session.out;
  CHECK(report.starts_with("My disk: form disk, id my-disk\n"));
  for (const char* part : {"3 points, condition number", "parameter", "standard error", "fitted",
                           "error", "+0.", "read rate", "Remark: "}) {
    INFO(report << part);
    CHECK(contains(report, part));
  }
  const auto yaml = golden::read_file(fitted.profile);
  REQUIRE(yaml.has_value());
  CHECK(contains(*yaml, "\n  profile:\n    my-disk:\n"));
  CHECK(contains(*yaml, "calibrated_on: [\"iodepth=1,8,32\"]"));
}

TEST_CASE("calibrate without a file prints the profile alone", "[unit]") {
  const TemporaryFolder folder;
  const auto csv = folder.add("disk.csv", kDisk);
  const auto to_screen = call({"calibrate", csv, "--name", "Old disk", "--id", "old"});
  CHECK(to_screen.exit == kOk);
  CHECK(to_screen.out.starts_with("# Written by `penstock calibrate`."));
  CHECK(contains(to_screen.out, "\n    old:\n      name: \"Old disk\"\n"));
  const auto from_stream = call({"calibrate", "-", "-c", "disk"}, kDisk);
  CHECK(from_stream.exit == kOk);
  CHECK(contains(from_stream.out, "form: \"disk\""));
}

TEST_CASE("calibrate reports as JSON", "[unit]") {
  const TemporaryFolder folder;
  const auto csv = folder.add("disk.csv", kDisk);
  const auto session = call({"calibrate", csv, "-f", "json", "-o", folder / "d.yaml"});
  REQUIRE(session.exit == kOk);
  const auto json = nlohmann::json::parse(session.out);
  CHECK(json["form"] == "disk");
  REQUIRE(json["series"].size() == 1);
  CHECK(json["series"][0]["calibrated_on"] == 6);
  CHECK(json["series"][0]["parameters"].size() >= 3);
  CHECK(json["series"][0]["parameters"][0].contains("standard_error"));
  CHECK(json["points"][0]["line"] == 2);
}

TEST_CASE("predict answers for every row that was not calibrated on", "[unit]") {
  const Fitted fitted;
  const auto json_file = fitted.folder / "errors.json";
  const auto csv_file = fitted.folder / "errors.csv";
  const auto session = call({"predict", fitted.profile, "--measurements", fitted.csv, "--json",
                             json_file, "--csv", csv_file});
  INFO(session.err);
  REQUIRE(session.exit == kOk);
  CHECK(contains(session.out, "Not predicted: the 3 rows calibrated on."));
  CHECK(contains(session.out, "read mean"));
  CHECK(contains(session.out, "trivial model"));

  const auto json = nlohmann::json::parse(*golden::read_file(json_file));
  const auto& summary = json["summary"];
  std::vector<std::string> keys;
  const auto ordered = nlohmann::ordered_json::parse(*golden::read_file(json_file));
  for (const auto& [key, value] : ordered["summary"].items()) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"n", "mape", "median", "p90", "max", "bias", "knee_mape",
                                         "trivial_mape"});
  CHECK(summary["n"] == 3);
  CHECK(summary["knee_mape"].is_null());
  CHECK(summary["mape"].get<double>() < 0.05);
  CHECK(summary["trivial_mape"].get<double>() > 0.0);
  CHECK(json["by_observation"]["read mean"]["n"] == 3);
  CHECK(json["skipped"].empty());
  double sum = 0.0;
  int main_rows = 0;
  for (const auto& row : json["rows"]) {
    CHECK(row["line"] != 2);
    CHECK(row["line"] != 5);
    CHECK(row["line"] != 7);
    CHECK(row["error"].get<double>() ==
          Approx(row["predicted"].get<double>() / row["measured"].get<double>() - 1.0));
    CHECK(row["bs_bytes"] == 4096);
    CHECK_FALSE(row.contains("read_iops"));
    if (row["observation"] != "read rate") continue;
    sum += std::abs(row["error"].get<double>());
    ++main_rows;
  }
  CHECK(main_rows == 3);
  CHECK(summary["mape"].get<double>() == Approx(sum / 3.0));

  const auto csv = golden::read_file(csv_file);
  REQUIRE(csv.has_value());
  CHECK(
      csv->starts_with("line,device,rw,bs_bytes,iodepth,numjobs,observation,unit,predicted,"
                       "measured,error,trivial,knee\n"));
  CHECK(contains(*csv, "\n3,My disk,randread,4096,2,1,read rate,1/s,"));
  const auto markdown = call({"predict", fitted.profile, "-m", fitted.csv, "-f", "markdown"});
  CHECK(contains(markdown.out, "| figure | n | MAPE |"));
}

TEST_CASE("The same conditions at both commands exclude the rows of the calibration", "[unit]") {
  const TemporaryFolder folder;
  const auto csv = folder.add("disks.csv", kTwoDisks);
  const auto moved = folder.add("moved.csv", kTwoDisks);
  const auto profile = folder / "device.yaml";
  const std::vector<std::string> options{"--where", "device=My disk", "--calibrate-on",
                                         "iodepth=1,8,32"};
  const auto with = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), options.begin(), options.end());
    return arguments;
  };
  REQUIRE(call(with({"calibrate", csv, "-o", profile})).exit == kOk);
  for (const auto& file : {csv, moved}) {
    const auto session = call(with({"predict", profile, "-m", file, "-f", "json"}));
    INFO(session.err);
    REQUIRE(session.exit == kOk);
    CHECK(nlohmann::json::parse(session.out)["summary"]["n"] == 3);
    CHECK_FALSE(nlohmann::json::parse(session.out)["summary"]["trivial_mape"].is_null());
  }
}

TEST_CASE("Bad measurements are exit code 4 with the file and the line", "[unit]") {
  const TemporaryFolder folder;
  const auto refuse = [&](const std::string& text, const std::string& part,
                          std::vector<std::string> more = {}) {
    const auto file = folder.add("bad.csv", text);
    std::vector<std::string> arguments{"calibrate", file, "-o", folder / "never.yaml"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto session = call(arguments);
    INFO(session.err);
    CHECK(session.exit == kInvalid);
    CHECK(session.out.empty());
    CHECK(contains(session.err, file));
    CHECK(contains(session.err, part));
    CHECK_FALSE(golden::read_file(folder / "never.yaml").has_value());
  };
  refuse("", "PEN");
  refuse("{\"fio version\": \"fio-3.28\", \"jobs\": [", "PEN");
  refuse("{\"hello\": 1}\n", "PEN");
  refuse("device,rw,bs_bytes,iodepth,numjobs,read_iops\nA,randread,4096,1,1,0\n", ":2:");
  refuse("device,rw,bs_bytes,iodepth,numjobs,read_iops\nA,randread,4096,1,1,-5\n", ":2:");
  refuse("device,rw,bs_bytes,iodepth,numjobs,read_iops\nA,randread,4096,1,1,many\n", ":2:");
  refuse("rw,iodepth,numjobs,read_iops\nrandread,1,1,100\n", "PEN609");
  refuse(kTwoDisks, "the chosen rows are of 2 devices");
  refuse(kDisk, "matches none of the 6 rows", {"--where", "device=Yours"});
  refuse(kDisk, "PEN607", {"--where", "dvice=My disk"});
  refuse(kDisk, "PEN606", {"--calibrate-on", "iodepth"});
  refuse(kDisk + "My disk,randread,4096,2,1,86,23255\n", "PEN612");
  const auto missing = call({"calibrate", folder / "none.csv"});
  CHECK(missing.exit == kInvalid);
  CHECK(contains(missing.err, "none.csv: error[PEN101]"));
}

TEST_CASE("Slips at the commands of calibration are exit code 2", "[unit]") {
  const TemporaryFolder folder;
  const auto csv = folder.add("disk.csv", kDisk);
  CHECK(call({"calibrate"}).exit == kUsage);
  CHECK(call({"calibrate", csv, "--class", "dsik"}).exit == kUsage);
  CHECK(contains(call({"calibrate", csv, "--class", "dsik"}).err, "did you mean 'disk'?"));
  CHECK(call({"calibrate", csv, "--id", "my disk"}).exit == kUsage);
  CHECK(call({"calibrate", csv, "-o", folder / "no/such/d.yaml"}).exit == kInternal);
  CHECK(call({"predict", csv}).exit == kUsage);
}

TEST_CASE("A damaged profile is exit code 4 with its place", "[unit]") {
  const Fitted fitted;
  auto yaml = *golden::read_file(fitted.profile);
  const auto at = yaml.rfind("value: ");  // of a parameter, behind the drive's own
  yaml.replace(at, 7, "value: x");
  const auto damaged = fitted.folder.add("damaged.yaml", yaml);
  const auto session = call({"predict", damaged, "-m", fitted.csv});
  CHECK(session.exit == kInvalid);
  CHECK(session.out.empty());
  CHECK(contains(session.err, damaged + ":"));
  CHECK(contains(session.err, "is not a finite number"));
  CHECK(call({"predict", fitted.folder / "none.yaml", "-m", fitted.csv}).exit == kInvalid);
  CHECK(call({"predict", fitted.csv, "-m", fitted.csv}).exit == kInvalid);
}

TEST_CASE("A scenario may include a profile, and the catalogue lists it", "[unit]") {
  const Fitted fitted;
  const auto listed = call({"catalogue", "--include", fitted.profile, "--class", "profile"});
  CHECK(listed.exit == kOk);
  CHECK(contains(listed.out, "my-disk"));
  const auto one =
      call({"catalogue", "-i", fitted.profile, "-c", "profile", "my-disk", "-f", "csv"});
  CHECK(contains(one.out, "my-disk,profile,My disk,"));
  const auto scenario =
      fitted.folder.add("s.penstock.yaml", "include: [device.yaml, " PENSTOCK_SOURCE_DIR
                                           "/scenarios/av-perception.penstock.yaml]\n"
                                           "penstock: 1\n");
  const auto check = call({"check", scenario});
  INFO(check.err);
  CHECK(check.exit == kOk);
}

TEST_CASE("validate says what it misses and writes nothing then", "[unit]") {
  const TemporaryFolder folder;
  const auto nowhere =
      call({"validate", "--data", folder / "nowhere", "-o", folder / "validation"});
  CHECK(nowhere.exit == kInvalid);
  CHECK(contains(nowhere.err, "there is no folder of published measurements"));
  CHECK(nowhere.out.empty());
  CHECK_FALSE(golden::read_file(folder / "validation/report.md").has_value());
}
