// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

#include "sim/cli/command.hpp"
#include "sim/cli/output.hpp"
#include "sim/validation/figures.hpp"
#include "sim/validation/report_page.hpp"
#include "sim/validation/validation.hpp"

namespace penstock::cli {
namespace {

namespace fs = std::filesystem;

fs::path data_folder(const Arguments& arguments) {
  if (arguments.has("data")) return arguments.text("data");
  if (const char* named = std::getenv("PENSTOCK_DATA"); named != nullptr && *named != '\0') {
    return named;
  }
  return "../shared/data";
}

/// The table on the screen.
void print(const std::vector<validation::CaseResult>& results, const Arguments& arguments,
           Program& program) {
  const report::Layout layout{.width = program.terminal.width,
                              .color = program.terminal.color(arguments.text("color")),
                              .unicode = program.terminal.unicode};
  program.out << to_text(validation::case_table(results), layout) << "\n"
              << to_text(validation::group_table(results), layout);
}

int write_all(const std::vector<validation::CaseResult>& results, const fs::path& folder,
              Program& program) {
  std::map<std::string, std::string> files{{"report.md", validation::report_page(results)},
                                           {"figures.json", validation::figures_json(results)}};
  for (const auto& [name, plot] : validation::plots(results)) {
    files[name] = validation::to_svg(plot);
  }
  for (const auto& [name, text] : files) {
    if (const auto written = write_file((folder / name).string(), text); !written) {
      return failure(program, kInternal, written.error().message());
    }
  }
  return kOk;
}

int check(const std::vector<validation::CaseResult>& results, const fs::path& folder,
          Program& program) {
  const auto path = folder / "figures.json";
  std::ifstream file(path, std::ios::binary);
  if (!file) return failure(program, kInvalid, path.string() + ": cannot be read");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const auto worse = validation::worse_than(results, text);
  if (!worse) return failure(program, kInvalid, path.string() + ": " + worse.error());
  for (const auto& line : *worse) failure(program, kViolated, "worse than committed: " + line);
  return worse->empty() ? kOk : kViolated;
}

int validate(const Arguments& arguments, Program& program) {
  const fs::path folder = arguments.text("output");
  const bool only_check = arguments.has("check");
  if (!only_check) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (const auto writable = check_destination((folder / "report.md").string()); !writable) {
      return failure(program, kInternal, writable.error().message());
    }
  }
  const auto results = validation::validate(validation::cases(), data_folder(arguments));
  if (!results) return refuse(program, results.error());
  if (program.interrupted()) return failure(program, kInterrupted, "interrupted");
  print(*results, arguments, program);
  return only_check ? check(*results, folder, program) : write_all(*results, folder, program);
}

}  // namespace

Command validate_command() {
  return {
      .name = "validate",
      .summary = "Holds the models against published measurements and writes the report",
      .operands = "",
      .least_operands = 0,
      .most_operands = 0,
      .examples = {{"penstock validate --data ../shared/data",
                    "the errors of every model, and docs/validation anew"},
                   {"penstock validate --check",
                    "exit code 3 if a figure is worse than the committed one"}},
      .options = {{.name = "data",
                   .value = "DIR",
                   .help = "published measurements; without it the variable PENSTOCK_DATA, or "
                           "../shared/data"},
                  {.name = "output",
                   .letter = 'o',
                   .value = "DIR",
                   .help = "where report.md, figures.json and the drawings are",
                   .choices = {},
                   .fallback = "docs/validation"},
                  {.name = "check",
                   .help = "write nothing, and compare with figures.json: a row may be 5 % and a "
                           "tenth of a point worse"},
                  color_option()},
      .run = validate};
}

}  // namespace penstock::cli
