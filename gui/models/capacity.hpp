// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Stored and usable bytes of each tier, month by month: the data of the capacity charts and the
// table beside them.
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "gui/models/table_model.hpp"
#include "sim/results/result.hpp"

namespace penstock::gui {

struct TierCapacity {
  QString tier;
  QString description;         ///< "object store, 2,400 x cmr-24t, 10+4"
  std::vector<int> months;     ///< in which `stored` is known
  std::vector<double> stored;  ///< bytes at the end of the month
  std::vector<double> usable;  ///< bytes, with what has been bought so far; 0: no limit
  std::optional<int> run_out;  ///< month
};

/// The tiers whose months have the metric "tier.NAME.stored"; one without "tier.NAME.usable" has no
/// limit.
std::vector<TierCapacity> tier_capacities(const results::DesignResult& design);

/// One row per month; per tier the stored and usable bytes and the fill.
Table capacity_table(const std::vector<TierCapacity>& tiers, const results::Inputs& inputs);

}  // namespace penstock::gui
