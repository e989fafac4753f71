// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// `--set path=value`: one value of a scenario, changed from outside of the file.
#pragma once

#include <string>
#include <vector>

#include "models/parameters/diagnostic.hpp"
#include "models/parameters/document.hpp"

namespace penstock::scenario {

/// Changes the values in the tree, before `extends` is followed: a change of a base reaches the
/// designs that extend it. A path names the keys from the top,
/// "designs.all-flash.tiers.fast.servers=30"; the value is written as in the file. Paths that name
/// no parameter or no object are reported with "--set ..." as their file.
void apply_overrides(parameters::Node& root, const std::vector<std::string>& overrides,
                     parameters::Diagnostics& diagnostics);

}  // namespace penstock::scenario
