// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What the parts of a scenario say about each other.
#include "tests/unit/scenario_fixture.hpp"

using namespace penstock;
using namespace penstock::scenario;
using fixture::changed;
using fixture::findings;
using fixture::kValid;
using fixture::places;
using fixture::read;
using Places = std::vector<std::string>;

namespace {

/// The diagnostics of kValid with one change.
Places after(const std::string& from, const std::string& to) {
  return findings(changed(from, to));
}
}  // namespace

TEST_CASE("The rate of a source is given exactly once", "[unit]") {
  CHECK(after(", rate: 400 GB/d", "") == Places{"PEN401 {kind: vehicle"});
  CHECK(after("record: 512 B, interval: 1 s", "record: 512 B") == Places{"PEN401 {kind: iot"});
  CHECK(after("record: 512 B, interval: 1 s", "record: 512 B, interval: 1 s, rate: 1 MB/s") ==
        Places{"PEN401 1 MB/s"});
  CHECK(after("record: 512 B, interval: 1 s, batch: 64 KiB", "rate: 1 kB/s") == Places{});
  CHECK(after("rate: 400 GB/d", "record: 4 MB, interval: 1 s, rate: 1 GB/d") ==
        Places{"PEN202 record: 4 MB", "PEN202 interval: 1 s"});
  CHECK(after("batch: 64 KiB", "batch: 64 B") == Places{"PEN401 64 B"});
  CHECK(after("rate: 400 GB/d", "rate: 400 GB") == Places{"PEN206 400 GB"});
}

TEST_CASE("References lead to something", "[unit]") {
  CHECK(after("[fleet, sensors]", "[fleet, sensor]") ==
        Places{"warning PEN309 {kind: iot", "PEN301 sensor"});
  CHECK(after("[fleet, sensors]", "[fleet, sensors, fleet]") == Places{"PEN308 fleet"});
  CHECK(after("{from: raw, ratio", "{from: rw, ratio") == Places{"PEN301 rw"});
  CHECK(after("workload: unet3d", "workload: unet") == Places{"PEN301 unet"});
  CHECK(after("accelerator: h100", "accelerator: h10") == Places{"PEN301 h10"});
  CHECK(after("place: {raw: big", "place: {raw: bigg") == Places{"PEN301 bigg"});
  CHECK(after("place: {raw: big,", "place: {raw: big, rew: big,") == Places{"PEN301 rew: big"});
  CHECK(findings(kValid + "economics: {baseline: bsae}\n") == Places{"PEN301 bsae"});
}

TEST_CASE("Every dataset has a tier in every design", "[unit]") {
  const auto result = read(changed(", vault: big}", "}"));
  CHECK(places(result) == Places{"PEN305 21:12"});
  CHECK(result.diagnostics.front().message == "design 'base' has no tier for vault");
}

TEST_CASE("Stages have what their kind needs", "[unit]") {
  CHECK(after("from: [fleet, sensors], ", "").back() == "PEN203 {kind: ingest");
  CHECK(after(", workload: unet3d", "") == Places{"PEN203 {kind: train"});
  CHECK(after("accelerators: 16, ", "") == Places{"PEN203 {kind: train"});
  CHECK(after("kind: train", "kind: trian").front() == "PEN206 trian");
  CHECK(after("accelerator: h100", "accelerator: h100, checkpoint: {every: 1 h}") ==
        Places{"PEN203 {every: 1 h"});
  CHECK(after("accelerator: h100", "accelerator: h100, epochs: 3, steps: 100") ==
        Places{"warning PEN309 3"});
}

TEST_CASE("One stage writes a dataset, archives apart", "[unit]") {
  CHECK(
      after("  keep:", "  again: {kind: process, reads: raw, writes: clean, cores: 1}\n  keep:") ==
      Places{"PEN306 clean"});
  CHECK(after("writes: vault", "writes: clean").back() == "warning PEN309 {from: raw");
}

TEST_CASE("A dataset that is read receives data", "[unit]") {
  CHECK(after("reads: clean", "reads: vault, checkpoint: {size: 1 GB, to: clean}") == Places{});
  CHECK(after("  vault: {from: raw}", "  vault: {from: raw}\n  more: {}\n").size() == 2);
  const auto result =
      read(changed("reads: clean, workload", "reads: [clean, more], workload",
                   changed("vault: big}", "vault: big, more: big}",
                           changed("  vault: {from: raw}", "  vault: {from: raw}\n  more: {}"))));
  CHECK(places(result) == Places{"PEN307 10:9"});
}

TEST_CASE("What a dataset is from is what its stage reads", "[unit]") {
  CHECK(after("clean: {from: raw", "clean: {from: vault") == Places{"PEN310 vault"});
  const auto result = read(changed("clean: {from: raw, ", "clean: {"));
  REQUIRE(result.scenario);
  CHECK(result.scenario->datasets.at(1).from == std::vector<std::string>{"raw"});
}

TEST_CASE("Stages that feed each other are refused", "[unit]") {
  const auto result =
      read(changed("  train:",
                   "  back: {kind: extract, reads: clean, writes: raw2, cores: 1}\n"
                   "  on: {kind: extract, reads: raw2, writes: raw3, cores: 1}\n"
                   "  again: {kind: process, reads: raw3, writes: raw2, cores: 1}\n"
                   "  train:",
                   changed("  vault: {from: raw}", "  vault: {from: raw}\n  raw2: {}\n  raw3: {}",
                           changed("vault: big}", "vault: big, raw2: big, raw3: big}"))));
  bool found = false;
  for (const auto& d : result.diagnostics) {
    found = found || (d.code == "PEN306");
  }
  CHECK(found);  // two writers of raw2
  const auto circle =
      read(changed("reads: raw, writes: clean, cores: 64, read_write: \"2:1\"}",
                   "reads: [raw, loop], writes: clean, cores: 64}\n"
                   "  turn: {kind: extract, reads: clean, writes: loop, cores: 1}",
                   changed("  vault: {from: raw}", "  vault: {from: raw}\n  loop: {}",
                           changed("vault: big}", "vault: big, loop: big}"))));
  CHECK(places(circle) == Places{"PEN303 13:56"});
  CHECK(circle.diagnostics.front().message.find("->") != std::string::npos);
  // Datasets alone can do it too.
  CHECK(findings(changed("  vault: {from: raw}",
                         "  vault: {from: raw}\n  a: {from: b, initial: 1 TB}\n"
                         "  b: {from: a, initial: 1 TB}",
                         changed("vault: big}", "vault: big, a: big, b: big}"))) ==
        Places{"PEN303 b"});
}

TEST_CASE("An archive may give back what it got", "[unit]") {
  const auto result = read(changed("keep: {kind: archive, reads: raw, writes: vault, after: 90 d}",
                                   "keep: {kind: archive, reads: clean, writes: raw, after: 90 d}",
                                   changed("vault: {from: raw}", "vault: {initial: 1 TB}")));
  INFO(parameters::render(result.diagnostics));
  CHECK(result.scenario.has_value());
}

TEST_CASE("read_write agrees with the ratio", "[unit]") {
  CHECK(after("\"2:1\"", "\"1:1\"") == Places{"PEN402 \"1:1\""});
  CHECK(after("\"2:1\"", "\"4:2\"") == Places{});
  CHECK(after("\"2:1\"", "\"0:1\"") == Places{"PEN402 \"0:1\""});
}

TEST_CASE("Ages fit the retention", "[unit]") {
  CHECK(after("after: 90 d", "after: 7 mo") == Places{"PEN410 7 mo"});
  const auto moved = [](const std::string& move) {
    return after("    place: {raw: big, clean",
                 "    moves: [" + move + "]\n    place: {raw: big, clean");
  };
  CHECK(moved("{dataset: clean, after: 1 y, to: big}") == Places{});
  CHECK(moved("{dataset: clean, after: 3 y, to: big}") == Places{"PEN409 3 y"});
  CHECK(moved("{dataset: clean, after: 1 y, to: fast}") == Places{"PEN409 fast"});
  CHECK(moved("{dataset: claen, after: 1 y, to: bgi}") == Places{"PEN301 claen", "PEN301 bgi"});
  CHECK(moved("{dataset: clean}") == Places{"PEN203 {dataset: clean", "PEN203 {dataset: clean"});
}

TEST_CASE("Devices fit the kind of the tier", "[unit]") {
  const auto result = read(changed("device: tlc-30t", "device: cmr-24t"));
  CHECK(places(result) == Places{"PEN302 18:54"});
  CHECK(result.diagnostics.front().hint.find("tlc-30t") != std::string::npos);
  CHECK(after("device: cmr-24t", "device: hm-smr-32t") == Places{"PEN302 hm-smr-32t"});
  CHECK(after("device: tlc-30t", "device: tlc-30") == Places{"PEN301 tlc-30"});
  CHECK(after("device: tlc-30t, ", "") ==
        Places{"PEN203 {kind: parallel-fs", "PEN203 {per_server: 24"});
  CHECK(after("{kind: object-store", "{kind: smr-archive") == Places{"PEN302 cmr-24t"});
  CHECK(after("{kind: object-store", "{kind: hybrid") == Places{"PEN203 {kind: hybrid"});
  CHECK(after("{kind: object-store", "{kind: hybrid, flash: 8x tlc-7t") == Places{});
  CHECK(after("{kind: object-store", "{kind: hybrid, flash: 9x tlc-7t") == Places{"PEN404 60"});
  CHECK(after("network: 100GbE", "network: 100GbE, server: ebof-24") == Places{"PEN302 ebof-24"});
}

TEST_CASE("Drives fit into their server", "[unit]") {
  const auto result = read(changed("per_server: 20", "per_server: 25"));
  CHECK(places(result) == Places{"PEN404 18:75"});
  CHECK(result.diagnostics.front().hint.find("storage-4u-60") != std::string::npos);
}

TEST_CASE("Stripes fit the tier", "[unit]") {
  CHECK(after("servers: 12", "servers: 9") == Places{"warning PEN403 8+2"});
  CHECK(after("servers: 12, device: tlc-30t, per_server: 20",
              "servers: 3, device: tlc-30t, per_server: 3") ==
        Places{"PEN403 8+2", "warning PEN403 8+2"});
  CHECK(after("redundancy: 8+2, ", "") ==
        Places{"warning PEN403 {kind: parallel-fs", "warning PEN403 {per_server: 24"});
  CHECK(after("redundancy: 8+2", "redundancy: none") == Places{});
}

TEST_CASE("Network ports are things that can be bought", "[unit]") {
  CHECK(after("network: 2x200GbE", "network: 2x137GbE") == Places{"PEN301 2x137GbE"});
  CHECK(after("nic: 2x200GbE", "nic: 2x3GbE") == Places{"PEN301 2x3GbE"});
}

TEST_CASE("Stages find their accelerators, cores and caches in every design", "[unit]") {
  const auto result = read(changed("accelerators: 16", "accelerators: 17"));
  CHECK(places(result) == Places{"PEN405 13:70"});
  CHECK(result.diagnostics.front().message ==
        "stage 'train' needs 17 accelerators, more than base, other have");
  CHECK(after("accelerator: h100", "accelerator: a100") == Places{"PEN406 a100"});
  CHECK(after("cores: 64", "cores: 225") == Places{"PEN407 225"});
  CHECK(after("accelerator: h100", "accelerator: h100, cache: node-local") ==
        Places{"warning PEN309 node-local"});
  CHECK(after("gpu: h100", "gpu: h101") == Places{"PEN301 h101"});
  CHECK(after("gpu: h100, ", "") == Places{"PEN203 {gpu_nodes: 2"});
}

TEST_CASE("A stage without an accelerator takes what all designs hold", "[unit]") {
  const auto result = read(changed(", accelerator: h100", ""));
  REQUIRE(result.scenario);
  CHECK(result.scenario->stages.at(2).training.accelerator == "h100");
  const auto two = read(
      changed(", accelerator: h100", "",
              changed("    extends: base\n", "    extends: base\n    compute: {gpu: b200}\n")));
  INFO(parameters::render(two.diagnostics));
  REQUIRE(two.scenario);
  CHECK(two.scenario->stages.at(2).training.accelerator.empty());
}

TEST_CASE("Hyperconverged tiers lie on compute nodes", "[unit]") {
  const auto with = [](const std::string& tier) {
    return after("{fast: {per_server: 24}}", "{fast: {kind: hci, " + tier + "}}");
  };
  CHECK(with("per_server: 16, redundancy: 2 copies") == Places{});
  CHECK(with("per_server: 16, redundancy: 2 copies, servers: 3") == Places{"PEN407 3"});
  CHECK(with("per_server: 25, redundancy: 2 copies") == Places{"warning PEN404 25"});
}

TEST_CASE("Absurd numbers are refused", "[unit]") {
  CHECK(after("count: 10,", "count: 10000000000,") == Places{"PEN207 10000000000"});
  CHECK(after("count: 10,", "count: 99999999999999999999999,") ==
        Places{"PEN206 99999999999999999999999"});
  CHECK(after("rate: 400 GB/d", "rate: -1 GB/d") == Places{"PEN207 -1 GB/d"});
  CHECK(after("rate: 400 GB/d", "rate: 1e300 GB/d") == Places{"PEN206 1e300 GB/d"});
  CHECK(after("retain: 6 mo", "retain: 200 y").front() == "PEN207 200 y");
  CHECK(findings(kValid + "horizon: 1 d\n") == Places{"PEN207 1 d"});
  CHECK(findings(kValid + "horizon: 31 y\n") == Places{"PEN207 31 y"});
  CHECK(findings(kValid + "start: 2027-13\n") == Places{"PEN206 2027-13"});
  CHECK(findings(kValid + "seed: -1\n") == Places{"PEN206 -1"});
}
