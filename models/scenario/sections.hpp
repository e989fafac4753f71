// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The sections of the parameter table that describe scenarios: one per struct, each row bound to a
// member. Built once; safe to read from any thread. table.hpp adds the catalogue's.
#pragma once

#include <vector>

#include "models/parameters/parameter.hpp"

namespace penstock::scenario {

const parameters::Section& scenario_section();  ///< Scenario: the keys at the top of a file
const parameters::Section& source_section();    ///< Source
const parameters::Section& dataset_section();   ///< Dataset
/// Stage. The rows "accelerators", "accelerator" and "growth" look at the stage's kind: set it
/// before reading them (read_object reads "kind" first).
const parameters::Section& stage_section();
const parameters::Section& design_section();     ///< Design: what is not in a section of its own
const parameters::Section& tier_section();       ///< Tier
const parameters::Section& compute_section();    ///< Compute
const parameters::Section& fabric_section();     ///< Fabric
const parameters::Section& move_section();       ///< Move
const parameters::Section& economics_section();  ///< Economics

/// All of them, in the order of a file.
std::vector<parameters::Section> sections();

}  // namespace penstock::scenario
