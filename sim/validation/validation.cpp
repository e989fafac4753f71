// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/validation/validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "models/calibration/calibrate.hpp"
#include "models/calibration/selection.hpp"
#include "models/calibration/training_drive.hpp"
#include "models/calibration/training_series.hpp"
#include "models/catalogue/catalogue.hpp"
#include "models/parameters/codes.hpp"
#include "models/units/format.hpp"
#include "sim/validation/quantity_text.hpp"
#include "sim/validation/sharing.hpp"

namespace penstock::validation {
namespace {

using calibration::Condition;
using calibration::Observation;
using calibration::Outcome;
using calibration::Table;
using parameters::Code;
using parameters::Diagnostics;

std::vector<std::string> joined(const std::vector<std::string>& a,
                                const std::vector<std::string>& b) {
  auto both = a;
  both.insert(both.end(), b.begin(), b.end());
  return both;
}

std::string place_of(const Part& part, const calibration::Row& row) {
  return fmt::format("{}:{}", part.file, row.mark.line);
}

/// How far N = X R is from being true of the row's own figures; nothing if they are not all there.
std::optional<double> little_gap(const calibration::Point& point) {
  double busy = 0.0;
  const std::pair<Observation, Observation> kinds[] = {
      {Observation::kReadRate, Observation::kReadMean},
      {Observation::kWriteRate, Observation::kWriteMean}};
  for (const auto& [rate, mean] : kinds) {
    if (!point.has(rate)) continue;
    if (!point.has(mean)) return std::nullopt;
    busy += point.at(rate) * point.at(mean);
  }
  if (busy <= 0.0) return std::nullopt;
  return std::abs(busy / point.outstanding() - 1.0);
}

/// Rows that their own figures contradict.
tl::expected<std::vector<std::size_t>, Diagnostics> contradicting_rows(const Case& of,
                                                                       const Table& table,
                                                                       const Part& part) {
  std::vector<std::size_t> found;
  if (!of.little) return found;
  const auto rows = calibration::select(table, part.where, "where");
  if (!rows) return tl::unexpected(rows.error());
  const auto points = calibration::points(table, *rows);
  if (!points) return tl::unexpected(points.error());
  for (const auto& point : *points) {
    const auto gap = little_gap(point);
    if (gap && *gap > *of.little) found.push_back(point.row);
  }
  return found;
}

/// Outcomes that the model cannot tell apart are repetitions: one remains, with the median.
std::vector<Outcome> medians(const std::vector<Outcome>& outcomes) {
  std::map<std::tuple<std::size_t, Observation, double>, std::vector<const Outcome*>> groups;
  for (const auto& outcome : outcomes) {
    groups[{outcome.series, outcome.observation, outcome.predicted}].push_back(&outcome);
  }
  std::vector<Outcome> merged;
  for (const auto& [key, group] : groups) {
    std::vector<double> measured;
    for (const auto* outcome : group) measured.push_back(outcome->measured);
    auto& one = merged.emplace_back(*group.front());
    one.measured = calibration::quantile(std::move(measured), 0.5);
  }
  std::ranges::sort(merged, {}, &Outcome::row);
  return merged;
}

struct PartOutcome {
  PartResult result;
  std::vector<Pair> pairs;
  std::optional<double> close;
};

void describe(const calibration::Profile& profile, PartResult& result) {
  for (const auto& series : profile.series) {
    result.calibration_points += series.calibrated_on;
    for (const auto& parameter : series.parameters) {
      if (!parameter.from_prior) ++result.parameters;
    }
    for (const auto& remark : series.remarks) {
      if (std::ranges::find(result.remarks, remark) == result.remarks.end()) {
        result.remarks.push_back(remark);
      }
    }
  }
}

tl::expected<PartOutcome, Diagnostics> run_rows(const Case& of, std::size_t index,
                                                const Table& table) {
  const Part& part = of.parts[index];
  const auto calibrated = calibration::calibrate(table, {.form = of.form,
                                                         .where = part.where,
                                                         .calibrate_on = part.calibrate_on,
                                                         .series = part.series});
  if (!calibrated) return tl::unexpected(calibrated.error());
  // The profile knows its own calibration rows: same file.
  const auto report = calibration::predict(calibrated->profile, table,
                                           {.form = calibrated->profile.form,
                                            .where = joined(part.where, part.predict),
                                            .calibrate_on = {},
                                            .series = std::nullopt});
  if (!report) return tl::unexpected(report.error());
  const auto left_out = contradicting_rows(of, table, part);
  if (!left_out) return tl::unexpected(left_out.error());

  PartOutcome out;
  describe(calibrated->profile, out.result);
  out.result.skipped = report->skipped;
  std::vector<Outcome> scored;
  for (const auto& outcome : report->outcomes) {
    const bool wanted = of.observation ? outcome.observation == *of.observation : outcome.main;
    if (!wanted) continue;
    if (std::ranges::binary_search(*left_out, outcome.row)) {
      ++out.result.skipped["rate, latency and depth of the row contradict each other"];
      continue;
    }
    scored.push_back(outcome);
  }
  if (of.median_of_repetitions) scored = medians(scored);
  for (const auto& outcome : scored) {
    out.pairs.push_back({.part = index,
                         .place = place_of(part, table.rows[outcome.row]),
                         .unit = std::string(unit_of(outcome.observation)),
                         .predicted = outcome.predicted,
                         .measured = outcome.measured,
                         .trivial = outcome.trivial,
                         .knee = outcome.knee});
  }
  return out;
}

tl::expected<std::vector<calibration::TrainingRun>, Diagnostics> runs_of(const Part& part,
                                                                         const Table& table) {
  const auto rows = calibration::select(table, part.where, "where");
  if (!rows) return tl::unexpected(rows.error());
  return calibration::training_runs(table, *rows, catalogue::shipped());
}

tl::expected<PartOutcome, Diagnostics> run_training(const Case& of, std::size_t index,
                                                    const Table& table) {
  const Part& part = of.parts[index];
  const auto runs = runs_of(part, table);
  if (!runs) return tl::unexpected(runs.error());
  calibration::TrainingOptions options;
  if (part.series) options.system = part.series;
  if (!part.calibrate_on.empty()) {
    const auto& word = part.calibrate_on.front();
    using calibration::TrainingChoice;
    options.choice = word == "smallest" ? TrainingChoice::kSmallest
                     : word == "middle" ? TrainingChoice::kMiddle
                                        : TrainingChoice::kLargest;
  }
  const auto report = calibration::training_report(table, *runs, options);
  if (!report) return tl::unexpected(report.error());

  PartOutcome out;
  for (const auto& series : report->series) {
    out.result.calibration_points += series.fit.runs;
    if (series.fit.overhead_identified) ++out.result.parameters;
    if (series.fit.barrier_identified) ++out.result.parameters;
    if (series.fit.supply) ++out.result.parameters;
    for (const auto& outcome : series.outcomes) {
      if (outcome.role != calibration::TrainingRole::kPredicted) continue;
      const auto& figure = of.method == Method::kTraining ? outcome.utilisation : outcome.rate;
      if (!figure.measured) continue;
      const auto& run = (*runs)[outcome.run];
      out.pairs.push_back(
          {.part = index,
           .place = place_of(part, table.rows[run.row]),
           .unit = of.method == Method::kTraining ? "1" : "1/s",
           .predicted = figure.predicted,
           .measured = *figure.measured,
           .trivial = figure.trivial[static_cast<std::size_t>(calibration::Trivial::kThreshold)],
           .knee = false});
    }
  }
  return out;
}

tl::expected<PartOutcome, Diagnostics> run_drive(const Case& of, std::size_t index,
                                                 const Table& table) {
  const Part& part = of.parts[index];
  const auto runs = runs_of(part, table);
  if (!runs) return tl::unexpected(runs.error());
  const auto limits = calibration::drive_limits(catalogue::shipped().ssds.at(part.drive), *runs);
  PartOutcome out;
  double close = 0.0;
  for (const auto& limit : limits) {
    if (calibration::DriveLimit::close(limit.predicted, limit.measured)) close += 1.0;
    out.pairs.push_back({.part = index,
                         .place = place_of(part, table.rows[(*runs)[limit.run].row]),
                         .unit = "accelerators",
                         .predicted = limit.predicted,
                         .measured = limit.measured,
                         .trivial = limit.trivial,
                         .knee = false});
  }
  out.close = close;
  return out;
}

tl::expected<PartOutcome, Diagnostics> run_part(const Case& of, std::size_t index,
                                                const std::filesystem::path& data) {
  if (of.method == Method::kSharing) {
    auto shared = run_sharing(of, index, data);
    if (!shared) return tl::unexpected(std::move(shared.error()));
    return PartOutcome{std::move(shared->result), std::move(shared->pairs), std::nullopt};
  }
  const auto table = calibration::read_measurements(data / of.parts[index].file);
  if (!table) return tl::unexpected(table.error());
  switch (of.method) {
    case Method::kRows:
      return run_rows(of, index, *table);
    case Method::kTraining:
    case Method::kTrainingRate:
      return run_training(of, index, *table);
    case Method::kDriveLimits:
      return run_drive(of, index, *table);
    case Method::kSharing:
      break;
  }
  return PartOutcome{};
}

void compare(const std::string& what, std::optional<double> limit, std::optional<double> reached,
             std::vector<std::string>& misses) {
  if (!limit) return;
  if (!reached) {
    misses.push_back(what + " is not there");
  } else if (!(*reached <= *limit)) {
    misses.push_back(fmt::format("{} {} instead of {}", what, units::format_percent(*reached),
                                 units::format_percent(*limit)));
  }
}

void judge(CaseResult& result) {
  const auto& target = result.of.target;
  const auto& scores = *result.scores;
  compare("MAPE", target.mape, scores.model.mape, result.misses);
  compare("p90", target.p90, scores.model.p90, result.misses);
  compare("max", target.max, scores.model.max, result.misses);
  if (target.factor && !(result.factor <= *target.factor)) {
    result.misses.push_back(
        fmt::format("a factor of {:.2f} instead of {:.2g}", result.factor, *target.factor));
  }
  compare("knee", target.knee, scores.knee ? std::optional(scores.knee->mape) : std::nullopt,
          result.misses);
  if (target.close && !(result.close && *result.close >= *target.close)) {
    result.misses.push_back(fmt::format("{} close instead of {}",
                                        units::format_percent(result.close.value_or(0.0)),
                                        units::format_percent(*target.close)));
  }
}

}  // namespace

std::optional<Scores> scores_of(const std::vector<Pair>& pairs) {
  std::vector<calibration::Comparison> model;
  std::vector<calibration::Comparison> knee;
  std::vector<calibration::Comparison> trivial;
  for (const auto& pair : pairs) {
    model.push_back({pair.predicted, pair.measured});
    if (pair.knee) knee.push_back(model.back());
    if (pair.trivial) trivial.push_back({*pair.trivial, pair.measured});
  }
  const auto all = calibration::summarise(model);
  if (!all) return std::nullopt;
  return Scores{*all, calibration::summarise(knee), calibration::summarise(trivial)};
}

bool CaseResult::has_target() const {
  const auto& t = of.target;
  return t.mape || t.p90 || t.max || t.knee || t.factor || t.close;
}

tl::expected<CaseResult, Diagnostics> run_case(const Case& of, const std::filesystem::path& data) {
  CaseResult result{.of = of, .parts = {}, .pairs = {}, .scores = {}, .misses = {}};
  Diagnostics diagnostics;
  double close = 0.0;
  for (std::size_t i = 0; i < of.parts.size(); ++i) {
    auto part = run_part(of, i, data);
    if (!part) {
      for (auto& diagnostic : part.error()) {
        diagnostic.message =
            fmt::format("{} ({}): {}", of.id, of.parts[i].name, diagnostic.message);
        diagnostics.push_back(std::move(diagnostic));
      }
      continue;
    }
    part->result.scores = scores_of(part->pairs);
    result.parts.push_back(std::move(part->result));
    result.pairs.insert(result.pairs.end(), part->pairs.begin(), part->pairs.end());
    close += part->close.value_or(0.0);
  }
  if (diagnostics.empty() && result.pairs.empty()) {
    report(diagnostics, Code::kNothingLeft, {data.string(), 0, 0},
           fmt::format("{}: no row is left to predict", of.id));
  }
  if (!diagnostics.empty()) return tl::unexpected(std::move(diagnostics));
  result.scores = scores_of(result.pairs);
  if (of.method == Method::kDriveLimits) {
    result.close = close / static_cast<double>(result.pairs.size());
  }
  for (const auto& pair : result.pairs) {
    const double ratio = pair.predicted / pair.measured;
    result.factor = std::max({result.factor, ratio, 1.0 / ratio});
  }
  judge(result);
  return result;
}

tl::expected<std::vector<CaseResult>, Diagnostics> validate(std::span<const Case> cases,
                                                            const std::filesystem::path& data) {
  Diagnostics diagnostics;
  std::error_code error;
  if (!std::filesystem::is_directory(data, error)) {
    report(diagnostics, Code::kFileMissing, {data.string(), 0, 0},
           "there is no folder of published measurements",
           "name it with --data or in the variable PENSTOCK_DATA");
    return tl::unexpected(std::move(diagnostics));
  }
  std::vector<CaseResult> results;
  for (const auto& one : cases) {
    auto result = run_case(one, data);
    if (result) {
      results.push_back(std::move(*result));
    } else {
      diagnostics.insert(diagnostics.end(), result.error().begin(), result.error().end());
    }
  }
  if (!diagnostics.empty()) return tl::unexpected(std::move(diagnostics));
  return results;
}

}  // namespace penstock::validation
