// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// `penstock mlperf` as a function: figures in all formats, and what it says about bad input.
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/cli/program.hpp"
#include "tests/cli/temporary_folder.hpp"

using namespace penstock;
using namespace penstock::cli;
using cli_test::TemporaryFolder;
using Json = nlohmann::json;

namespace {

struct Answer {
  int exit = -1;
  std::string out, err;
};

/// `table` is standard input, which the command reads as "-".
Answer mlperf(const std::string& table, std::vector<std::string> options = {}) {
  options.insert(options.begin(), {"mlperf", "-"});
  std::istringstream in(table);
  std::ostringstream out, err;
  Program program{.in = in, .out = out, .err = err, .engine = {}, .terminal = {}};
  Answer answer;
  answer.exit = cli::main(options, program);
  answer.out = out.str();
  answer.err = err.str();
  return answer;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

const std::string kHeader =
    "submitter,system,model,accelerator,n_accelerators,n_hosts,batch_size,computation_time_s,"
    "read_threads,record_length_bytes,record_length_stdev_bytes,num_files_train,"
    "num_samples_per_file,au_mean_pct,samples_per_s\n";
const std::string kSeries =
    kHeader +
    "A,s,cosmoflow,h100,1,1,1,0.0035,32,2828486,71311,476419,1,82.8028,236.37\n"
    "A,s,cosmoflow,h100,8,1,1,0.0035,4,2828486,71311,476419,1,76.6366,1749.4\n"
    "A,s,cosmoflow,h100,26,1,1,0.0035,1,2828486,71311,476419,1,71.9863,5325.9\n"
    "A,other,cosmoflow,h100,12,1,1,0.0035,4,2828486,71311,485909,1,71.5205,2448.2\n";

}  // namespace

TEST_CASE("mlperf calibrates on the largest run and reports errors as fractions", "[unit]") {
  const auto answer = mlperf(kSeries, {"--format", "json"});
  INFO(answer.err);
  REQUIRE(answer.exit == kOk);
  const auto json = Json::parse(answer.out);
  CHECK(json.at("summary").at("n") == 2);
  CHECK(json.at("summary").at("figure") == "au");
  CHECK(json.at("summary").at("mape").get<double>() < 0.03);
  CHECK(json.at("summary").at("trivial_mape").get<double>() > 0.05);
  for (const char* trivial : {"threshold", "same", "supply"}) {
    CHECK(json.at("summary").at("trivial").contains(trivial));
  }
  CHECK(json.at("summaries").at("samples_per_s").at("n") == 2);
  CHECK(json.at("uncalibrated").at("au").at("n") == 1);
  REQUIRE(json.at("series").size() == 2);
  const auto& rows = json.at("series").at(1).at("rows");
  CHECK(rows.at(2).at("role") == "calibrated");
  CHECK(rows.at(0).at("line") == 2);
  const auto& au = rows.at(0).at("au");
  CHECK(au.at("error").get<double>() ==
        Approx(au.at("predicted").get<double>() / au.at("measured").get<double>() - 1.0));

  CHECK(lines_of(mlperf(kSeries, {"-f", "csv"}).out) == 5);
  CHECK(contains(mlperf(kSeries, {"-f", "markdown"}).out, "| samples/s, predicted | 2 |"));
  const auto text = mlperf(kSeries).out;
  CHECK(contains(text, "A / s, cosmoflow, h100"));
  CHECK(contains(text, "X at least 15.1 GB/s"));
}

TEST_CASE("mlperf calibrates on the runs that conditions choose", "[unit]") {
  const auto answer =
      mlperf(kSeries, {"--where", "system=s", "--calibrate-on", "n_accelerators=1", "-f", "json"});
  REQUIRE(answer.exit == kOk);
  const auto json = Json::parse(answer.out);
  const auto& series = json.at("series").at(0);
  CHECK(series.at("rows").at(0).at("role") == "calibrated");
  CHECK(series.at("fit").at("overhead_identified") == true);
  CHECK(series.at("fit").at("barrier_identified") == false);
  CHECK(json.at("series").size() == 1);

  const auto smallest = mlperf(kSeries, {"--calibrate", "smallest", "-f", "json"});
  CHECK(Json::parse(smallest.out).at("series").at(1).at("rows").at(0).at("role") == "calibrated");
  const auto one_system = mlperf(kSeries, {"--system", "submitter", "-f", "json"});
  CHECK(Json::parse(one_system.out).at("summary").at("n") == 3);
}

TEST_CASE("mlperf without utilisation summarises samples per second", "[unit]") {
  const auto answer = mlperf(
      "system,model,n_accelerators,batch_size,computation_time_s,samples_per_s\n"
      "s,unet3d,1,4,1.3604,2.9189\ns,unet3d,512,4,1.3604,1435.95\n",
      {"-f", "json"});
  REQUIRE(answer.exit == kOk);
  const auto json = Json::parse(answer.out);
  CHECK(json.at("summary").at("figure") == "samples_per_s");
  CHECK(json.at("summary").at("n") == 1);
  CHECK(json.at("summaries").at("au").is_null());
}

TEST_CASE("mlperf says how many accelerators a drive feeds", "[unit]") {
  const auto answer =
      mlperf(kSeries, {"--where", "system=other", "--drive", "tlc-30t-9400", "-f", "json"});
  INFO(answer.err);
  REQUIRE(answer.exit == kOk);
  const auto json = Json::parse(answer.out);
  CHECK(json.at("drive") == "tlc-30t-9400");
  CHECK(json.at("rows").at(0).at("predicted") == 12);
  CHECK(json.at("summary").at("within") == 1.0);
  CHECK(json.at("summary").at("trivial_within") == 1.0);

  const TemporaryFolder folder;
  const auto file = folder.add("drives.yaml",
                               "catalogue: {ssd: {half: {extends: tlc-30t-9400, read_rate: 3.5 "
                               "GB/s, read_iops: 800000 IOPS}}}\n");
  const auto half = mlperf(kSeries, {"--drive", "half", "--drives", file, "-f", "json"});
  INFO(half.err);
  REQUIRE(half.exit == kOk);
  CHECK(Json::parse(half.out).at("rows").at(0).at("predicted") <= 7);
}

TEST_CASE("mlperf reports every mistake of a table at once and ends with 4", "[unit]") {
  const auto rows = mlperf(kHeader +
                           "A,s,cosmoflow,h100,0,1,1,0.0035,4,2828486,71311,476419,1,76.6,1749\n"
                           "A,s,cosmoflow,h100,8,1,1,0.0035,4,2828486,71311,476419,1,-3,1749\n");
  CHECK(rows.exit == kInvalid);
  CHECK(rows.out.empty());
  CHECK(contains(rows.err, "<stdin>:2:1: error[PEN610]: n_accelerators"));
  CHECK(contains(rows.err, "<stdin>:3:1: error[PEN610]: au_mean_pct"));

  const auto twice = mlperf(kSeries + kSeries.substr(kHeader.size(), kSeries.find("A,s,cosmoflow,"
                                                                                  "h100,8") -
                                                                         kHeader.size()));
  CHECK(twice.exit == kInvalid);
  CHECK(contains(twice.err, "<stdin>:6:1: error[PEN612]"));

  CHECK(mlperf("a,b\n1,2\n").exit == kInvalid);
  CHECK(mlperf("").exit == kInvalid);
  CHECK(mlperf(kSeries, {"--where", "system=none"}).exit == kInvalid);
  CHECK(mlperf(kSeries, {"--calibrate-on", "n_accelerators=5"}).exit == kInvalid);
  CHECK(mlperf(kSeries, {"--system", "rack"}).exit == kInvalid);
  CHECK(mlperf(kSeries, {"--drive", "no-such-drive"}).exit == kUsage);
  CHECK(mlperf(kSeries, {"--drives", "file.yaml"}).exit == kUsage);
  CHECK(mlperf(kSeries, {"--drive", "half", "--drives", "/no/such/file.yaml"}).exit == kInvalid);
  CHECK(mlperf(kSeries, {"--calibrate", "best"}).exit == kUsage);
}
