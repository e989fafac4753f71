// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "models/parameters/reader.hpp"
#include "models/units/format.hpp"
#include "models/units/quote.hpp"
#include "sim/scenario/reading.hpp"

namespace penstock::scenario {
namespace {

using parameters::Code;
using parameters::did_you_mean;
using parameters::Mark;
using parameters::Node;

class PipelineChecks {
 public:
  explicit PipelineChecks(Reading& reading)
      : reading_(reading),
        scenario_(reading.scenario),
        dataset_names_(names_of(scenario_.datasets)),
        source_names_(names_of(scenario_.sources)) {}

  void run() {
    for (const auto& source : scenario_.sources) check_source(source);
    for (const auto& dataset : scenario_.datasets) check_parents(dataset);
    for (const auto& stage : scenario_.stages) check_stage(stage);
    find_writers();
    for (auto& dataset : scenario_.datasets) check_lineage(dataset);
    check_cycles();
    check_use();
  }

 private:
  [[nodiscard]] const Node& node(const Stage& stage) const {
    return reading_.node("stages", stage.name);
  }
  [[nodiscard]] const Node& node(const Dataset& dataset) const {
    return reading_.node("datasets", dataset.name);
  }
  static std::string label(const Stage& stage) { return fmt::format("stage '{}'", stage.name); }
  [[nodiscard]] bool knows_dataset(const std::string& name) const {
    return std::find(dataset_names_.begin(), dataset_names_.end(), name) != dataset_names_.end();
  }

  void check_source(const Source& source) {
    const auto& map = reading_.node("sources", source.name);
    const auto where = fmt::format("source '{}'", source.name);
    const auto written = [&](const char* key) { return map.find(key) != nullptr; };
    const bool by_record = written("record") || written("interval");
    if (source.kind == SourceKind::kIot && written("rate") && by_record) {
      reading_.error(Code::kSourceRate, mark_of(map, "rate"),
                     where + " has a 'rate' and a 'record' with its 'interval'",
                     "give one of them");
    } else if (source.kind == SourceKind::kIot && by_record &&
               !(written("record") && written("interval"))) {
      reading_.error(
          Code::kSourceRate, map.mark,
          fmt::format("{} has no '{}'", where, written("record") ? "interval" : "record"),
          "a record and its interval give the rate together");
    } else if (!written("rate") && !(source.kind == SourceKind::kIot && by_record)) {
      reading_.error(Code::kSourceRate, map.mark, where + " has no 'rate'",
                     source.kind == SourceKind::kIot ? "give 'rate', or 'record' and 'interval'"
                                                     : "for example 'rate: 400 GB/d'");
    }
    if (source.batch && source.record && *source.batch < *source.record) {
      reading_.error(Code::kSourceRate, mark_of(map, "batch"),
                     fmt::format("a batch of {} is smaller than one record of it", where));
    }
    if (source.burst && written("schedule")) {
      reading_.warning(Code::kUnused, mark_of(map, "schedule"),
                       fmt::format("'schedule' of {} has no effect", where),
                       "with 'burst' the data of a period arrives at its start");
    }
  }

  void check_names(const std::vector<std::string>& names, const std::vector<std::string>& known,
                   std::string_view what, const Node& map, std::string_view key,
                   const std::string& where) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto mark = mark_of_item(map, key, i);
      if (std::find(known.begin(), known.end(), names[i]) == known.end()) {
        reading_.error(
            Code::kUnknownName, mark,
            fmt::format("{} of {}: there is no {} {}", key, where, what, units::quoted(names[i])),
            did_you_mean(names[i], known));
      } else if (!seen.insert(names[i]).second) {
        reading_.error(Code::kNameTwice, mark,
                       fmt::format("{} of {} names '{}' twice", key, where, names[i]));
      }
    }
  }

  void check_dataset_name(const std::optional<std::string>& name, const Stage& stage,
                          std::string_view key) {
    if (name) check_names({*name}, dataset_names_, "dataset", node(stage), key, label(stage));
  }

  void check_parents(const Dataset& dataset) {
    check_names(dataset.from, dataset_names_, "dataset", node(dataset), "from",
                fmt::format("dataset '{}'", dataset.name));
  }

  void need(const Stage& stage, std::string_view key, bool present, std::string_view why) {
    if (present || node(stage).find_path(key) != nullptr) return;  // a wrong value was reported
    reading_.error(Code::kMissingKey, node(stage).mark,
                   fmt::format("{} has no '{}'", label(stage), key), std::string(why));
  }

  void check_stage(const Stage& stage) {
    const auto& map = node(stage);
    check_names(stage.from, source_names_, "source", map, "from", label(stage));
    check_names(stage.reads, dataset_names_, "dataset", map, "reads", label(stage));
    check_dataset_name(stage.writes, stage, "writes");
    if (!kind_is_known(map, stage.kind)) return;  // reported
    const bool reads = !stage.reads.empty();
    switch (stage.kind) {
      case StageKind::kIngest:
        need(stage, "writes", stage.writes.has_value(), "the dataset that takes the data in");
        break;
      case StageKind::kProcess:
      case StageKind::kExtract:
      case StageKind::kArchive:
        need(stage, "reads", reads, "a dataset to work on");
        need(stage, "writes", stage.writes.has_value(), "a dataset for the result");
        break;
      case StageKind::kModel:
        need(stage, "reads", reads, "a dataset to work on");
        break;
      case StageKind::kTrain:
        need(stage, "reads", reads, "a dataset to train on");
        check_training(stage);
        break;
      case StageKind::kDeploy:
        check_inference(stage);
        break;
    }
    if (stage.kind == StageKind::kArchive) check_age(stage);
    if (stage.read_write) check_mix(stage);
  }

  void check_training(const Stage& stage) {
    const auto& training = stage.training;
    const auto& map = node(stage);
    need(stage, "workload", !training.workload.empty(), "a workload of the catalogue");
    need(stage, "accelerators", training.accelerators > 0, "for example 'accelerators: 64'");
    check_dataset_name(training.checkpoint_to, stage, "checkpoint.to");
    if (training.steps && map.find("epochs") != nullptr) {
      reading_.warning(Code::kUnused, mark_of(map, "epochs"),
                       fmt::format("'epochs' of {} has no effect", label(stage)),
                       "'steps' says how long a run is");
    }
    if (training.checkpoint.size.si() == 0.0 && map.find("checkpoint") != nullptr &&
        map.find_path("checkpoint.size") == nullptr) {
      reading_.error(Code::kMissingKey, map.find("checkpoint")->mark,
                     fmt::format("the checkpoint of {} has no 'size'", label(stage)),
                     "for example 'checkpoint: {size: 105 GB, every: 30 min}'");
    }
  }

  void check_inference(const Stage& stage) {
    const auto& inference = stage.inference;
    check_dataset_name(inference.model_from, stage, "model_from");
    if (inference.model.si() > 0.0 && !inference.model_from && stage.reads.empty() &&
        !stage.writes) {
      need(stage, "model_from", false, "the model has to lie on some tier");
    }
  }

  void check_age(const Stage& stage) {
    for (const auto& name : stage.reads) {
      const auto* dataset = find_named(scenario_.datasets, name);
      if (dataset == nullptr || !dataset->retain || stage.after <= *dataset->retain) continue;
      reading_.error(Code::kDurations, mark_of(node(stage), "after"),
                     fmt::format("{} takes data of {}, but '{}' is deleted after {}", label(stage),
                                 units::format(stage.after), name, units::format(*dataset->retain)),
                     "archive earlier, or retain longer");
    }
  }

  void check_mix(const Stage& stage) {
    // The ratio is of the same doubles in both places, written with few digits.
    constexpr double kTolerance = 0.01;
    const auto mark = mark_of(node(stage), "read_write");
    const auto& mix = *stage.read_write;
    const auto* written = stage.writes ? find_named(scenario_.datasets, *stage.writes) : nullptr;
    if (written == nullptr) {
      if (!stage.writes && mix.write > 0.0) {
        reading_.error(
            Code::kReadWriteRatio, mark,
            fmt::format("{} writes no dataset, but 'read_write' says it writes", label(stage)),
            "name the dataset under 'writes', or say '1:0'");
      }
      return;
    }
    const double ratio = written->ratio;
    const double stated = mix.read > 0.0 ? mix.write / mix.read : HUGE_VAL;
    if (std::abs(stated - ratio) <= kTolerance * ratio) return;
    reading_.error(
        Code::kReadWriteRatio, mark,
        fmt::format("{} writes {:.4g} bytes per byte read by 'read_write', but the ratio "
                    "of '{}' is {:.4g}",
                    label(stage), stated, written->name, ratio),
        "the ratio of the dataset decides; remove 'read_write' or correct one of them");
  }

  /// Archives add to what others write, so they are no writers here.
  void find_writers() {
    for (const auto& stage : scenario_.stages) {
      if (!stage.writes || stage.kind == StageKind::kArchive) continue;
      const auto [first, fresh] = writers_.emplace(*stage.writes, &stage);
      if (fresh) continue;
      reading_.error(Code::kSeveralWriters, mark_of(node(stage), "writes"),
                     fmt::format("stages '{}' and '{}' both write '{}'", first->second->name,
                                 stage.name, *stage.writes),
                     "give each its own dataset and read both");
    }
  }

  void check_lineage(Dataset& dataset) {
    const Stage* writer = nullptr;
    for (const auto& stage : scenario_.stages) {
      const bool batch = stage.kind == StageKind::kProcess || stage.kind == StageKind::kExtract ||
                         stage.kind == StageKind::kModel || stage.kind == StageKind::kArchive;
      if (batch && stage.writes == dataset.name && writer == nullptr) writer = &stage;
    }
    if (writer == nullptr || writer->reads.empty()) return;
    const auto known = [&](const std::string& name) { return knows_dataset(name); };
    if (!std::all_of(writer->reads.begin(), writer->reads.end(), known) ||
        !std::all_of(dataset.from.begin(), dataset.from.end(), known)) {
      return;  // reported
    }
    if (dataset.from.empty()) {
      dataset.from = writer->reads;
      return;
    }
    const std::set<std::string> said(dataset.from.begin(), dataset.from.end());
    const std::set<std::string> read(writer->reads.begin(), writer->reads.end());
    // A stage may read more than the data is made of: to look things up, to compare.
    if (std::includes(read.begin(), read.end(), said.begin(), said.end())) return;
    reading_.error(
        Code::kLineage, mark_of(node(dataset), "from"),
        fmt::format("dataset '{}' is from {}, but stage '{}' makes it of {}", dataset.name,
                    fmt::join(said, " and "), writer->name, fmt::join(read, " and ")),
        "name under 'from' what the stage reads, or leave it out");
  }

  /// Removes stages whose inputs can all be made, again and again; what is left lies in a cycle or
  /// behind one.
  void check_cycles() {
    std::map<std::string, std::set<std::string>> needs;  // dataset -> datasets it is made of
    for (const auto& dataset : scenario_.datasets) needs[dataset.name];
    for (const auto& [written, stage] : writers_) {
      for (const auto& read : stage->reads) {
        if (knows_dataset(read) && knows_dataset(written)) needs[written].insert(read);
      }
    }
    for (const auto& dataset : scenario_.datasets) {
      if (writers_.contains(dataset.name)) continue;  // the stage decides
      for (const auto& parent : dataset.from) {
        if (knows_dataset(parent)) needs[dataset.name].insert(parent);
      }
    }
    for (bool changed = true; changed;) {
      changed = false;
      for (auto it = needs.begin(); it != needs.end();) {
        const bool ready = std::none_of(it->second.begin(), it->second.end(),
                                        [&](const std::string& n) { return needs.contains(n); });
        it = ready ? needs.erase(it) : std::next(it);
        changed = changed || ready;
      }
    }
    if (!needs.empty()) report_cycle(needs);
  }

  void report_cycle(const std::map<std::string, std::set<std::string>>& needs) {
    // Every dataset that is left has a parent that is left: going back ends in the circle.
    std::vector<std::string> way{needs.begin()->first};
    while (std::count(way.begin(), way.end(), way.back()) < 2) {
      const auto& parents = needs.at(way.back());
      way.push_back(*std::find_if(parents.begin(), parents.end(),
                                  [&](const std::string& n) { return needs.contains(n); }));
    }
    way.erase(way.begin(), std::find(way.begin(), way.end(), way.back()));
    std::reverse(way.begin(), way.end());
    const auto writer = writers_.find(way.front());
    const auto mark = writer != writers_.end()
                          ? mark_of(node(*writer->second), "writes")
                          : mark_of(reading_.node("datasets", way.front()), "from");
    reading_.error(Code::kReferenceCycle, mark,
                   fmt::format("datasets are made of each other: {}", fmt::join(way, " -> ")),
                   "data cannot be there before it is made; only archives and checkpoints may go "
                   "back");
  }

  void check_use() {
    std::set<std::string> sources;
    std::set<std::string> written;
    std::set<std::string> read;
    for (const auto& stage : scenario_.stages) {
      sources.insert(stage.from.begin(), stage.from.end());
      read.insert(stage.reads.begin(), stage.reads.end());
      if (stage.writes) written.insert(*stage.writes);
      if (stage.training.checkpoint_to) written.insert(*stage.training.checkpoint_to);
      if (stage.inference.model_from) read.insert(*stage.inference.model_from);
    }
    for (const auto& source : scenario_.sources) {
      if (sources.contains(source.name)) continue;
      reading_.warning(Code::kUnused, reading_.node("sources", source.name).mark,
                       fmt::format("no stage takes in source '{}'", source.name),
                       "name it under 'from' of an ingest stage");
    }
    for (const auto& dataset : scenario_.datasets) {
      if (written.contains(dataset.name) || dataset.initial.si() > 0.0) continue;
      const bool needed = read.contains(dataset.name);
      const auto message = fmt::format("dataset '{}' never receives data{}", dataset.name,
                                       needed ? ", but it is read" : "");
      const std::string hint = "a stage has to write it, or it has an 'initial' stock";
      if (needed) {
        reading_.error(Code::kNeverWritten, node(dataset).mark, message, hint);
      } else {
        reading_.warning(Code::kUnused, node(dataset).mark, message, hint);
      }
    }
  }

  Reading& reading_;
  Scenario& scenario_;
  std::vector<std::string> dataset_names_;
  std::vector<std::string> source_names_;
  std::map<std::string, const Stage*> writers_;
};

}  // namespace

void check_pipeline(Reading& reading) {
  PipelineChecks(reading).run();
}

}  // namespace penstock::scenario
