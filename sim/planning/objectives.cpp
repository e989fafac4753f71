// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/planning/objectives.hpp"

#include <cmath>

namespace penstock::planning {

using scenario::Comparison;
using scenario::Objective;

namespace {

bool upper(const Objective& objective) {
  return objective.comparison == Comparison::kLess ||
         objective.comparison == Comparison::kLessEqual;
}

}  // namespace

bool satisfies(const Objective& objective, double value) {
  switch (objective.comparison) {
    case Comparison::kLess:
      return value < objective.limit;
    case Comparison::kLessEqual:
      return value <= objective.limit;
    case Comparison::kGreater:
      return value > objective.limit;
    case Comparison::kGreaterEqual:
      return value >= objective.limit;
  }
  return false;
}

double margin(const Objective& objective, double value) {
  const double scale = std::max(std::abs(objective.limit), 1e-12);
  return (upper(objective) ? objective.limit - value : value - objective.limit) / scale;
}

results::ObjectiveRow judge(const Objective& objective, const std::vector<results::Month>& months,
                            const results::Metrics& summary) {
  results::ObjectiveRow row{
      .text = objective.text, .path = objective.path, .met = true, .limit = objective.limit};
  for (const auto& month : months) {
    const auto found = month.metrics.find(objective.path);
    if (found == month.metrics.end()) continue;
    const double value = found->second;
    if (!row.worst || margin(objective, value) < margin(objective, *row.worst)) row.worst = value;
    if (!satisfies(objective, value) && !row.first_violation) row.first_violation = month.index;
  }
  if (!row.worst) {
    const auto found = summary.find(objective.path);
    if (found != summary.end()) row.worst = found->second;
  }
  row.met = !row.worst || satisfies(objective, *row.worst);
  return row;
}

std::optional<int> worst_month(const Objective& objective,
                               const std::vector<results::Month>& months) {
  std::optional<int> worst;
  double least = 0.0;
  for (const auto& month : months) {
    const auto found = month.metrics.find(objective.path);
    if (found == month.metrics.end()) continue;
    const double here = margin(objective, found->second);
    if (worst && here >= least) continue;
    worst = month.index;
    least = here;
  }
  return worst;
}

}  // namespace penstock::planning
