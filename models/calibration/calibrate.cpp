// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/calibrate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "models/calibration/outcomes.hpp"
#include "models/calibration/profile_file.hpp"
#include "models/calibration/selection.hpp"
#include "models/calibration/series_split.hpp"
#include "models/parameters/codes.hpp"
#include "models/parameters/reader.hpp"
#include "models/units/quote.hpp"

namespace penstock::calibration {
namespace {

using parameters::Code;
using parameters::Diagnostics;

/// What the user chose: all points of the device, and which of them are for the fit.
struct Selection {
  std::vector<std::size_t> rows;
  std::vector<std::size_t> calibration_rows;
  std::vector<Point> points;
  std::vector<Point> calibration;
};

struct SeriesPoints {
  Circumstances rows;
  std::vector<Point> points;
};

tl::expected<Selection, Diagnostics> selection_of(const Table& table, const Choice& choice) {
  Selection selection;
  auto rows = select(table, choice.where, "--where");
  if (!rows) return tl::unexpected(std::move(rows.error()));
  if (auto one = check_one_device(table, *rows, choice.where); !one) {
    return tl::unexpected(std::move(one.error()));
  }
  auto chosen = select(table, choice.calibrate_on, "--calibrate-on", &*rows);
  if (!chosen) return tl::unexpected(std::move(chosen.error()));
  auto all = points(table, *rows);
  if (!all) return tl::unexpected(std::move(all.error()));
  selection.rows = std::move(*rows);
  selection.calibration_rows = std::move(*chosen);
  selection.points = std::move(*all);
  // Where others are local or remote, a row of another place fits neither.
  const bool placed = any_placed(selection.points);
  std::ranges::copy_if(selection.points, std::back_inserter(selection.calibration),
                       [&](const Point& point) {
                         return std::ranges::binary_search(selection.calibration_rows, point.row) &&
                                (!placed || point.has(Condition::kRemote));
                       });
  return selection;
}

/// "size, depth (read rate, read mean)".
std::string found_in(std::span<const Point> points) {
  std::vector<std::string_view> conditions;
  std::vector<std::string_view> observations;
  for (std::size_t i = 0; i < kConditions; ++i) {
    const auto condition = static_cast<Condition>(i);
    if (std::ranges::any_of(points, [&](const Point& p) { return p.has(condition); })) {
      conditions.push_back(name_of(condition));
    }
  }
  for (std::size_t i = 0; i < kObservations; ++i) {
    const auto observation = static_cast<Observation>(i);
    if (std::ranges::any_of(points, [&](const Point& p) { return p.has(observation); })) {
      observations.push_back(name_of(observation));
    }
  }
  return fmt::format("{} under {}", fmt::join(observations, ", "), fmt::join(conditions, ", "));
}

tl::expected<const Form*, Diagnostics> form_of(const Table& table, const Choice& choice,
                                               const Selection& selection,
                                               std::span<const Form> known) {
  std::vector<std::string> words;
  for (const auto& form : known) words.emplace_back(form.word);
  if (choice.form != "auto") {
    if (const Form* found = find_form(choice.form, known)) return found;
    return tl::unexpected(error_at(table, Code::kUnknownName,
                                   fmt::format("there is no form {}", units::quoted(choice.form)),
                                   parameters::did_you_mean(choice.form, words)));
  }
  auto seen = selection.points;
  for (auto& point : seen) {
    if (!std::ranges::binary_search(selection.calibration_rows, point.row)) {
      point.observations.fill(std::nullopt);
    }
  }
  const Form* best = nullptr;
  double most = 0.0;
  for (const auto& form : known) {
    const double suits = form.suits(seen);
    if (!(suits > most)) continue;
    most = suits;
    best = &form;
  }
  if (best != nullptr) return best;
  return tl::unexpected(error_at(
      table, Code::kNoForm, fmt::format("no form describes these measurements: {}", found_in(seen)),
      fmt::format("forms are {}", fmt::join(words, ", "))));
}

tl::expected<std::vector<std::string>, Diagnostics> columns_to_split_by(
    const Table& table, const Choice& choice, const Selection& selection) {
  if (!choice.series) {
    // What the models know as a condition, they tell apart themselves.
    std::vector<std::string> taken;
    if (any_placed(selection.points)) taken.emplace_back("location");
    return series_columns(table, selection.rows, selection.calibration_rows, taken);
  }
  Diagnostics diagnostics;
  for (const auto& column : *choice.series) {
    if (table.column(column)) continue;
    report(diagnostics, Code::kUnknownColumn, {table.source, 0, 0},
           fmt::format("--series {}: there is no such column", column),
           parameters::did_you_mean(column, table.columns));
  }
  if (!diagnostics.empty()) return tl::unexpected(std::move(diagnostics));
  return *choice.series;
}

std::vector<SeriesPoints> split(const Table& table, std::span<const Point> calibration,
                                std::span<const std::string> columns) {
  std::vector<SeriesPoints> series;
  for (const auto& point : calibration) {
    auto rows = circumstances(table, table.rows[point.row], columns);
    auto place = std::ranges::find(series, rows, &SeriesPoints::rows);
    if (place == series.end()) place = series.insert(series.end(), {std::move(rows), {}});
    place->points.push_back(point);
  }
  return series;
}

/// The error is a sentence that names what is wrong with the result of a fit.
tl::expected<void, std::string> check_fit(const Series& series) {
  std::set<std::string_view> names;
  for (const auto& parameter : series.parameters) {
    if (!names.insert(parameter.name).second) {
      throw std::logic_error("a form gives parameter " + parameter.name + " twice");
    }
    if (!std::isfinite(parameter.value) || !std::isfinite(parameter.standard_error)) {
      return tl::unexpected(fmt::format("the measurements do not determine {}", parameter.name));
    }
  }
  return {};
}

tl::expected<std::vector<Series>, Diagnostics> fit_all(const Table& table, const Form& form,
                                                       std::span<const SeriesPoints> all) {
  std::vector<Series> fitted;
  Diagnostics diagnostics;
  for (const auto& part : all) {
    auto series = form.fit(part.points);
    if (series) {
      if (auto good = check_fit(*series); !good) series = tl::unexpected(good.error());
    }
    if (!series) {
      report(diagnostics, Code::kFitRefused, {table.source, 0, 0},
             fmt::format("form {} cannot be calibrated on {} {} ({}): {}", form.word,
                         part.points.size(), part.points.size() == 1 ? "row" : "rows",
                         text_of(part.rows), series.error()));
      continue;
    }
    series->rows = part.rows;
    series->calibrated_on = part.points.size();
    fitted.push_back(std::move(*series));
  }
  if (!diagnostics.empty()) return tl::unexpected(std::move(diagnostics));
  return fitted;
}

struct Fitted {
  std::vector<SeriesPoints> points;
  std::vector<Series> series;
};

/// Whether every row belongs to one of the series.
bool covers(const Table& table, std::span<const std::size_t> rows,
            std::span<const std::string> columns, std::span<const Series> series) {
  return std::ranges::all_of(rows, [&](std::size_t row) {
    const Circumstances of = circumstances(table, table.rows[row], columns);
    return std::ranges::find(series, of, &Series::rows) != series.end();
  });
}

tl::expected<Fitted, Diagnostics> fit(const Table& table, const Choice& choice,
                                      const Selection& selection, const Form& form) {
  const auto columns = columns_to_split_by(table, choice, selection);
  if (!columns) return tl::unexpected(columns.error());
  auto apart = split(table, selection.calibration, *columns);
  Fitted fitted;
  Diagnostics refused;
  for (auto& part : apart) {
    auto series = fit_all(table, form, {&part, 1});
    if (series) {
      fitted.points.push_back(std::move(part));
      fitted.series.push_back(std::move(series->front()));
    } else {
      refused.insert(refused.end(), series.error().begin(), series.error().end());
    }
  }
  // Series that nobody asked for are kept apart only as far as the measurements allow it: rows that
  // belong to none are predicted from all that was calibrated on.
  if (choice.series || columns->empty()) {
    if (!refused.empty()) return tl::unexpected(std::move(refused));
    return fitted;
  }
  const bool complete = refused.empty() && covers(table, selection.rows, *columns, fitted.series);
  if (complete) return fitted;
  auto together = split(table, selection.calibration, {});
  auto one = fit_all(table, form, together);
  if (!one) {
    if (fitted.series.empty()) return tl::unexpected(std::move(refused));
    return fitted;
  }
  one->front().remarks.push_back(fmt::format(
      "for rows whose {} has no fit of its own: fitted to all rows together{}",
      fmt::join(*columns, ", "), refused.empty() ? "" : "; apart, " + refused.front().message));
  fitted.series.push_back(std::move(one->front()));
  // Its residuals are shown only where they are nobody else's.
  fitted.points.push_back(fitted.points.empty() ? std::move(together.front()) : SeriesPoints{});
  return fitted;
}

}  // namespace

tl::expected<Calibration, Diagnostics> calibrate(const Table& table, const Choice& choice,
                                                 std::span<const Form> known) {
  auto selection = selection_of(table, choice);
  if (!selection) return tl::unexpected(std::move(selection.error()));
  const auto form = form_of(table, choice, *selection, known);
  if (!form) return tl::unexpected(form.error());
  auto fitted = fit(table, choice, *selection, **form);
  if (!fitted) return tl::unexpected(std::move(fitted.error()));

  Calibration calibration;
  auto& profile = calibration.profile;
  profile.name = device_name(table, selection->rows);
  profile.id = id_of(profile.name);
  profile.form = (*form)->word;
  profile.series = std::move(fitted->series);
  profile.measurements = file_name_of(table);
  profile.where = choice.where;
  profile.calibrated_on = choice.calibrate_on;
  profile.provenance = {.source = fmt::format("measurements in {}", profile.measurements),
                        .date = "",
                        .basis = parameters::Basis::kMeasured};
  for (std::size_t i = 0; i < profile.series.size(); ++i) {
    for (const auto& point : fitted->points[i].points) {
      const auto outcomes = outcomes_of(**form, profile.series[i], i, point);
      if (!outcomes) continue;  // a point may serve the fit alone, as a figure of another kind
      calibration.points.insert(calibration.points.end(), outcomes->begin(), outcomes->end());
    }
  }
  std::ranges::stable_sort(calibration.points, {}, &Outcome::row);
  return calibration;
}

}  // namespace penstock::calibration
