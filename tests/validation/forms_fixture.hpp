// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The open measurements, read where they lie (PENSTOCK_DATA, default ../shared/data), and what a
// form makes of them: fitted on some rows, scored on the others.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/calibration/error_summary.hpp"
#include "models/calibration/form.hpp"
#include "models/calibration/selection.hpp"
#include "models/calibration/table.hpp"

namespace penstock::calibration {

inline std::filesystem::path data_directory() {
  const char* given = std::getenv("PENSTOCK_DATA");
  if (given != nullptr) return given;
  return std::filesystem::path(PENSTOCK_SOURCE_DIR) / ".." / "shared" / "data";
}

/// The measurements are other people's and not part of the tree. Where they were not given, there
/// is nothing to compare with; where they were, they have to be there.
inline bool has_open_data() {
  if (std::getenv("PENSTOCK_DATA") != nullptr || std::filesystem::exists(data_directory())) {
    return true;
  }
  WARN("no measurements in " << data_directory() << ": set PENSTOCK_DATA");
  return false;
}

inline Table open_data(const std::string& file) {
  const auto path = data_directory() / file;
  auto table = read_measurements(path);
  INFO("measurements are read from " << path);
  REQUIRE(table.has_value());
  return *table;
}

inline std::vector<Point> chosen(const Table& table, const std::vector<std::string>& where) {
  const auto rows = select(table, where, "--where");
  REQUIRE(rows.has_value());
  auto found = points(table, *rows);
  if (!found) FAIL(found.error().front().message);
  return *found;
}

/// Errors of the predictions by observation; "trivial" and "main" hold the main figure.
using Errors = std::map<std::string, std::vector<Comparison>>;

/// Fits `form` on the points that `calibrates` says and scores the others.
inline Errors score(const Form& form, const std::vector<Point>& all,
                    const std::function<bool(const Point&)>& calibrates, Series* fitted = nullptr) {
  std::vector<Point> calibration, others;
  for (const Point& p : all) (calibrates(p) ? calibration : others).push_back(p);
  const auto series = form.fit(calibration);
  if (!series) FAIL(series.error());
  if (fitted != nullptr) *fitted = *series;
  Errors errors;
  for (const Point& p : others) {
    const auto predicted = form.predict(*series, p);
    if (!predicted) continue;
    bool main = true;
    for (const Predicted& figure : *predicted) {
      if (!p.has(figure.observation)) continue;
      const Comparison comparison{figure.value, p.at(figure.observation)};
      errors[std::string(name_of(figure.observation))].push_back(comparison);
      if (main) errors["main"].push_back(comparison);
      if (main && form.trivial) {
        if (const auto trivial = form.trivial(calibration, p)) {
          errors["trivial"].push_back({*trivial, p.at(figure.observation)});
        }
      }
      main = false;
    }
  }
  return errors;
}

inline void append(Errors& all, const Errors& more) {
  for (const auto& [name, comparisons] : more) {
    all[name].insert(all[name].end(), comparisons.begin(), comparisons.end());
  }
}

inline double mape(const Errors& errors, const std::string& what) {
  const auto found = errors.find(what);
  REQUIRE(found != errors.end());
  return summarise(found->second)->mape;
}

/// Repetitions of the same conditions as one point with the medians of what was observed.
inline std::vector<Point> medians_of(const std::vector<Point>& all) {
  std::map<std::array<std::optional<double>, kConditions>, std::vector<Point>> groups;
  for (const Point& p : all) groups[p.conditions].push_back(p);
  std::vector<Point> reduced;
  for (const auto& [conditions, repetitions] : groups) {
    Point point = repetitions.front();
    for (std::size_t i = 0; i < kObservations; ++i) {
      std::vector<double> values;
      for (const Point& p : repetitions) {
        if (p.observations[i]) values.push_back(*p.observations[i]);
      }
      if (!values.empty()) point.observations[i] = quantile(values, 0.5);
    }
    reduced.push_back(point);
  }
  return reduced;
}

}  // namespace penstock::calibration
