// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/validation/training_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "models/units/format.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/display_text.hpp"
#include "sim/validation/quantity_text.hpp"

namespace penstock::validation {
namespace {

using calibration::Comparison;
using calibration::kTrivials;
using calibration::TrainingFigure;
using calibration::TrainingFit;
using calibration::TrainingOutcome;
using calibration::TrainingReport;
using calibration::TrainingRole;
using calibration::TrainingRun;
using calibration::TrainingSeries;
using calibration::TrainingSummary;
using calibration::Trivial;
using report::Align;
using Json = nlohmann::ordered_json;

std::string percent(double fraction) {
  return units::format_percent(fraction);
}

/// Samples per second: "62.9", "1778", "161 k".
std::string rate_text(double value) {
  return value < 1e5 ? fmt::format("{:.{}f}", value, value < 1e3 ? 1 : 0)
                     : fmt::format("{:.0f} k", value / 1e3);
}

std::string error_text(double predicted, std::optional<double> measured) {
  if (!measured) return "";
  return signed_percent(Comparison{predicted, *measured}.error());
}

std::string title_of(const TrainingSeries& series) {
  std::string title = series.system;
  for (const auto& part : {series.model, series.accelerator}) {
    if (!part.empty()) title += (title.empty() ? "" : ", ") + part;
  }
  return report::printable(title);
}

/// "a 0.732 ms ± 0.01 ms (n = 1), c ..., X >= 15 GB/s".
std::string fit_text(const TrainingFit& fit) {
  const auto constant = [](const char* name, double value, double error, bool identified) {
    return fmt::format("{} {} ± {}{}", name, quantity_text(value, "s"),
                       quantity_text(error, "s", 2), identified ? "" : " (prior)");
  };
  std::string text = constant("a", fit.overhead, fit.overhead_error, fit.overhead_identified) +
                     ", " + constant("c", fit.barrier, fit.barrier_error, fit.barrier_identified);
  if (fit.supply) {
    text += ", X " + quantity_text(*fit.supply, "B/s");
  } else if (fit.supply_at_least > 0.0) {
    text += ", X at least " + quantity_text(fit.supply_at_least, "B/s");
  }
  return text;
}

report::Table run_table(const TrainingSeries& series, std::span<const TrainingRun> runs) {
  report::Table table({{"line"},
                       {"ranks"},
                       {"hosts"},
                       {"threads"},
                       {"", Align::kLeft},
                       {"AU"},
                       {"predicted"},
                       {"error"},
                       {"threshold"},
                       {"same"},
                       {"supply"},
                       {"samples/s"},
                       {"predicted"},
                       {"error"},
                       {"threshold"},
                       {"same"},
                       {"supply"}},
                      2);
  for (const auto& outcome : series.outcomes) {
    const auto& run = runs[outcome.run];
    std::vector<report::Cell> cells{{std::to_string(run.mark.line)},
                                    {fmt::format("{}", run.ranks)},
                                    {fmt::format("{}", run.hosts)},
                                    {run.threads ? fmt::format("{}", *run.threads) : ""},
                                    {std::string(name_of(outcome.role)), report::Tone::kFaint}};
    const auto add = [&](const TrainingFigure& figure, const auto& text_of) {
      cells.push_back({figure.measured ? text_of(*figure.measured) : ""});
      cells.push_back({text_of(figure.predicted)});
      cells.push_back({error_text(figure.predicted, figure.measured)});
      for (const auto& trivial : figure.trivial) {
        cells.push_back({trivial ? error_text(*trivial, figure.measured) : ""});
      }
    };
    add(outcome.utilisation, percent);
    add(outcome.rate, rate_text);
    table.add(std::move(cells));
  }
  return table;
}

bool alone(const TrainingSeries& series) {
  return std::ranges::all_of(series.outcomes, [](const TrainingOutcome& outcome) {
    return outcome.role == TrainingRole::kUncalibrated;
  });
}

/// Runs that no other run of their system calibrates, from the constants of their workload.
report::Table uncalibrated_table(const TrainingReport& report, std::span<const TrainingRun> runs) {
  report::Table table({{"runs that stand alone, from the constants of the workload", Align::kLeft},
                       {"line"},
                       {"ranks"},
                       {"AU"},
                       {"predicted"},
                       {"error"},
                       {"threshold"},
                       {"samples/s"},
                       {"predicted"},
                       {"error"},
                       {"threshold"}},
                      1);
  for (const auto& series : report.series) {
    if (!alone(series)) continue;
    for (const auto& outcome : series.outcomes) {
      const auto& run = runs[outcome.run];
      std::vector<report::Cell> cells{
          {title_of(series)}, {std::to_string(run.mark.line)}, {fmt::format("{}", run.ranks)}};
      const auto add = [&](const TrainingFigure& figure, const auto& text_of) {
        cells.push_back({figure.measured ? text_of(*figure.measured) : ""});
        cells.push_back({text_of(figure.predicted)});
        cells.push_back({error_text(figure.predicted, figure.measured)});
        const auto& threshold = figure.trivial[static_cast<std::size_t>(Trivial::kThreshold)];
        cells.push_back({threshold ? error_text(*threshold, figure.measured) : ""});
      };
      add(outcome.utilisation, percent);
      add(outcome.rate, rate_text);
      table.add(std::move(cells));
    }
  }
  return table;
}

report::Table summary_table(const TrainingReport& report) {
  report::Table table({{"", Align::kLeft},
                       {"n"},
                       {"MAPE"},
                       {"median"},
                       {"p90"},
                       {"max"},
                       {"bias"},
                       {"threshold model"},
                       {"same AU"},
                       {"supply"}});
  const auto add = [&](const std::string& name, const std::optional<TrainingSummary>& summary) {
    if (!summary) return;
    const auto& model = summary->model;
    std::vector<report::Cell> cells{{name},
                                    {std::to_string(model.n)},
                                    {percent(model.mape)},
                                    {percent(model.median)},
                                    {percent(model.p90)},
                                    {percent(model.max)},
                                    {signed_percent(model.bias)}};
    for (const auto& trivial : summary->trivial) {
      cells.push_back({trivial ? percent(trivial->mape) : ""});
    }
    table.add(std::move(cells));
  };
  add("utilisation, predicted", report.utilisation);
  add("samples/s, predicted", report.rate);
  add("utilisation, uncalibrated", report.uncalibrated_utilisation);
  add("samples/s, uncalibrated", report.uncalibrated_rate);
  return table;
}

constexpr const char* kLegend =
    "Errors are (predicted - measured) / measured. The columns threshold, same and supply are "
    "those "
    "of the\ntrivial models: the utilisation that the benchmark asks for, that of the calibrated "
    "run, and\nmin(1, X / X required) with its bytes per second.\n";

// -- for programs ----------------------------------------------------------------------------

Json number_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

Json figure_json(const TrainingFigure& figure) {
  Json trivial = Json::object();
  for (std::size_t i = 0; i < kTrivials.size(); ++i) {
    trivial[std::string(name_of(kTrivials[i]))] = number_or_null(figure.trivial[i]);
  }
  return {{"predicted", figure.predicted},
          {"measured", number_or_null(figure.measured)},
          {"error",
           figure.measured ? Json(Comparison{figure.predicted, *figure.measured}.error()) : Json()},
          {"trivial", std::move(trivial)}};
}

Json summary_json(const std::optional<TrainingSummary>& summary) {
  if (!summary) return {};
  const auto& model = summary->model;
  Json trivial = Json::object();
  for (std::size_t i = 0; i < kTrivials.size(); ++i) {
    const auto& one = summary->trivial[i];
    trivial[std::string(name_of(kTrivials[i]))] = one ? Json(one->mape) : Json();
  }
  const auto threshold = trivial[std::string(name_of(Trivial::kThreshold))];
  return {{"n", model.n},
          {"mape", model.mape},
          {"median", model.median},
          {"p90", model.p90},
          {"max", model.max},
          {"bias", model.bias},
          {"trivial_mape", threshold},
          {"trivial", std::move(trivial)}};
}

Json fit_json(const TrainingFit& fit) {
  return {{"overhead_s", fit.overhead},
          {"overhead_error_s", fit.overhead_error},
          {"overhead_identified", fit.overhead_identified},
          {"barrier_s", fit.barrier},
          {"barrier_error_s", fit.barrier_error},
          {"barrier_identified", fit.barrier_identified},
          {"supply_bytes_per_s", number_or_null(fit.supply)},
          {"supply_at_least_bytes_per_s", fit.supply_at_least},
          {"first_batch_scale", fit.first_batch_scale},
          {"first_batch_identified", fit.first_batch_identified},
          {"calibrated_on", fit.runs},
          {"remarks", fit.remarks}};
}

Json series_json(const TrainingSeries& series, std::span<const TrainingRun> runs) {
  Json rows = Json::array();
  for (const auto& outcome : series.outcomes) {
    const auto& run = runs[outcome.run];
    rows.push_back({{"line", run.mark.line},
                    {"role", name_of(outcome.role)},
                    {"n_accelerators", run.ranks},
                    {"n_hosts", run.hosts},
                    {"read_threads", number_or_null(run.threads)},
                    {"first_batch_s", outcome.first_batch},
                    {"au", figure_json(outcome.utilisation)},
                    {"samples_per_s", figure_json(outcome.rate)}});
  }
  return {{"system", series.system},
          {"model", series.model},
          {"accelerator", series.accelerator},
          {"fit", fit_json(series.fit)},
          {"rows", std::move(rows)}};
}

std::string csv_of(const TrainingFigure& figure) {
  const auto text = [](const std::optional<double>& value) {
    return value ? fmt::format("{}", *value) : "";
  };
  std::optional<double> error;
  if (figure.measured) error = Comparison{figure.predicted, *figure.measured}.error();
  std::string fields =
      fmt::format(",{},{},{}", text(figure.measured), figure.predicted, text(error));
  for (const auto& trivial : figure.trivial) fields += "," + text(trivial);
  return fields;
}

}  // namespace

std::string training_text(const TrainingReport& report, std::span<const TrainingRun> runs,
                          const report::Layout& layout) {
  std::string text;
  for (const auto& series : report.series) {
    if (alone(series)) continue;
    text += styled(title_of(series) + "\n", report::Tone::kStrong, layout);
    text += styled("  " + fit_text(series.fit) + "\n", report::Tone::kPlain, layout);
    text += to_text(run_table(series, runs), layout) + "\n";
  }
  if (std::ranges::any_of(report.series, alone)) {
    text += to_text(uncalibrated_table(report, runs), layout) + "\n";
  }
  return text + to_text(summary_table(report), layout) + "\n" + kLegend;
}

std::string training_markdown(const TrainingReport& report, std::span<const TrainingRun> runs) {
  std::string text = to_markdown(summary_table(report)) + "\n" + kLegend;
  for (const auto& series : report.series) {
    if (alone(series)) continue;
    text += "\n### " + title_of(series) + "\n\n" + fit_text(series.fit) + "\n\n";
    for (const auto& remark : series.fit.remarks) text += "* " + remark + "\n";
    if (!series.fit.remarks.empty()) text += "\n";
    text += to_markdown(run_table(series, runs));
  }
  if (std::ranges::any_of(report.series, alone)) {
    text += "\n### Runs that stand alone\n\n" + to_markdown(uncalibrated_table(report, runs));
  }
  return text;
}

std::string training_csv(const TrainingReport& report, std::span<const TrainingRun> runs) {
  std::string text =
      "system,model,accelerator,line,role,n_accelerators,n_hosts,read_threads,first_batch_s";
  for (const char* figure : {"au", "samples_per_s"}) {
    for (const char* what : {"measured", "predicted", "error"}) {
      text += fmt::format(",{}_{}", figure, what);
    }
    for (const auto trivial : kTrivials) text += fmt::format(",{}_{}", figure, name_of(trivial));
  }
  text += "\n";
  for (const auto& series : report.series) {
    for (const auto& outcome : series.outcomes) {
      const auto& run = runs[outcome.run];
      text += fmt::format("{},{},{},{},{},{},{},{},{}", report::csv_field(series.system),
                          report::csv_field(series.model), report::csv_field(series.accelerator),
                          run.mark.line, name_of(outcome.role), run.ranks, run.hosts,
                          run.threads ? fmt::format("{}", *run.threads) : "", outcome.first_batch);
      text += csv_of(outcome.utilisation) + csv_of(outcome.rate) + "\n";
    }
  }
  return text;
}

std::string training_json(const TrainingReport& report, std::span<const TrainingRun> runs) {
  const bool utilisation = report.utilisation || !report.rate;
  Json summary{{"figure", utilisation ? "au" : "samples_per_s"}, {"n", 0}};
  const auto main = summary_json(utilisation ? report.utilisation : report.rate);
  if (!main.is_null()) summary.update(main);
  Json series = Json::array();
  for (const auto& one : report.series) series.push_back(series_json(one, runs));
  const Json document{
      {"summary", std::move(summary)},
      {"summaries",
       {{"au", summary_json(report.utilisation)}, {"samples_per_s", summary_json(report.rate)}}},
      {"uncalibrated",
       {{"au", summary_json(report.uncalibrated_utilisation)},
        {"samples_per_s", summary_json(report.uncalibrated_rate)}}},
      {"series", std::move(series)}};
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace penstock::validation
