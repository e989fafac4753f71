// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The whole parameter table: the sections of scenarios, then those of catalogue entries.
#pragma once

#include <vector>

#include "models/parameters/parameter.hpp"

namespace penstock::scenario {

/// Built once; safe to read from any thread.
const std::vector<parameters::Section>& table();

}  // namespace penstock::scenario
