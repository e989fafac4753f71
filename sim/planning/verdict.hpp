// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Which design wins, and why, in words.
#pragma once

#include "sim/results/result.hpp"

namespace penstock::planning {

/// The cheapest design (nominal cost) that was simulated and meets every objective; and for cheaper
/// ones, what they miss.
results::Verdict decide(const results::Result& result);

}  // namespace penstock::planning
