// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/charts/decimate.hpp"

#include <algorithm>
#include <cassert>

namespace penstock::gui {

QList<QPointF> min_max_decimated(std::span<const double> values, double first, double step,
                                 int buckets) {
  assert(buckets >= 1);
  QList<QPointF> points;
  const auto add = [&](std::size_t i) {
    points.append({first + step * static_cast<double>(i), values[i]});
  };
  const auto bucket_count = static_cast<std::size_t>(buckets);
  if (values.size() <= 2 * bucket_count) {
    for (std::size_t i = 0; i < values.size(); ++i) add(i);
    return points;
  }
  points.reserve(2 * buckets + 2);
  for (std::size_t b = 0; b < bucket_count; ++b) {
    const auto begin = b * values.size() / bucket_count;
    const auto end = (b + 1) * values.size() / bucket_count;
    const auto run = values.subspan(begin, end - begin);
    const auto [low, high] = std::minmax_element(run.begin(), run.end());
    auto a = begin + static_cast<std::size_t>(low - run.begin());
    auto z = begin + static_cast<std::size_t>(high - run.begin());
    if (a > z) std::swap(a, z);
    if (b == 0 && a != 0) add(0);
    add(a);
    if (z != a) add(z);
    if (b + 1 == bucket_count && z + 1 != values.size()) add(values.size() - 1);
  }
  return points;
}

}  // namespace penstock::gui
