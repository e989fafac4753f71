// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/fitted.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace penstock::calibration {

namespace {
/// Share of the prior's spread above which an error says that the data added nothing.
constexpr double kUninformed = 0.97;
}  // namespace

void append_estimate(Series& series, std::span<const Unknown> unknowns, const Estimate& estimate,
                     std::span<const std::string> units) {
  assert(unknowns.size() == units.size() && unknowns.size() == estimate.values.size());
  for (std::size_t i = 0; i < unknowns.size(); ++i) {
    const Unknown& unknown = unknowns[i];
    const double value = estimate.values[i];
    const double error = estimate.standard_errors[i];
    const double spread = !unknown.prior        ? 0.0
                          : unknown.logarithmic ? unknown.prior->spread * value
                                                : unknown.prior->spread;
    series.parameters.push_back(
        {.name = unknown.name,
         .value = value,
         .unit = units[i],
         .standard_error = error,
         .from_prior = unknown.prior.has_value() && error >= kUninformed * spread});
  }
  series.condition = estimate.condition;
  series.rms = estimate.rms;
}

void append_prior(Series& series, std::string name, double value, std::string unit,
                  double standard_error) {
  series.parameters.push_back({.name = std::move(name),
                               .value = value,
                               .unit = std::move(unit),
                               .standard_error = standard_error,
                               .from_prior = true});
}

std::string priors_of(const Series& series) {
  std::string names;
  for (const Parameter& parameter : series.parameters) {
    if (!parameter.from_prior) continue;
    if (!names.empty()) names += ", ";
    std::string name = parameter.name;
    std::ranges::replace(name, '_', ' ');
    names += name;
  }
  return names;
}

bool any_has(std::span<const Point> points, Observation observation) {
  return std::ranges::any_of(points, [&](const Point& p) { return p.has(observation); });
}

bool any_has(std::span<const Point> points, Condition condition) {
  return std::ranges::any_of(points, [&](const Point& p) { return p.has(condition); });
}

}  // namespace penstock::calibration
