// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/validation/calibration_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "models/calibration/series_split.hpp"
#include "models/units/format.hpp"
#include "sim/report/display_text.hpp"
#include "sim/validation/prediction_text.hpp"
#include "sim/validation/quantity_text.hpp"

namespace penstock::validation {
namespace {

using calibration::Outcome;
using calibration::Series;
using report::Align;
using report::Table;
using Json = nlohmann::ordered_json;

Table parameter_table(const Series& series) {
  Table table({{"parameter", Align::kLeft},
               {"value"},
               {"standard error"},
               {"relative"},
               {"", Align::kLeft}});
  for (const auto& parameter : series.parameters) {
    // Of a value that is zero within its error a share says nothing; what was not fitted has none.
    const double error = parameter.standard_error;
    const double share = std::abs(error / parameter.value);
    constexpr double kMostShare = 10.0;
    constexpr double kNothing = 1e-6;
    const double value = std::abs(parameter.value) < kNothing * error ? 0.0 : parameter.value;
    table.add({{parameter.name},
               {quantity_text(value, parameter.unit, 4)},
               {error > 0.0 ? quantity_text(error, parameter.unit, 2) : "-"},
               {error > 0.0 && share <= kMostShare ? units::format_percent(share) : "-"},
               {parameter.from_prior ? "from the class, not from these rows" : ""}});
  }
  return table;
}

std::vector<Outcome> points_of(const calibration::Calibration& calibration, std::size_t series) {
  std::vector<Outcome> points;
  std::ranges::copy_if(calibration.points, std::back_inserter(points),
                       [&](const Outcome& point) { return point.series == series; });
  return points;
}

}  // namespace

std::string calibration_text(const calibration::Calibration& calibration,
                             const calibration::Table& table, const report::Layout& layout) {
  const auto& profile = calibration.profile;
  std::string text =
      report::printable(fmt::format("{}: form {}, id {}", profile.name, profile.form, profile.id)) +
      "\n";
  for (std::size_t i = 0; i < profile.series.size(); ++i) {
    const auto& series = profile.series[i];
    text += fmt::format(
        "\n{}: {} {}, condition number {:.3g}, error of the fit {}\n\n",
        report::printable(series.rows.empty() ? "All rows"
                                              : "Rows with " + calibration::text_of(series.rows)),
        series.calibrated_on, series.calibrated_on == 1 ? "point" : "points", series.condition,
        units::format_percent(series.rms));
    text += to_text(parameter_table(series), layout) + "\n";
    text += to_text(outcome_table(table, points_of(calibration, i), true), layout);
    if (!series.remarks.empty()) text += "\n";
    for (const auto& remark : series.remarks) text += "Remark: " + report::printable(remark) + "\n";
  }
  return report::styled(text, report::Tone::kPlain, layout);
}

std::string calibration_json(const calibration::Calibration& calibration,
                             const calibration::Table& table) {
  const auto& profile = calibration.profile;
  Json all = Json::array();
  for (const auto& series : profile.series) {
    Json parameters = Json::array();
    for (const auto& parameter : series.parameters) {
      parameters.push_back({{"name", parameter.name},
                            {"value", parameter.value},
                            {"unit", parameter.unit},
                            {"standard_error", parameter.standard_error},
                            {"from_prior", parameter.from_prior}});
    }
    all.push_back({{"rows", series.rows},
                   {"calibrated_on", series.calibrated_on},
                   {"condition", series.condition},
                   {"rms", series.rms},
                   {"remarks", series.remarks},
                   {"parameters", std::move(parameters)}});
  }
  Json points = Json::array();
  for (const auto& point : calibration.points) {
    points.push_back({{"line", table.rows[point.row].mark.line},
                      {"series", point.series},
                      {"observation", calibration::name_of(point.observation)},
                      {"fitted", point.predicted},
                      {"measured", point.measured},
                      {"error", calibration::Comparison{point.predicted, point.measured}.error()}});
  }
  const Json document{{"profile", profile.id},
                      {"name", profile.name},
                      {"form", profile.form},
                      {"series", std::move(all)},
                      {"points", std::move(points)}};
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace penstock::validation
