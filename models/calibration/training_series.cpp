// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/training_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "models/parameters/codes.hpp"

namespace penstock::calibration {

namespace {

using parameters::Code;
using parameters::Diagnostics;

constexpr std::array<std::string_view, 4> kSystemColumns{"round", "division", "submitter",
                                                         "system"};

/// What runs of one series have in common.
using Key = std::tuple<std::vector<std::string>, std::string, std::string, double, double, double>;

Key key_of(const Table& table, const TrainingRun& run, std::span<const std::string> columns) {
  std::vector<std::string> system;
  for (const auto& column : columns) system.emplace_back(table.cell(table.rows[run.row], column));
  return {system, run.model, run.accelerator, run.batch, run.compute, run.sample};
}

tl::expected<std::vector<std::string>, Diagnostics> system_columns(const Table& table,
                                                                   const TrainingOptions& options) {
  std::vector<std::string> columns;
  if (!options.system) {
    for (const auto column : kSystemColumns) {
      if (table.column(column)) columns.emplace_back(column);
    }
    return columns;
  }
  Diagnostics diagnostics;
  for (const auto& column : *options.system) {
    if (!table.column(column)) {
      parameters::report(diagnostics, Code::kUnknownColumn, {.file = table.source, .line = 1},
                         fmt::format("there is no column '{}' to tell systems apart", column),
                         fmt::format("the columns are {}", fmt::join(table.columns, ", ")));
    }
  }
  if (!diagnostics.empty()) return tl::unexpected(std::move(diagnostics));
  return *options.system;
}

/// Positions in `members`, which ascend by ranks.
std::vector<std::size_t> chosen(std::span<const TrainingRun> runs,
                                std::span<const std::size_t> members,
                                const TrainingOptions& options,
                                const std::set<std::size_t>& calibrate_on) {
  std::vector<std::size_t> positions;
  if (options.calibrate_on) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (calibrate_on.contains(runs[members[i]].row)) positions.push_back(i);
    }
    return positions;
  }
  if (members.size() < 2) return {};
  switch (options.choice) {
    case TrainingChoice::kLargest:
      return {members.size() - 1};
    case TrainingChoice::kMiddle:
      return {(members.size() - 1) / 2};
    case TrainingChoice::kSmallest:
      return {0};
  }
  return positions;
}

/// Ideal accelerators that compute all the time have 1: from AU, or from samples/s.
double share_of_ideal(const TrainingRun& run) {
  return run.utilisation ? *run.utilisation : *run.rate / run.ideal_rate();
}

/// The trivial models' utilisation of a run.
std::array<std::optional<double>, kTrivials.size()> trivial_utilisation(
    const TrainingRun& run, std::span<const TrainingRun> calibration) {
  std::array<std::optional<double>, kTrivials.size()> out;
  out[static_cast<std::size_t>(Trivial::kThreshold)] = run.workload.target;
  if (calibration.empty()) return out;
  const auto nearest = std::ranges::min_element(calibration, {}, [&](const TrainingRun& seen) {
    return std::abs(std::log(seen.ranks / run.ranks));
  });
  out[static_cast<std::size_t>(Trivial::kSame)] = share_of_ideal(*nearest);
  double supply = 0.0;
  for (const auto& seen : calibration) {
    supply = std::max(supply, figures_of(seen).bytes);
  }
  if (supply > 0.0) {
    out[static_cast<std::size_t>(Trivial::kSupply)] = std::min(1.0, supply / run.required_supply());
  }
  return out;
}

TrainingOutcome outcome_of(const TrainingFit& fit, const TrainingRun& run,
                           std::span<const TrainingRun> calibration) {
  const auto prediction = predict_training(fit, run);
  TrainingOutcome outcome;
  outcome.first_batch = prediction.first_batch;
  outcome.utilisation = {.predicted = prediction.utilisation,
                         .measured = run.utilisation,
                         .trivial = trivial_utilisation(run, calibration)};
  outcome.rate = {.predicted = prediction.rate, .measured = run.rate, .trivial = {}};
  for (std::size_t i = 0; i < kTrivials.size(); ++i) {
    const auto& share = outcome.utilisation.trivial[i];
    if (share) outcome.rate.trivial[i] = *share * run.ideal_rate();
  }
  return outcome;
}

std::optional<TrainingSummary> summary_of(std::span<const TrainingSeries> series, TrainingRole role,
                                          TrainingFigure TrainingOutcome::*figure) {
  std::vector<Comparison> model;
  std::array<std::vector<Comparison>, kTrivials.size()> trivial;
  for (const auto& one : series) {
    for (const auto& outcome : one.outcomes) {
      const auto& value = outcome.*figure;
      if (outcome.role != role || !value.measured) continue;
      model.push_back({value.predicted, *value.measured});
      for (std::size_t i = 0; i < kTrivials.size(); ++i) {
        if (value.trivial[i]) trivial[i].push_back({*value.trivial[i], *value.measured});
      }
    }
  }
  const auto errors = summarise(model);
  if (!errors) return std::nullopt;
  TrainingSummary summary{.model = *errors, .trivial = {}};
  for (std::size_t i = 0; i < kTrivials.size(); ++i) summary.trivial[i] = summarise(trivial[i]);
  return summary;
}

}  // namespace

std::string_view name_of(Trivial trivial) {
  switch (trivial) {
    case Trivial::kThreshold:
      return "threshold";
    case Trivial::kSame:
      return "same";
    case Trivial::kSupply:
      return "supply";
  }
  return "";
}

std::string_view name_of(TrainingRole role) {
  switch (role) {
    case TrainingRole::kCalibrated:
      return "calibrated";
    case TrainingRole::kPredicted:
      return "predicted";
    case TrainingRole::kUncalibrated:
      return "uncalibrated";
  }
  return "";
}

tl::expected<TrainingReport, Diagnostics> training_report(const Table& table,
                                                          std::span<const TrainingRun> runs,
                                                          const TrainingOptions& options) {
  const auto columns = system_columns(table, options);
  if (!columns) return tl::unexpected(columns.error());
  std::map<Key, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    groups[key_of(table, runs[i], *columns)].push_back(i);
  }
  std::set<std::size_t> calibrate_on;
  if (options.calibrate_on) {
    calibrate_on.insert(options.calibrate_on->begin(), options.calibrate_on->end());
  }

  Diagnostics diagnostics;
  TrainingReport report;
  for (auto& [key, members] : groups) {
    std::ranges::stable_sort(members, {}, [&](std::size_t i) { return runs[i].ranks; });
    const auto positions = chosen(runs, members, options, calibrate_on);
    std::vector<TrainingRun> calibration;
    for (const auto position : positions) calibration.push_back(runs[members[position]]);

    TrainingSeries series{.system = fmt::format("{}", fmt::join(std::get<0>(key), " / ")),
                          .model = std::get<1>(key),
                          .accelerator = std::get<2>(key)};
    if (calibration.empty()) {
      series.fit = uncalibrated_fit(runs[members.front()].workload);
    } else if (auto fit = fit_training(calibration)) {
      series.fit = std::move(*fit);
    } else {
      parameters::report(diagnostics, Code::kFitRefused, calibration.front().mark, fit.error());
      continue;
    }
    for (std::size_t i = 0; i < members.size(); ++i) {
      auto outcome = outcome_of(series.fit, runs[members[i]], calibration);
      outcome.run = members[i];
      outcome.role = calibration.empty() ? TrainingRole::kUncalibrated
                     : std::ranges::find(positions, i) != positions.end()
                         ? TrainingRole::kCalibrated
                         : TrainingRole::kPredicted;
      series.outcomes.push_back(outcome);
    }
    report.series.push_back(std::move(series));
  }
  if (!diagnostics.empty()) return tl::unexpected(std::move(diagnostics));

  const auto summary = [&](TrainingRole role, TrainingFigure TrainingOutcome::*figure) {
    return summary_of(report.series, role, figure);
  };
  report.utilisation = summary(TrainingRole::kPredicted, &TrainingOutcome::utilisation);
  report.rate = summary(TrainingRole::kPredicted, &TrainingOutcome::rate);
  report.uncalibrated_utilisation =
      summary(TrainingRole::kUncalibrated, &TrainingOutcome::utilisation);
  report.uncalibrated_rate = summary(TrainingRole::kUncalibrated, &TrainingOutcome::rate);
  return report;
}

}  // namespace penstock::calibration
