// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/importers/dlio_workload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "models/parameters/codes.hpp"
#include "models/parameters/document.hpp"
#include "models/units/quote.hpp"
#include "sim/importers/dlio_values.hpp"

namespace penstock::importers {
namespace {

using parameters::Code;
using parameters::Diagnostics;
using parameters::Mark;
using parameters::Node;

using Keys = std::vector<std::string>;

/// Keys that change nothing that storage sees.
const std::map<std::string, Keys, std::less<>> kWithoutEffect{
    {"model",
     {"type", "num_layers", "model_datatype", "optimizer_datatype", "parallelism", "transformer",
      "model_size", "model_size_bytes", "optimization_groups", "layer_parameters", "name"}},
    {"workflow", {"profiling", "debug", "do_eval", "eval"}},
    {"dataset",
     {"data_folder", "file_prefix", "keep_files", "num_subfolders_train", "num_subfolders_eval",
      "record_length_resize", "record_length_bytes_resize", "generation_buffer_size",
      "num_files_eval", "eval_num_samples_per_file", "record_element_bytes", "compression_level"}},
    {"reader",
     {"pin_memory", "file_shuffle", "sample_shuffle", "shuffle_size", "seed", "computation_threads",
      "batch_size_eval", "multiprocessing_context", "dont_use_mmap", "transformed_record_dims",
      "transformed_record_element_type", "transformed_sample", "transformed_sample_type"}},
    {"train", {"seed", "seed_change_epoch", "total_eval_steps"}},
    {"checkpoint",
     {"checkpoint_folder", "fsync", "rank_sync", "randomize_tensor", "ksm", "recovery_rank_shift",
      "checkpoint_rank_sync", "time_between_checkpoints", "num_checkpoints",
      "num_checkpoints_write", "num_checkpoints_read"}},
};
/// Sections that change nothing, or whose whole meaning is a warning of its own.
const std::set<std::string, std::less<>> kPassedOver{"output", "profiling", "hydra"};

class Reader : private DlioValues {
 public:
  Reader(const Node& sections, Diagnostics& diagnostics) : DlioValues(sections, diagnostics) {}

  std::optional<DlioWorkload> read() {
    if (!read_workflow()) return std::nullopt;
    read_model();
    read_dataset();
    read_reader();
    read_train();
    read_checkpoint();
    if (const auto* au = key("metric", {"au"})) {
      workload_.utilisation = number(*au, "metric.au", 0.01, 1.0);
      workload_.utilisation_mark = au->mark;
    }
    report_the_rest();
    if (has_errors(diagnostics())) return std::nullopt;
    return workload_;
  }

 private:
  /// Whether there is anything to train.
  bool read_workflow() {
    Mark mark = sections().mark;
    if (!flag_or("workflow", {"train"}, true, &mark)) {
      error(Code::kImport, mark, "workflow.train is False: there is nothing to train",
            "checkpoints alone are a stage of kind train with a workload of the catalogue and "
            "'checkpoint:'");
      return false;
    }
    if (flag_or("workflow", {"evaluation"}, false, &mark)) {
      left_out(mark, "evaluation", "only training is simulated");
    }
    key("workflow", {"generate_data"});  // the dataset has its stock from the start
    return true;
  }

  void read_model() {
    const auto* model = sections().find("model");
    if (model == nullptr) return;
    if (model->is_scalar()) {
      workload_.model = model->text;
    } else {
      workload_.model = word_or("model", {"name"}, workload_.model);
    }
  }

  void read_dataset() {
    auto& w = workload_;
    constexpr double kMostBytes = 1e12;
    const bool has_size = key("dataset", {"record_length_bytes", "record_length"}) != nullptr;
    const auto* dimensions = key("dataset", {"record_dims"});
    double bytes = number_or("dataset", {"record_length_bytes", "record_length"}, 1.0, kMostBytes,
                             0.0, &w.sample_mark);
    const auto type = word_or("dataset", {"record_element_type"}, "uint8");
    if (dimensions != nullptr && !dimensions->items.empty()) {
      bytes = size_of_element(type, dimensions->mark);
      for (const auto& item : dimensions->items) {
        bytes *= number(item, "dataset.record_dims", 1.0, 1e9).value_or(1.0);
      }
      w.sample_mark = dimensions->mark;
      if (bytes > kMostBytes) {
        error(Code::kOutOfRange, dimensions->mark,
              fmt::format("dataset.record_dims: a sample has {:g} bytes", bytes),
              fmt::format("it has to be at most {:g}", kMostBytes));
      }
    } else if (!has_size) {
      const auto* section = sections().find("dataset");
      error(Code::kMissingKey, section != nullptr ? section->mark : sections().mark,
            "dataset has no 'record_length_bytes'", "it is the mean size of a sample in bytes");
    }
    w.sample = units::Bytes{bytes};
    const double deviation = number_or(
        "dataset", {"record_length_bytes_stdev", "record_length_stdev", "record_length_std"}, 0.0,
        kMostBytes, 0.0);
    if (bytes > 0.0) {
      // DLIO writes d1 x d2 bytes, where both are normal with mean sqrt(size) and deviation
      // stdev / (2 sqrt(size)): less spread than it was asked for.
      const double side = deviation / (2.0 * bytes);
      w.sample_cv = std::sqrt(2.0 * side * side + side * side * side * side);
      if (w.sample_cv > 10.0) {
        error(Code::kOutOfRange, w.sample_mark,
              "the standard deviation is more than ten times the size of a sample");
      }
    }
    const auto files = count_or("dataset", {"num_files_train"}, 1.0, 1e12, 1);
    const auto in_file = count_or("dataset", {"num_samples_per_file"}, 1.0, 1e12, 1);
    const double total = static_cast<double>(files) * static_cast<double>(in_file);
    if (total * bytes > 1e24 || total > 1e18) {
      error(Code::kOutOfRange, w.sample_mark,
            fmt::format("the dataset has {:g} samples of {:g} bytes", total, bytes));
    } else {
      w.samples = files * in_file;
    }
    Mark mark;
    const auto format = word_or("dataset", {"format"}, "tfrecord", &mark);
    if (format == "synthetic") {
      error(Code::kImport, mark, "dataset.format is synthetic: nothing is read from storage");
    }
    const auto compression = word_or("dataset", {"compression"}, "none", &mark);
    if (compression != "none") {
      left_out(mark, fmt::format("dataset.compression {}", units::quoted(compression)),
               "samples are read with their full size; give the dataset a 'reduction'");
    }
    if (flag_or("dataset", {"enable_chunking"}, false, &mark)) {
      left_out(mark, "chunks of HDF5", "samples are read as a whole");
    }
    key("dataset", {"chunk_size"});
  }

  double size_of_element(const std::string& type, const Mark& mark) {
    const std::map<std::string, double, std::less<>> sizes{
        {"uint8", 1.0},   {"int8", 1.0},   {"uint16", 2.0}, {"int16", 2.0},
        {"float16", 2.0}, {"uint32", 4.0}, {"int32", 4.0},  {"float32", 4.0},
        {"uint64", 8.0},  {"int64", 8.0},  {"float64", 8.0}};
    const auto found = sizes.find(type);
    if (found != sizes.end()) return found->second;
    error(Code::kBadValue, mark,
          fmt::format("dataset.record_element_type: {} is unknown", units::quoted(type)),
          "it is uint8, float32 and so on");
    return 1.0;
  }

  void read_reader() {
    auto& w = workload_;
    if (sections().find("reader") == nullptr && sections().find("data_reader") == nullptr) {
      error(Code::kMissingKey, sections().mark, "the section 'reader' is missing",
            "it holds the batch size");
    }
    w.batch_mark = sections().mark;
    w.batch = count_or("reader", {"batch_size"}, 1.0, 1e6, 1, &w.batch_mark);
    Mark mark = sections().mark;
    const auto* framework = sections().find("framework");
    std::string loader = framework != nullptr ? framework->text : "tensorflow";
    loader = word_or("reader", {"data_loader"}, loader, &mark);
    if (loader == "synthetic") {
      error(Code::kImport, mark, "reader.data_loader is synthetic: nothing is read from storage");
    }
    w.tensorflow = loader == "tensorflow";
    if (!w.tensorflow && loader != "pytorch" && loader != "dlio_pytorch" && loader != "synthetic") {
      left_out(mark, fmt::format("the loader {}", units::quoted(loader)),
               "epochs start as with PyTorch's");
    }
    w.read_threads = count_or("reader", {"read_threads"}, 0.0, 10'000.0, 1, &mark);
    if (w.read_threads == 0) {
      w.read_threads = 1;
      left_out(mark, "reading in the main thread (read_threads: 0)",
               "one thread reads, beside the computation");
    }
    w.prefetch = count_or("reader", {"prefetch_size"}, 0.0, 100'000.0, 2);
    if (w.prefetch == 0) w.prefetch = 2;  // as DLIO does
    if (const auto* preprocess = key("reader", {"preprocess_time"})) {
      w.preprocess = units::Seconds{time(*preprocess, "reader.preprocess_time").value_or(0.0)};
    }
    warn_deviation("reader", "preprocess_time_stdev");
    const double transfer = number_or("reader", {"transfer_size"}, 1.0, 1e9, 0.0);
    if (transfer > 0.0) w.transfer = units::Bytes{transfer};
    if (flag_or("reader", {"odirect"}, false, &mark)) {
      left_out(mark, "O_DIRECT", "reads have the size that stands at 'request'");
    }
    for (const auto* shuffle : {"file_shuffle", "sample_shuffle"}) {
      if (word_or("reader", {shuffle}, "off", &mark) == "off" && mark.line > 0 &&
          sections().find("reader") != nullptr &&
          sections().find("reader")->find(shuffle) != nullptr) {
        left_out(mark, fmt::format("reader.{}: off", shuffle), "samples are read in random order");
      }
    }
  }

  void warn_deviation(const std::string& section, const char* name) {
    Mark mark;
    if (number_or(section, {name}, 0.0, 86'400.0, 0.0, &mark) > 0.0) {
      left_out(mark, fmt::format("{}.{}", section, name), "the mean counts for every step");
    }
  }

  void read_train() {
    auto& w = workload_;
    w.epochs = count_or("train", {"epochs"}, 1.0, 1e6, 1);
    const auto* steps = key("train", {"total_training_steps"});
    if (steps != nullptr && steps->text != "-1") {
      w.steps = count_or("train", {"total_training_steps"}, 1.0, 1e9, 1);
    }
    const auto* computation = key("train", {"computation_time"});
    const auto* section = sections().find("train");
    if (computation == nullptr) {
      error(Code::kMissingKey, section != nullptr ? section->mark : sections().mark,
            "train has no 'computation_time'", "it is the time of one step in seconds");
      return;
    }
    w.step_mark = computation->mark;
    const auto mean = time(*computation, "train.computation_time");
    if (mean && *mean < 1e-6) {
      error(Code::kOutOfRange, computation->mark,
            fmt::format("train.computation_time: {:g} s", *mean), "it has to be at least 1 us");
    }
    w.step = units::Seconds{mean.value_or(1.0)};
    warn_deviation("train", "computation_time_stdev");
  }

  void read_checkpoint() {
    Mark mark = sections().mark;
    const bool wanted = flag_or("workflow", {"checkpoint"}, false, &mark);
    DlioCheckpoint checkpoint{.size = std::nullopt, .mark = mark};
    checkpoint.after_epoch = count_or("checkpoint", {"checkpoint_after_epoch"}, 1.0, 1e6, 1);
    checkpoint.epochs_between = count_or("checkpoint", {"epochs_between_checkpoints"}, 1.0, 1e6, 1);
    const auto* steps = key("checkpoint", {"steps_between_checkpoints"});
    if (steps != nullptr && steps->text != "-1") {
      checkpoint.steps_between = count_or("checkpoint", {"steps_between_checkpoints"}, 1.0, 1e9, 1);
    }
    const auto type = word_or("checkpoint", {"type"}, "rank_zero", &mark);
    checkpoint.all_ranks = type == "all_ranks";
    if (type != "all_ranks" && type != "rank_zero") {
      error(Code::kBadValue, mark,
            fmt::format("checkpoint.type: {} is unknown", units::quoted(type)),
            "it is rank_zero or all_ranks");
    }
    if (word_or("checkpoint", {"mode"}, "default", &mark) == "subset") {
      left_out(mark, "checkpoints of a subset of the ranks", "the whole checkpoint is written");
    }
    const double size = read_checkpoint_size(checkpoint, wanted);
    if (size > 0.0) checkpoint.size = units::Bytes{size};
    if (!wanted) return;
    if (!checkpoint.size) {
      left_out(checkpoint.mark, "checkpoints: their size is not stated",
               "give the stage a 'checkpoint: {size: ...}'");
      return;
    }
    workload_.checkpoint = checkpoint;
  }

  /// Bytes; 0 if the file does not say them.
  double read_checkpoint_size(DlioCheckpoint& checkpoint, bool wanted) {
    const auto* model = sections().find("model");
    const auto named = [&](const char* name) -> const Node* {
      return model != nullptr ? model->find(name) : nullptr;
    };
    for (const auto* name : {"optimization_groups", "layer_parameters"}) {
      const auto* groups = named(name);
      if (groups == nullptr || groups->items.empty() || !wanted) continue;
      left_out(groups->mark, fmt::format("model.{}", name),
               "give the stage a 'checkpoint: {size: ...}'");
      return 0.0;
    }
    if (const auto* transformer = named("transformer"); transformer != nullptr) {
      if (!transformer->is_map()) {
        error(Code::kWrongShape, transformer->mark, "model.transformer has to be a map");
        return 0.0;
      }
      checkpoint.mark = transformer->mark;
      checkpoint.by_parameters = true;
      return transformer_bytes(*transformer);
    }
    for (const auto* section : {"model", "checkpoint"}) {
      const auto* value = key(section, {"model_size_bytes", "model_size"});
      if (value == nullptr) continue;
      checkpoint.mark = value->mark;
      return number(*value, fmt::format("{}.model_size_bytes", section), 1.0, 1e15).value_or(0.0);
    }
    return 0.0;
  }

  /// Weights and, in Adam's way, three values of the optimizer for each parameter. Parameters: the
  /// embedding and the head, and in each layer queries, keys, values, their output and three
  /// matrices of the gated feed-forward network. 8.03e9 for the dimensions of Llama 3 8B.
  double transformer_bytes(const Node& transformer) {
    const auto dimension = [&](const char* name, double otherwise) {
      const auto* node = transformer.find(name);
      if (node == nullptr) return otherwise;
      return number(*node, fmt::format("model.transformer.{}", name), 1.0, 1e9).value_or(otherwise);
    };
    const double hidden = dimension("hidden_size", 2048.0);
    const double inner = dimension("ffn_hidden_size", 8196.0);
    const double words = dimension("vocab_size", 32'000.0);
    const double heads = dimension("num_attention_heads", 32.0);
    const double shared_heads = dimension("num_kv_heads", 8.0);
    const double layers = number_or("model", {"num_layers"}, 1.0, 1e6, 0.0);
    if (layers == 0.0) {
      error(Code::kMissingKey, transformer.mark, "model has no 'num_layers'",
            "the size of the checkpoint depends on it");
    }
    const double layer =
        2.0 * hidden * hidden * (1.0 + shared_heads / heads) + 3.0 * hidden * inner;
    const double parameters = layers * layer + 2.0 * words * hidden;
    const auto bytes = [&](const char* name, const char* otherwise) {
      Mark mark;
      const auto type = word_or("model", {name}, otherwise, &mark);
      if (type == "fp32") return 4.0;
      if (type == "fp16" || type == "bf16") return 2.0;
      if (type == "int8" || type == "uint8") return 1.0;
      error(Code::kBadValue, mark,
            fmt::format("model.{}: {} is unknown", name, units::quoted(type)),
            "it is fp16, bf16, fp32, int8 or uint8");
      return 0.0;
    };
    return parameters *
           (bytes("model_datatype", "fp16") + 3.0 * bytes("optimizer_datatype", "fp32"));
  }

  void report_the_rest() {
    for (const auto& section : sections().entries) {
      if (kPassedOver.contains(section.key) || section.key == "framework" ||
          (section.key == "model" && section.value.is_scalar())) {
        continue;
      }
      if (section.key == "storage") {
        left_out(section.mark, "the section storage", "the design decides where data lies");
        continue;
      }
      if (section.key == "evaluation") continue;  // workflow.evaluation says whether it counts
      const auto name = section.key == "data_reader" ? std::string("reader") : section.key;
      const auto known = kWithoutEffect.find(name);
      const bool read = std::ranges::any_of(
          used(), [&](const std::string& used) { return used.starts_with(name + "."); });
      if (!read && known == kWithoutEffect.end()) {
        left_out(section.mark, fmt::format("the section {}", units::quoted(section.key)),
                 "Penstock does not know it");
        continue;
      }
      if (!section.value.is_map()) {
        if (!section.value.is_null()) {
          error(Code::kWrongShape, section.value.mark,
                fmt::format("{} has to be a map", units::quoted(section.key)));
        }
        continue;
      }
      for (const auto& entry : section.value.entries) {
        if (used().contains(name + "." + entry.key)) continue;
        if (known != kWithoutEffect.end() &&
            std::ranges::find(known->second, entry.key) != known->second.end()) {
          continue;
        }
        left_out(entry.mark, fmt::format("{}.{}", section.key, entry.key),
                 "Penstock does not know it");
      }
    }
  }

  DlioWorkload workload_;
};

/// The map of sections; null with a diagnostic if this is no workload of DLIO.
const Node* sections_of(const Node& root, Diagnostics& diagnostics) {
  const std::string hint =
      "its sections are model, framework, workflow, dataset, reader, train and so on";
  if (!root.is_map()) {
    report(diagnostics, Code::kWrongShape, root.mark, "a workload of DLIO is a map of sections",
           hint);
    return nullptr;
  }
  // Hydra saves the configuration that it ran below "workload".
  const Node* wrapped = root.find("workload");
  const Node& sections = wrapped != nullptr && wrapped->is_map() ? *wrapped : root;
  constexpr std::array kNeeded{"dataset", "train", "workflow", "checkpoint"};
  if (std::ranges::none_of(kNeeded, [&](const char* name) { return sections.find(name); })) {
    report(diagnostics, Code::kImport, root.mark,
           "this is no workload of DLIO: it has none of its sections", hint);
    return nullptr;
  }
  return &sections;
}

}  // namespace

std::optional<DlioWorkload> read_dlio(std::string_view text, const std::string& file_name,
                                      Diagnostics& diagnostics) {
  const auto root = parameters::parse_document(text, file_name, diagnostics);
  if (!root) return std::nullopt;
  const auto* sections = sections_of(*root, diagnostics);
  if (sections == nullptr) return std::nullopt;
  return Reader(*sections, diagnostics).read();
}

}  // namespace penstock::importers
