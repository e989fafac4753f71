// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/interpolation.hpp"

#include <cassert>
#include <iterator>

namespace penstock::calibration {

double linear_between(const std::map<double, double>& knots, double at) {
  assert(!knots.empty());
  if (knots.size() == 1) return knots.begin()->second;
  auto above = knots.lower_bound(at);
  if (above == knots.begin()) ++above;
  if (above == knots.end()) --above;
  const auto below = std::prev(above);
  const double share = (at - below->first) / (above->first - below->first);
  return below->second + share * (above->second - below->second);
}

}  // namespace penstock::calibration
