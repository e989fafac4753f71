// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/planning/allocation.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "sim/planning/costs.hpp"

namespace penstock::planning {

namespace {

/// Weights of stages; "unallocated" is one of them.
using Keys = std::map<std::string, double>;

const char* const kUnallocated = "unallocated";

/// The stage that writes a dataset; initial data that nothing adds to is nobody's.
std::string writer_of(const scenario::Scenario& scenario, const std::string& dataset) {
  for (const auto& stage : scenario.stages) {
    if (stage.writes == dataset) return stage.name;
  }
  return kUnallocated;
}

class Allocation {
 public:
  Allocation(const scenario::Scenario& scenario, const scenario::Design& design,
             const Courses& courses, const WindowSeries& windows, int months)
      : scenario_(scenario),
        design_(design),
        courses_(courses),
        windows_(windows),
        months_(months) {}

  Keys keys(const std::string& owner) {
    if (owner.starts_with("stage ")) return {{owner.substr(6), 1.0}};
    if (owner == "compute") return by_accelerators();
    if (owner == "cpu") return by_total(".core_seconds");
    if (owner == "fabric") return by_bytes();
    return by_storage(owner);
  }

 private:
  [[nodiscard]] Keys by_storage(const std::string& tier) const {
    Keys keys;
    for (const auto& dataset : scenario_.datasets) {
      const auto& course = courses_.at(dataset.name);
      double bytes = 0.0;
      for (int month = 0; month <= months_; ++month) {
        bytes += stored_on(dataset, tier, design_, course, month);
      }
      keys[writer_of(scenario_, dataset.name)] += bytes;
    }
    return keys;
  }

  [[nodiscard]] Keys by_accelerators() const {
    Keys keys;
    double reserved = 0.0;
    for (const auto& stage : scenario_.stages) {
      const double mine = stage.kind == scenario::StageKind::kTrain
                              ? static_cast<double>(stage.training.accelerators)
                          : stage.kind == scenario::StageKind::kDeploy
                              ? static_cast<double>(stage.inference.accelerators)
                              : 0.0;
      if (mine > 0.0) keys[stage.name] += mine;
      reserved += mine;
    }
    const double installed = static_cast<double>(design_.compute.gpu_nodes) *
                             static_cast<double>(design_.compute.gpus_per_node);
    keys[kUnallocated] = std::max(0.0, installed - reserved);
    return keys;
  }

  [[nodiscard]] Keys by_total(const std::string& what) const {
    Keys keys;
    for (int month = 0; month < months_; ++month) {
      const auto totals = windows_.totals(month);
      for (const auto& stage : scenario_.stages) {
        const auto found = totals.find(stage.name + what);
        if (found != totals.end()) keys[stage.name] += found->second;
      }
    }
    return keys;
  }

  [[nodiscard]] Keys by_bytes() const {
    Keys keys = by_total(".read");
    for (const auto& [stage, bytes] : by_total(".written")) keys[stage] += bytes;
    return keys;
  }

  const scenario::Scenario& scenario_;
  const scenario::Design& design_;
  const Courses& courses_;
  const WindowSeries& windows_;
  int months_;
};

}  // namespace

void allocate(Costs& costs, const scenario::Scenario& scenario, const scenario::Design& design,
              const Courses& courses, const WindowSeries& windows, int months) {
  std::map<std::string, double> by_owner;
  for (const auto& row : costs.ledger) by_owner[row.owner] += row.amount.si();
  Allocation allocation(scenario, design, courses, windows, months);
  for (const auto& [owner, amount] : by_owner) {
    const Keys keys = allocation.keys(owner);
    double sum = 0.0;
    for (const auto& [stage, key] : keys) sum += key;
    if (sum <= 0.0) {
      costs.by_stage[kUnallocated] += amount;
      continue;
    }
    for (const auto& [stage, key] : keys) {
      if (key > 0.0) costs.by_stage[stage] += amount * key / sum;
    }
  }
}

}  // namespace penstock::planning
