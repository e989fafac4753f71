// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// How full each tier of a design gets, month by month: placement, moves by age, purchases with
// their lead time, and the month in which a tier runs out. Pure arithmetic, no simulation.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/catalogue/catalogue.hpp"
#include "models/scenario/scenario.hpp"
#include "sim/pipeline/stock_flow.hpp"
#include "sim/results/result.hpp"

namespace penstock::planning {

struct TierCourse {
  const scenario::Tier* tier = nullptr;
  std::vector<double> stored;   ///< bytes to keep at the start of each month, months + 1 entries
  std::vector<double> servers;  ///< during each month
  std::vector<double> usable;   ///< bytes during each month; infinite in the cloud
  std::vector<results::Purchase> purchases;
  std::optional<int> run_out;  ///< first month at whose end the data no longer fits

  /// Stored over usable at the end of `month`; 0 in the cloud.
  [[nodiscard]] double fill(int month) const;
  [[nodiscard]] double mean_stored(int month) const;
};

using Courses = std::map<std::string, pipeline::Course>;

/// One course per tier, in the design's order.
std::vector<TierCourse> plan_capacity(const scenario::Scenario& scenario,
                                      const scenario::Design& design,
                                      const catalogue::Catalogue& catalogue, const Courses& courses,
                                      int months);

/// Bytes of `dataset` on `tier` at `time` months: its stock, copies and reduction, split by moves.
double stored_on(const scenario::Dataset& dataset, const std::string& tier,
                 const scenario::Design& design, const pipeline::Course& course, double time);

}  // namespace penstock::planning
