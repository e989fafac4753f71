// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Objectives against the months of a design. An objective holds in every month; its worst month and
// the first that violates it are reported.
#pragma once

#include <optional>
#include <vector>

#include "models/scenario/scenario.hpp"
#include "sim/results/result.hpp"

namespace penstock::planning {

/// Whether `value` satisfies the objective.
bool satisfies(const scenario::Objective& objective, double value);

/// (limit - value) / |limit| in the direction of the objective: negative where it is violated.
double margin(const scenario::Objective& objective, double value);

/// Metrics of single months first, then those of the whole horizon. A metric that never arises
/// leaves `worst` empty: nothing violates it.
results::ObjectiveRow judge(const scenario::Objective& objective,
                            const std::vector<results::Month>& months,
                            const results::Metrics& summary);

/// The month in which the objective's metric is worst; empty if no month has it.
std::optional<int> worst_month(const scenario::Objective& objective,
                               const std::vector<results::Month>& months);

}  // namespace penstock::planning
