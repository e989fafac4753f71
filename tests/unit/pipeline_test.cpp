// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// One month of stages against arithmetic by hand. Every window runs in its own process.
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "models/compute/checkpoint.hpp"
#include "models/compute/input_pipeline.hpp"
#include "models/network/transport.hpp"
#include "sim/pipeline/window.hpp"
#include "sim/pipeline/worker.hpp"
#include "tests/unit/loaded_scenario.hpp"

using namespace penstock;
using namespace penstock::pipeline;
using testing::load;
using testing::with;

namespace {

constexpr double kMonth = 730.5 * 3600;
constexpr double kDay = 86400;
/// Payload over line rate of RoCE with packets of 4 KiB.
const double kWire = network::wire_efficiency(network::Transport::kRoce, units::Bytes{4096});

/// A fast tier and a link of 1 GbE to the cloud, where limits are easy to make; no repairs.
const std::string kDesign = R"(
designs:
  base:
    tiers:
      fast: {kind: parallel-fs, servers: 10, device: tlc-7t, per_server: 20, redundancy: none, network: 2x200GbE}
      far: {kind: cloud-object, class: s3-standard, wan: 1GbE}
    compute: {gpu_nodes: 2, gpus_per_node: 8, gpu: h100, cores: 2x56, memory: 1 GB, nic: 2x400GbE,
              cpu_nodes: 4, cpu_cores: 2x64, cpu_memory: 1 GB, cpu_nic: 2x400GbE}
    fabric: {leaf_spine: false, transport: roce}
)";

struct Window {
  explicit Window(const std::string& yaml, int month = 0) {
    const auto loaded = load(yaml);
    const auto courses = stock_flow(loaded.scenario, month + 1);
    auto result = simulate({.scenario = &loaded.scenario,
                            .design = &loaded.design(),
                            .catalogue = &loaded.catalogue,
                            .courses = &courses,
                            .month = month});
    INFO((result ? std::string() : result.error()));
    REQUIRE(result);
    outcome = std::move(*result);
  }
  [[nodiscard]] double metric(const std::string& name) const {
    INFO(name);
    REQUIRE(outcome.metrics.contains(name));
    return outcome.metrics.at(name);
  }
  [[nodiscard]] double total(const std::string& name) const {
    INFO(name);
    REQUIRE(outcome.totals.contains(name));
    return outcome.totals.at(name);
  }
  [[nodiscard]] const ResourceTrace& resource(const std::string& name) const {
    const auto& all = outcome.resources;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& r) { return r.name == name; });
    INFO(name);
    REQUIRE(found != all.end());
    return *found;
  }
  Outcome outcome;
};

/// 100 TB that are there, and what a stage makes of them.
std::string batch(const std::string& stage) {
  return "datasets:\n  raw: {record: 64 MB, initial: 100 TB}\n  clean: {from: raw, record: 64 MB}\n"
         "stages:\n  process: {kind: process, reads: raw, writes: clean, " +
         stage + "}\n" + kDesign + "    place: {raw: fast, clean: fast}\n";
}

/// 100 MB/s that flow through stages.
std::string stream(const std::string& stages, const std::string& source = "rate: 8.64 TB/d") {
  return "sources:\n  feed: {kind: stream, " + source +
         "}\ndatasets:\n  raw: {record: 64 MB, retain: 3 mo}\n"
         "  clean: {from: raw, ratio: 50 %, record: 64 MB}\n"
         "  features: {from: clean, ratio: 10 %, record: 64 MB}\n"
         "stages:\n  ingest: {kind: ingest, from: [feed], writes: raw}\n" +
         stages + kDesign + "    place: {raw: fast, clean: fast, features: fast}\n";
}

const std::string kChain =
    "  process: {kind: process, reads: raw, writes: clean, every: 1 d, cores: 64}\n"
    "  extract: {kind: extract, reads: clean, writes: features, every: 1 mo, iterations: 3}\n";

constexpr double kSample = 146600628;

/// Training on 100 steps of 8 ranks x 7 samples; nothing is cached in 1 GB of memory.
std::string training(const std::string& more, const std::string& design = kDesign) {
  return "datasets:\n  features: {record: 146600628 B, initial: 820963516800 B}\n"
         "stages:\n  train: {kind: train, reads: features, workload: unet3d, accelerators: 8, "
         "accelerator: h100, prefetch: 4, " +
         more + "}\n" + design + "    place: {features: fast}\n";
}

/// The tier behind one server with `ports`.
std::string narrow(const std::string& ports) {
  return with(with(kDesign, "servers: 10", "servers: 1"), "2x200GbE", ports);
}

compute::EpochInput epoch_input(double supply) {
  return {.step = {.compute = units::Seconds{0.323},
                   .overhead = units::Seconds{4.45e-3},
                   .barrier = units::Seconds{5e-3}},
          .ranks = 8,
          .batch = 7,
          .sample = units::Bytes{kSample},
          .steps = 100,
          .buffered_batches = 4,
          .supply = units::ByteRate{supply}};
}

/// T + a + c ln 8.
const double kStep = 0.323 + 4.45e-3 + 5e-3 * std::log(8.0);

}  // namespace

TEST_CASE("A stage that computes takes bytes times core time over cores", "[unit]") {
  const Window w(batch("scope: all, every: 1 mo, cores: 256, cpu_per_byte: 100 ns/B"));
  // 100 TB x 100 ns/B / 256 cores; reading and writing a piece takes 1 % of its 0.84 s.
  const double ideal = 1e14 * 1e-7 / 256;
  CHECK(w.metric("process.makespan") > ideal);
  CHECK(w.metric("process.makespan") < 1.02 * ideal);
  CHECK(w.metric("process.completed") == 1.0);
  CHECK(w.metric("process.backlog") == 0.0);
  CHECK(w.total("process.core_seconds") == Approx(1e14 * 1e-7));
  CHECK(w.total("process.read") == Approx(1e14));
  CHECK(w.total("process.written") == Approx(1e14));
  CHECK(w.total("tier.fast.read") == Approx(1e14));
  // 256 of 512 cores, for the makespan; the last flow ends inside the month.
  CHECK(w.resource("cpu.cores").utilisation == Approx(1e14 * 1e-7 / 512 / kMonth));
}

TEST_CASE("More requests in flight do not use more cores than the stage has", "[unit]") {
  const Window w(
      batch("scope: all, every: 1 mo, cores: 128, concurrency: 500, cpu_per_byte: 100 ns/B"));
  // With requests to spare, the cores never wait.
  CHECK(w.metric("process.makespan") == Approx(1e14 * 1e-7 / 128).epsilon(1e-3));
}

TEST_CASE("A stage that moves data is limited by its slowest link", "[unit]") {
  const auto text =
      with(batch("scope: all, every: 1 mo, cores: 512"), "cpu_nic: 2x400GbE", "cpu_nic: 25GbE");
  // 100 TB into 4 ports of 3.125 GB/s.
  CHECK(Window(text).metric("process.makespan") ==
        Approx(1e14 / (4 * 3.125e9 * kWire)).epsilon(1e-3));
}

TEST_CASE("What is new is read once, whatever the period", "[unit]") {
  const double month = 100e6 * kMonth;
  for (const char* every : {"1 h", "6 h", "1 d", "1 week", "1 mo"}) {
    INFO(every);
    const Window w(stream(with(kChain, "every: 1 d", std::string("every: ") + every)));
    CHECK(w.total("ingest.written") == Approx(month).epsilon(1e-6));
    CHECK(w.total("process.input") == Approx(month).epsilon(1e-6));
    CHECK(w.total("process.written") == Approx(0.5 * month).epsilon(1e-6));
    // Three passes over what process makes in a month.
    CHECK(w.total("extract.input") == Approx(3 * 0.5 * month).epsilon(1e-6));
    CHECK(w.total("extract.written") == Approx(3 * 0.05 * month).epsilon(1e-6));
    CHECK(w.metric("extract.completed") == 1.0);
    CHECK(w.total("ingest.unfinished") == Approx(0.0).margin(1.0));
  }
}

TEST_CASE("Stages wait for the stages that make their input", "[unit]") {
  // Each takes half of the 512 cores for 1e14 x 100 ns / 256 = 39,062 s.
  const auto text =
      "datasets:\n  raw: {record: 64 MB, initial: 100 TB}\n  clean: {from: raw, record: 64 MB}\n"
      "  features: {from: clean, ratio: 0.8 %, record: 146600628 B}\n"
      "stages:\n"
      "  train: {kind: train, reads: features, workload: unet3d, accelerators: 8, "
      "accelerator: h100, runs: 1/mo}\n"
      "  extract: {kind: extract, reads: clean, writes: features, scope: all, every: 1 mo, "
      "cores: 256, cpu_per_byte: 100 ns/B}\n"
      "  process: {kind: process, reads: raw, writes: clean, scope: all, every: 1 mo, "
      "cores: 256, cpu_per_byte: 100 ns/B}\n" +
      kDesign + "    place: {raw: fast, clean: fast, features: fast}\n";
  const Window w(text);
  const double each = w.metric("process.makespan");
  CHECK(each == Approx(39062.5).epsilon(0.02));
  // A stage's makespan counts from when its data is there.
  CHECK(w.metric("extract.makespan") == Approx(each).epsilon(0.02));
  const double step = w.outcome.slice_length;
  const auto& cores = w.resource("cpu.cores").slices;
  // Never side by side, and both done after twice the time.
  for (const double u : cores) CHECK(u < 0.501);
  CHECK(std::accumulate(cores.begin(), cores.end(), 0.0) * step == Approx(2 * 39062.5 * 0.5));
  const auto& accelerators = w.resource("train.accelerators").slices;
  const auto first =
      std::find_if(accelerators.begin(), accelerators.end(), [](double u) { return u > 0.0; });
  REQUIRE(first != accelerators.end());
  CHECK(first - accelerators.begin() == static_cast<long>(2 * each / step));
  CHECK(w.metric("train.completed") == 1.0);
}

TEST_CASE("A stage that is slower than its period falls behind", "[unit]") {
  // 8.64 TB a day at 10 us/B on 500 cores take two days, so the last of 31 runs starts a month
  // late.
  const Window w(
      stream("  process: {kind: process, reads: raw, writes: clean, every: 1 d, "
             "cores: 500, cpu_per_byte: 10 us/B}\n"));
  CHECK(w.metric("process.completed") < 0.6);
  // Late by a day more with each of 15 runs; the makespan counts from when the data was there.
  CHECK(w.metric("process.backlog") == Approx(15 * kDay).epsilon(0.1));
  CHECK(w.metric("process.makespan") > w.metric("process.backlog"));
  CHECK(w.metric("process.makespan") < w.metric("process.backlog") + 2.1 * kDay);
  CHECK(w.resource("cpu.cores").utilisation == Approx(500.0 / 512).epsilon(0.03));
}

TEST_CASE("Correlated inputs are read side by side in proportion", "[unit]") {
  const auto text =
      "sources:\n  a: {kind: stream, rate: 2 TB/d}\n  b: {kind: stream, rate: 1 TB/d}\n"
      "datasets:\n  left: {record: 64 MB}\n  right: {record: 64 MB}\n  both: {ratio: 10 %}\n"
      "stages:\n  in-a: {kind: ingest, from: [a], writes: left}\n"
      "  in-b: {kind: ingest, from: [b], writes: right}\n"
      "  join: {kind: extract, reads: [left, right], writes: both}\n" +
      with(kDesign, "wan: 1GbE", "wan: 100GbE") +
      "    place: {left: fast, right: far, both: fast}\n";
  const Window w(text);
  const double days = kMonth / kDay;
  CHECK(w.total("join.input") == Approx(3e12 * days).epsilon(1e-6));
  CHECK(w.total("tier.fast.read") == Approx(2e12 * days).epsilon(1e-6));
  CHECK(w.total("tier.far.read") == Approx(1e12 * days).epsilon(1e-6));
  CHECK(w.total("join.written") == Approx(0.3e12 * days).epsilon(1e-6));
}

TEST_CASE("People's time with the data is part of the makespan", "[unit]") {
  const auto stage = "scope: all, every: 1 mo, cores: 256, cpu_per_byte: 10 ns/B";
  const double plain = Window(batch(stage)).metric("process.makespan");
  const double looked =
      Window(batch(std::string(stage) + ", annotation_delay: 2 d")).metric("process.makespan");
  CHECK(looked == Approx(plain + 2 * kDay).epsilon(1e-6));
  // A delay beyond the month has lasted all month when the window ends.
  const Window never(batch(std::string(stage) + ", annotation_delay: 40 d"));
  CHECK(never.metric("process.completed") == 0.0);
  CHECK(never.metric("process.makespan") == Approx(kMonth));
}

TEST_CASE("Samples for experiments are read as often as they are made", "[unit]") {
  const auto text = batch("scope: all, every: 1 mo");
  const Window w(with(
      text,
      "designs:", "  look: {kind: model, reads: clean, subset: 1 %, experiments: 2/d}\ndesigns:"));
  // 61 experiments on 1 % of 100 TB; 3.3 GB of 4 x 1 GB of memory hold nothing of it.
  CHECK(w.total("look.input") == Approx(61 * 1e12).epsilon(1e-6));
  CHECK(w.total("look.read") == Approx(61 * 1e12).epsilon(1e-3));
}

TEST_CASE("A schedule concentrates a source on its hours", "[unit]") {
  const auto cloud = [](const std::string& source) {
    return with(with(stream("", source), "raw: fast", "raw: far"), "record: 64 MB, retain",
                "record: 8 MiB, retain");
  };
  const double link = 0.125e9 * kWire;
  // 400 MB/s from midnight to six into a link of 122.5 MB/s: what arrives last waits longest,
  // 6 h x (400 / 122.5 - 1). On 31 days of the month, the last of 10.5 h.
  const Window w(cloud("rate: 8.64 TB/d, schedule: \"00:00-06:00\", request_size: 8 MiB"));
  CHECK(w.metric("ingest.backlog") == Approx(21600 * (400e6 / link - 1.0)).epsilon(1e-4));
  CHECK(w.total("ingest.offered") == Approx(31 * 21600 * 400e6).epsilon(1e-6));
  CHECK(w.metric("ingest.dropped") == 0.0);
  CHECK(w.metric("ingest.iops") == Approx(400e6 / (8 * 1024 * 1024)));
  // A buffer of 1 TB overflows once (400 - 122.5) MB/s have filled it.
  const Window full(
      cloud("rate: 8.64 TB/d, schedule: \"00:00-06:00\", request_size: 8 MiB, buffer: 1 TB"));
  CHECK(full.metric("ingest.dropped") ==
        Approx(31 * (21600 * (400e6 - link) - 1e12)).epsilon(1e-3));
  CHECK(full.metric("ingest.backlog") == Approx(1e12 / link).epsilon(1e-3));
}

TEST_CASE("A burst queues up at its source", "[unit]") {
  const Window w(with(stream("", "rate: 8.64 TB/d, burst: once per day, request_size: 8 MiB"),
                      "raw: fast", "raw: far"));
  const double link = 0.125e9 * kWire;
  CHECK(w.metric("ingest.backlog") == Approx(8.64e12 / link).epsilon(1e-3));
  // The last burst is cut to the 10.5 h that the month still holds: months add up.
  CHECK(w.total("ingest.offered") == Approx(100e6 * kMonth).epsilon(1e-6));
}

TEST_CASE("An archive copies what reaches its age, and moves carry it over", "[unit]") {
  const std::string text =
      "datasets:\n  raw: {record: 64 MB, retain: 3 mo, initial: 90 TB}\n"
      "  vault: {from: raw, ratio: 25 %, record: 64 MB}\n"
      "stages:\n  keep: {kind: archive, reads: raw, writes: vault, after: 60 d}\n" +
      with(kDesign, "1GbE", "100GbE") +
      "    place: {raw: fast, vault: far}\n    moves: [{dataset: raw, after: 1 mo, to: far}]\n";
  const Window w(text);
  // A third of the initial stock passes each age in month 0; a quarter of it is selected.
  CHECK(w.total("move raw to far.read") == Approx(30e12));
  CHECK(w.total("move raw to far.written") == Approx(30e12));
  CHECK(w.total("keep.read") == Approx(7.5e12));
  CHECK(w.total("keep.written") == Approx(7.5e12));
  // After a month the data lies in the cloud: that is where the archive finds it.
  CHECK(w.total("tier.fast.read") == Approx(30e12));
  CHECK(w.total("tier.far.read") == Approx(7.5e12));
  CHECK(w.total("tier.far.written") == Approx(37.5e12));
}

TEST_CASE("Utilisation of accelerators is that of the closed form", "[unit]") {
  struct Case {
    const char* network;
    double supply;
  };
  // 8 ranks ask for 25.4 GB/s: ample, a tenth of it, and just below it.
  for (const auto& c : {Case{"8x400GbE", 1e12}, Case{"25GbE", 3.125e9 * kWire},
                        Case{"7x25GbE", 7 * 3.125e9 * kWire}}) {
    INFO(c.network);
    const Window w(training("epochs: 2, runs: 1/mo", narrow(c.network)));
    const auto expected = compute::epoch(epoch_input(c.supply));
    CHECK(w.metric("train.accelerator_utilisation") == Approx(expected.utilisation).margin(0.01));
    CHECK(w.metric("train.makespan") == Approx(2 * expected.duration.si()).epsilon(0.03));
    CHECK(w.total("train.input") == Approx(2 * 5600 * kSample).epsilon(1e-6));
    CHECK(w.total("train.useful_seconds") == Approx(2 * 100 * 0.323 * 8).epsilon(1e-9));
    CHECK(w.metric("train.completed") == 1.0);
    CHECK(w.metric("train.stall") == 0.0);
  }
}

TEST_CASE("Designs with different accelerators train with their own", "[unit]") {
  auto text = with(training("epochs: 1, runs: 1/mo"), "accelerator: h100, ", "");
  text += "  other:\n    extends: base\n    compute: {gpu: a100}\n";
  const Window w(text);
  CHECK(w.total("train.useful_seconds") == Approx(100 * 0.323 * 8).epsilon(1e-9));
  CHECK(w.metric("train.accelerator_utilisation") > 0.9);
}

TEST_CASE("A given number of steps makes whole passes and a shorter last one", "[unit]") {
  const Window w(training("steps: 250, runs: 1/mo"));
  CHECK(w.total("train.useful_seconds") == Approx(250 * 0.323 * 8).epsilon(1e-9));
  CHECK(w.total("train.input") == Approx(250 * 56 * kSample).epsilon(1e-6));
}

TEST_CASE("A synchronous checkpoint stops training for size over rate", "[unit]") {
  // All data is in memory after the first epoch, so that only checkpoints use the link.
  const auto design = with(narrow("25GbE"), "memory: 1 GB", "memory: 2 TB");
  const auto text = [&](const std::string& mode) {
    return training(
        "epochs: 100, runs: 1/mo, checkpoint: {size: 105 GB, every: 10 min, mode: " + mode + "}",
        design);
  };
  const Window sync(text("sync"));
  const double write = 105e9 / (3.125e9 * kWire);  // 34.3 s
  CHECK(sync.metric("train.checkpoint_time") == Approx(write).epsilon(0.02));
  const double saves = sync.total("train.checkpoints");
  CHECK(saves == Approx(sync.metric("train.makespan") / 600).margin(1.5));
  CHECK(sync.metric("train.stall") * sync.metric("train.makespan") ==
        Approx(saves * write).epsilon(0.02));
  CHECK(sync.metric("train.goodput") < 1.0 - sync.metric("train.stall"));
  // Asynchronous ones stop it for the copy to host memory only: 13 GB per rank at 20 GB/s.
  const Window async(text("async"));
  CHECK(async.metric("train.checkpoint_time") == Approx(write).epsilon(0.02));
  CHECK(async.metric("train.stall") * async.metric("train.makespan") ==
        Approx(async.total("train.checkpoints") * 105e9 / 8 / 20e9).epsilon(0.02));
  CHECK(async.metric("train.stall") < 0.05 * sync.metric("train.stall"));
  CHECK(sync.metric("train.accelerator_utilisation") ==
        Approx(async.metric("train.accelerator_utilisation")).margin(0.005));
}

TEST_CASE("A checkpoint at the end of each run counts as stall", "[unit]") {
  const auto design = with(narrow("25GbE"), "memory: 1 GB", "memory: 2 TB");
  const Window w(training("epochs: 10, runs: 3/mo, checkpoint: {size: 105 GB}", design));
  CHECK(w.total("train.checkpoints") == 3);
  CHECK(w.metric("train.stall") ==
        Approx(105e9 / (3.125e9 * kWire) / w.metric("train.makespan")).epsilon(0.03));
}

TEST_CASE("Interruptions cost what Daly's formula says", "[unit]") {
  const auto design = with(kDesign, "memory: 1 GB", "memory: 2 TB");
  // Epochs of 34 s, checkpoints every half hour, an interruption every two hours: commensurate
  // intervals, and epochs far shorter than what an interruption loses.
  const auto text = [&](int minutes) {
    return training("epochs: 1000000, runs: 1/mo, checkpoint: {size: 105 GB, every: " +
                        std::to_string(minutes) + " min}, mtbf: 16 h, restart: 10 min",
                    design);
  };
  const Window plain(training("epochs: 20000, runs: 1/mo", design));
  for (const int minutes : {30, 60, 45}) {
    INFO(minutes);
    const Window w(text(minutes));
    const units::Seconds save{w.metric("train.checkpoint_time")};
    // Reading the checkpoint again takes a second or so.
    const double share = compute::committed_share(units::Seconds{minutes * 60.0}, save,
                                                  units::Seconds{600 + 1}, units::Seconds{7200});
    CHECK(w.total("train.interruptions") > 300);
    CHECK(w.metric("train.goodput") == Approx(share * plain.metric("train.goodput")).epsilon(0.04));
  }
}

TEST_CASE("Interruptions come as often in short runs as in long ones", "[unit]") {
  const auto design = with(kDesign, "memory: 1 GB", "memory: 2 TB");
  // 100 epochs of 34 s are nearly an hour, 500 runs fill 65 % of the month; mean spacing 20 h.
  const Window w(
      training("epochs: 100, runs: 500/mo, checkpoint: {size: 1 GB, every: 10 min}, "
               "mtbf: 160 h, restart: 1 min",
               design));
  const double running = w.total("train.useful_seconds") / 8 / w.metric("train.goodput");
  CHECK(w.total("train.interruptions") == Approx(running / 72000).margin(1.0));
  CHECK(w.total("train.interruptions") > 15);
}

TEST_CASE("A node-local cache takes the reads after the first epoch", "[unit]") {
  const auto design = with(kDesign, "nic: 2x400GbE,", "nic: 2x400GbE, local_nvme: 4x tlc-7t,");
  const double data = 5600 * kSample;
  const Window plain(training("epochs: 3, runs: 1/mo", design));
  CHECK(plain.total("tier.fast.read") == Approx(3 * data).epsilon(0.002));
  // 27.6 TB of a node's flash hold 0.8 TB.
  const Window cached(training("epochs: 3, runs: 1/mo, cache: node-local", design));
  CHECK(cached.total("tier.fast.read") == Approx(data).epsilon(0.002));
  CHECK(cached.total("gpu.local.written") == Approx(data).epsilon(0.002));
  CHECK(cached.total("train.input") == Approx(3 * data).epsilon(1e-6));
  CHECK(cached.metric("train.accelerator_utilisation") > 0.9);
}

namespace {
std::string serving(const std::string& deploy, const std::string& place = "") {
  return "datasets:\n  inputs: {record: 1 MB, initial: 1 TB}\n"
         "  answers: {record: 1 MB, retain: 30 d}\n  models: {record: 1 GB, initial: 1 TB}\n"
         "stages:\n  deploy: {kind: deploy, accelerators: 4, accelerator: h100, "
         "service_time: 50 ms, " +
         deploy + "}\n" + kDesign +
         (place.empty() ? "    place: {inputs: fast, answers: fast, models: fast}\n" : place);
}
}  // namespace

TEST_CASE("Inference below its capacity serves what is offered", "[unit]") {
  // 4 accelerators / 50 ms = 80/s.
  const Window w(
      serving("requests: 40/s, input: 1 MB, output: 10 KB, reads: inputs, writes: answers"));
  CHECK(w.metric("deploy.requests") == Approx(40).epsilon(1e-6));
  CHECK(w.metric("deploy.latency") > 0.05);
  CHECK(w.metric("deploy.latency") < 0.06);
  CHECK(w.metric("deploy.backlog") < 1.0);
  CHECK(w.metric("deploy.accelerator_utilisation") == Approx(0.5).epsilon(1e-6));
  CHECK(w.total("deploy.read") == Approx(40e6 * kMonth).epsilon(1e-6));
  CHECK(w.total("deploy.written") == Approx(40 * 10e3 * kMonth).epsilon(1e-6));
  CHECK(w.total("deploy.useful_seconds") == Approx(40 * 0.05 * kMonth).epsilon(1e-6));
}

TEST_CASE("Inference above its capacity falls behind at the excess rate", "[unit]") {
  const Window w(serving("requests: 120/s, input: 1 MB, reads: inputs"));
  CHECK(w.metric("deploy.requests") == Approx(80).epsilon(1e-3));
  // What is served at the end of the month arrived after two thirds of it.
  CHECK(w.metric("deploy.backlog") == Approx(kMonth / 3).epsilon(1e-2));
  CHECK(w.total("deploy.unfinished") == Approx(40 * kMonth).epsilon(1e-2));
  CHECK(w.metric("deploy.accelerator_utilisation") == Approx(1.0).epsilon(1e-3));
}

TEST_CASE("Requests grow with the months", "[unit]") {
  const Window w(serving("requests: 20/s, growth: 100 %/y, output: 10 KB, writes: answers"), 12);
  CHECK(w.metric("deploy.requests") == Approx(40).epsilon(1e-6));
}

TEST_CASE("The model is read by each node from where it lies", "[unit]") {
  const auto place = "    place: {inputs: fast, answers: fast, models: far}\n";
  const auto one = "requests: 1/s, model: 100 GB, reads: inputs, writes: answers, input: 1 KB";
  // 31 loads of the one node that holds four accelerators.
  const Window by_default(serving(one, place));
  CHECK(by_default.outcome.totals.count("tier.far.read") == 0);
  const Window stated(serving(std::string(one) + ", model_from: models", place));
  CHECK(stated.total("tier.far.read") == Approx(31 * 100e9));
  // 100 GB over 1 GbE.
  CHECK(stated.metric("deploy.load_time") == Approx(100e9 / (0.125e9 * kWire)).epsilon(0.02));
}

TEST_CASE("The same window gives the same bytes", "[unit]") {
  const auto loaded = load(stream(kChain));
  const auto courses = stock_flow(loaded.scenario, 3);
  const auto bytes = [&] {
    const auto outcome = simulate({.scenario = &loaded.scenario,
                                   .design = &loaded.design(),
                                   .catalogue = &loaded.catalogue,
                                   .courses = &courses,
                                   .month = 2});
    REQUIRE(outcome);
    return encode(*outcome);
  };
  const auto first = bytes();
  CHECK(first.size() > 1000);
  CHECK(bytes() == first);
}
