// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The reference of what `penstock calibrate` and `penstock predict` read.
#pragma once

#include <string>

namespace penstock::calibration {

/// docs/reference/measurements.md.
std::string measurements_page();

}  // namespace penstock::calibration
