// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Write amplification of logs that clean up behind themselves: flash translation layers and logs on
// host-managed shingled disks.
#pragma once

#include "models/units/quantity.hpp"

namespace penstock::storage {

/// Physical over host writes for uniform random writes to a log whose physical space is `alpha`
/// times the valid data: alpha / (alpha + W0(-alpha exp(-alpha))), W0 the principal branch of
/// Lambert's function. 1 as alpha grows, 1 / (2 (alpha - 1)) as it nears 1; infinite for
/// alpha <= 1. Source: Desnoyers 2012; Luojie and Kurkoski, arXiv:1110.4245.
double log_write_amplification(double alpha);

/// The alpha at which log_write_amplification is `amplification` > 1; infinite for 1 or less.
double physical_over_valid(double amplification);

/// Device time per user byte of such a log: WA / B + (WA - 1) c, where B is the rate of sequential
/// writes and c what moving a valid byte costs beyond programming it (reading it, mostly). B / WA
/// alone is 10 % too fast (docs/theory/calibration.md).
units::SecondsPerByte log_write_cost(double amplification, units::ByteRate sequential,
                                     units::SecondsPerByte move);

}  // namespace penstock::storage
