// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Tables of measurements, from CSV and from fio, the choice of rows, and what rows mean.
#include <rapidcheck.h>
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "models/calibration/measurements_page.hpp"
#include "models/calibration/point.hpp"
#include "models/calibration/selection.hpp"
#include "models/calibration/table.hpp"
#include "tests/fuzz/mutations.hpp"
#include "tests/golden/golden.hpp"

using namespace penstock;
using namespace penstock::calibration;

namespace {

const std::filesystem::path kFio = PENSTOCK_SOURCE_DIR "/tests/data/fio";

const std::string kMatrix =
    "device,interface,rw,rwmixread,bs_bytes,iodepth,numjobs,read_iops,read_bw_MBps,"
    "read_lat_mean_us,write_iops,write_bw_MBps,write_lat_mean_us,util_pct\n"
    "\"6x Disk 14TB (A.2), 12 OSDs\",\"SAS, 6Gb/s\",randread,,4096,1,1,100,0.4096,9900,,,,99\n"
    "\"6x Disk 14TB (A.2), 12 OSDs\",\"SAS, 6Gb/s\",randread,,4096,8,1,200,0.8192,39500,,,,99\n"
    "\"6x Disk 14TB (A.2), 12 OSDs\",\"SAS, 6Gb/s\",randwrite,,4096,32,1,,,,500,2.048,63000,0\n"
    "Salt and Pepper,SATA,randrw,75,4k,4,2,300,1.2288,20000,100,0.4096,18000,98\n"
    "Salt and Pepper,SATA,read,,1m,2,1,100,104.8576,19500,0,0,0,98\n";

Table table(const std::string& text) {
  auto result = read_csv(text, "t.csv");
  INFO((result ? "" : parameters::render(result.error())));
  REQUIRE(result);
  return *result;
}

std::string csv_errors(const std::string& text) {
  const auto result = read_csv(text, "t.csv");
  return result ? "" : parameters::render(result.error());
}

std::vector<std::size_t> all_rows(const Table& t) {
  std::vector<std::size_t> rows(t.rows.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

std::vector<Point> points_of(const std::string& text) {
  const auto t = table(text);
  auto result = points(t, all_rows(t));
  INFO((result ? "" : parameters::render(result.error())));
  REQUIRE(result);
  return *result;
}

std::string point_errors(const std::string& text) {
  const auto t = table(text);
  const auto result = points(t, all_rows(t));
  return result ? "" : parameters::render(result.error());
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// Lines of the chosen rows.
std::vector<int> chosen(const Table& t, const std::vector<std::string>& conditions) {
  const auto rows = select(t, conditions, "--where");
  INFO((rows ? "" : parameters::render(rows.error())));
  REQUIRE(rows);
  std::vector<int> lines;
  for (const auto row : *rows) lines.push_back(t.rows[row].mark.line);
  return lines;
}

std::string select_errors(const Table& t, const std::vector<std::string>& conditions) {
  const auto rows = select(t, conditions, "--where");
  return rows ? "" : parameters::render(rows.error());
}

using Catch::Matchers::Contains;
using Lines = std::vector<int>;

Point fio_point(const std::string& name) {
  const auto t = read_measurements(kFio / name);
  INFO((t ? "" : parameters::render(t.error())));
  REQUIRE(t);
  REQUIRE(t->rows.size() == 1);
  const auto result = points(*t, all_rows(*t));
  INFO((result ? "" : parameters::render(result.error())));
  REQUIRE(result);
  return result->front();
}

std::string fio_errors(const std::string& text) {
  const auto result = read_fio(text, "run.json");
  return result ? "" : parameters::render(result.error());
}

std::string fio_text(const std::string& name) {
  return golden::read_file(kFio / name).value();
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "penstock-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("A CSV table keeps names, cells and lines", "[unit]") {
  const auto t =
      table("\xEF\xBB\xBF#bytes, t_avg[usec] ,note\r\n1,2,\"a, \"\"b\"\"\nc\"\r\n\r\n 3 ,4,\r\n");
  CHECK(t.columns == std::vector<std::string>{"#bytes", "t_avg[usec]", "note"});
  REQUIRE(t.rows.size() == 2);
  CHECK(t.rows[0].cells == std::vector<std::string>{"1", "2", "a, \"b\"\nc"});
  CHECK(t.rows[0].mark.line == 2);
  CHECK(t.rows[1].cells == std::vector<std::string>{"3", "4", ""});
  CHECK(t.rows[1].mark.line == 5);
  CHECK(t.cell(t.rows[1], "t_avg[usec]") == "4");
  CHECK(t.cell(t.rows[1], "absent") == "");
}

TEST_CASE("Every mistake of a CSV file is named with its line", "[unit]") {
  CHECK_THAT(csv_errors(""), Contains("t.csv: error[PEN104]"));
  CHECK_THAT(csv_errors("\n \n"), Contains("PEN104"));
  CHECK_THAT(csv_errors("a,b\n"), Contains("a header and no rows"));
  CHECK_THAT(csv_errors("a,,b,a\n1,2,3,4\n"),
             Contains("t.csv:1:1: error[PEN601]: column 2 has no name") &&
                 Contains("columns 1 and 4 are both called 'a'"));
  CHECK_THAT(csv_errors("1,2\n3,4\n"), Contains("numbers, not names"));
  CHECK_THAT(csv_errors("a;b\n1;2\n"), Contains("not by semicolons"));
  const auto rows = csv_errors("a,b,c\n1,2\n1,2,3\n1,2,3,4\nx,y");
  CHECK_THAT(rows, Contains("t.csv:2:1: error[PEN602]: the row has 2 cells, the header 3"));
  CHECK_THAT(rows, Contains("t.csv:4:1: error[PEN602]: the row has 4 cells, the header 3"));
  CHECK_THAT(rows, Contains("t.csv:5:1") && Contains("was the file cut off?"));
  const auto quotes = csv_errors("a,b\n5\" drive,1\n\"x\" y,2\n3,\"open\n\n");
  CHECK_THAT(quotes, Contains("t.csv:2:2: error[PEN603]: a quote inside a cell"));
  CHECK_THAT(quotes, Contains("t.csv:3:5: error[PEN603]: text after the closing quote"));
  CHECK_THAT(quotes, Contains("t.csv:4:3: error[PEN603]: the quote is never closed"));
  CHECK_THAT(csv_errors("a,b\n1,\xFF\n"), Contains("t.csv:2:3: error[PEN105]"));
  CHECK_THAT(csv_errors(std::string("a,b\n1,\0\n", 8)), Contains("t.csv:2:3: error[PEN106]"));
}

TEST_CASE("Hostile tables are refused with a reason", "[unit]") {
  CHECK_THAT(csv_errors(std::string(2'000, ',')), Contains("at most 1000 are read"));
  CHECK_THAT(csv_errors("a,b\n" + std::string(3'000'000, ',')), Contains("PEN602"));
  CHECK_THAT(csv_errors(std::string((64U << 20U) + 1, 'a')), Contains("PEN103"));
  std::string rows = "a,b,c,d,e\n";
  while (rows.size() < 11'000'000) rows += ",,,,1\n,,,,2\n,,,,3\n";
  CHECK_THAT(csv_errors(rows), Contains("more than 5000000 cells"));
}

TEST_CASE("Cells come back as they were written", "[property]") {
  rc::prop("quoting and reading is the identity on trimmed cells", [] {
    const auto cells = *rc::gen::container<std::vector<std::string>>(
        rc::gen::map(rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab,\"\n1"))),
                     [](std::string cell) {
                       const auto first = cell.find_first_not_of('\n');
                       if (first == std::string::npos) return std::string("x");
                       return cell.substr(first, cell.find_last_not_of('\n') - first + 1);
                     }));
    RC_PRE(!cells.empty());
    std::string header;
    std::string row;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      header += (i > 0 ? ",c" : "c") + std::to_string(i);
      row += i > 0 ? ",\"" : "\"";
      for (const char c : cells[i]) row += c == '"' ? "\"\"" : std::string(1, c);
      row += '"';
    }
    const auto result = read_csv(header + "\n" + row + "\n", "p.csv");
    RC_ASSERT(result.has_value());
    RC_ASSERT(result->rows.size() == 1U);
    RC_ASSERT(result->rows[0].cells == cells);
  });
}

TEST_CASE("Conditions choose rows", "[unit]") {
  const auto t = table(kMatrix);
  CHECK(chosen(t, {}) == Lines{2, 3, 4, 5, 6});
  CHECK(chosen(t, {"iodepth=1,32"}) == Lines{2, 4});
  CHECK(chosen(t, {"iodepth = 1.0 , 3.2e1"}) == Lines{2, 4});
  CHECK(chosen(t, {"bs_bytes=4096"}) == Lines{2, 3, 4, 5});
  CHECK(chosen(t, {"bs_bytes=4K,1048576"}) == Lines{2, 3, 4, 5, 6});
  CHECK(chosen(t, {"rwmixread="}) == Lines{2, 3, 4, 6});
  CHECK(chosen(t, {"rwmixread=75,"}) == Lines{2, 3, 4, 5, 6});
  CHECK(chosen(t, {"rw=randread", "iodepth=8,32"}) == Lines{3});
  CHECK(chosen(t, {"iodepth=1,8 and rw=randread or numjobs=2"}) == Lines{2, 3, 5});
  CHECK(chosen(t, {"iodepth=1 or iodepth=4 and rw=read or iodepth=2"}) == Lines{2, 6});
}

TEST_CASE("Names with commas and words of the grammar need no quotes", "[unit]") {
  const auto t = table(kMatrix);
  CHECK(chosen(t, {"device=6x Disk 14TB (A.2), 12 OSDs"}) == Lines{2, 3, 4});
  CHECK(chosen(t, {"device=6x Disk 14TB (A.2), 12 OSDs,Salt and Pepper"}) == Lines{2, 3, 4, 5, 6});
  CHECK(chosen(t, {"device=Salt and Pepper,6x Disk 14TB (A.2), 12 OSDs"}) == Lines{2, 3, 4, 5, 6});
  CHECK(chosen(t, {"device=Salt and Pepper"}) == Lines{5, 6});
  CHECK(chosen(t, {"device=Salt and Pepper and iodepth=2"}) == Lines{6});
  CHECK(chosen(t, {"interface=SAS, 6Gb/s,SATA"}) == Lines{2, 3, 4, 5, 6});
  const auto odd = table("name,a=b\nx|y=1,2\n1 or 2,3\nA and b=2,4\n");
  CHECK(chosen(odd, {"name=x|y=1"}) == Lines{2});
  CHECK(chosen(odd, {"a=b=2"}) == Lines{2});
  CHECK(chosen(odd, {"name=1 or 2"}) == Lines{3});
  CHECK(chosen(odd, {"name=1 or 2 and a=b=3"}) == Lines{3});
  CHECK(chosen(odd, {"name=A and b=2"}) == Lines{4});
}

TEST_CASE("Conditions that cannot hold say what the table has", "[unit]") {
  const auto t = table(kMatrix);
  CHECK_THAT(select_errors(t, {"iodpeth=1"}),
             Contains("t.csv: error[PEN607]: --where 'iodpeth=1'") &&
                 Contains("it has device, interface, rw") && Contains("did you mean 'iodepth'?"));
  CHECK_THAT(select_errors(t, {"iodepth"}), Contains("PEN606") && Contains("column=value"));
  CHECK_THAT(select_errors(t, {""}), Contains("PEN606"));
  CHECK_THAT(select_errors(t, {"=1"}), Contains("PEN606"));
  CHECK_THAT(select_errors(t, {"iodepth=3"}),
             Contains("error[PEN608]: --where 'iodepth=3' matches none of the 5 rows") &&
                 Contains("iodepth holds '1', '8', '32', '4', '2'"));
  CHECK_THAT(select_errors(t, {"rw=read", "iodepth=8"}),
             Contains("none of the 1 rows that the conditions before it leave"));
  // All mistakes at once.
  CHECK_THAT(select_errors(t, {"x=1", "iodepth"}), Contains("'x=1'") && Contains("'iodepth'"));
}

TEST_CASE("A choice and its complement are all rows", "[property]") {
  const auto t = table(kMatrix);
  rc::prop("values of a column split the rows", [&t] {
    const auto column = *rc::gen::inRange<std::size_t>(0, t.columns.size());
    std::vector<std::size_t> found;
    std::vector<std::string> seen;
    for (const auto& row : t.rows) {
      const auto& cell = row.cells[column];
      if (std::ranges::find(seen, cell) != seen.end()) continue;
      seen.push_back(cell);
      // "4096" chooses "4k" too.
      if (cell == "4k") continue;
      const std::vector<std::string> condition{t.columns[column] + "=" + cell};
      const auto rows = select(t, condition, "--where");
      RC_ASSERT(rows.has_value());
      found.insert(found.end(), rows->begin(), rows->end());
    }
    std::ranges::sort(found);
    RC_ASSERT(found == all_rows(t));
  });
}

TEST_CASE("Columns become conditions and observations in SI units", "[unit]") {
  const auto p = points_of(kMatrix);
  REQUIRE(p.size() == 5);
  CHECK(p[0].order == Order::kRandom);
  CHECK(p[0].at(Condition::kReadShare) == 1.0);
  CHECK(p[0].at(Observation::kReadRate) == 100.0);
  CHECK(p[0].at(Observation::kByteRate) == Approx(409600.0));
  CHECK(p[0].at(Observation::kReadMean) == Approx(9.9e-3));
  CHECK_FALSE(p[0].has(Observation::kWriteRate));
  CHECK(p[2].at(Condition::kReadShare) == 0.0);
  CHECK(p[2].outstanding() == 32.0);
  CHECK(p[3].at(Condition::kReadShare) == 0.75);
  CHECK(p[3].at(Condition::kSize) == 4096.0);
  CHECK(p[3].outstanding() == 8.0);
  CHECK(p[3].rate() == 400.0);
  CHECK(p[3].at(Observation::kByteRate) == Approx(400.0 * 4096.0));
  CHECK(p[4].order == Order::kSequential);
  CHECK(p[4].at(Condition::kSize) == 1048576.0);
  // Zero writes of a reader are no figures.
  CHECK_FALSE(p[4].has(Observation::kWriteRate));
  CHECK_FALSE(p[4].has(Observation::kWriteMean));
  CHECK(p[4].mark.line == 6);
}

TEST_CASE("Other benchmarks' columns are understood", "[unit]") {
  const auto perftest =
      points_of("#bytes,#iterations,t_avg[usec],99%percentile[usec]\n64,1000,1.23,1.4\n");
  CHECK(perftest[0].at(Condition::kSize) == 64.0);
  CHECK(perftest[0].at(Observation::kLatency) == Approx(1.23e-6));
  const auto qperf = points_of(
      "message_size,tcp_bw,tcp_lat,interconnect,rc_bw,rc_lat\n"
      "1024,1060,24.4,eth,,\n1024,,,ib,24500,3.99\n");
  CHECK(qperf[0].at(Observation::kByteRate) == 1.06e9);
  CHECK(qperf[1].at(Observation::kByteRate) == 24.5e9);
  CHECK(qperf[1].at(Observation::kLatency) == Approx(3.99e-6));
  const auto objects = points_of("object_KiB,threads,throughput_MBps,ttlb_avg_ms\n64,8,9.4,47\n");
  CHECK(objects[0].at(Condition::kSize) == 65536.0);
  CHECK(objects[0].at(Condition::kProcesses) == 8.0);
  CHECK(objects[0].rate() == Approx(9.4e6 / 65536.0));
  CHECK(objects[0].at(Observation::kLatency) == Approx(0.047));
  const auto smr =
      points_of("chunk_MiB,pre_cliff_MiBps,cliff_GiB_written,post_cliff_MiBps\n4,91,27.5,8\n");
  CHECK(smr[0].at(Condition::kSize) == 4194304.0);
  CHECK(smr[0].at(Observation::kBefore) == 91.0 * 1048576.0);
  CHECK(smr[0].at(Observation::kCliff) == 27.5 * 1073741824.0);
  CHECK(smr[0].at(Observation::kAfter) == 8.0 * 1048576.0);
  const auto open = points_of(
      "offered_rate_iops,achieved_write_iops,achieved_read_iops,read_lat_mean_us,n_threads\n"
      "20000,19800,200,80,7\n");
  CHECK(open[0].at(Condition::kOffered) == 20000.0);
  CHECK(open[0].rate() == 20000.0);
  CHECK(open[0].at(Observation::kReadMean) == Approx(80e-6));
  const auto steady = points_of(
      "filesize_GiB,write_fraction,bs_bytes,steady_write_MBps,steady_write_iops,steady_read_iops,"
      "steady_WAF\n372,1,4096,1500,366210.9,0.0,1.1\n");
  CHECK(steady[0].at(Condition::kUsed) == 372.0 * 1073741824.0);
  CHECK(steady[0].at(Observation::kAmplification) == 1.1);
  CHECK(steady[0].at(Observation::kByteRate) == 1.5e9);
  const auto zones = points_of("address_GB,seq_write_MBps_median,n_columns\n5,239.24,15\n");
  CHECK(zones[0].order == Order::kSequential);
  CHECK(zones[0].at(Condition::kPosition) == 5e9);
  CHECK(zones[0].at(Condition::kReadShare) == 0.0);
  CHECK(zones[0].at(Observation::kByteRate) == Approx(239.24e6));
  const auto loader = points_of(
      "strategy,thread_count,threads,sample_count,throughput_sps\nraw,2,,500,56\nraw,,4,500,99\n"
      "raw,,8,500,NaN\n");
  REQUIRE(loader.size() == 2);
  CHECK(loader[1].at(Condition::kProcesses) == 4.0);
  CHECK(loader[1].at(Condition::kSamples) == 500.0);
  CHECK(loader[1].at(Observation::kSampleRate) == 99.0);
  const auto place = points_of(
      "location,rw,iodepth,bs_bytes,iops,lat_mean_us\nlocal,randread,1,4k,20000,49\n"
      "remote,randread,1,4k,12000,82\n");
  CHECK(place[0].at(Condition::kRemote) == 0.0);
  CHECK(place[1].at(Condition::kRemote) == 1.0);
  CHECK(place[1].at(Observation::kReadRate) == 12000.0);
}

TEST_CASE("A byte rate alone gives the rate of its direction", "[unit]") {
  const auto p = points_of("rw,bs_bytes,iodepth,read_bw_MiBps\nrandread,64k,4,100\n");
  CHECK(p[0].at(Observation::kReadRate) == Approx(1600.0));
  CHECK(p[0].rate() == Approx(1600.0));
}

TEST_CASE("Figures that cannot be are refused with line and column", "[unit]") {
  const auto with = [](const std::string& from, const std::string& to) {
    return point_errors(changed(kMatrix, from, to));
  };
  CHECK_THAT(with(",100,0.4096,9900", ",0,0.4096,9900"),
             Contains("t.csv:2:1: error[PEN610]: column read_iops: 0"));
  CHECK_THAT(with(",100,0.4096,9900", ",-5,0.4096,9900"), Contains("column read_iops: -5"));
  CHECK_THAT(with(",100,0.4096,9900", ",nan,0.4096,9900"), Contains("no finite number"));
  CHECK_THAT(with(",100,0.4096,9900", ",inf,0.4096,9900"), Contains("no finite number"));
  CHECK_THAT(with(",100,0.4096,9900", ",1e999,0.4096,9900"), Contains("no finite number"));
  CHECK_THAT(with(",100,0.4096,9900", ",fast,0.4096,9900"), Contains("'fast' is no number"));
  CHECK_THAT(with("4096,8,1,", "0,8,1,"), Contains("t.csv:3:1") && Contains("column bs_bytes: 0"));
  CHECK_THAT(with("4096,8,1,", "4kB,8,1,"), Contains("'4kB' is no number"));
  CHECK_THAT(with("4096,8,1,", "4096,0,1,"), Contains("column iodepth: 0"));
  CHECK_THAT(with("4096,8,1,", "4096,8,-1,"), Contains("column numjobs: -1"));
  CHECK_THAT(with("4096,8,1,", ",8,1,"),
             Contains("t.csv:3:1: error[PEN609]") && Contains("bs_bytes"));
  CHECK_THAT(with("randrw,75", "randrw,175"), Contains("column rwmixread: 175"));
  CHECK_THAT(with("randrw,75", "randtrim,75"), Contains("'randtrim' is no direction"));
  // All at once.
  auto two = changed(kMatrix, ",100,0.4096,9900", ",0,0.4096,9900");
  two = changed(two, "4096,8,1,", "4096,0,1,");
  CHECK_THAT(point_errors(two), Contains("t.csv:2:1") && Contains("t.csv:3:1"));
}

TEST_CASE("Columns without which figures mean nothing are asked for", "[unit]") {
  CHECK_THAT(point_errors("device,read_iosp\nx,1\n"),
             Contains("t.csv:1:1: error[PEN609]") && Contains("did you mean 'read_iops'"));
  const std::string row = "randread,4096,1,100\n";
  CHECK(point_errors("rw,bs_bytes,iodepth,read_iops\n" + row).empty());
  CHECK_THAT(point_errors("rw,size_code,iodepth,read_iops\n" + row), Contains("column bs_bytes"));
  CHECK_THAT(point_errors("kind,bs_bytes,iodepth,read_iops\n" + row), Contains("column rw"));
  CHECK_THAT(point_errors("rw,bs_bytes,depth_code,read_iops\n" + row), Contains("column iodepth"));
  CHECK_THAT(point_errors("bs_bytes,threads,iops\n4096,1,100\n"), Contains("column rw"));
  CHECK_THAT(point_errors("rw,bs_bytes,iodepth,iops\nrandrw,4096,1,100\n"),
             Contains("read_iops and write_iops"));
  CHECK_THAT(point_errors("rw,bs_bytes,iodepth,read_iops\nrandread,4096,1,\n"), Contains("PEN611"));
}

TEST_CASE("Equal rows are named, extra columns tell rows apart", "[unit]") {
  const auto text = std::string("rw,bs_bytes,iodepth,numjobs,read_iops,runtime_s,util_pct\n") +
                    "randread,4096,1,1,100,60,99\nrandread,4096,2,1,120,60,99\n" +
                    "randread,4096,1.0,1,101,61,98\n";
  CHECK_THAT(point_errors(text),
             Contains("t.csv:4:1: error[PEN612]: the row equals line 2 in every column"));
  CHECK(point_errors("run,rw,bs_bytes,iodepth,read_iops\n1,randread,4096,1,100\n"
                     "2,randread,4096,1,101\n")
            .empty());
  for (const auto* name :
       {"read_iops", "read_lat_p9999_us", "write_lat_stddev_us", "fio_usr_cpu_pct", "iops_stddev",
        "util_pct", "runtime_s", "bw_peak_MiBps", "ttfb_p99_ms", "per_epoch_processing_time_s",
        "99%percentile[usec]", "tcp_bw"}) {
    INFO(name);
    CHECK(is_measured(name));
  }
  for (const auto* name :
       {"device", "rw", "offered_rate_iops", "rwmixread", "bs_bytes", "scheduler", "location",
        "source_path", "date", "experiment", "region_fraction"}) {
    INFO(name);
    CHECK_FALSE(is_measured(name));
  }
}

TEST_CASE("Columns that contradict each other are refused", "[unit]") {
  const auto with = [](const std::string& from, const std::string& to) {
    return point_errors(changed(kMatrix, from, to));
  };
  // KiB/s under a header of MB/s.
  CHECK_THAT(with("100,0.4096,9900", "100,400,9900"),
             Contains("t.csv:2:1: error[PEN613]: mixed units: column read_bw_MBps is 976.6 times"));
  // Milliseconds and nanoseconds under a header of microseconds.
  CHECK_THAT(with("100,0.4096,9900", "100,0.4096,9.9"),
             Contains("mixed units: rate times latency"));
  CHECK_THAT(with("100,0.4096,9900", "100,0.4096,9900000"), Contains("Little"));
  CHECK_THAT(with("randrw,75", "randrw,50"), Contains("75 % of the requests are reads, not 50 %"));
  CHECK(points_of(changed(kMatrix, "randrw,75", "randrw,"))[3].at(Condition::kReadShare) == 0.75);
  CHECK_THAT(with(",500,2.048,63000", "7,500,2.048,63000"), Contains("but the load has no reads"));
  CHECK_THAT(point_errors("rw,bs_bytes,block_size,iodepth,read_iops\nrandread,4096,8192,1,100\n"),
             Contains("columns bs_bytes and block_size contradict each other"));
  CHECK_THAT(point_errors("rw,bs_bytes,iodepth,read_iops,read_lat_mean_us,read_lat_mean_ms\n"
                          "randread,4096,1,100,9900,99\n"),
             Contains("read_lat_mean_us and read_lat_mean_ms"));
  // MiB/s in one row of many.
  std::string mixed = "rw,bs_bytes,iodepth,read_iops,read_bw_MBps\n";
  for (int depth = 1; depth <= 5; ++depth) {
    mixed += "randread,1048576," + std::to_string(depth) + ",1000," +
             (depth == 4 ? "1000.00" : "1048.58") + "\n";
  }
  CHECK_THAT(point_errors(mixed),
             Contains("t.csv:5:1: error[PEN613]") && Contains("in most rows it is 1 times"));
}

TEST_CASE("A figure in another unit is the same figure", "[property]") {
  rc::prop("microseconds, milliseconds and nanoseconds agree", [] {
    const double us = *rc::gen::inRange(1, 10'000'000) * 0.25;
    const double rate = 1e6 / us;
    const auto row = [&](const char* unit, double value) {
      const auto t = read_csv("rw,bs_bytes,iodepth,read_iops,read_lat_mean_" + std::string(unit) +
                                  "\nrandread,4096,1," + std::to_string(rate) + "," +
                                  std::to_string(value) + "\n",
                              "u.csv");
      RC_ASSERT(t.has_value());
      const auto p = points(*t, all_rows(*t));
      RC_ASSERT(p.has_value());
      return p->front().at(Observation::kReadMean);
    };
    // to_string keeps six decimals; ms lose the most of 0.25 us, 2.5e-4 ms.
    RC_ASSERT(std::abs(row("us", us) - row("ns", us * 1e3)) <= 1e-9 * us);
    RC_ASSERT(std::abs(row("us", us) / row("ms", us * 1e-3) - 1.0) <= 5e-3);
  });
}

TEST_CASE("One fio job is one row", "[unit]") {
  const auto p = fio_point("single.json");
  CHECK(p.order == Order::kRandom);
  CHECK(p.at(Condition::kSize) == 4096.0);
  CHECK(p.outstanding() == 32.0);
  CHECK(p.at(Condition::kDevices) == 1.0);
  CHECK(p.at(Observation::kReadRate) == 100'000.0);
  CHECK(p.at(Observation::kReadMean) == Approx(319e-6));
  CHECK(p.at(Observation::kReadMedian) == Approx(301.056e-6));
  CHECK(p.at(Observation::kReadP99) == Approx(506.88e-6));
  // The JSON starts in the second line, behind a warning.
  CHECK(p.mark.line == 9);
  const auto t = read_measurements(kFio / "single.json").value();
  CHECK(t.cell(t.rows[0], "device") == "/dev/nvme0n1");
  CHECK(t.cell(t.rows[0], "direct") == "1");
  CHECK(t.cell(t.rows[0], "util_pct") == "99.5");
  CHECK(t.cell(t.rows[0], "runtime_s") == "60");
  CHECK(t.cell(t.rows[0], "fio_version") == "fio-3.36");
}

TEST_CASE("The entries of several fio jobs are summed", "[unit]") {
  // 20,000 requests/s of 390 us and 10,000/s of 780 us, with the options in the global section.
  const auto p = fio_point("several_jobs.json");
  CHECK(p.at(Condition::kProcesses) == 2.0);
  CHECK(p.at(Condition::kDepth) == 8.0);
  CHECK(p.at(Condition::kSize) == 16384.0);
  CHECK(p.at(Observation::kReadRate) == 30'000.0);
  CHECK(p.at(Observation::kReadMean) == Approx(520e-6));
  CHECK(p.at(Observation::kReadP99) == Approx((2 * 600e-6 + 1200e-6) / 3));
  const auto t = read_measurements(kFio / "several_jobs.json").value();
  CHECK(t.cell(t.rows[0], "n_job_entries") == "2");
  // Mean of squares less square of the mean: (2 (390^2 + 30^2) + 780^2 + 60^2) / 3 - 520^2.
  CHECK(std::stod(std::string(t.cell(t.rows[0], "read_lat_stddev_us"))) ==
        Approx(std::sqrt((2 * (390. * 390. + 30. * 30.) + 780. * 780. + 60. * 60.) / 3. -
                         520. * 520.)));
}

TEST_CASE("One entry of a reported group stands for all its jobs", "[unit]") {
  const auto p = fio_point("group_reporting.json");
  CHECK(p.at(Condition::kProcesses) == 16.0);
  CHECK(p.outstanding() == 64.0);
  CHECK(p.at(Condition::kDevices) == 2.0);
  CHECK(p.at(Condition::kReadShare) == 0.0);
  CHECK(p.at(Observation::kWriteRate) == 150'000.0);
  // Sections that were merged show in the time that they were busy.
  CHECK_THAT(fio_errors(changed(fio_text("group_reporting.json"), "\"numjobs\" : \"16\",", "")),
             Contains("with 1 processes, but they were busy for 960 s"));
}

TEST_CASE("A mix of reads and writes keeps both directions", "[unit]") {
  const auto p = fio_point("mixed.json");
  CHECK(p.at(Condition::kReadShare) == Approx(0.7));
  CHECK(p.at(Observation::kReadRate) == 35'000.0);
  CHECK(p.at(Observation::kWriteRate) == 15'000.0);
  CHECK(p.at(Observation::kByteRate) == Approx(50'000.0 * 4096.0));
  CHECK(p.at(Observation::kWriteP99) == Approx(800e-6));
  auto writes =
      changed(fio_text("mixed.json"), "\"rwmixread\" : \"70\"", "\"rwmixwrite\" : \"30\"");
  const auto t = read_fio(writes, "w.json");
  REQUIRE(t);
  CHECK(t->cell(t->rows[0], "rwmixread") == "70");
}

TEST_CASE("Groups that ran one after another are rows of their own", "[unit]") {
  const auto t = read_measurements(kFio / "two_groups.json");
  REQUIRE(t);
  REQUIRE(t->rows.size() == 2);
  CHECK(t->cell(t->rows[0], "jobname") == "seq");
  CHECK(t->cell(t->rows[0], "bs_bytes") == "1048576");
  CHECK(t->cell(t->rows[1], "rw") == "randwrite");
  // psync waits for each request, whatever iodepth says.
  CHECK(t->cell(t->rows[0], "iodepth") == "1");
  CHECK(t->cell(t->rows[1], "iodepth") == "1");
  const auto p = points(*t, all_rows(*t));
  REQUIRE(p);
  CHECK((*p)[0].order == Order::kSequential);
  const auto together = changed(fio_text("two_groups.json"), "\"groupid\" : 1", "\"groupid\" : 0");
  CHECK_THAT(fio_errors(together),
             Contains("jobs 'seq' and 'rand' ran at the same time with another rw"));
}

TEST_CASE("A job's name tells no set-ups apart and names no drive", "[unit]") {
  const auto named = changed(fio_text("single.json"), "\"filename\" : \"/dev/nvme0n1\"",
                             "\"directory\" : \"/mnt/drive\"");
  const auto t = read_fio(named, "s.json");
  REQUIRE(t);
  CHECK(t->cell(t->rows[0], "device") == "/mnt/drive");
  CHECK(t->cell(t->rows[0], "variant").empty());
  CHECK_FALSE(t->cell(t->rows[0], "jobname").empty());
}

TEST_CASE("Microseconds of fio 2 are read as such", "[unit]") {
  const auto p = fio_point("fio2.json");
  CHECK(p.at(Observation::kReadMean) == Approx(12.465e-3));
  CHECK(p.at(Observation::kReadP99) == Approx(22.656e-3));
  CHECK(p.at(Observation::kByteRate) == 320.0 * 1024.0);
}

TEST_CASE("fio's sizes, rates and file names are understood", "[unit]") {
  const auto row = [](const std::string& from, const std::string& to) {
    auto t = read_fio(changed(fio_text("single.json"), from, to), "s.json");
    INFO((t ? "" : parameters::render(t.error())));
    REQUIRE(t);
    return *t;
  };
  const auto cell = [](const Table& t, const char* name) {
    return std::string(t.cell(t.rows[0], name));
  };
  CHECK(cell(row("\"bs\" : \"4k\"", "\"bs\" : \"4k,64k\""), "bs_bytes") == "4096");
  CHECK(cell(row("\"bs\" : \"4k\"", "\"bs\" : \",64k\""), "bs_bytes") == "4096");
  CHECK(cell(row("\"bs\" : \"4k\"", "\"blocksize\" : \"1MiB\""), "bs_bytes") == "1048576");
  CHECK(cell(row("\"bs\" : \"4k\",", ""), "bs_bytes") == "4096");
  CHECK(cell(row("\"iodepth\" : \"32\"", "\"iodepth\" : \"32\", \"rate_iops\" : \"90k\""),
             "offered_rate_iops") == "92160");
  CHECK(cell(row("/dev/nvme0n1", "/dev/nvme0n1:/dev/nvme1n1:/dev/nvme0n1"), "n_devices") == "2");
  CHECK(cell(row("\"/dev/nvme0n1\"", "\"trtype=PCIe traddr=0000\\\\:01\\\\:00.0 ns=1\""),
             "device") == "trtype=PCIe traddr=0000:01:00.0 ns=1");
  CHECK(cell(row("/dev/nvme0n1", "/data/a:/data/b"), "n_devices") == "");
}

TEST_CASE("Runs of fio that are no measurement are refused, all at once", "[unit]") {
  const auto failed = read_measurements(kFio / "failed.json");
  REQUIRE_FALSE(failed);
  const auto text = parameters::render(failed.error());
  CHECK_THAT(text, Contains("failed.json:128:1: error[PEN605]: job 'broken' failed with error 5"));
  CHECK_THAT(text, Contains("failed.json:239:1: error[PEN605]: job 'idle' did no writes"));
  CHECK_THAT(text, Contains("failed.json:350:1") && Contains("'randtrim'"));
  const auto with = [](const std::string& option) {
    return fio_errors(
        changed(fio_text("single.json"), "\"bs\" : \"4k\"", "\"bs\" : \"4k\", " + option));
  };
  CHECK_THAT(with("\"bssplit\" : \"4k/50:8k/50\""), Contains("the option bssplit"));
  CHECK_THAT(with("\"thinktime\" : \"100\""), Contains("the option thinktime"));
  const auto depth = changed(fio_text("single.json"), "\"32\"", "\"many\"");
  CHECK_THAT(fio_errors(depth), Contains("iodepth='many' is no count"));
  CHECK_THAT(with("\"numjobs\" : \"0\""), Contains("numjobs='0' is no count"));
  const auto mixed = changed(fio_text("mixed.json"), "\"bs\" : \"4096\"", "\"bs\" : \"4k,8k\"");
  CHECK_THAT(fio_errors(mixed), Contains("differs for reads and writes"));
  const auto one_of_two =
      changed(fio_text("several_jobs.json"), "\"numjobs\" : \"2\"", "\"numjobs\" : \"4\"");
  CHECK_THAT(fio_errors(one_of_two), Contains("2 of the 4 jobs of 'pair' are here"));
}

TEST_CASE("What fio did not write is refused with its place", "[unit]") {
  CHECK_THAT(fio_errors(""), Contains("run.json: error[PEN104]"));
  CHECK_THAT(fio_errors("hello\nworld\n"), Contains("run.json:1:1: error[PEN604]: no line starts"));
  CHECK_THAT(fio_errors("[1, 2]"), Contains("PEN604"));
  CHECK_THAT(fio_errors(fio_text("other.json")), Contains("but not of a fio run: it has no jobs"));
  CHECK_THAT(fio_errors("{\"jobs\": []}"), Contains("it has no jobs"));
  CHECK_THAT(fio_errors("{\"jobs\": [1]}"), Contains("without the figures"));
  CHECK_THAT(fio_errors("{\n \"jobs\": [,]}"),
             Contains("run.json:2:11: error[PEN604]: not well-formed"));
  CHECK_THAT(fio_errors("{\"jobs\": 1e999}"), Contains("not well-formed"));
  CHECK_THAT(fio_errors("{\"client_stats\": []}"), Contains("several fio servers"));
  const auto whole = fio_text("single.json");
  CHECK_THAT(fio_errors(whole + whole), Contains("a second JSON object starts here"));
  CHECK_THAT(fio_errors("{" + std::string(100'000, '[')), Contains("nested more than 64"));
  // Cut anywhere, it is a mistake.
  const auto start = whole.find("{");
  for (std::size_t size = 0; size < whole.rfind('}'); size += 7) {
    INFO(size);
    const auto errors = fio_errors(whole.substr(0, size));
    if (size > start) {
      REQUIRE_THAT(errors, Contains("the JSON ends here with"));
    } else {
      REQUIRE_FALSE(errors.empty());
    }
  }
}

TEST_CASE("Files are told apart by what they hold", "[unit]") {
  TemporaryFolder folder;
  write(folder.path() / "t.data", kMatrix);
  CHECK(read_measurements(folder.path() / "t.data")->rows.size() == 5);
  write(folder.path() / "run.out", fio_text("single.json"));
  CHECK(read_measurements(folder.path() / "run.out")->rows.size() == 1);
  write(folder.path() / "cut.json", "{\"jobs\"");
  CHECK_THAT(parameters::render(read_measurements(folder.path() / "cut.json").error()),
             Contains("the JSON ends here"));
  CHECK_THAT(parameters::render(read_measurements(folder.path() / "none.csv").error()),
             Contains("PEN101"));
}

TEST_CASE("A folder of runs is one table in the order of its paths", "[unit]") {
  TemporaryFolder folder;
  write(folder.path() / "b.json", fio_text("single.json"));
  write(folder.path() / "a/run.txt", fio_text("mixed.json"));
  write(folder.path() / "job.fio", "[job]\nrw=read\n");
  write(folder.path() / "iops.log", "1, 2, 3, 4\n");
  const auto t = read_measurements(folder.path());
  REQUIRE(t);
  REQUIRE(t->rows.size() == 2);
  CHECK(t->cell(t->rows[0], "rw") == "randrw");
  CHECK(t->cell(t->rows[1], "rw") == "randread");
  CHECK(t->rows[1].mark.file == (folder.path() / "b.json").string());
  CHECK(points(*t, all_rows(*t)).has_value());

  write(folder.path() / "c.json", fio_text("other.json"));
  write(folder.path() / "d.txt", fio_text("mixed.json").substr(0, 900));
  const auto errors = parameters::render(read_measurements(folder.path()).error());
  CHECK_THAT(errors, Contains("c.json:1:1: error[PEN604]") && Contains("d.txt:"));

  TemporaryFolder empty;
  write(empty.path() / "job.fio", "[job]\n");
  CHECK_THAT(parameters::render(read_measurements(empty.path()).error()),
             Contains("the folder holds no output of fio"));
}

TEST_CASE("The reference page of measurements is that of the column table", "[unit][golden]") {
  CHECK_GOLDEN("../../docs/reference/measurements.md", measurements_page());
}

TEST_CASE("Damaged measurements are read or refused with a reason", "[fuzz]") {
  std::vector<std::string> originals{kMatrix};
  for (const auto& entry : std::filesystem::directory_iterator(kFio)) {
    originals.push_back(golden::read_file(entry.path()).value());
  }
  std::ranges::sort(originals);
  int good = 0;
  constexpr int kRuns = 6000;
  for (int i = 0; i < kRuns; ++i) {
    const auto seed = static_cast<std::uint32_t>(i + 1);
    INFO("seed " << seed);
    const auto text =
        fuzz::Mutator(seed).damage(originals[static_cast<std::size_t>(i) % originals.size()]);
    for (const auto& result : {read_csv(text, "f.csv"), read_fio(text, "f.json")}) {
      if (!result) {
        REQUIRE(parameters::has_errors(result.error()));
        REQUIRE(result.error().size() <= 1001);
        continue;
      }
      REQUIRE_FALSE(result->rows.empty());
      for (const auto& row : result->rows) REQUIRE(row.cells.size() == result->columns.size());
      const auto p = points(*result, all_rows(*result));
      good += p ? 1 : 0;
      REQUIRE((p.has_value() || parameters::has_errors(p.error())));
      // Damaged conditions, too.
      const std::vector<std::string> conditions{
          fuzz::Mutator(seed).damage("iodepth=1,2 and rw=read")};
      const auto rows = select(*result, conditions, "--where");
      REQUIRE((rows.has_value() || parameters::has_errors(rows.error())));
    }
  }
  // If all or nothing were readable, the test would look at one path only.
  CHECK(good > 100);
  CHECK(good < kRuns);
}
