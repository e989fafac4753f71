// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/validation/prediction_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "models/units/format.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/display_text.hpp"
#include "sim/validation/quantity_text.hpp"

namespace penstock::validation {
namespace {

using calibration::Outcome;
using calibration::PredictionReport;
using calibration::PredictionSummary;
using report::Align;
using Json = nlohmann::ordered_json;

/// Keys of a row in CSV and JSON that are not columns of the table.
constexpr std::array<std::string_view, 8> kOwnKeys{"line",     "file",  "observation", "predicted",
                                                   "measured", "error", "trivial",     "knee"};

bool is_known_condition(std::string_view column) {
  return !calibration::is_measured(column) &&
         std::ranges::any_of(calibration::known_columns(),
                             [&](const auto& known) { return known.column == column; });
}

std::string percent(double fraction) {
  return units::format_percent(fraction);
}

std::string word(calibration::Observation observation) {
  return std::string(calibration::name_of(observation));
}

/// Whether rows come from several files, so that a line alone says little: runs of fio.
bool several_files(const calibration::Table& table) {
  return std::ranges::any_of(table.rows, [&](const calibration::Row& row) {
    return row.mark.file != table.rows.front().mark.file;
  });
}

std::string place_of(const calibration::Row& row, bool with_file) {
  if (!with_file) return std::to_string(row.mark.line);
  const auto name = std::filesystem::path(row.mark.file).filename().string();
  return row.mark.line > 0 ? fmt::format("{}:{}", name, row.mark.line) : name;
}

double error_of(const Outcome& outcome) {
  return calibration::Comparison{outcome.predicted, outcome.measured}.error();
}

/// What describes a row: everything that was not measured.
std::vector<std::size_t> condition_columns(const calibration::Table& table) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const auto& column = table.columns[i];
    if (!calibration::is_measured(column) &&
        std::ranges::find(kOwnKeys, column) == kOwnKeys.end()) {
      columns.push_back(i);
    }
  }
  return columns;
}

Json summary_json(const PredictionSummary& summary) {
  const auto& model = summary.model;
  return {{"n", model.n},
          {"mape", model.mape},
          {"median", model.median},
          {"p90", model.p90},
          {"max", model.max},
          {"bias", model.bias},
          {"knee_mape", summary.knee ? Json(summary.knee->mape) : Json()},
          {"trivial_mape", summary.trivial ? Json(summary.trivial->mape) : Json()}};
}

/// A cell as a number if it is one in full, else as text.
Json cell_json(const std::string& cell) {
  if (auto parsed = Json::parse(cell, nullptr, false); parsed.is_number()) return parsed;
  double value = 0.0;  // "+1" and "1." are no numbers of JSON
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  const bool number = error == std::errc{} && end == cell.data() + cell.size();
  return number && std::isfinite(value) ? Json(value) : Json(cell);
}

std::string skipped_text(const PredictionReport& report) {
  std::string text;
  if (report.calibration_rows > 0) {
    text += fmt::format("Not predicted: {} calibrated on.\n",
                        report.calibration_rows == 1
                            ? "the row"
                            : fmt::format("the {} rows", report.calibration_rows));
  }
  for (const auto& [reason, count] : report.skipped) {
    text += fmt::format("No answer for {} {}: {}.\n", count, count == 1 ? "row" : "rows",
                        report::printable(reason));
  }
  return text;
}

}  // namespace

std::vector<std::size_t> telling_columns(const calibration::Table& table,
                                         std::span<const Outcome> outcomes) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (!is_known_condition(table.columns[i])) continue;
    std::set<std::string_view> values;
    for (const auto& outcome : outcomes) values.insert(table.rows[outcome.row].cells[i]);
    if (values.size() > 1) columns.push_back(i);
  }
  return columns;
}

report::Table outcome_table(const calibration::Table& table, std::span<const Outcome> outcomes,
                            bool fitted) {
  const auto columns = telling_columns(table, outcomes);
  const bool with_file = several_files(table);
  std::vector<report::Column> headers{{with_file ? "run" : "line"}};
  for (const auto column : columns) headers.push_back({table.columns[column]});
  headers.insert(
      headers.end(),
      {{"figure", Align::kLeft}, {"measured"}, {fitted ? "fitted" : "predicted"}, {"error"}});
  const bool trivial = std::ranges::any_of(
      outcomes, [](const Outcome& outcome) { return outcome.trivial.has_value(); });
  const bool knee = std::ranges::any_of(outcomes, &Outcome::knee);
  if (trivial) headers.push_back({"trivial"});
  if (knee) headers.push_back({"", Align::kLeft});
  report::Table text(headers);
  for (const auto& outcome : outcomes) {
    // Beside the rate of requests of one size, that of bytes says nothing new.
    if (!outcome.main && outcome.observation == calibration::Observation::kByteRate) continue;
    const auto& row = table.rows[outcome.row];
    const auto unit = unit_of(outcome.observation);
    std::vector<report::Cell> cells{{place_of(row, with_file)}};
    for (const auto column : columns) cells.push_back({row.cells[column]});
    cells.push_back({word(outcome.observation)});
    cells.push_back({quantity_text(outcome.measured, unit)});
    cells.push_back({quantity_text(outcome.predicted, unit)});
    cells.push_back({signed_percent(error_of(outcome))});
    if (trivial) {
      cells.push_back(
          {outcome.trivial
               ? signed_percent(calibration::Comparison{*outcome.trivial, outcome.measured}.error())
               : ""});
    }
    if (knee) cells.push_back({outcome.knee ? "knee" : ""});
    text.add(std::move(cells));
  }
  return text;
}

report::Table summary_table(const PredictionReport& report) {
  const auto& all = report.by_observation;
  const bool knee = report.summary.knee.has_value();
  const bool trivial = report.summary.trivial.has_value();
  std::vector<report::Column> headers{
      {"figure", Align::kLeft}, {"n"}, {"MAPE"}, {"median"}, {"p90"}, {"max"}, {"bias"}};
  if (knee) headers.push_back({"at the knee"});
  if (trivial) headers.push_back({"trivial model"});
  report::Table table(headers);
  const auto counted = [](const std::optional<calibration::ErrorSummary>& summary) {
    return summary ? fmt::format("{} (n {})", percent(summary->mape), summary->n) : "";
  };
  const auto add = [&](const std::string& name, const PredictionSummary& summary) {
    const auto& model = summary.model;
    std::vector<report::Cell> cells{{name},
                                    {std::to_string(model.n)},
                                    {percent(model.mape)},
                                    {percent(model.median)},
                                    {percent(model.p90)},
                                    {percent(model.max)},
                                    {signed_percent(model.bias)}};
    if (knee) cells.push_back({counted(summary.knee)});
    if (trivial) cells.push_back({counted(summary.trivial)});
    table.add(std::move(cells));
  };
  add("all rows", report.summary);
  using calibration::Observation;
  const bool rates = all.contains(Observation::kReadRate) || all.contains(Observation::kWriteRate);
  for (const auto& [observation, summary] : all) {
    if (rates && observation == Observation::kByteRate) continue;
    add(word(observation), summary);
  }
  return table;
}

std::string prediction_text(const PredictionReport& report, const calibration::Table& table,
                            const report::Layout& layout) {
  return to_text(outcome_table(table, report.outcomes, false), layout) + "\n" +
         to_text(summary_table(report), layout) + "\n" + skipped_text(report);
}

std::string prediction_markdown(const PredictionReport& report, const calibration::Table& table) {
  return to_markdown(summary_table(report)) + "\n" + skipped_text(report) + "\n" +
         to_markdown(outcome_table(table, report.outcomes, false));
}

std::string prediction_csv(const PredictionReport& report, const calibration::Table& table) {
  const auto columns = condition_columns(table);
  std::string text = "line";
  for (const auto column : columns) text += "," + report::csv_field(table.columns[column]);
  text += ",observation,unit,predicted,measured,error,trivial,knee\n";
  for (const auto& outcome : report.outcomes) {
    const auto& row = table.rows[outcome.row];
    text += std::to_string(row.mark.line);
    for (const auto column : columns) text += "," + report::csv_field(row.cells[column]);
    text += fmt::format(",{},{},{},{},{},{},{}\n", word(outcome.observation),
                        unit_of(outcome.observation), outcome.predicted, outcome.measured,
                        error_of(outcome),
                        outcome.trivial ? fmt::format("{}", *outcome.trivial) : "", outcome.knee);
  }
  return text;
}

std::string prediction_json(const PredictionReport& report, const calibration::Table& table) {
  const auto columns = condition_columns(table);
  Json by_observation = Json::object();
  for (const auto& [observation, summary] : report.by_observation) {
    by_observation[word(observation)] = summary_json(summary);
  }
  Json rows = Json::array();
  const bool with_file = several_files(table);
  for (const auto& outcome : report.outcomes) {
    const auto& row = table.rows[outcome.row];
    Json object{{"line", row.mark.line}};
    if (with_file) object["file"] = row.mark.file;
    for (const auto column : columns) {
      if (!row.cells[column].empty()) object[table.columns[column]] = cell_json(row.cells[column]);
    }
    object["observation"] = word(outcome.observation);
    object["predicted"] = outcome.predicted;
    object["measured"] = outcome.measured;
    object["error"] = error_of(outcome);
    object["trivial"] = outcome.trivial ? Json(*outcome.trivial) : Json();
    object["knee"] = outcome.knee;
    rows.push_back(std::move(object));
  }
  const Json document{{"summary", summary_json(report.summary)},
                      {"by_observation", std::move(by_observation)},
                      {"rows", std::move(rows)},
                      {"skipped", report.skipped}};
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace penstock::validation
