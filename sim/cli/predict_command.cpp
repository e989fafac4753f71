// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/calibrate.hpp"
#include "models/calibration/profile_file.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/inputs.hpp"
#include "sim/cli/output.hpp"
#include "sim/validation/prediction_text.hpp"

namespace penstock::cli {
namespace {

std::string rendered(const calibration::PredictionReport& report, const calibration::Table& table,
                     const Arguments& arguments, const Program& program) {
  const auto format = arguments.text("format");
  if (format == "json") return validation::prediction_json(report, table);
  if (format == "csv") return validation::prediction_csv(report, table);
  if (format == "markdown") return validation::prediction_markdown(report, table);
  const bool to_screen = arguments.text("output") == "-";
  return validation::prediction_text(
      report, table,
      {.width = to_screen ? program.terminal.width : 0,
       .color = to_screen && program.terminal.color(arguments.text("color")),
       .unicode = !to_screen || program.terminal.unicode});
}

int predict(const Arguments& arguments, Program& program) {
  for (const char* option : {"output", "json", "csv"}) {
    if (!arguments.has(option)) continue;
    if (const auto writable = check_destination(arguments.text(option)); !writable) {
      return failure(program, kInternal, writable.error().message());
    }
  }
  if (!arguments.has("measurements")) {
    return usage_error(program, "predict", "--measurements FILE says what to predict");
  }
  std::optional<std::string> id;
  if (arguments.has("id")) id = arguments.text("id");
  const auto profile = calibration::read_profile(arguments.operands()[0], id);
  if (!profile) return refuse(program, profile.error());
  const auto table = read_measurements(arguments.text("measurements"), arguments, program);
  if (!table) return refuse(program, table.error());
  const calibration::Choice choice{.form = profile->form,
                                   .where = arguments.texts("where"),
                                   .calibrate_on = arguments.texts("calibrate-on"),
                                   .series = std::nullopt};
  const auto report = calibration::predict(*profile, *table, choice);
  if (!report) return refuse(program, report.error());
  if (program.interrupted()) return failure(program, kInterrupted, "interrupted");

  if (arguments.has("json")) {
    const auto text = validation::prediction_json(*report, *table);
    if (const int exit = deliver(program, arguments.text("json"), text); exit != kOk) return exit;
  }
  if (arguments.has("csv")) {
    const auto text = validation::prediction_csv(*report, *table);
    if (const int exit = deliver(program, arguments.text("csv"), text); exit != kOk) return exit;
  }
  return deliver(program, arguments.text("output"), rendered(*report, *table, arguments, program));
}

}  // namespace

Command predict_command() {
  return {.name = "predict",
          .summary = "Predicts measurements of a calibrated device and says how far off it is",
          .operands = "PROFILE",
          .least_operands = 1,
          .most_operands = 1,
          .examples = {{"penstock predict device.yaml --measurements fio.csv",
                        "every row of the device that it was not calibrated on, beside the "
                        "measured figure"},
                       {"penstock predict device.yaml --measurements fio.csv --json errors.json "
                        "-f markdown -o errors.md",
                        "for programs and for a report at the same time"}},
          .options = {{.name = "measurements",
                       .letter = 'm',
                       .value = "FILE",
                       .help = "CSV, a fio file or a folder of fio runs"},
                      where_option(),
                      calibrate_on_option(
                          "rows that the profile was fitted to, which are not predicted; those "
                          "that it names itself never are"),
                      given_option(),
                      {.name = "id", .value = "ID", .help = "which profile of the file"},
                      format_option({"table", "json", "csv", "markdown"}),
                      output_option(),
                      {.name = "json", .value = "FILE", .help = "write JSON there besides"},
                      {.name = "csv", .value = "FILE", .help = "write CSV there besides"},
                      color_option()},
          .run = predict};
}

}  // namespace penstock::cli
