// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "models/parameters/reader.hpp"
#include "models/units/quote.hpp"
#include "sim/scenario/catalogue_choice.hpp"
#include "sim/scenario/reading.hpp"

namespace penstock::scenario {
namespace {

using parameters::Code;
using parameters::did_you_mean;
using parameters::Node;

std::int64_t cores_of(const CoreGroup& group) {
  return std::int64_t{group.sockets} * std::int64_t{group.cores};
}

/// What stages ask of every design.
class DemandChecks {
 public:
  explicit DemandChecks(Reading& reading) : reading_(reading), catalogue_(reading.catalogue) {}

  void run() {
    for (auto& stage : reading_.scenario.stages) {
      if (!kind_is_known(node(stage), stage.kind)) continue;  // reported
      if (stage.kind == StageKind::kTrain) check_workload_name(stage);
      if (has_accelerators(stage)) check_accelerators(stage);
      if (stage.kind == StageKind::kProcess || stage.kind == StageKind::kExtract ||
          stage.kind == StageKind::kModel) {
        check_cores(stage);
      }
      if (stage.kind == StageKind::kTrain && stage.training.cache == CacheKind::kNodeLocal) {
        check_cache(stage);
      }
    }
    for (const auto& design : reading_.scenario.designs) {
      if (complete(design)) check_sum(design);
    }
  }

 private:
  static bool has_accelerators(const Stage& stage) {
    return stage.kind == StageKind::kTrain || stage.kind == StageKind::kDeploy;
  }
  static std::int64_t accelerators(const Stage& stage) {
    return stage.kind == StageKind::kTrain ? stage.training.accelerators
                                           : stage.inference.accelerators;
  }
  static std::int64_t accelerators(const Design& design) {
    return design.compute.gpu_nodes * design.compute.gpus_per_node;
  }
  [[nodiscard]] const Node& node(const Stage& stage) const {
    return reading_.node("stages", stage.name);
  }

  [[nodiscard]] bool complete(const Design& design) const {
    return !reading_.without_base.contains(design.name);
  }

  /// One diagnostic for all designs that fail, because it stands at the stage.
  template <class Fails>
  std::vector<std::string> designs_where(Fails fails) const {
    std::vector<std::string> names;
    for (const auto& design : reading_.scenario.designs) {
      if (complete(design) && fails(design)) names.push_back(design.name);
    }
    return names;
  }

  void check_workload_name(const Stage& stage) {
    const auto& id = stage.training.workload;
    if (id.empty() || catalogue_.workloads.contains(id)) return;
    reading_.error(
        Code::kUnknownName, mark_of(node(stage), "workload"),
        fmt::format("stage '{}': the catalogue has no workload {}", stage.name, units::quoted(id)),
        did_you_mean(id, ids_of(catalogue_.workloads)));
  }

  void check_accelerators(Stage& stage) {
    const auto wanted = accelerators(stage);
    const auto poor = designs_where([&](const Design& d) { return accelerators(d) < wanted; });
    if (!poor.empty()) {
      reading_.error(Code::kNoAccelerators, mark_of(node(stage), "accelerators"),
                     fmt::format("stage '{}' needs {} accelerators, more than {} {}", stage.name,
                                 wanted, fmt::join(poor, ", "), poor.size() == 1 ? "has" : "have"),
                     "accelerators of a design are gpu_nodes x gpus_per_node");
    }
    auto& name =
        stage.kind == StageKind::kTrain ? stage.training.accelerator : stage.inference.accelerator;
    if (!name.empty() && !catalogue_.accelerators.contains(name)) {
      reading_.error(Code::kUnknownName, mark_of(node(stage), "accelerator"),
                     fmt::format("stage '{}': the catalogue has no accelerator {}", stage.name,
                                 units::quoted(name)),
                     did_you_mean(name, ids_of(catalogue_.accelerators)));
      return;
    }
    const auto others = designs_where([&](const Design& d) {
      return !name.empty() && d.compute.gpu_nodes > 0 &&
             catalogue_.accelerators.contains(d.compute.gpu) && d.compute.gpu != name;
    });
    if (!others.empty()) {
      reading_.error(Code::kAcceleratorMismatch, mark_of(node(stage), "accelerator"),
                     fmt::format("stage '{}' runs on '{}', but the nodes of {} hold another",
                                 stage.name, name, fmt::join(others, ", ")),
                     "leave 'accelerator' out: the stage then runs on what a design has");
    }
    if (stage.kind == StageKind::kTrain) check_step_times(stage);
    // Named once where all designs agree; left empty where each design has its own.
    std::set<std::string> held;
    for (const auto& design : reading_.scenario.designs) held.insert(design.compute.gpu);
    if (name.empty() && held.size() == 1) name = *held.begin();
  }

  void check_step_times(const Stage& stage) {
    const auto workload = catalogue_.workloads.find(stage.training.workload);
    if (stage.training.step_time || workload == catalogue_.workloads.end()) return;
    std::set<std::string> unknown;
    for (const auto& design : reading_.scenario.designs) {
      const auto& gpu =
          stage.training.accelerator.empty() ? design.compute.gpu : stage.training.accelerator;
      const auto& times = workload->second.step_times;
      if (gpu.empty() || !catalogue_.accelerators.contains(gpu)) continue;
      if (std::none_of(times.begin(), times.end(),
                       [&](const auto& t) { return t.accelerator == gpu; })) {
        unknown.insert(gpu);
      }
    }
    if (unknown.empty()) return;
    std::vector<std::string> known;
    for (const auto& time : workload->second.step_times) known.push_back(time.accelerator);
    reading_.error(Code::kWorkload, mark_of(node(stage), "workload"),
                   fmt::format("stage '{}': workload '{}' has no step time on {}", stage.name,
                               stage.training.workload, fmt::join(unknown, ", ")),
                   fmt::format("give 'step_time', or use {}", fmt::join(known, ", ")));
  }

  void check_cores(const Stage& stage) {
    const auto cores = [](const Design& design) {
      const auto& c = design.compute;
      return c.gpu_nodes * cores_of(c.cores) + c.cpu_nodes * cores_of(c.cpu_cores);
    };
    const auto poor = designs_where([&](const Design& d) { return cores(d) < stage.cores; });
    if (poor.empty()) return;
    std::vector<std::string> sizes;
    for (const auto& name : poor) {
      sizes.push_back(
          fmt::format("{} ({})", name, cores(*find_named(reading_.scenario.designs, name))));
    }
    reading_.error(Code::kNoComputeNodes, mark_of(node(stage), "cores"),
                   fmt::format("stage '{}' uses {} cores, more than there are in {}", stage.name,
                               stage.cores, fmt::join(sizes, ", ")),
                   "give 'compute' more gpu_nodes or cpu_nodes, or the stage fewer cores");
  }

  void check_cache(const Stage& stage) {
    const auto none =
        designs_where([](const Design& d) { return d.compute.local_nvme.count == 0; });
    if (none.empty()) return;
    reading_.warning(Code::kUnused, mark_of(node(stage), "cache"),
                     fmt::format("stage '{}' caches on local NVMe, but the nodes of {} have none",
                                 stage.name, fmt::join(none, ", ")),
                     "add 'local_nvme' to their 'compute'");
  }

  void check_sum(const Design& design) {
    std::int64_t sum = 0;
    std::vector<std::string> names;
    for (const auto& stage : reading_.scenario.stages) {
      if (!has_accelerators(stage)) continue;
      sum += accelerators(stage);
      names.push_back(stage.name);
    }
    if (names.size() < 2 || sum <= accelerators(design)) return;
    const auto& map = reading_.node("designs", design.name);
    reading_.warning(Code::kNoAccelerators, mark_of(map, "compute.gpu_nodes"),
                     fmt::format("{} take {} accelerators together, but design '{}' has {}",
                                 fmt::join(names, ", "), sum, design.name, accelerators(design)),
                     "each stage is simulated with accelerators of its own");
  }

  Reading& reading_;
  const catalogue::Catalogue& catalogue_;
};

}  // namespace

void check_demands(Reading& reading) {
  DemandChecks(reading).run();
}

}  // namespace penstock::scenario
