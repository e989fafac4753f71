// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Workload files of DLIO: what is taken over, what is warned of, what is refused, and that the
// result is a part of a valid scenario.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "models/catalogue/catalogue.hpp"
#include "sim/importers/dlio.hpp"
#include "sim/importers/dlio_workload.hpp"
#include "sim/scenario/scenario_reader.hpp"
#include "tests/fuzz/mutations.hpp"
#include "tests/golden/golden.hpp"

using namespace penstock;
using namespace penstock::importers;
using Catch::Matchers::Contains;

namespace {

/// The kind of file that MLPerf Storage ships for an image model.
const std::string kImages = R"(model:
  name: unet3d
  type: cnn
  model_size: 499153191

framework: pytorch

workflow:
  generate_data: False
  train: True
  checkpoint: True

dataset:
  data_folder: data/unet3d/
  format: npz
  num_files_train: 168
  num_samples_per_file: 1
  record_length_bytes: 146600628
  record_length_bytes_stdev: 68341808
  record_length_bytes_resize: 2097152

reader:
  data_loader: pytorch
  batch_size: 7
  read_threads: 4
  file_shuffle: seed
  sample_shuffle: seed

train:
  epochs: 5
  computation_time: 0.323

checkpoint:
  checkpoint_folder: checkpoints/unet3d
  checkpoint_after_epoch: 5
  epochs_between_checkpoints: 2

metric:
  au: 0.90
)";

const std::string kWords = R"(model:
  name: llama_8b
  num_layers: 32
  model_datatype: fp16
  optimizer_datatype: fp32
  transformer: {vocab_size: 128256, hidden_size: 4096, ffn_hidden_size: 14336,
                num_attention_heads: 32, num_kv_heads: 8}
framework: tensorflow
workflow: {train: True, checkpoint: True}
dataset: {format: tfrecord, num_files_train: 500, num_samples_per_file: 300000, record_length: 2500}
reader: {batch_size: 48, transfer_size: 131072}
train: {epochs: 2, computation_time: 0.968, total_training_steps: 1000}
checkpoint: {steps_between_checkpoints: 250}
)";

const std::string kScenario = R"(penstock: 1
name: Imported
include: part.yaml
datasets:
  raw: {record: 1 MB, initial: 1 GB}
designs:
  base:
    tiers:
      fast: {kind: parallel-fs, servers: 12, device: tlc-30t, per_server: 20, redundancy: 8+2, network: 2x200GbE}
    compute: {gpu_nodes: 4, gpus_per_node: 8, gpu: h100, cores: 2x56, nic: 2x200GbE}
    place: {raw: fast, DATASET: fast}
)";

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

Imported imported(const std::string& text, const DlioChoice& choice = {}) {
  auto result = import_dlio(text, "w.yaml", choice);
  INFO((result ? "" : parameters::render(result.error())));
  REQUIRE(result);
  return *result;
}

std::string refused(const std::string& text, const DlioChoice& choice = {}) {
  const auto result = import_dlio(text, "w.yaml", choice);
  return result ? "" : parameters::render(result.error());
}

DlioWorkload workload(const std::string& text) {
  parameters::Diagnostics diagnostics;
  const auto result = read_dlio(text, "w.yaml", diagnostics);
  INFO(parameters::render(diagnostics));
  REQUIRE(result);
  return *result;
}

/// A scenario that includes the text, as `penstock check` reads it.
scenario::ReadResult taken_in(const std::string& part, const std::string& dataset) {
  std::string name = (std::filesystem::temp_directory_path() / "penstock-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  const std::filesystem::path folder = name;
  std::ofstream(folder / "part.yaml") << part;
  std::ofstream(folder / "s.penstock.yaml") << changed(kScenario, "DATASET", dataset);
  auto result = scenario::read_file(folder / "s.penstock.yaml");
  std::filesystem::remove_all(folder);
  return result;
}

}  // namespace

TEST_CASE("A DLIO workload becomes a part of a scenario", "[unit][golden]") {
  const auto result = imported(kImages, {.name = "", .accelerator = "h100", .accelerators = 16});
  CHECK(result.warnings.empty());
  CHECK_GOLDEN("import/image-model.yaml", result.text);
  const auto words =
      imported(kWords, {.name = "small-words", .accelerator = "", .accelerators = 8});
  CHECK_GOLDEN("import/language-model.yaml", words.text);
}

TEST_CASE("An imported workload passes the checks of a scenario", "[unit]") {
  const auto result = imported(kImages, {.name = "", .accelerator = "h100", .accelerators = 16});
  const auto read = taken_in(result.text, "unet3d-dlio-data");
  INFO(parameters::render(read.diagnostics));
  REQUIRE(read.scenario);
  const auto& stages = read.scenario->stages;
  REQUIRE(stages.size() == 1);
  CHECK(stages[0].name == "unet3d-dlio-train");
  CHECK(stages[0].training.epochs == 5);
  CHECK(stages[0].training.accelerators == 16);
  const auto& entry = read.catalogue->workloads.at("unet3d-dlio");
  const auto& shipped = catalogue::shipped().workloads.at("unet3d");
  // The shipped entry was made from the same file by hand.
  CHECK(entry.sample.value == shipped.sample.value);
  CHECK(entry.batch.value == shipped.batch.value);
  CHECK(entry.sample_cv.value == Approx(shipped.sample_cv.value).epsilon(0.002));
  CHECK(entry.cpu_per_sample.value.si() == Approx(shipped.cpu_per_sample.value.si()).epsilon(0.05));
  CHECK(entry.utilisation_target.value == shipped.utilisation_target.value);
  CHECK(entry.checkpoint->value == shipped.checkpoint->value);
  REQUIRE(entry.step_times.size() == 1);
  CHECK(entry.step_times[0].time.value.si() == 0.323);

  // Without an accelerator the stage carries the time itself.
  const auto any = taken_in(imported(kImages).text, "unet3d-dlio-data");
  INFO(parameters::render(any.diagnostics));
  REQUIRE(any.scenario);
  CHECK(any.scenario->stages[0].training.step_time->si() == 0.323);
  const auto words = taken_in(
      imported(kWords, {.name = "w", .accelerator = "", .accelerators = 2}).text, "w-data");
  INFO(parameters::render(words.diagnostics));
  CHECK(words.scenario);
}

TEST_CASE("Sizes, steps and checkpoints follow DLIO's definitions", "[unit]") {
  const auto w = workload(kWords);
  CHECK(w.model == "llama_8b");
  CHECK(w.tensorflow);
  CHECK(w.samples == 150'000'000);
  CHECK(w.steps == 1000U);
  // 32 x (2 x 4096^2 x 1.25 + 3 x 4096 x 14336) + 2 x 128256 x 4096 parameters of 14 B. MLPerf
  // Storage states 105 GiB for this model.
  CHECK(w.checkpoint->size->si() == Approx(8'030'000'000.0 * 14.0).epsilon(0.001));
  CHECK(w.checkpoint->size->si() / 1073741824.0 == Approx(105.0).epsilon(0.005));
  const auto text = imported(kWords, {.name = "w", .accelerator = "", .accelerators = 8}).text;
  // 150e6 / (48 x 8) = 390,625 steps an epoch: the 1,000 stated ones end it.
  CHECK_THAT(text, Contains("steps: 2000\n"));
  CHECK_THAT(text, Contains("every: 242 s"));
  CHECK_THAT(text, Contains("request: {value: 131072 B, source: 'transfer_size of the file'"));
  // 24 samples a step: fewer steps than stated make an epoch.
  const auto few =
      imported(changed(kWords, "num_samples_per_file: 300000", "num_samples_per_file: 10"),
               {.name = "w", .accelerator = "", .accelerators = 8});
  CHECK_THAT(few.text, Contains("epochs: 2\n"));

  // Every rank writes its part.
  const auto all = imported(changed(kImages, "  checkpoint_after_epoch: 5", "  type: all_ranks"),
                            {.name = "", .accelerator = "", .accelerators = 4});
  CHECK_THAT(all.text, Contains("checkpoint: {size: 1996612764 B"));
  // 168 / (7 x 4) = 6 steps, two epochs between: 12 x 0.323 s.
  CHECK_THAT(all.text, Contains("every: 3.876 s}"));
  CHECK_THAT(parameters::render(all.warnings), Contains("the first checkpoint after epoch 1"));
}

TEST_CASE("Older spellings and distributions are understood", "[unit]") {
  const auto old = workload(
      "model: resnet50\nframework: pytorch\nworkflow: {train: yes}\n"
      "dataset: {num_files_train: 10, num_samples_per_file: 1251, record_length: 114660.07,\n"
      "          record_length_stdev: 0, format: tfrecord}\n"
      "data_reader: {data_loader: tensorflow, batch_size: 400, read_threads: 8, prefetch_size: 0}\n"
      "train: {computation_time: {min: 0.2, max: 0.3, type: uniform}, total_training_steps: -1}\n");
  CHECK(old.model == "resnet50");
  CHECK(old.tensorflow);
  CHECK(old.sample.si() == 114660.07);
  CHECK(old.sample_cv == 0.0);
  CHECK(old.batch == 400);
  CHECK(old.prefetch == 2);
  CHECK(old.step.si() == Approx(0.25));
  CHECK_FALSE(old.steps);
  CHECK_FALSE(old.checkpoint);
  auto shaped = changed(kImages, "record_length_bytes: 146600628",
                        "record_dims: [1024, 512]\n  record_element_type: float32");
  shaped = changed(shaped, "record_length_bytes_stdev: 68341808", "record_length_bytes_stdev: 0");
  const auto dims = workload(shaped);
  CHECK(dims.sample.si() == 1024.0 * 512.0 * 4.0);
  std::string saved = "workload:\n";
  for (const auto& section : {kWords}) {
    saved += "  ";
    for (const char c : section) saved += c == '\n' ? std::string("\n  ") : std::string(1, c);
  }
  CHECK(workload(saved).batch == 48);
}

TEST_CASE("What a scenario has no place for is warned of with its place", "[unit]") {
  const auto warnings = [](const std::string& from, const std::string& to) {
    return parameters::render(imported(changed(kImages, from, to)).warnings);
  };
  CHECK_THAT(warnings("  checkpoint: True", "  checkpoint: True\n  evaluation: True"),
             Contains("w.yaml:12:15: warning[PEN622]: evaluation"));
  CHECK_THAT(warnings("metric:", "storage:\n  storage_type: s3\nmetric:"),
             Contains("warning[PEN622]: the section storage"));
  CHECK_THAT(
      warnings("computation_time: 0.323", "computation_time: 0.323\n  computation_time_stdev: 0.1"),
      Contains("train.computation_time_stdev"));
  CHECK_THAT(warnings("  batch_size: 7", "  batch_size: 7\n  read_mode: fast"),
             Contains("reader.read_mode"));
  CHECK_THAT(warnings("sample_shuffle: seed", "sample_shuffle: off"), Contains("random order"));
  CHECK_THAT(warnings("read_threads: 4", "read_threads: 0"), Contains("main thread"));
  CHECK_THAT(warnings("  format: npz", "  format: npz\n  compression: gzip"), Contains("'gzip'"));
  CHECK_THAT(warnings("  model_size: 499153191", "  optimization_groups: [1, 2]"),
             Contains("model.optimization_groups"));
  CHECK_THAT(warnings("  model_size: 499153191\n", ""), Contains("their size is not stated"));
  CHECK_THAT(warnings("metric:", "extras:\n  a: 1\nmetric:"), Contains("the section 'extras'"));
}

TEST_CASE("Files that describe no training are refused, all mistakes at once", "[unit]") {
  const auto with = [](const std::string& from, const std::string& to) {
    return refused(changed(kImages, from, to));
  };
  CHECK_THAT(refused(""), Contains("w.yaml:1:1: error[PEN104]"));
  CHECK_THAT(refused("- 1\n"), Contains("a map of sections"));
  CHECK_THAT(refused("name: a package\n"),
             Contains("w.yaml:1:1: error[PEN621]: this is no workload"));
  CHECK_THAT(refused("dataset: [1\n"), Contains("PEN109"));
  CHECK_THAT(with("train: True", "train: False"), Contains("w.yaml:10:10: error[PEN621]"));
  CHECK_THAT(with("format: npz", "format: synthetic"), Contains("nothing is read from storage"));
  CHECK_THAT(with("  data_loader: pytorch", "  data_loader: synthetic"),
             Contains("nothing is read"));
  CHECK_THAT(with("  computation_time: 0.323\n", ""), Contains("train has no 'computation_time'"));
  CHECK_THAT(with("  record_length_bytes: 146600628\n", ""), Contains("record_length_bytes"));
  CHECK_THAT(with("batch_size: 7", "batch_size: ${oc.env:BATCH}"),
             Contains("w.yaml:24:15: error[PEN206]") && Contains("interpolations of Hydra"));
  CHECK_THAT(with("batch_size: 7", "batch_size: 7.5"), Contains("no whole number"));
  CHECK_THAT(with("epochs: 5", "epochs: 0"), Contains("PEN207"));
  CHECK_THAT(with("au: 0.90", "au: 90"), Contains("metric.au: 90"));
  CHECK_THAT(with("computation_time: 0.323", "computation_time: {type: levy}"), Contains("'levy'"));
  CHECK_THAT(with("computation_time: 0.323", "computation_time: 0"), Contains("at least 1 us"));
  CHECK_THAT(with("generate_data: False\n  train: True", "train: maybe"),
             Contains("True or False"));
  CHECK_THAT(with("num_samples_per_file: 1", "num_samples_per_file: nan"), Contains("PEN207"));
  const auto several = refused(
      changed(changed(kImages, "batch_size: 7", "batch_size: seven"), "epochs: 5", "epochs: -1"));
  CHECK_THAT(several, Contains("'seven' is no number") && Contains("train.epochs: -1"));

  CHECK_THAT(refused(kImages, {.name = "9 lives", .accelerator = "", .accelerators = 1}),
             Contains("PEN211"));
  CHECK_THAT(refused(kImages, {.name = "unet3d", .accelerator = "", .accelerators = 1}),
             Contains("the catalogue has a workload called 'unet3d'"));
  CHECK_THAT(refused(kImages, {.name = "", .accelerator = "h10", .accelerators = 1}),
             Contains("PEN301"));
}

TEST_CASE("Names from outside do not break the YAML", "[unit]") {
  const auto odd = import_dlio(changed(kImages, "name: unet3d", "name: \"It's {a: #b}, é\""),
                               "/tmp/it's: {odd}\n\xFF.yaml", {});
  REQUIRE(odd);
  const auto read = taken_in(odd->text, "it-s-a-b-data");
  INFO(odd->text << parameters::render(read.diagnostics));
  CHECK(read.scenario);
}

TEST_CASE("Damaged workload files are imported or refused with a reason", "[fuzz]") {
  int good = 0;
  constexpr int kRuns = 3000;
  for (int i = 0; i < kRuns; ++i) {
    const auto seed = static_cast<std::uint32_t>(i + 1);
    INFO("seed " << seed);
    const auto text = fuzz::Mutator(seed).damage(i % 2 == 0 ? kImages : kWords);
    const auto result = import_dlio(text, "f.yaml", {});
    if (!result) {
      REQUIRE(parameters::has_errors(result.error()));
      continue;
    }
    ++good;
    // What is written is well-formed whatever came in, and holds what a scenario needs of it.
    if (i % 10 != 0) continue;
    const auto name = result->text.substr(result->text.find("workload: ") + 10);
    const auto read = taken_in(result->text, name.substr(0, name.find('\n')) + "-data");
    INFO(result->text << parameters::render(read.diagnostics));
    REQUIRE(read.scenario);
  }
  CHECK(good > 100);
  CHECK(good < kRuns);
}
