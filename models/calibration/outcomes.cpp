// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/outcomes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace penstock::calibration {
namespace {

std::optional<PredictionSummary> summary_of(std::span<const Outcome* const> outcomes) {
  std::vector<Comparison> model;
  std::vector<Comparison> knee;
  std::vector<Comparison> trivial;
  for (const auto* outcome : outcomes) {
    const Comparison comparison{outcome->predicted, outcome->measured};
    model.push_back(comparison);
    if (outcome->knee) knee.push_back(comparison);
    if (outcome->trivial) trivial.push_back({*outcome->trivial, outcome->measured});
  }
  const auto all = summarise(model);
  if (!all) return std::nullopt;
  return PredictionSummary{.model = *all, .knee = summarise(knee), .trivial = summarise(trivial)};
}

}  // namespace

std::optional<double> measured(const Point& point, Observation observation) {
  if (point.has(observation)) return point.at(observation);
  // A mix has two rates, and its bytes do not say which requests they were of.
  const auto share = point.get(Condition::kReadShare, -1.0);
  const bool only = (observation == Observation::kReadRate && share == 1.0) ||
                    (observation == Observation::kWriteRate && share == 0.0);
  if (only) return point.rate();
  if (observation == Observation::kByteRate && point.has(Condition::kSize)) {
    if (const auto rate = point.rate()) return *rate * point.at(Condition::kSize);
  }
  return std::nullopt;
}

tl::expected<std::vector<Outcome>, std::string> outcomes_of(const Form& form, const Series& series,
                                                            std::size_t series_index,
                                                            const Point& point) {
  const auto predicted = form.predict(series, point);
  if (!predicted) return tl::unexpected(predicted.error());
  std::vector<Outcome> outcomes;
  for (const auto& figure : *predicted) {
    const auto truth = measured(point, figure.observation);
    if (!truth) continue;
    if (!std::isfinite(figure.value) || figure.value <= 0.0) {
      return tl::unexpected("the parameters give no positive " +
                            std::string(name_of(figure.observation)));
    }
    outcomes.push_back({.row = point.row,
                        .series = series_index,
                        .observation = figure.observation,
                        .predicted = figure.value,
                        .measured = *truth,
                        .trivial = std::nullopt,
                        .main = outcomes.empty(),
                        .knee = false});
  }
  if (outcomes.empty()) {
    return tl::unexpected<std::string>("nothing was measured that the form predicts");
  }
  if (form.at_knee && form.at_knee(series, point)) outcomes.front().knee = true;
  return outcomes;
}

void summarise_outcomes(PredictionReport& report) {
  std::vector<const Outcome*> main;
  std::map<Observation, std::vector<const Outcome*>> by_observation;
  for (const auto& outcome : report.outcomes) {
    if (outcome.main) main.push_back(&outcome);
    by_observation[outcome.observation].push_back(&outcome);
  }
  if (auto summary = summary_of(main)) report.summary = std::move(*summary);
  for (const auto& [observation, outcomes] : by_observation) {
    if (auto summary = summary_of(outcomes)) {
      report.by_observation[observation] = std::move(*summary);
    }
  }
}

}  // namespace penstock::calibration
