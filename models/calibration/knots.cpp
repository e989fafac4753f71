// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/knots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "models/calibration/error_summary.hpp"

namespace penstock::calibration {

namespace {

Knot median_of(std::span<const Knot> repetitions) {
  std::vector<double> places, values;
  double mean = 0.0, squares = 0.0;
  for (const Knot& knot : repetitions) {
    places.push_back(knot.at);
    values.push_back(knot.value);
    mean += knot.value;
  }
  const auto n = static_cast<double>(repetitions.size());
  mean /= n;
  for (const double value : values) squares += (value - mean) * (value - mean);
  // The median of n normal values scatters sqrt(pi / 2) times as much as their mean.
  const double error = n > 1.0 ? std::sqrt(1.5708 * squares / (n - 1.0) / n) : 0.0;
  return {.at = quantile(places, 0.5), .value = quantile(values, 0.5), .standard_error = error};
}

}  // namespace

std::vector<Knot> medians(std::vector<Knot> samples, double same) {
  std::ranges::sort(samples, {}, &Knot::at);
  std::vector<Knot> knots;
  for (std::size_t first = 0; first < samples.size();) {
    std::size_t last = first + 1;
    while (last < samples.size() && samples[last].at <= samples[first].at * (1.0 + same)) ++last;
    knots.push_back(median_of(std::span(samples).subspan(first, last - first)));
    first = last;
  }
  return knots;
}

double interpolate(std::span<const Knot> knots, double at) {
  assert(!knots.empty());
  const auto above = std::ranges::upper_bound(knots, at, {}, &Knot::at);
  if (above == knots.begin()) return knots.front().value;
  if (above == knots.end()) return knots.back().value;
  const Knot& low = *std::prev(above);
  const double share = (at - low.at) / (above->at - low.at);
  return low.value + share * (above->value - low.value);
}

void store_knots(Series& series, std::string_view stem, std::span<const Knot> knots,
                 const std::string& unit_at, const std::string& unit) {
  for (std::size_t i = 0; i < knots.size(); ++i) {
    series.parameters.push_back({.name = fmt::format("{}_at_{}", stem, i + 1),
                                 .value = knots[i].at,
                                 .unit = unit_at,
                                 .standard_error = 0.0,
                                 .from_prior = false});
    series.parameters.push_back({.name = fmt::format("{}_{}", stem, i + 1),
                                 .value = knots[i].value,
                                 .unit = unit,
                                 .standard_error = knots[i].standard_error,
                                 .from_prior = false});
  }
}

std::vector<Knot> load_knots(const Series& series, std::string_view stem) {
  std::vector<Knot> knots;
  for (std::size_t n = 1;; ++n) {
    const Parameter* at = series.find(fmt::format("{}_at_{}", stem, n));
    const Parameter* value = series.find(fmt::format("{}_{}", stem, n));
    if (at == nullptr || value == nullptr) return knots;
    knots.push_back(
        {.at = at->value, .value = value->value, .standard_error = value->standard_error});
  }
}

}  // namespace penstock::calibration
