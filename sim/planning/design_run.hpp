// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// One design through planning: capacity, windows, costs, objectives, and what 10 % more of each
// resource would change.
#pragma once

#include "sim/planning/run.hpp"

namespace penstock::planning {

/// Whole months of the horizon, at least 1.
int horizon_months(const scenario::Scenario& scenario);

/// Never throws for what a scenario can cause: a window that fails is in `failure`.
results::DesignResult run_design(const scenario::Scenario& scenario, const scenario::Design& design,
                                 const catalogue::Catalogue& catalogue, const RunOptions& options);

}  // namespace penstock::planning
