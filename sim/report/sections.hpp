// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What a report of a result consists of, one table each. Text and Markdown print the same tables.
#pragma once

#include <string>
#include <vector>

#include "sim/report/table.hpp"
#include "sim/results/result.hpp"

namespace penstock::report {

struct Section {
  std::string heading;  ///< empty for the first
  Table table;
  std::vector<std::string> notes;  ///< lines below the table
};

/// Designs as columns: objectives, what limits each stage, when tiers run out, costs.
Section comparison(const results::Result& result);
/// Costs by category, designs as columns, nominal over the horizon.
Section costs(const results::Result& result);

/// The pipeline map: stages as rows with their traffic, file system, tier and limit.
Section pipeline_map(const results::DesignResult& design, const std::string& currency);
/// Tiers as rows, the fill at a few months of the horizon as columns.
Section capacity(const results::DesignResult& design, const std::string& start);
/// Resources as rows: busy share, waits caused, effect of 10 % more.
Section resources(const results::DesignResult& design);

}  // namespace penstock::report
