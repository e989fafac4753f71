// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>

#include "models/catalogue/catalogue.hpp"
#include "models/units/quantity.hpp"
#include "sim/scenario/metrics.hpp"
#include "tests/golden/golden.hpp"
#include "tests/unit/scenario_fixture.hpp"

using namespace penstock;
using namespace penstock::scenario;
using fixture::changed;
using fixture::kValid;
using fixture::places;
using fixture::read;
using Places = std::vector<std::string>;

namespace {

std::string file_text(const std::filesystem::path& path) {
  const auto text = golden::read_file(path);
  REQUIRE(text);
  return *text;
}

}  // namespace

TEST_CASE("A valid scenario is read into structs", "[unit]") {
  const auto result = read(kValid);
  INFO(parameters::render(result.diagnostics));
  REQUIRE(result.scenario);
  REQUIRE(result.catalogue);
  CHECK(result.diagnostics.empty());
  const auto& s = *result.scenario;
  CHECK(s.sources.at(0).rate->si() == Approx(400e9 / 86400));
  CHECK(s.datasets.at(1).ratio.si() == 0.5);
  CHECK(s.stages.at(2).training.accelerators == 16);
  CHECK(s.stages.at(3).after.si() == 90 * 86400.0);
  CHECK(s.designs.at(0).tiers.at(0).redundancy == Redundancy{8, 2});
  CHECK(s.designs.at(1).tiers.at(0).per_server == 24);
  CHECK(s.designs.at(1).tiers.at(0).servers == 12);
  CHECK(s.designs.at(1).compute.gpu == "h100");
  CHECK(s.designs.at(1).extends == "base");
  CHECK(s.objectives.at(0).limit == 0.8);
  CHECK(s.economics.baseline == "base");
  CHECK(result.inputs_hash.size() == 32);
}

TEST_CASE("Ten different mistakes are all reported at their places", "[unit][golden]") {
  const auto result =
      read_text(file_text(PENSTOCK_SOURCE_DIR "/tests/data/ten-mistakes.penstock.yaml"),
                "ten-mistakes.penstock.yaml");
  CHECK_FALSE(result.scenario);
  CHECK(result.inputs_hash.empty());
  CHECK(result.diagnostics.size() == 10);
  CHECK_GOLDEN("scenario/ten-mistakes.txt", parameters::render(result.diagnostics));
}

TEST_CASE("Every shipped scenario is valid", "[unit]") {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(PENSTOCK_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    ++files;
    const auto result = read_file(entry.path());
    INFO(parameters::render(result.diagnostics));
    CHECK(result.scenario.has_value());
    CHECK(file_text(entry.path())
              .starts_with(
                  "# yaml-language-server: $schema=../docs/reference/penstock.schema.json\n"));
  }
  CHECK(files >= 1);
}

TEST_CASE("Every key of the vocabulary is read", "[unit]") {
  const auto result = read(R"(penstock: 1
name: Autonomous-vehicle perception pipeline
horizon: 5 y
seed: 42
sources:
  fleet:      {kind: vehicle, count: 60, rate: 400 GB/d, schedule: "08:00-20:00", request_size: 4 MiB, growth: 25 %/y}
  weather:    {kind: satellite, rate: 2 TB/d, burst: once per day, request_size: 8 MiB}
  telemetry:  {kind: iot, count: 250000, record: 512 B, interval: 1 s, batch: 64 KiB}
datasets:
  raw:      {record: 40 MB, retain: 6 mo, copies: 1, initial: 4 PB}
  clean:    {from: raw, ratio: 1, record: 2 MB, retain: 2 y, initial: 3 PB}
  features: {from: clean, ratio: 2 %, record: 146.6 MB}
  archive:  {from: raw, retain: 10 y}
  answers:  {record: 256 KB}
stages:
  ingest:   {kind: ingest, from: [fleet, weather, telemetry], writes: raw}
  process:  {kind: process, reads: [raw], scope: new, every: 1 d, writes: clean, cores: 400, cpu_per_byte: 4 ns/B}
  extract:  {kind: extract, reads: clean, scope: all, every: 1 mo, iterations: 3, writes: features}
  model:    {kind: model, reads: features, subset: 1 %, experiments: 40/d}
  train:    {kind: train, reads: features, workload: unet3d, accelerators: 64, accelerator: h100, epochs: 20,
             runs: 8/mo, checkpoint: {size: 105 GB, every: 30 min}, prefetch: 4, cache: node-local}
  deploy:   {kind: deploy, model: 16 GB, requests: 200/s, input: 64 KB, output: 256 KB, writes: answers}
  archive:  {kind: archive, reads: raw, writes: archive, after: 90 d}
designs:
  all-flash:
    tiers:
      fast: {kind: parallel-fs, servers: 24, device: tlc-30t, per_server: 24, redundancy: 8+2, network: 2x200GbE}
      big:  {kind: object-store, servers: 40, device: cmr-24t, per_server: 60, redundancy: 10+4, network: 100GbE}
    compute: {gpu_nodes: 16, gpus_per_node: 8, gpu: h100, cores: 2x56, nic: 8x400GbE, local_nvme: 8x tlc-7t}
    fabric:  {leaf_spine: true, oversubscription: 2, transport: roce}
    place:   {raw: big, clean: fast, features: fast, archive: big, answers: fast}
  composable:     {extends: all-flash, tiers: {fast: {kind: nvme-of, enclosures: 12, network: 6x100GbE}}}
  hci:            {extends: all-flash, tiers: {fast: {kind: hci, device: tlc-15t, per_server: 12}}}
  smr-archive:    {extends: all-flash, tiers: {big: {kind: smr-archive, device: hm-smr-32t}}}
  dual-actuator:  {extends: all-flash, tiers: {big: {kind: dual-actuator, device: dual-18t}}}
  cloud-archive:  {extends: all-flash, tiers: {big: {kind: cloud-object, class: s3-standard}}}
objectives:
  - train.accelerator_utilisation >= 90 %
  - ingest.backlog <= 1 h
  - process.makespan <= 20 h
  - tier.big.durability >= 11 nines
  - tier.fast.fill <= 80 %
economics: {currency: USD, discount_rate: 8 %, electricity: 0.12 USD/kWh, pue: 1.3, baseline: all-flash}
uncertainty: {electricity: "triangular(0.08, 0.12, 0.20) USD/kWh"}
)");
  INFO(parameters::render(result.diagnostics));
  REQUIRE(result.scenario);
  CHECK(places(result) == Places{"warning PEN212 44:1"});
  const auto& designs = result.scenario->designs;
  const auto tier = [&](std::size_t design, std::size_t index) -> const Tier& {
    return designs.at(design).tiers.at(index);
  };
  CHECK(tier(1, 0).kind == TierKind::kNvmeOf);
  CHECK(tier(1, 0).servers == 12);
  CHECK(tier(1, 0).server == "ebof-24");
  CHECK(tier(2, 0).servers == 16);  // all compute nodes, not the 24 servers of the base
  CHECK(tier(2, 0).server.empty());
  CHECK(tier(3, 1).server == "smr-4u-102");
  CHECK(tier(5, 1).cloud_class == "s3-standard");
  CHECK(result.scenario->objectives.at(3).limit == 11.0);
  CHECK(result.scenario->stages.at(5).inference.accelerator == "h100");
}

TEST_CASE("Files that are no scenario are refused in a sentence", "[unit]") {
  CHECK(places(read("")) == Places{"PEN104 1:1"});
  CHECK(places(read("- a\n- b\n")) == Places{"PEN204 1:1"});
  CHECK(places(read("just text")) == Places{"PEN204 1:1"});
  CHECK(places(read("a: [1, 2\n")).size() == 1);
  CHECK(places(read_file("/nonexistent.yaml")) == Places{"PEN101 0:0"});
}

TEST_CASE("The format version is checked", "[unit]") {
  CHECK(places(read(changed("penstock: 1", "penstock: 2"))) == Places{"PEN209 1:11"});
  CHECK(places(read(changed("penstock: 1\n", ""))) == Places{"PEN209 1:1"});
}

TEST_CASE("A mistake of a base is reported once", "[unit]") {
  CHECK(fixture::findings(changed("redundancy: 8+2", "redundancy: 8-2")) == Places{"PEN206 8-2"});
  CHECK(places(read(changed("servers: 12", "severs: 12"))).size() == 2);  // and 8+2 on one server
}

TEST_CASE("Designs that extend nothing or each other are refused", "[unit]") {
  CHECK(places(read(changed("extends: base", "extends: bse"))) == Places{"PEN304 23:14"});
  const auto result = read(changed("  base:\n", "  base:\n    extends: other\n"));
  CHECK(places(result) == Places{"PEN304 24:14"});
}

TEST_CASE("A tier that changes its machine does not inherit the old one", "[unit]") {
  const auto result = read(changed("{fast: {per_server: 24}}",
                                   "{fast: {kind: hci, per_server: 8, redundancy: 2 copies}}"));
  INFO(parameters::render(result.diagnostics));
  REQUIRE(result.scenario);
  CHECK(result.scenario->designs.at(1).tiers.at(0).servers == 2);
}

TEST_CASE("Servers and enclosures are not both given", "[unit]") {
  const auto result = read(changed(
      "{fast: {per_server: 24}}",
      "{fast: {kind: nvme-of, servers: 12, enclosures: 12, network: 6x100GbE, redundancy: 8+2}}"));
  CHECK(places(result) == Places{"PEN113 24:35"});
}

TEST_CASE("Overrides change single values", "[unit]") {
  const auto result = read(
      kValid, {"designs.base.tiers.fast.servers=30", "economics.electricity=0.2 USD/kWh",
               "horizon=3 y", "stages.train.checkpoint.size=10 GB", "designs.other.place.raw=fast",
               "catalogue.ssd.tlc-30t.price={value: 100 USD/TB, date: 2026}"});
  INFO(parameters::render(result.diagnostics));
  REQUIRE(result.scenario);
  const auto& s = *result.scenario;
  CHECK(s.designs.at(0).tiers.at(0).servers == 30);
  CHECK(s.designs.at(1).tiers.at(0).servers == 30);  // it extends the other
  CHECK(s.economics.electricity.si() == Approx(0.2 / 3.6e6));
  CHECK(s.horizon.si() == 3 * units::kYear.si());
  CHECK(s.stages.at(2).training.checkpoint.size.si() == 10e9);
  CHECK(s.designs.at(1).place.at(0).tier == "fast");
  CHECK(s.designs.at(0).place.at(0).tier == "big");
  CHECK(result.catalogue->ssds.at("tlc-30t").drive.price.value.si() == Approx(100e-12));
}

TEST_CASE("Overrides that lead nowhere are refused with a hint", "[unit]") {
  const auto refused = [](const std::string& text) {
    const auto result = read(kValid, {text});
    REQUIRE(result.diagnostics.size() == 1);
    const auto& d = result.diagnostics.front();
    CHECK(d.mark.file.starts_with("--set "));
    return d.code + " " + d.hint;
  };
  CHECK(refused("designs.base.tiers.fst.servers=3") == "PEN210 did you mean 'fast'?");
  CHECK(refused("designs.base.tiers.fast.sevrers=3") == "PEN210 did you mean 'servers'?");
  CHECK(refused("designs.bse.tiers.fast.servers=3") == "PEN210 did you mean 'base'?");
  CHECK(refused("stages.trian.epochs=3") == "PEN210 did you mean 'train'?");
  CHECK(refused("economics.electrcity=3") == "PEN210 did you mean 'electricity'?");
  CHECK(refused("horizn=3 y") == "PEN210 did you mean 'horizon'?");
  CHECK(refused("stages.train=3").starts_with("PEN210"));
  CHECK(refused("horizon").starts_with("PEN210"));
  CHECK(refused("horizon=").starts_with("PEN210"));
  CHECK(refused("=").starts_with("PEN210"));
  CHECK(refused("catalogue.ssd.nothing.price=1 USD/TB").starts_with("PEN210"));
  CHECK(refused("horizon=5 GB").starts_with("PEN206"));
  CHECK(refused("horizon=[").starts_with("PEN109"));
}

TEST_CASE("The hash follows values and nothing else", "[unit]") {
  const auto hash = read(kValid).inputs_hash;
  CHECK(read(kValid).inputs_hash == hash);
  CHECK(read("# a comment\n" + kValid).inputs_hash == hash);
  CHECK(read(changed("rate: 400 GB/d", "rate: 0.4 TB/d")).inputs_hash == hash);
  CHECK(read(changed("count: 10, rate: 400 GB/d", "rate: 400 GB/d, count: 10")).inputs_hash ==
        hash);
  CHECK(read(changed("per_server: 24", "per_server: 23")).inputs_hash != hash);
  CHECK(read(kValid, {"seed=2"}).inputs_hash != hash);
  CHECK(read(kValid, {"catalogue.ssd.tlc-30t.price={value: 100 USD/TB, date: 2026}"}).inputs_hash !=
        hash);
}

TEST_CASE("Files are included below the including one", "[unit]") {
  const auto folder = std::filesystem::path(PENSTOCK_BINARY_DIR) / "include-test";
  std::filesystem::create_directories(folder / "parts");
  std::ofstream(folder / "parts/economics.yaml") << "economics: {pue: 1.1, discount_rate: 5 %}\n";
  std::ofstream(folder / "parts/all.yaml") << "include: economics.yaml\nhorizon: 4 y\n";
  std::ofstream(folder / "a.yaml") << "include: [parts/all.yaml]\neconomics: {pue: 1.2}\n" + kValid;
  std::ofstream(folder / "circle.yaml") << "include: circle.yaml\n" + kValid;
  std::ofstream(folder / "missing.yaml") << "include: [parts/none.yaml]\n" + kValid;

  const auto result = read_file(folder / "a.yaml");
  INFO(parameters::render(result.diagnostics));
  REQUIRE(result.scenario);
  CHECK(result.scenario->horizon.si() == 4 * units::kYear.si());
  CHECK(result.scenario->economics.pue.si() == 1.2);
  CHECK(result.scenario->economics.discount_rate.si() == 0.05);
  CHECK(places(read_file(folder / "circle.yaml")) == Places{"PEN117 1:10"});
  CHECK(places(read_file(folder / "missing.yaml")) == Places{"PEN101 1:11"});
  std::filesystem::remove_all(folder);
}

TEST_CASE("Names are plain words", "[unit]") {
  CHECK(places(read(changed("  sensors:", "  \"a.b\":"))).front() == "PEN211 5:3");
  CHECK(places(read(changed("  process:", "  tier:"))).front() == "PEN211 12:3");
}

TEST_CASE("Entries of the scenario join the catalogue", "[unit]") {
  const auto result = read(
      kValid +
          "catalogue: {ssd: {mine: {extends: tlc-30t, price: {value: 90 USD/TB, date: 2026}}}}\n",
      {"designs.base.tiers.fast.device=mine"});
  INFO(parameters::render(result.diagnostics));
  REQUIRE(result.scenario);
  CHECK(result.catalogue->ssds.at("mine").drive.price.value.si() == Approx(90e-12));
  CHECK_FALSE(catalogue::shipped().ssds.contains("mine"));
}

TEST_CASE("Objectives are parsed with the unit of their metric", "[unit]") {
  const auto limit = [](const std::string& objective) {
    const auto result = read(changed("tier.fast.fill <= 80 %", objective));
    INFO(parameters::render(result.diagnostics));
    REQUIRE(result.scenario);
    return result.scenario->objectives.at(0);
  };
  CHECK(limit("train.accelerator_utilisation >= 90 %").limit == 0.9);
  CHECK(limit("ingest.backlog<1 h").comparison == Comparison::kLess);
  CHECK(limit("tier.big.durability >= 11 nines").limit == 11.0);
  CHECK(limit("tier.big.run_out > 36 mo").limit == Approx(36 * units::kMonth.si()));
  CHECK(limit("tco <= 20 MUSD").limit == 20e6);
  CHECK(limit("cost_per_tb_month <= 10 USD/TB-month").dimension == units::StoragePrice::dimension);
  CHECK(limit("power <= 100 kW").limit == 1e5);
  CHECK(limit("ingest.dropped <= 0 B").limit == 0.0);
}

TEST_CASE("Objectives that cannot be meant are refused", "[unit]") {
  const auto refused = [](const std::string& objective) {
    const auto result = read(changed("tier.fast.fill <= 80 %", "\"" + objective + "\""));
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics.front().mark.line == 26);
    return result.diagnostics.front().code + " " + result.diagnostics.front().hint;
  };
  CHECK(refused("train.acelerator_utilisation >= 90 %") ==
        "PEN502 did you mean 'accelerator_utilisation'?");
  CHECK(refused("trian.stall <= 9 %") == "PEN502 did you mean 'train'?");
  CHECK(refused("tier.fsat.fill <= 9 %") == "PEN502 did you mean 'fast'?");
  CHECK(refused("tier.fast.fil <= 9 %") == "PEN502 did you mean 'fill'?");
  CHECK(refused("tier.fast <= 9 %").starts_with("PEN502"));
  CHECK(refused("tcoo <= 9 USD") == "PEN502 did you mean 'tco'?");
  CHECK(refused("process.accelerator_utilisation >= 9 %").starts_with("PEN502"));
  CHECK(refused("tier.fast.fill = 80 %").starts_with("PEN501"));
  CHECK(refused("tier.fast.fill <=").starts_with("PEN501"));
  CHECK(refused("<= 80 %").starts_with("PEN501"));
  CHECK(refused("tier.fast.fill <= 80") == "PEN503 did you mean '80 %'?");
  CHECK(refused("tier.fast.fill <= 1 h").starts_with("PEN503"));
  CHECK(refused("ingest.backlog <= -1 h").starts_with("PEN503"));
  CHECK(refused("tier.fast.durability >= 500 nines").starts_with("PEN503"));
  CHECK(refused("ingest.backlog <= inf h").starts_with("PEN503"));
}

TEST_CASE("An objective in the wrong direction is a warning", "[unit]") {
  const auto result = read(changed("tier.fast.fill <= 80 %", "tier.fast.fill >= 80 %"));
  CHECK(result.scenario.has_value());
  CHECK(places(result) == Places{"warning PEN503 26:5"});
}

TEST_CASE("An objective on a tier that some designs lack is a warning", "[unit]") {
  const auto text = changed("tiers: {fast: {per_server: 24}}",
                            "tiers: {cold: {kind: cloud-object, class: s3-standard}}");
  const auto result = read(changed("tier.fast.fill", "tier.cold.fill", text));
  CHECK(result.scenario.has_value());
  CHECK(places(result) == Places{"warning PEN502 26:5"});
}

TEST_CASE("Metrics are unique and described", "[unit]") {
  std::set<std::string> paths;
  for (const auto& metric : metrics()) {
    INFO(path_pattern(metric));
    CHECK(paths.insert(path_pattern(metric)).second);
    CHECK(metric.description.size() > 10);
    CHECK(find_metric(metric.scope, metric.name) == &metric);
    if (metric.share) CHECK(metric.dimension == units::Dimension{});
  }
}
