// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "sim/cli/command.hpp"

namespace penstock::cli {
namespace {

std::string spelling(const Option& option) {
  std::string text = option.letter != 0 ? fmt::format("-{}, ", option.letter) : "    ";
  text += "--" + option.name;
  if (!option.value.empty()) text += " " + option.value;
  return text;
}

/// "what to write (table, json; default table)".
std::string explanation(const Option& option) {
  std::string more = fmt::format("{}", fmt::join(option.choices, ", "));
  const auto add = [&](const std::string& text) { more += (more.empty() ? "" : "; ") + text; };
  if (!option.fallback.empty()) add("default " + option.fallback);
  if (option.repeats) add("may be given several times");
  return more.empty() ? option.help : option.help + " (" + more + ")";
}

/// Breaks lines at spaces so that they end before column `right`; all but the first are indented.
std::string wrapped(const std::string& text, std::size_t left, std::size_t right) {
  std::string lines;
  std::size_t column = left;
  for (std::size_t from = 0; from < text.size();) {
    const auto to = std::min(text.find(' ', from), text.size());
    if (column > left && column + 1 + to - from > right) {
      lines += "\n" + std::string(left, ' ');
      column = left;
    } else if (column > left) {
      lines += ' ';
      ++column;
    }
    lines += text.substr(from, to - from);
    column += to - from;
    from = to + 1;
  }
  return lines;
}

std::vector<Option> options_of(const Command& command) {
  auto options = command.options;
  options.push_back({.name = "help", .letter = 'h', .help = "this text"});
  return options;
}

std::string usage_of(const Command& command) {
  std::string text = "penstock " + command.name;
  if (!command.operands.empty()) text += " " + command.operands;
  if (!command.options.empty()) text += " [options]";
  return text;
}

constexpr const char* kExitCodes[][2] = {
    {"0", "ok"},
    {"1", "internal error, or writing failed"},
    {"2", "the command line is wrong"},
    {"3", "an objective is missed or a design failed, with --strict"},
    {"4", "the scenario or the result file is invalid"},
    {"130", "interrupted"},
};

int help(const Arguments& arguments, Program& program) {
  if (arguments.operands().empty()) {
    program.out << overview();
    return kOk;
  }
  const auto& name = arguments.operands()[0];
  if (const auto* command = find_command(name)) {
    program.out << help_of(*command);
    return kOk;
  }
  std::vector<std::string> names;
  for (const auto& command : commands()) names.push_back(command.name);
  const auto hint = did_you_mean(name, names);
  return usage_error(program, "",
                     fmt::format("unknown command '{}'{}", name, hint.empty() ? "" : "; " + hint));
}

}  // namespace

std::string help_of(const Command& command) {
  std::string text = command.summary + "\n";
  if (!command.examples.empty()) text += "\nExamples:\n";
  for (const auto& example : command.examples) {
    text += fmt::format("  {}\n      {}\n", example.command, example.what);
  }
  text += fmt::format("\nUsage: {}\n\nOptions:\n", usage_of(command));
  std::size_t width = 0;
  for (const auto& option : options_of(command)) width = std::max(width, spelling(option).size());
  for (const auto& option : options_of(command)) {
    constexpr std::size_t kRight = 90;
    text += fmt::format("  {:<{}}  {}\n", spelling(option), width,
                        wrapped(explanation(option), width + 4, kRight));
  }
  return text;
}

std::string overview() {
  std::string text =
      "Penstock simulates how the data of a machine-learning pipeline flows from storage to\n"
      "accelerators, and what each infrastructure design costs over the years.\n\nExamples:\n";
  for (const auto& command : commands()) {
    if (command.examples.empty()) continue;
    const auto& example = command.examples.front();
    text += fmt::format("  {}\n      {}\n", example.command, example.what);
  }
  text += "\nUsage: penstock COMMAND [options]\n\nCommands:\n";
  for (const auto& command : commands()) {
    text += fmt::format("  {:<10}  {}\n", command.name, command.summary);
  }
  return text + "\n`penstock COMMAND --help` explains a command.\n";
}

std::string cli_page() {
  std::string page =
      "# Command line\n\n"
      "<!-- Generated from the table of commands in sim/cli; do not edit. -->\n\n"
      "Results go to standard output, messages and progress to standard error. Files are written\n"
      "under a temporary name and renamed, so that a run that fails leaves nothing half-written.\n"
      "A `-` as a file name is standard input or standard output.\n\n"
      "## Exit codes\n\n| code | meaning |\n| ---: | --- |\n";
  for (const auto& [code, meaning] : kExitCodes)
    page += fmt::format("| {} | {} |\n", code, meaning);
  page +=
      "\n## Environment\n\n"
      "| variable | meaning |\n| --- | --- |\n"
      "| `NO_COLOR` | set and not empty: no colours, unless `--color=always` |\n"
      "| `LC_ALL`, `LC_CTYPE`, `LANG` | tables on standard output are ASCII unless the locale "
      "is UTF-8 |\n"
      "| `COLUMNS` | width of a terminal that does not tell its own |\n\n"
      "## Progress for programs\n\n"
      "`--progress=json` writes one JSON object per line to standard error, apart from\n"
      "diagnostics, which stay text: "
      "`{\"event\":\"progress\",\"design\":\"hci\",\"done\":3,\"total\":17}`,\n"
      "windows simulated and expected for that design.\n";
  for (const auto& command : commands()) {
    page += fmt::format("\n## penstock {}\n\n{}.\n\n", command.name, command.summary);
    page += fmt::format("    {}\n", usage_of(command));
    if (!command.examples.empty()) page += "\n";
    for (const auto& example : command.examples) {
      page += fmt::format("* `{}`: {}\n", example.command, example.what);
    }
    page += "\n| option | meaning |\n| --- | --- |\n";
    for (const auto& option : options_of(command)) {
      std::string name = spelling(option);
      name.erase(0, name.find_first_not_of(' '));
      page += fmt::format("| `{}` | {} |\n", name, explanation(option));
    }
  }
  return page;
}

Command help_command() {
  return {.name = "help",
          .summary = "Explains a command",
          .operands = "[COMMAND]",
          .least_operands = 0,
          .most_operands = 1,
          .examples = {},
          .options = {},
          .run = help};
}

}  // namespace penstock::cli
