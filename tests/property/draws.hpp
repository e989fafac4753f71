// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Real numbers for RapidCheck properties, which draws whole ones only.
#pragma once

#include <rapidcheck.h>

#include <cmath>

namespace penstock::testing {

inline double uniform(double low, double high) {
  constexpr int kSteps = 1 << 20;
  return low + (high - low) * *rc::gen::inRange(0, kSteps + 1) / kSteps;
}

inline double log_uniform(double low, double high) {
  return std::exp(uniform(std::log(low), std::log(high)));
}

}  // namespace penstock::testing
