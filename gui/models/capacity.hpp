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
  std::vector<double> usable;  ///< bytes, purchases that have arrived included; 0: without limit
  std::optional<int> run_out;  ///< month
};

/// The tiers whose fill or stored bytes the result knows. Stored bytes are the metric
/// "tier.NAME.stored", or else "tier.NAME.fill" times the usable bytes of the month.
std::vector<TierCapacity> tier_capacities(const results::DesignResult& design);

/// Usable bytes in `month`: those at the start, scaled by the raw bytes that have arrived since.
double usable_bytes(const results::TierRow& tier, int month);

/// One row per month; per tier the stored and usable bytes and the fill.
Table capacity_table(const std::vector<TierCapacity>& tiers, const results::Inputs& inputs);

}  // namespace penstock::gui
