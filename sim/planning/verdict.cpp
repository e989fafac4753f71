// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/planning/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/units/format.hpp"

namespace penstock::planning {

namespace {

using results::DesignResult;

std::string money(double amount) {
  return units::format(units::Money{amount});
}

std::string missed(const DesignResult& design) {
  std::string text;
  for (const auto& objective : design.objectives) {
    if (!objective.met) text += (text.empty() ? "" : ", ") + objective.text;
  }
  return text;
}

/// The missed objective that the resources were probed for, or null.
const results::ObjectiveRow* probed(const DesignResult& design) {
  for (const auto& objective : design.objectives) {
    if (!objective.met && objective.path == design.probed_objective) return &objective;
  }
  return nullptr;
}

/// What would bring a missed fill objective about: so much more of the tier.
std::string more_capacity(const DesignResult& design) {
  for (const auto& objective : design.objectives) {
    const bool fill = objective.path.starts_with("tier.") && objective.path.ends_with(".fill");
    if (objective.met || !fill || !objective.worst || objective.limit <= 0.0) continue;
    const std::string tier = objective.path.substr(5, objective.path.size() - 10);
    return fmt::format("; {} needs {:.0f} % more capacity", tier,
                       std::ceil(100.0 * (*objective.worst / objective.limit - 1.0)));
  }
  return "";
}

/// "10 % more of cpu.cores": the resource that moves the missed objective the most.
std::string remedy(const DesignResult& design) {
  if (probed(design) == nullptr) return more_capacity(design);
  const results::ResourceRow* best = nullptr;
  double most = 0.0;
  for (const auto& resource : design.resources) {
    if (!resource.objective_before || !resource.objective_after) continue;
    const double change = std::abs(*resource.objective_after - *resource.objective_before);
    if (change <= most) continue;
    most = change;
    best = &resource;
  }
  const double base = best != nullptr ? std::abs(*best->objective_before) : 0.0;
  if (best == nullptr || most < 0.001 * base) return "";
  return fmt::format("; 10 % more of {} changes {} by {:+.1f} %", best->name,
                     design.probed_objective,
                     100.0 * (*best->objective_after - *best->objective_before) / base);
}

}  // namespace

results::Verdict decide(const results::Result& result) {
  results::Verdict verdict;
  const DesignResult* winner = nullptr;
  for (const auto& design : result.designs) {
    if (!results::meets_objectives(design)) continue;
    if (winner == nullptr || design.metrics.at("tco") < winner->metrics.at("tco")) winner = &design;
  }
  const auto* baseline = results::find_design(result, result.inputs.baseline);
  if (winner != nullptr) {
    verdict.winner = winner->name;
    const double tco = winner->metrics.at("tco");
    std::string line = fmt::format("{} wins: the cheapest design that meets every objective, {}",
                                   winner->name, money(tco));
    if (baseline != nullptr && baseline != winner && baseline->failure.empty()) {
      const double base = baseline->metrics.at("tco");
      line += fmt::format(", {:.1f} % {} {}", 100.0 * std::abs(tco - base) / base,
                          tco < base ? "below" : "above", baseline->name);
    }
    verdict.lines.push_back(line + ".");
  } else {
    verdict.lines.push_back("No design meets every objective.");
  }
  for (const auto& design : result.designs) {
    if (!design.failure.empty()) {
      verdict.lines.push_back(design.name + " could not be simulated: " + design.failure + ".");
    } else if (!results::meets_objectives(design)) {
      const double saved =
          winner != nullptr ? winner->metrics.at("tco") - design.metrics.at("tco") : 0.0;
      const std::string price =
          saved > 0.0 ? fmt::format(" would be {} cheaper but", money(saved)) : "";
      verdict.lines.push_back(
          fmt::format("{}{} misses {}{}.", design.name, price, missed(design), remedy(design)));
    }
  }
  return verdict;
}

}  // namespace penstock::planning
