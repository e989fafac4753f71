// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <ostream>

#include "sim/cli/command.hpp"

namespace penstock::cli {
namespace {

int dispatch(std::span<const std::string> arguments, Program& program) {
  if (arguments.empty()) {
    program.err << overview();
    return kUsage;
  }
  std::string name = arguments.front();
  if (name == "--help" || name == "-h") name = "help";
  if (name == "--version" || name == "-V") name = "version";
  const auto* command = find_command(name);
  if (command == nullptr) {
    std::vector<std::string> names;
    for (const auto& known : commands()) names.push_back(known.name);
    const auto hint = did_you_mean(name, names);
    const auto* what = name.starts_with('-') ? "option" : "command";
    return usage_error(
        program, "", fmt::format("unknown {} '{}'{}", what, name, hint.empty() ? "" : "; " + hint));
  }
  const auto parsed = Arguments::parse(*command, arguments.subspan(1));
  if (!parsed) return usage_error(program, command->name, parsed.error());
  if (parsed->has("help")) {
    program.out << help_of(*command);
    return kOk;
  }
  return command->run(*parsed, program);
}

}  // namespace

std::span<const Command> commands() {
  static const std::vector<Command> all{run_command(),     compare_command(),   check_command(),
                                        params_command(),  catalogue_command(), calibrate_command(),
                                        predict_command(), mlperf_command(),    validate_command(),
                                        import_command(),  schema_command(),    version_command(),
                                        help_command()};
  return all;
}

const Command* find_command(std::string_view name) {
  const auto at = std::ranges::find(commands(), name, &Command::name);
  return at == commands().end() ? nullptr : &*at;
}

Option output_option() {
  return {.name = "output",
          .letter = 'o',
          .value = "FILE",
          .help = "write there instead of standard output",
          .choices = {},
          .fallback = "-"};
}

Option color_option() {
  return {.name = "color",
          .value = "WHEN",
          .help = "colours in tables",
          .choices = {"auto", "always", "never"},
          .fallback = "auto"};
}

Option format_option(std::vector<std::string> choices) {
  std::string fallback = choices.front();
  return {.name = "format",
          .letter = 'f',
          .value = "FORMAT",
          .help = "what to write",
          .choices = std::move(choices),
          .fallback = std::move(fallback)};
}

int usage_error(Program& program, const std::string& command, const std::string& message) {
  program.err << fmt::format("penstock: {}\nTry 'penstock {}--help'.\n", message,
                             command.empty() ? "" : command + " ");
  return kUsage;
}

int refuse(Program& program, const parameters::Diagnostics& diagnostics) {
  program.err << parameters::render(diagnostics);
  return kInvalid;
}

int failure(Program& program, Exit exit, const std::string& message) {
  program.err << "penstock: " << message << "\n";
  return exit;
}

int main(std::span<const std::string> arguments, Program& program) {
  int exit = kInternal;
  try {
    exit = dispatch(arguments, program);
    if (program.out.good()) {
      errno = 0;
      program.out.flush();
    }
    if (!program.out.good()) {
      const int error = errno;
      exit = failure(program, kInternal,
                     fmt::format("cannot write to standard output{}{}", error != 0 ? ": " : "",
                                 error != 0 ? std::strerror(error) : ""));
    }
  } catch (const std::exception& error) {
    exit = failure(program, kInternal, fmt::format("internal error: {}", error.what()));
  }
  program.err.flush();
  return exit;
}

}  // namespace penstock::cli
