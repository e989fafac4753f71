// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Power of a drive from its busy time.
#pragma once

#include "models/catalogue/entries.hpp"
#include "models/units/quantity.hpp"

namespace penstock::storage {

/// Mean power of one drive that is at work for the share `busy` in [0, 1] of the time:
/// idle + busy (active - idle). Source: economics of the project, section 3.3.
units::Watts mean_power(const catalogue::Drive& drive, double busy);

}  // namespace penstock::storage
