// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The ledger of a design: what is bought, what it consumes as simulated, what fails and wears out,
// and which stage each cost serves (docs/theory/planning.md, "Money").
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/catalogue/catalogue.hpp"
#include "models/economics/ledger.hpp"
#include "models/scenario/scenario.hpp"
#include "models/systems/hardware.hpp"
#include "sim/planning/capacity.hpp"
#include "sim/planning/window_series.hpp"

namespace penstock::planning {

struct Costs {
  economics::Ledger ledger;
  double useful_seconds = 0.0;       ///< ideal compute of committed steps and answers, all months
  double energy = 0.0;               ///< joules of IT, without PUE
  double peak_power = 0.0;           ///< watts of IT, all active
  double rack_units = 0.0;           ///< at the end
  double stored_byte_seconds = 0.0;  ///< integral of stored logical bytes
  std::map<std::string, std::vector<double>>
      wear;                                ///< by tier and month, share of a drive's life used
  std::map<std::string, double> by_stage;  ///< nominal; what no stage uses: "unallocated"
};

Costs price(const scenario::Scenario& scenario, const scenario::Design& design,
            const catalogue::Catalogue& catalogue, const Courses& courses,
            const std::vector<TierCourse>& tiers, const WindowSeries& windows, int months);

}  // namespace penstock::planning
