// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Objectives: "path comparison limit", checked against the stages and tiers of the scenario.
#pragma once

#include <optional>

#include "models/parameters/diagnostic.hpp"
#include "models/parameters/document.hpp"
#include "models/scenario/scenario.hpp"

namespace penstock::scenario {

/// Reads one objective; the stages and designs of the scenario have been read. A tier that only
/// some designs have is a warning: the objective then binds those designs only.
std::optional<Objective> read_objective(const parameters::Node& node, const Scenario& scenario,
                                        parameters::Diagnostics& diagnostics);

}  // namespace penstock::scenario
