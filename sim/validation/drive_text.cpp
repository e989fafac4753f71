// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "models/units/format.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/display_text.hpp"
#include "sim/validation/quantity_text.hpp"
#include "sim/validation/training_text.hpp"

namespace penstock::validation {
namespace {

using calibration::Comparison;
using calibration::DriveLimit;
using calibration::DriveSummary;
using calibration::TrainingRun;
using report::Align;
using Json = nlohmann::ordered_json;

const char* limited_by(const DriveLimit& limit) {
  return limit.supply_limits ? "drive" : "barrier";
}

report::Table limit_table(std::span<const DriveLimit> limits, std::span<const TrainingRun> runs) {
  report::Table table({{"workload", Align::kLeft},
                       {"accelerator", Align::kLeft},
                       {"line"},
                       {"measured"},
                       {"predicted"},
                       {"error"},
                       {"close", Align::kLeft},
                       {"min(1, X/X req)"},
                       {"X"},
                       {"limit", Align::kLeft},
                       {"AU at measured"},
                       {"predicted"}});
  for (const auto& limit : limits) {
    const auto& run = runs[limit.run];
    const bool close = DriveLimit::close(limit.predicted, limit.measured);
    table.add({{report::printable(run.model)},
               {report::printable(run.accelerator)},
               {std::to_string(run.mark.line)},
               {fmt::format("{}", limit.measured)},
               {fmt::format("{}", limit.predicted)},
               {signed_percent(Comparison{limit.predicted, limit.measured}.error())},
               {close ? "yes" : "no", close ? report::Tone::kGood : report::Tone::kBad},
               {fmt::format("{}", limit.trivial)},
               {quantity_text(limit.supply, "B/s")},
               {limited_by(limit)},
               {run.utilisation ? units::format_percent(*run.utilisation) : ""},
               {units::format_percent(limit.at_measured.utilisation)}});
  }
  return table;
}

std::string summary_line(std::span<const DriveLimit> limits) {
  const auto summary = calibration::summarise(limits);
  if (!summary) return "No run reaches the threshold of its workload.\n";
  return fmt::format(
      "Within one accelerator or 10 %: {} of {} ({}; trivial model {}). Exact: {}. MAPE of the "
      "number {} (trivial model {}), bias {}.\n",
      std::lround(summary->close * static_cast<double>(summary->n)), summary->n,
      units::format_percent(summary->close), units::format_percent(summary->trivial_close),
      units::format_percent(summary->exact), units::format_percent(summary->model.mape),
      units::format_percent(summary->trivial.mape), signed_percent(summary->model.bias));
}

}  // namespace

std::string drive_text(const std::string& drive, std::span<const DriveLimit> limits,
                       std::span<const TrainingRun> runs, const report::Layout& layout) {
  return styled("Accelerators that one " + report::printable(drive) + " feeds\n\n",
                report::Tone::kStrong, layout) +
         to_text(limit_table(limits, runs), layout) + "\n" + summary_line(limits);
}

std::string drive_markdown(const std::string& drive, std::span<const DriveLimit> limits,
                           std::span<const TrainingRun> runs) {
  return "### Accelerators that one " + report::printable(drive) + " feeds\n\n" +
         to_markdown(limit_table(limits, runs)) + "\n" + summary_line(limits);
}

std::string drive_csv(std::span<const DriveLimit> limits, std::span<const TrainingRun> runs) {
  std::string text =
      "model,accelerator,line,measured,predicted,error,within,trivial,supply_bytes_per_s,limit,"
      "au_measured,au_predicted\n";
  for (const auto& limit : limits) {
    const auto& run = runs[limit.run];
    text +=
        fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", report::csv_field(run.model),
                    report::csv_field(run.accelerator), run.mark.line, limit.measured,
                    limit.predicted, Comparison{limit.predicted, limit.measured}.error(),
                    DriveLimit::close(limit.predicted, limit.measured), limit.trivial, limit.supply,
                    limited_by(limit), run.utilisation ? fmt::format("{}", *run.utilisation) : "",
                    limit.at_measured.utilisation);
  }
  return text;
}

std::string drive_json(const std::string& drive, std::span<const DriveLimit> limits,
                       std::span<const TrainingRun> runs) {
  Json rows = Json::array();
  for (const auto& limit : limits) {
    const auto& run = runs[limit.run];
    rows.push_back({{"model", run.model},
                    {"accelerator", run.accelerator},
                    {"line", run.mark.line},
                    {"measured", limit.measured},
                    {"predicted", limit.predicted},
                    {"error", Comparison{limit.predicted, limit.measured}.error()},
                    {"within", DriveLimit::close(limit.predicted, limit.measured)},
                    {"trivial", limit.trivial},
                    {"supply_bytes_per_s", limit.supply},
                    {"limit", limited_by(limit)},
                    {"au_measured", run.utilisation ? Json(*run.utilisation) : Json()},
                    {"au_predicted", limit.at_measured.utilisation}});
  }
  Json summary{{"n", 0}};
  if (const auto found = calibration::summarise(limits)) {
    summary = {{"n", found->n},
               {"within", found->close},
               {"exact", found->exact},
               {"mape", found->model.mape},
               {"median", found->model.median},
               {"p90", found->model.p90},
               {"max", found->model.max},
               {"bias", found->model.bias},
               {"trivial_within", found->trivial_close},
               {"trivial_mape", found->trivial.mape}};
  }
  const Json document{{"drive", drive}, {"summary", std::move(summary)}, {"rows", std::move(rows)}};
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace penstock::validation
