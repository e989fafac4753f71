// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A result made by hand for the tests of the desktop: three designs that work and one that does
// not. The figures are chosen to be easy to check, not to be plausible.
#pragma once

#include "sim/results/result.hpp"

namespace penstock::gui::test {

/// all-flash is the baseline, smr-archive wins, hci misses an objective, broken failed.
results::Result sample_result();

}  // namespace penstock::gui::test
