// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/planning/run.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "sim/pipeline/worker.hpp"
#include "sim/planning/design_run.hpp"
#include "sim/planning/verdict.hpp"
#include "sim/results/json.hpp"

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

results::DesignResult failed(const scenario::Design& design, std::string cause) {
  results::DesignResult result;
  result.name = design.name;
  result.description = design.description;
  result.failure = std::move(cause);
  return result;
}

/// A design whose worker has been started.
struct AtWork {
  std::size_t design = 0;
  pipeline::Worker worker;
};

/// Designs side by side, `jobs` at a time, each in a process that forks its own windows. They come
/// back as the result document, which reads back exactly.
class SideBySide {
 public:
  SideBySide(const std::vector<const scenario::Design*>& designs, results::Result& result,
             const RunOptions& options)
      : designs_(designs), result_(result), options_(options) {}

  template <class Task>
  void run(const Task& task) {
    for (std::size_t i = 0; i < designs_.size(); ++i) {
      if (at_work_.size() >= static_cast<std::size_t>(options_.jobs)) finish_oldest();
      const auto worker = pipeline::start_worker([&] {
        results::Result alone{.inputs = result_.inputs};
        alone.designs.push_back(task(*designs_[i]));
        return results::to_json(alone);
      });
      if (worker) {
        at_work_.push_back({i, *worker});
      } else {
        result_.designs[i] = failed(*designs_[i], worker.error());
      }
    }
    while (!at_work_.empty()) finish_oldest();
  }

 private:
  void finish_oldest() {
    const AtWork oldest = at_work_.front();
    at_work_.pop_front();
    const auto& design = *designs_[oldest.design];
    auto alone = pipeline::collect(oldest.worker).and_then([](const std::string& text) {
      return results::from_json(text);
    });
    result_.designs[oldest.design] =
        alone ? std::move(alone->designs.front()) : failed(design, alone.error());
    const int windows = result_.designs[oldest.design].windows;
    if (options_.progress) options_.progress(design.name, windows, windows);
  }

  const std::vector<const scenario::Design*>& designs_;
  results::Result& result_;
  const RunOptions& options_;
  std::deque<AtWork> at_work_;
};

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

  if (options.jobs > 1 && designs.size() > 1) {
    RunOptions quiet = options;
    quiet.progress = nullptr;  // a worker's calls would not reach the caller
    SideBySide(designs, result, options).run([&](const scenario::Design& design) {
      return run_design(scenario, design, catalogue, quiet);
    });
  } else {
    for (std::size_t i = 0; i < designs.size(); ++i) {
      result.designs[i] = run_design(scenario, *designs[i], catalogue, options);
    }
  }
  result.verdict = decide(result);
  return result;
}

}  // namespace penstock::planning
