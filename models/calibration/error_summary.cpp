// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/error_summary.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace penstock::calibration {

double quantile(std::vector<double> values, double q) {
  assert(!values.empty() && q >= 0.0 && q <= 1.0);
  std::ranges::sort(values);
  const double place = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const auto above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - std::floor(place)) * (values[above] - values[below]);
}

std::optional<ErrorSummary> summarise(std::span<const Comparison> comparisons) {
  if (comparisons.empty()) return std::nullopt;
  ErrorSummary summary{.n = comparisons.size()};
  std::vector<double> sizes;
  sizes.reserve(comparisons.size());
  for (const auto& comparison : comparisons) {
    const double error = comparison.error();
    sizes.push_back(std::abs(error));
    summary.mape += std::abs(error);
    summary.bias += error;
  }
  const auto n = static_cast<double>(comparisons.size());
  summary.mape /= n;
  summary.bias /= n;
  summary.median = quantile(sizes, 0.5);
  summary.p90 = quantile(sizes, 0.9);
  summary.max = *std::ranges::max_element(sizes);
  return summary;
}

}  // namespace penstock::calibration
