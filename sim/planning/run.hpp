// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The main job: a scenario in, the compared designs out. For each design the years are planned
// month by month, as few windows as needed are simulated, and everything is priced
// (docs/theory/planning.md).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/catalogue/catalogue.hpp"
#include "models/scenario/scenario.hpp"
#include "sim/results/result.hpp"

namespace penstock::planning {

struct RunOptions {
  std::vector<std::string> designs;  ///< empty: all
  int jobs = 1;                      ///< designs in parallel; the result does not depend on it
  bool probe_resources = true;       ///< the effect of 10 % more of each resource
  /// Called after each window with how many of this design's are done and how many are expected.
  std::function<void(const std::string& design, int done, int total)> progress;
  /// Asked between windows; a cancelled run returns what is complete, with failures that say so.
  std::function<bool()> cancelled;
};

results::Result run(const scenario::Scenario& scenario, const catalogue::Catalogue& catalogue,
                    const RunOptions& options);

}  // namespace penstock::planning
