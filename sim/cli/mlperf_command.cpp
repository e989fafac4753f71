// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include "models/calibration/selection.hpp"
#include "models/calibration/training_drive.hpp"
#include "models/calibration/training_run.hpp"
#include "models/calibration/training_series.hpp"
#include "models/catalogue/catalogue.hpp"
#include "models/catalogue/catalogue_reader.hpp"
#include "models/parameters/codes.hpp"
#include "models/parameters/document.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/inputs.hpp"
#include "sim/cli/output.hpp"
#include "sim/validation/training_text.hpp"

namespace penstock::cli {
namespace {

using calibration::TrainingChoice;
using calibration::TrainingRun;
using parameters::Diagnostics;

/// The shipped entries, changed and added to by the file that --drives names.
tl::expected<catalogue::Catalogue, Diagnostics> catalogue_of(const Arguments& arguments) {
  catalogue::Catalogue catalogue = catalogue::shipped();
  if (!arguments.has("drives")) return catalogue;
  Diagnostics diagnostics;
  const auto path = arguments.text("drives");
  if (const auto root = parameters::read_document(path, diagnostics)) {
    if (const auto* node = root->find("catalogue")) {
      catalogue::read_entries(*node, catalogue, diagnostics);
    } else {
      parameters::report(diagnostics, parameters::Code::kMissingKey, root->mark,
                         "there is no 'catalogue'",
                         "entries stand below it: catalogue: {ssd: {my-drive: {...}}}");
    }
  }
  if (has_errors(diagnostics)) return tl::unexpected(std::move(diagnostics));
  return catalogue;
}

struct Texts {
  std::function<std::string(const report::Layout&)> table;
  std::function<std::string()> markdown, csv, json;
};

int deliver_all(const Texts& texts, const Arguments& arguments, Program& program) {
  if (program.interrupted()) return failure(program, kInterrupted, "interrupted");
  if (arguments.has("json")) {
    if (const int exit = deliver(program, arguments.text("json"), texts.json()); exit != kOk) {
      return exit;
    }
  }
  if (arguments.has("csv")) {
    if (const int exit = deliver(program, arguments.text("csv"), texts.csv()); exit != kOk) {
      return exit;
    }
  }
  const auto format = arguments.text("format");
  const auto output = arguments.text("output");
  if (format == "json") return deliver(program, output, texts.json());
  if (format == "csv") return deliver(program, output, texts.csv());
  if (format == "markdown") return deliver(program, output, texts.markdown());
  const bool to_screen = output == "-";
  const auto color = arguments.text("color");
  return deliver(
      program, output,
      texts.table({.width = to_screen ? program.terminal.width : 0,
                   .color = color == "always" || (to_screen && program.terminal.color(color)),
                   .unicode = !to_screen || program.terminal.unicode}));
}

int drive_report(const std::vector<TrainingRun>& runs, const catalogue::Catalogue& catalogue,
                 const Arguments& arguments, Program& program) {
  const auto id = arguments.text("drive");
  const auto drive = catalogue.ssds.find(id);
  if (drive == catalogue.ssds.end()) {
    std::vector<std::string> known;
    for (const auto& [name, entry] : catalogue.ssds) known.push_back(name);
    const auto hint = did_you_mean(id, known);
    return usage_error(
        program, "mlperf",
        fmt::format("the catalogue has no ssd '{}'{}", id, hint.empty() ? "" : "; " + hint));
  }
  const auto& name = drive->second.identity.name;
  const auto limits = calibration::drive_limits(drive->second, runs);
  return deliver_all(
      {.table =
           [&](const auto& layout) { return validation::drive_text(name, limits, runs, layout); },
       .markdown = [&] { return validation::drive_markdown(name, limits, runs); },
       .csv = [&] { return validation::drive_csv(limits, runs); },
       .json = [&] { return validation::drive_json(id, limits, runs); }},
      arguments, program);
}

TrainingChoice choice_of(const std::string& word) {
  if (word == "smallest") return TrainingChoice::kSmallest;
  if (word == "middle") return TrainingChoice::kMiddle;
  return TrainingChoice::kLargest;
}

int mlperf(const Arguments& arguments, Program& program) {
  for (const char* option : {"output", "json", "csv"}) {
    if (!arguments.has(option)) continue;
    if (const auto writable = check_destination(arguments.text(option)); !writable) {
      return failure(program, kInternal, writable.error().message());
    }
  }
  if (arguments.has("drives") && !arguments.has("drive")) {
    return usage_error(program, "mlperf", "--drives holds entries for --drive ID");
  }
  const auto catalogue = catalogue_of(arguments);
  if (!catalogue) return refuse(program, catalogue.error());
  const auto table = read_measurements(arguments.operands()[0], program);
  if (!table) return refuse(program, table.error());
  const auto where = arguments.texts("where");
  const auto rows = calibration::select(*table, where, "--where");
  if (!rows) return refuse(program, rows.error());
  const auto runs = calibration::training_runs(*table, *rows, *catalogue);
  if (!runs) return refuse(program, runs.error());
  if (arguments.has("drive")) return drive_report(*runs, *catalogue, arguments, program);

  calibration::TrainingOptions options{.choice = choice_of(arguments.text("calibrate"))};
  if (arguments.has("calibrate-on")) {
    const auto conditions = arguments.texts("calibrate-on");
    auto chosen = calibration::select(*table, conditions, "--calibrate-on", &*rows);
    if (!chosen) return refuse(program, chosen.error());
    options.calibrate_on = std::move(*chosen);
  }
  if (arguments.has("system")) options.system = arguments.texts("system");
  const auto report = calibration::training_report(*table, *runs, options);
  if (!report) return refuse(program, report.error());
  return deliver_all(
      {.table =
           [&](const auto& layout) { return validation::training_text(*report, *runs, layout); },
       .markdown = [&] { return validation::training_markdown(*report, *runs); },
       .csv = [&] { return validation::training_csv(*report, *runs); },
       .json = [&] { return validation::training_json(*report, *runs); }},
      arguments, program);
}

}  // namespace

Command mlperf_command() {
  return {
      .name = "mlperf",
      .summary = "Predicts accelerator utilisation of training runs from one run of each system",
      .operands = "FILE",
      .least_operands = 1,
      .most_operands = 1,
      .examples = {{"penstock mlperf v1.0_summary.csv",
                    "calibrate each system on its largest run and predict its others"},
                   {"penstock mlperf runs.csv --calibrate-on n_accelerators=1 --where model=unet3d",
                    "calibrate on the runs with one accelerator"},
                   {"penstock mlperf runs.csv --where system=mine --drive tlc-30t-9400",
                    "how many accelerators one local drive feeds, by workload"}},
      .options = {where_option(),
                  {.name = "calibrate",
                   .value = "RUN",
                   .help = "the run of each system to calibrate on, by its accelerators",
                   .choices = {"largest", "middle", "smallest"},
                   .fallback = "largest"},
                  calibrate_on_option("the runs to calibrate on instead"),
                  {.name = "system",
                   .value = "COLUMN",
                   .help =
                       "runs of one system agree in this column; without it in round, division, "
                       "submitter and system, as far as the file has them",
                   .choices = {},
                   .fallback = {},
                   .repeats = true},
                  {.name = "drive",
                   .value = "ID",
                   .help = "say instead how many accelerators one drive of the catalogue feeds"},
                  {.name = "drives", .value = "FILE", .help = "catalogue file with further drives"},
                  format_option({"table", "json", "csv", "markdown"}),
                  output_option(),
                  {.name = "json", .value = "FILE", .help = "write JSON there besides"},
                  {.name = "csv", .value = "FILE", .help = "write CSV there besides"},
                  color_option()},
      .run = mlperf};
}

}  // namespace penstock::cli
