// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Which stage each cost serves: storage by what is stored, accelerators by what is reserved, cores
// by time, the fabric by bytes. What no stage uses is "unallocated".
#pragma once

#include "models/scenario/scenario.hpp"
#include "sim/planning/capacity.hpp"
#include "sim/planning/window_series.hpp"

namespace penstock::planning {

struct Costs;

/// Fills costs.by_stage from costs.ledger; the sums agree to rounding.
void allocate(Costs& costs, const scenario::Scenario& scenario, const scenario::Design& design,
              const Courses& courses, const WindowSeries& windows, int months);

}  // namespace penstock::planning
