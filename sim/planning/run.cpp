// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/planning/run.hpp"

#include <algorithm>

#include "sim/planning/design_run.hpp"
#include "sim/planning/verdict.hpp"

namespace penstock::planning {

results::Result run(const scenario::Scenario& scenario, const catalogue::Catalogue& catalogue,
                    const RunOptions& options) {
  results::Result result;
  result.inputs.scenario = scenario.name;
  result.inputs.description = scenario.description;
  result.inputs.seed = scenario.seed;
  result.inputs.start = scenario.start;
  result.inputs.months = horizon_months(scenario);
  result.inputs.currency = scenario.economics.currency;
  result.inputs.baseline = scenario.economics.baseline;
  result.inputs.discount_rate = scenario.economics.discount_rate;
  result.inputs.version = PENSTOCK_VERSION;
  for (const auto& design : scenario.designs) {
    const bool wanted = options.designs.empty() ||
                        std::find(options.designs.begin(), options.designs.end(), design.name) !=
                            options.designs.end();
    if (wanted) result.designs.push_back(run_design(scenario, design, catalogue, options));
  }
  result.verdict = decide(result);
  return result;
}

}  // namespace penstock::planning
