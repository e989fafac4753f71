// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// How far predictions are from measurements: relative errors (predicted - measured) / measured and
// their summary. Fractions, not percent.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace penstock::calibration {

struct Comparison {
  double predicted = 0.0;
  double measured = 0.0;  ///< > 0
  [[nodiscard]] double error() const { return (predicted - measured) / measured; }
};

struct ErrorSummary {
  std::size_t n = 0;
  double mape = 0.0;    ///< mean of |error|
  double median = 0.0;  ///< of |error|
  double p90 = 0.0;     ///< of |error|, interpolated between order statistics
  double max = 0.0;     ///< of |error|
  double bias = 0.0;    ///< mean of error: positive if predictions are too high
};

/// Nothing for no comparisons.
std::optional<ErrorSummary> summarise(std::span<const Comparison> comparisons);

/// Quantile `q` in [0, 1] of values in any order, linear between order statistics. Not empty.
double quantile(std::vector<double> values, double q);

}  // namespace penstock::calibration
