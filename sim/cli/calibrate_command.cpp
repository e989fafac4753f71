// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <ostream>

#include "models/calibration/calibrate.hpp"
#include "models/calibration/catalogue_entry.hpp"
#include "models/calibration/profile_file.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/inputs.hpp"
#include "sim/cli/output.hpp"
#include "sim/validation/calibration_text.hpp"

namespace penstock::cli {
namespace {

std::string today() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(now));
}

std::vector<std::string> form_words() {
  std::vector<std::string> words{"auto"};
  for (const auto& form : calibration::forms()) {
    words.emplace_back(form.word);
    for (const auto name : form.names) words.emplace_back(name);
  }
  return words;
}

/// Columns to keep apart; "none" alone: an empty list.
std::optional<std::vector<std::string>> series_of(const Arguments& arguments) {
  if (!arguments.has("series")) return std::nullopt;
  auto columns = arguments.texts("series");
  if (columns == std::vector<std::string>{"none"}) columns.clear();
  return columns;
}

std::string report_of(const calibration::Calibration& calibration, const calibration::Table& table,
                      const Arguments& arguments, const Program& program) {
  if (arguments.text("format") == "json") {
    return validation::calibration_json(calibration, table);
  }
  return validation::calibration_text(calibration, table,
                                      {.width = program.terminal.width,
                                       .color = program.terminal.color(arguments.text("color")),
                                       .unicode = program.terminal.unicode});
}

int calibrate(const Arguments& arguments, Program& program) {
  const auto output = arguments.text("output");
  if (arguments.has("id") && !calibration::is_id(arguments.text("id"))) {
    return usage_error(program, "calibrate",
                       "--id has up to 64 letters, digits, '-' and '_', a letter first");
  }
  if (const auto writable = check_destination(output); !writable) {
    return failure(program, kInternal, writable.error().message());
  }
  const auto table = read_measurements(arguments.operands()[0], arguments, program);
  if (!table) return refuse(program, table.error());
  const calibration::Choice choice{.form = arguments.text("class"),
                                   .where = arguments.texts("where"),
                                   .calibrate_on = arguments.texts("calibrate-on"),
                                   .series = series_of(arguments)};
  auto fitted = calibration::calibrate(*table, choice);
  if (!fitted) return refuse(program, fitted.error());
  if (program.interrupted()) return failure(program, kInterrupted, "interrupted");

  auto& profile = fitted->profile;
  if (arguments.has("name")) {
    profile.name = arguments.text("name");
    profile.id = calibration::id_of(profile.name);
  }
  if (arguments.has("id")) profile.id = arguments.text("id");
  profile.provenance.date = today();
  // The report on standard output would be in the way of a profile there.
  if (output != "-") program.out << report_of(*fitted, *table, arguments, program);
  return deliver(program, output,
                 calibration::to_yaml(profile, calibration::catalogue_entry(profile)));
}

}  // namespace

Option where_option() {
  return {.name = "where",
          .value = "CONDITION",
          .help = "the rows of one device: 'column=value[,value]', joined by 'and' and 'or'",
          .choices = {},
          .fallback = {},
          .repeats = true};
}

Option calibrate_on_option(std::string help) {
  return {.name = "calibrate-on",
          .value = "CONDITION",
          .help = std::move(help),
          .choices = {},
          .fallback = {},
          .repeats = true};
}

Option given_option() {
  return {.name = "given",
          .value = "COLUMN=VALUE",
          .help = "what the measurements leave out, for all rows: rpm=7200, n_devices=8",
          .choices = {},
          .fallback = {},
          .repeats = true};
}

Command calibrate_command() {
  return {
      .name = "calibrate",
      .summary = "Fits the model of a device to measurements of it",
      .operands = "INPUT",
      .least_operands = 1,
      .most_operands = 1,
      .examples = {{"penstock calibrate runs/ -o device.yaml",
                    "a folder of fio runs (fio --output-format=json)"},
                   {"penstock calibrate fio.csv --where 'device=My disk' --calibrate-on "
                    "'iodepth=1,8,32' -o device.yaml",
                    "three rows of one device; the others remain to be predicted"}},
      .options = {{.name = "class",
                   .letter = 'c',
                   .value = "CLASS",
                   .help = "kind of device; auto chooses by what was measured",
                   .choices = form_words(),
                   .fallback = "auto"},
                  where_option(),
                  calibrate_on_option("the rows to fit; without it all rows of the device"),
                  given_option(),
                  {.name = "series",
                   .value = "COLUMN",
                   .help = "fit each value of this column apart; none: all rows together. Without "
                           "it columns of the set-up of which every value has rows to fit",
                   .choices = {},
                   .fallback = {},
                   .repeats = true},
                  {.name = "name", .value = "TEXT", .help = "what people call the device"},
                  {.name = "id", .value = "ID", .help = "name of the catalogue entry"},
                  {.name = "output",
                   .letter = 'o',
                   .value = "FILE",
                   .help = "write the profile there, and a report to standard output",
                   .choices = {},
                   .fallback = "-"},
                  {.name = "format",
                   .letter = 'f',
                   .value = "FORMAT",
                   .help = "of the report",
                   .choices = {"table", "json"},
                   .fallback = "table"},
                  color_option()},
      .run = calibrate};
}

}  // namespace penstock::cli
