// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/planning/run.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "sim/planning/design_run.hpp"
#include "sim/planning/verdict.hpp"

namespace penstock::planning {

namespace {

results::Inputs inputs_of(const scenario::Scenario& scenario) {
  results::Inputs inputs;
  inputs.scenario = scenario.name;
  inputs.description = scenario.description;
  inputs.seed = scenario.seed;
  inputs.start = scenario.start;
  inputs.months = horizon_months(scenario);
  inputs.currency = scenario.economics.currency;
  inputs.baseline = scenario.economics.baseline;
  inputs.discount_rate = scenario.economics.discount_rate;
  inputs.version = PENSTOCK_VERSION;
  return inputs;
}

/// Runs task(0) .. task(count - 1) on `jobs` threads. Each task simulates in processes of its own,
/// so threads only wait and plan.
template <class Task>
void in_parallel(std::size_t count, int jobs, const Task& task) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) task(i);
  };
  std::vector<std::jthread> threads;
  const auto extra = std::min<std::size_t>(count, static_cast<std::size_t>(std::max(1, jobs))) - 1;
  for (std::size_t i = 0; i < extra; ++i) threads.emplace_back(work);
  work();
}

}  // namespace

results::Result run(const scenario::Scenario& scenario, const catalogue::Catalogue& catalogue,
                    const RunOptions& options) {
  std::vector<const scenario::Design*> designs;
  for (const auto& design : scenario.designs) {
    const bool wanted = options.designs.empty() ||
                        std::find(options.designs.begin(), options.designs.end(), design.name) !=
                            options.designs.end();
    if (wanted) designs.push_back(&design);
  }
  results::Result result{.inputs = inputs_of(scenario)};
  result.designs.resize(designs.size());
  if (designs.empty()) return result;

  // Callers need not be prepared for several threads.
  std::mutex calls;
  RunOptions one_at_a_time = options;
  if (options.progress) {
    one_at_a_time.progress = [&](const std::string& design, int done, int total) {
      const std::lock_guard lock(calls);
      options.progress(design, done, total);
    };
  }
  if (options.cancelled) {
    one_at_a_time.cancelled = [&] {
      const std::lock_guard lock(calls);
      return options.cancelled();
    };
  }
  in_parallel(designs.size(), options.jobs, [&](std::size_t i) {
    result.designs[i] = run_design(scenario, *designs[i], catalogue, one_at_a_time);
  });
  result.verdict = decide(result);
  return result;
}

}  // namespace penstock::planning
