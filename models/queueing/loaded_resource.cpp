// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/queueing/loaded_resource.hpp"

#include <algorithm>
#include <cmath>

namespace penstock::queueing {

void set_occupancy(LoadedResource& resource, double among) {
  const double here = std::max(resource.units, 1.0);
  const double all = std::max(among, here);
  resource.spread = all / here;
  resource.log_empty = all > 1.0 ? resource.spread * std::log1p(-1.0 / all) : 0.0;
}

SeekState seek_state(const LoadedResource& resource, double outstanding, double rounding) {
  // Busy units of a pool: the smaller of n and B = M (1 - (1 - 1/M)^n), which cross at 1. A part of
  // a pool has its part of the pool's requests and busy units. Less than one drive is one slowed
  // down.
  const double share = std::min(resource.units, 1.0);
  const double pool = std::max(resource.units, 1.0);
  double busy = outstanding, by_n = 1.0, by_rounding = 0.0;
  if (rounding > 0.0 || outstanding * resource.spread > 1.0) {
    double filled = 1.0, filled_by_n = 0.0;
    if (pool * resource.spread > 1.0) {
      const double none = std::expm1(outstanding * resource.log_empty);
      filled = -pool * none;
      filled_by_n = -pool * resource.log_empty * (1.0 + none);
    }
    busy = filled;
    by_n = filled_by_n;
    if (rounding > 0.0) {
      // Rounded: the smaller root b of (n - b) (B - b) = rounding n B.
      const double gap = outstanding - filled;
      const double corner = rounding * outstanding * filled;
      const double root = std::sqrt(gap * gap + 4.0 * corner);
      busy = 2.0 * (1.0 - rounding) * outstanding * filled / (outstanding + filled + root);
      by_n =
          ((1.0 - rounding) * (filled + outstanding * filled_by_n) - busy * (1.0 + filled_by_n)) /
          root;
      by_rounding = -corner / root;
    }
  }
  SeekState state{share * busy, 1.0, share * by_n, 0.0, share * by_rounding, 0.0};
  const double excess = outstanding / busy - 1.0;
  if (excess <= 0.0) return state;
  const double power = std::pow(excess, resource.exponent);
  const double sum = power + resource.half_power;
  state.gain = 1.0 + (resource.gain - 1.0) * power / sum;
  const double by_depth = (resource.gain - 1.0) * resource.exponent * resource.half_power * power /
                          (excess * sum * sum);
  state.gain_by_n = by_depth * (busy - outstanding * by_n) / (busy * busy);
  state.gain_by_rounding = -by_depth * outstanding * by_rounding / (busy * busy);
  return state;
}

}  // namespace penstock::queueing
