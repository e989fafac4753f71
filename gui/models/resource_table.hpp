// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The resources of one design: how busy they are, how much waiting they cause, and what 10 % more
// of each would bring.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "gui/models/table_model.hpp"
#include "sim/results/result.hpp"

namespace penstock::gui {

/// One row per resource, the cause of the most waiting first.
Table resource_table(const results::DesignResult& design, const std::string& currency);

/// Months with timelines, ascending.
std::vector<int> timeline_months(const results::DesignResult& design);

/// Names of the resources that have a timeline in `month`.
std::set<std::string> timeline_resources(const results::DesignResult& design, int month);

}  // namespace penstock::gui
