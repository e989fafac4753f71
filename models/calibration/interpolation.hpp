// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Values at a few knots, linear between them: times of requests and messages are nearly linear in
// their bytes.
#pragma once

#include <map>

namespace penstock::calibration {

/// Linear between knots and on along the last two beyond them; constant for one knot. Not empty.
double linear_between(const std::map<double, double>& knots, double at);

}  // namespace penstock::calibration
