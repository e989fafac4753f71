// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "sim/cli/command.hpp"
#include "sim/cli/inputs.hpp"

namespace penstock::cli {
namespace {

using Json = nlohmann::ordered_json;
using parameters::Severity;

std::string count(std::size_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::size_t count_of(const parameters::Diagnostics& diagnostics, Severity severity) {
  return static_cast<std::size_t>(
      std::ranges::count(diagnostics, severity, &parameters::Diagnostic::severity));
}

Json json_of(const parameters::Diagnostic& diagnostic) {
  return {{"severity", diagnostic.severity == Severity::kError ? "error" : "warning"},
          {"code", diagnostic.code},
          {"file", diagnostic.mark.file},
          {"line", diagnostic.mark.line},
          {"column", diagnostic.mark.column},
          {"message", diagnostic.message},
          {"hint", diagnostic.hint}};
}

std::string summary(const std::string& file, const scenario::ReadResult& read) {
  const auto warnings = count_of(read.diagnostics, Severity::kWarning);
  std::string text = file + ": ";
  if (read.scenario) {
    text += fmt::format("ok, {}, {}, {}", count(read.scenario->stages.size(), "stage"),
                        count(read.scenario->designs.size(), "design"),
                        count(read.scenario->objectives.size(), "objective"));
  } else {
    text += count(count_of(read.diagnostics, Severity::kError), "error");
  }
  if (warnings > 0) text += ", " + count(warnings, "warning");
  return text + "\n";
}

int check(const Arguments& arguments, Program& program) {
  const bool json = arguments.text("format") == "json";
  Json list = Json::array();
  bool valid = true;
  for (const auto& file : arguments.operands()) {
    const auto read = read_scenario(file, arguments.texts("set"), program);
    if (program.interrupted()) return failure(program, kInterrupted, "interrupted");
    valid = valid && read.scenario.has_value();
    if (json) {
      for (const auto& diagnostic : read.diagnostics) list.push_back(json_of(diagnostic));
      continue;
    }
    program.err << parameters::render(read.diagnostics) << std::flush;
    program.out << summary(file == "-" ? kStandardInput : file, read) << std::flush;
  }
  if (json) {
    program.out << list.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
  }
  return valid ? kOk : kInvalid;
}

}  // namespace

Command check_command() {
  constexpr std::size_t kMostFiles = 10000;
  return {.name = "check",
          .summary = "Reports every mistake of scenario files, without simulating",
          .operands = "FILE...",
          .least_operands = 1,
          .most_operands = kMostFiles,
          .examples = {{"penstock check my.penstock.yaml",
                        "every error with its place, a code and a hint"}},
          .options = {{.name = "set",
                       .letter = 's',
                       .value = "PATH=VALUE",
                       .help = "change a value of the scenario first",
                       .choices = {},
                       .fallback = {},
                       .repeats = true},
                      format_option({"text", "json"})},
          .run = check};
}

}  // namespace penstock::cli
