// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A scenario with its catalogue as one text that is equal exactly if all values are, and its hash.
#pragma once

#include <string>
#include <string_view>

#include "models/catalogue/catalogue.hpp"
#include "models/scenario/scenario.hpp"

namespace penstock::scenario {

/// One line per value, "stages.train.workload=unet3d", from the rows of the parameter table;
/// numbers exactly, as hexadecimal doubles in SI base units.
std::string canonical_text(const Scenario& scenario, const catalogue::Catalogue& catalogue);

/// FNV-1a with 128 bits, as 32 hexadecimal digits. No protection against intent: it tells results
/// of different inputs apart.
std::string content_hash(std::string_view text);

}  // namespace penstock::scenario
