// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/compute/cache.hpp"

#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <stdexcept>

namespace penstock::compute {

namespace {

template <class Function>
double root(const Function& function, double low, double high) {
  std::uintmax_t most = 200;
  const auto [left, right] = boost::math::tools::toms748_solve(
      function, low, high, boost::math::tools::eps_tolerance<double>(48), most);
  return 0.5 * (left + right);
}

}  // namespace

double pinned_hit_ratio(double share) {
  return std::clamp(share, 0.0, 1.0);
}

double lru_hit_ratio(double share) {
  // A hit needs 1 - u (1 - v) <= f for the uniform positions u, v of an item in two epochs.
  const double f = std::clamp(share, 0.0, 1.0);
  return f < 1.0 ? f + (1.0 - f) * std::log1p(-f) : 1.0;
}

double random_hit_ratio(double share) {
  const double f = std::clamp(share, 0.0, 1.0);
  if (f == 0.0 || f == 1.0) return f;
  const auto excess = [f](double h) {
    const double k = (1.0 - h) / f;
    const double kept = -std::expm1(-k) / k;
    return kept * kept - h;
  };
  // 1 solves the equation at any size (a cache that never replaces); the other root is the answer.
  return root(excess, 0.0, 1.0 - 0.1 * (1.0 - f));
}

double scan_hit_ratio(double share) {
  return share >= 1.0 ? 1.0 : 0.0;
}

double popularity_hit_ratio(std::span<const double> weights, double items) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (!(total > 0.0) ||
      std::any_of(weights.begin(), weights.end(), [](double w) { return !(w > 0.0); })) {
    throw std::invalid_argument("popularities are positive weights");
  }
  if (items <= 0.0) return 0.0;
  if (items >= static_cast<double>(weights.size())) return 1.0;
  const auto held = [&](double time) {
    double sum = 0.0;
    for (const double w : weights) sum -= std::expm1(-w / total * time);
    return sum;
  };
  // Requests that pass before an unused item leaves. At least `items` of them, since each adds one.
  double high = items;
  while (held(high) < items) high *= 2.0;
  const double time = root([&](double t) { return held(t) - items; }, 0.0, high);
  double hits = 0.0;
  for (const double w : weights) hits -= w / total * std::expm1(-w / total * time);
  return hits;
}

DistributedHits distributed_hits(double share_per_node, double nodes) {
  if (!(nodes >= 1.0)) throw std::invalid_argument("a cache is on at least one node");
  const double all = pinned_hit_ratio(nodes * share_per_node);
  return {.local = all / nodes, .remote = all * (nodes - 1.0) / nodes};
}

}  // namespace penstock::compute
