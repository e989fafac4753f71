// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The `catalogue:` section of a scenario: overriding, extending, and what is refused.
#include "models/catalogue/catalogue_reader.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "models/units/parse.hpp"

using namespace penstock;
using namespace penstock::catalogue;
using parameters::Basis;
using parameters::Diagnostics;

namespace {

struct Reading {
  Catalogue catalogue = shipped();
  Diagnostics diagnostics;
};

Reading read(const std::string& text) {
  Reading reading;
  const auto document = parameters::parse_document(text, "s.yaml", reading.diagnostics);
  REQUIRE(document);
  read_entries(*document, reading.catalogue, reading.diagnostics);
  return reading;
}

/// The one mistake that the text is expected to hold, as "line:column code message".
std::string only_mistake(const std::string& text) {
  const auto reading = read(text);
  INFO(parameters::render(reading.diagnostics));
  REQUIRE(reading.diagnostics.size() == 1);
  const auto& d = reading.diagnostics.front();
  return std::to_string(d.mark.line) + ":" + std::to_string(d.mark.column) + " " + d.code + " " +
         d.message;
}

/// The YAML blocks of the reference page.
std::vector<std::string> documented_blocks() {
  std::ifstream file(PENSTOCK_SOURCE_DIR "/docs/reference/catalogue.md");
  const std::string page(std::istreambuf_iterator<char>(file), {});
  constexpr std::string_view kOpen = "```yaml\n";
  std::vector<std::string> blocks;
  for (auto at = page.find(kOpen); at != std::string::npos; at = page.find(kOpen, at)) {
    at += kOpen.size();
    blocks.push_back(page.substr(at, page.find("```", at) - at));
  }
  return blocks;
}

template <class Q>
Q quantity(const char* text) {
  return *units::parse<Q>(text);
}

}  // namespace

TEST_CASE("a plain value replaces a number and its whole provenance", "[unit]") {
  const auto reading = read("hdd:\n  cmr-24t:\n    price: 40 USD/TB\n");
  REQUIRE(reading.diagnostics.empty());
  const auto& hdd = reading.catalogue.hdds.at("cmr-24t");
  CHECK(hdd.drive.price.value == quantity<units::CapacityPrice>("40 USD/TB"));
  CHECK_FALSE(hdd.drive.price.low);  // the old range was 14 to 30 USD/TB
  CHECK_FALSE(hdd.drive.price.high);
  CHECK(hdd.drive.price.provenance.source == "s.yaml:3");
  CHECK(hdd.drive.price.provenance.basis == Basis::kAssumed);
  // Everything else is as shipped.
  const auto& old = shipped().hdds.at("cmr-24t");
  CHECK(hdd.identity.name == old.identity.name);
  CHECK(hdd.drive.capacity == old.drive.capacity);
  CHECK(hdd.outer_rate == old.outer_rate);
  CHECK(reading.catalogue.ssds.size() == shipped().ssds.size());
}

TEST_CASE("a map replaces a number with its own provenance", "[unit]") {
  const auto reading = read(
      "ssd:\n"
      "  tlc-30t: {price: {value: 420 USD/TB, high: 500 USD/TB, source: quotation 17, "
      "date: 2026-11, basis: measured}}\n");
  REQUIRE(reading.diagnostics.empty());
  const auto& price = reading.catalogue.ssds.at("tlc-30t").drive.price;
  CHECK(price.value == quantity<units::CapacityPrice>("420 USD/TB"));
  CHECK_FALSE(price.low);
  CHECK(price.high == quantity<units::CapacityPrice>("500 USD/TB"));
  CHECK(price.provenance == parameters::Provenance{"quotation 17", "2026-11", Basis::kMeasured});
}

TEST_CASE("entries extend others in any order, and overrides of the base count", "[unit]") {
  const auto reading = read(
      "hdd:\n"
      "  fourth: {extends: third, capacity: 44 TB}\n"
      "  third: {name: Third, extends: cmr-24t, capacity: 40 TB}\n"
      "  cmr-24t: {price: 18 USD/TB}\n");
  REQUIRE(reading.diagnostics.empty());
  const auto& fourth = reading.catalogue.hdds.at("fourth");
  CHECK(fourth.identity.id == "fourth");
  CHECK(fourth.identity.name == "fourth");  // not the base's name: it is another drive
  CHECK(reading.catalogue.hdds.at("third").identity.name == "Third");
  CHECK(fourth.drive.capacity.value == 44.0 * units::kTB);
  CHECK(fourth.drive.price.value == quantity<units::CapacityPrice>("18 USD/TB"));
  CHECK(fourth.outer_rate == shipped().hdds.at("cmr-24t").outer_rate);
}

TEST_CASE("a new entry without a base names all that is missing", "[unit]") {
  const auto reading = read("nic:\n  nic-800g: {rate: 800 Gbps}\n");
  REQUIRE(reading.diagnostics.size() == 2);
  CHECK(reading.diagnostics[0].message == "nic 'nic-800g' has no 'price'");
  CHECK(reading.diagnostics[1].message == "nic 'nic-800g' has no 'power'");
  const auto complete = read("nic:\n  nic-800g: {rate: 800 Gbps, price: 3 kUSD, power: 30 W}\n");
  CHECK(complete.diagnostics.empty());
  CHECK(nic_for(complete.catalogue, quantity<units::ByteRate>("800 Gbps"))->identity.id ==
        "nic-800g");
}

TEST_CASE("flash prices without a date are refused", "[unit]") {
  CHECK(only_mistake("ssd:\n  tlc-30t:\n    price: 300 USD/TB\n")
            .starts_with("3:5 PEN203 price of ssd 'tlc-30t' has no date"));
  CHECK(read("ssd:\n  tlc-30t: {price: {value: 300 USD/TB, date: 2026-10}}\n").diagnostics.empty());
  CHECK(read("hdd:\n  cmr-24t: {price: 20 USD/TB}\n").diagnostics.empty());
}

TEST_CASE("bands are a list, and one price is one band", "[unit]") {
  const auto reading = read(
      "cloud:\n"
      "  s3-standard: {storage: 0.02 USD/GB-month, egress: 0 USD/GB}\n"
      "  two-bands:\n"
      "    extends: b2\n"
      "    storage: [{from: 0 TB, price: 0.03 USD/GB-month}, "
      "{from: 1 PB, price: 0.01 USD/GB-month}]\n");
  REQUIRE(reading.diagnostics.empty());
  const auto& s3 = reading.catalogue.cloud_classes.at("s3-standard");
  REQUIRE(s3.storage.size() == 1);
  CHECK(s3.storage.front().from == units::Bytes{0.0});
  CHECK(s3.storage.front().price.provenance.source == "s.yaml:2");
  CHECK(banded_cost(s3.egress, units::kPB).si() == 0.0);
  // 1,000 TB x 30 + 1,000 TB x 10 USD/TB = 40,000 USD a month.
  const auto cost =
      banded_cost(reading.catalogue.cloud_classes.at("two-bands").storage, 2.0 * units::kPB) *
      units::kMonth;
  CHECK(cost.si() == Approx(40000.0));
}

TEST_CASE("bands out of order, or starting above zero, are refused", "[unit]") {
  CHECK(only_mistake("cloud:\n  b2:\n    storage: [{from: 1 TB, price: 0.03 USD/GB-month}]\n")
            .starts_with("3:5 PEN208 the first band under 'storage' of cloud 'b2' starts at"));
  CHECK(only_mistake("cloud:\n  b2:\n    egress: [{from: 0 TB, price: 0.03 USD/GB}, "
                     "{from: 0 TB, price: 0.01 USD/GB}]\n")
            .starts_with("3:5 PEN208 band 2 under 'egress' of cloud 'b2' starts at"));
  CHECK(only_mistake("cloud:\n  b2:\n    storage: [{price: 0.03 USD/GB-month}]\n") ==
        "3:15 PEN203 band 1 under 'storage' of cloud 'b2' has no 'from'");
  CHECK(only_mistake("cloud:\n  b2: {storage: []}\n").starts_with("2:17 PEN205"));
}

TEST_CASE("step times merge by accelerator", "[unit]") {
  const auto reading = read("workload:\n  unet3d: {step_times: {h100: 0.3 s}}\n");
  REQUIRE(reading.diagnostics.empty());
  const auto& workload = reading.catalogue.workloads.at("unet3d");
  REQUIRE(workload.step_times.size() == shipped().workloads.at("unet3d").step_times.size());
  for (const auto& step : workload.step_times) {
    if (step.accelerator == "h100") CHECK(step.time.value == units::Seconds{0.3});
    if (step.accelerator == "a100") CHECK(step.time.value == units::Seconds{0.636});
  }
  CHECK(only_mistake("workload:\n  unet3d:\n    step_times: {h1000: 0.3 s}\n") ==
        "3:18 PEN301 the catalogue has no accelerator 'h1000'");
  // An accelerator of the same file counts, wherever it stands.
  CHECK(read("workload:\n  unet3d: {step_times: {mine: 0.2 s}}\n"
             "accelerator:\n  mine: {extends: h100, price: 5 kUSD}\n")
            .diagnostics.empty());
}

TEST_CASE("a drive that changes its recording needs what the recording needs", "[unit]") {
  const auto reading = read("hdd:\n  mine: {extends: cmr-24t, recording: host-managed-smr}\n");
  REQUIRE(reading.diagnostics.size() == 2);
  CHECK(reading.diagnostics[0].message == "hdd 'mine' has no 'zone'");
  CHECK(reading.diagnostics[1].message == "hdd 'mine' has no 'open_zones'");
  CHECK(only_mistake("hdd:\n  cmr-24t:\n    zone: 256 MiB\n")
            .starts_with("3:5 PEN202 hdd 'cmr-24t' is of kind cmr; 'zone' belongs to kind"));
}

TEST_CASE("what cannot be extended is refused where it is written", "[unit]") {
  CHECK(only_mistake("hdd:\n  mine: {extends: cmr-24}\n") ==
        "2:19 PEN301 the catalogue has no hdd 'cmr-24'");
  CHECK(only_mistake("hdd:\n  mine: {extends: tlc-30t}\n") ==
        "2:19 PEN302 'tlc-30t' is of class ssd, not hdd");
  CHECK(only_mistake("hdd:\n  cmr-24t: {extends: cmr-20t}\n") ==
        "2:22 PEN304 hdd 'cmr-24t' exists already, so it cannot extend anything");
  CHECK(only_mistake("hdd:\n  a: {extends: b}\n  b: {extends: c}\n  c: {extends: a}\n") ==
        "4:16 PEN304 hdd 'c' extends itself, through 3 entries");
  CHECK(only_mistake("ssd:\n  a: {extends: a}\n") ==
        "2:16 PEN304 ssd 'a' extends itself, through 1 entries");
}

TEST_CASE("mistakes are reported where they stand, all at once", "[unit]") {
  const auto reading = read(
      "hdd:\n"
      "  cmr-24t:\n"
      "    pirce: 20 USD/TB\n"
      "    capacity: 24 TB/s\n"
      "    rotation: 72000 rpm\n"
      "ssds:\n"
      "  x: {}\n"
      "facility:\n"
      "  us-average: {pue: 0.9}\n"
      "  9x: {extends: us-average}\n");
  std::vector<std::string> found;
  for (const auto& d : reading.diagnostics) {
    found.push_back(std::to_string(d.mark.line) + ":" + std::to_string(d.mark.column) + " " +
                    d.code);
  }
  std::sort(found.begin(), found.end());
  CHECK(found == std::vector<std::string>{"10:3 PEN211", "3:5 PEN201", "4:15 PEN206", "5:15 PEN207",
                                          "6:1 PEN201", "9:21 PEN207"});
  for (const auto& d : reading.diagnostics) {
    if (d.mark.line == 3) CHECK(d.hint == "did you mean 'price'?");
    if (d.mark.line == 6) CHECK(d.hint == "did you mean 'ssd'?");
  }
}

TEST_CASE("a slipped digit or unit is out of the plausible range", "[unit]") {
  for (const auto* text : {
           "hdd:\n  cmr-24t: {capacity: 24 PB}\n",
           "hdd:\n  cmr-24t: {price: 22 USD/GB}\n",
           "hdd:\n  cmr-24t: {outer_rate: 285 kB/s}\n",
           "hdd:\n  cmr-24t: {seek_average: 8 s}\n",
           "hdd:\n  cmr-24t: {failure_rate: 1.3 /y}\n",
           "ssd:\n  tlc-30t: {read_latency: 70 ms}\n",
           "ssd:\n  tlc-30t: {physical_over_advertised: 1}\n",
           "accelerator:\n  h100: {power_active: 700 kW}\n",
           "facility:\n  us-average: {electricity: 14.6 USD/kWh}\n",
           "cloud:\n  b2: {storage: 6 USD/GB-month}\n",
           "server:\n  cpu-2u: {cores: 0}\n",
       }) {
    INFO(text);
    CHECK(only_mistake(text).find("PEN207") != std::string::npos);
  }
}

TEST_CASE("numbers of one entry that contradict each other are refused", "[unit]") {
  for (const auto* text : {
           "hdd:\n  cmr-24t: {power_idle: 50 W}\n",
           "hdd:\n  cmr-24t: {seek_settle: 9 ms}\n",
           "hdd:\n  cmr-24t: {interface_rate: 100 MB/s}\n",
           "ssd:\n  tlc-30t: {read_iops: 4000000 IOPS}\n",
           "ssd:\n  tlc-30t: {write_iops_size: 64 KiB}\n",
           "enclosure:\n  ebof-24: {read_limit: 80 GB/s}\n",
       }) {
    INFO(text);
    CHECK(only_mistake(text).find("PEN207") != std::string::npos);
  }
  CHECK(only_mistake("enclosure:\n  jbof-24: {ports: 2}\n").find("PEN203") != std::string::npos);
}

TEST_CASE("wrong shapes are mistakes, not crashes", "[unit]") {
  for (const auto* text : {"[]", "hdd: 3", "hdd: [a]", "hdd: {cmr-24t: 3}", "hdd: {cmr-24t: [1]}",
                           "hdd: {mine: {extends: [a]}}", "cloud: {b2: {storage: {from: 3}}}",
                           "cloud: {b2: {storage: [3]}}", "workload: {unet3d: {step_times: [1]}}",
                           "workload: {unet3d: {step_times: {h100: [1]}}}", "hdd: {cmr-24t: }"}) {
    INFO(text);
    CHECK(parameters::has_errors(read(text).diagnostics));
  }
}

TEST_CASE("a chain of thousands of entries is read without recursion", "[unit]") {
  // Last first, so that each has to wait for the next. A recursion would go as deep.
  std::string text = "nic:\n";
  constexpr int kEntries = 5000;
  for (int i = kEntries; i > 0; --i) {
    text += "  n" + std::to_string(i) +
            ": {extends: " + (i == 1 ? std::string("nic-25g") : "n" + std::to_string(i - 1)) +
            "}\n";
  }
  const auto reading = read(text);
  CHECK(reading.diagnostics.empty());
  CHECK(reading.catalogue.nics.size() == shipped().nics.size() + kEntries);
}

TEST_CASE("the examples of the reference page are read as they stand", "[unit]") {
  const auto blocks = documented_blocks();
  REQUIRE(blocks.size() == 2);
  Diagnostics diagnostics;

  // The first one is how the shipped file writes a new entry.
  Catalogue before = shipped();
  before.ssds.erase("tlc-15t");
  const auto entry = parameters::parse_document(blocks[0], "page", diagnostics);
  REQUIRE(entry);
  read_entries(*entry, before, diagnostics);
  CHECK(before.ssds.at("tlc-15t").read_rate == shipped().ssds.at("tlc-15t").read_rate);

  const auto section = parameters::parse_document(blocks[1], "page", diagnostics);
  REQUIRE(section);
  REQUIRE(section->find("catalogue") != nullptr);
  Catalogue after = shipped();
  read_entries(*section->find("catalogue"), after, diagnostics);
  CHECK(after.hdds.at("cmr-36t").drive.capacity.value == 36.0 * units::kTB);
  CHECK(after.cloud_classes.at("our-store").storage.size() == 2);
  INFO(parameters::render(diagnostics));
  CHECK(diagnostics.empty());
}
