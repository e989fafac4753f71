// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The table of commands. Parsing, help and the reference page walk it; nothing else lists commands
// or options by hand.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/parameters/diagnostic.hpp"
#include "sim/cli/arguments.hpp"
#include "sim/cli/program.hpp"

namespace penstock::cli {

struct Option {
  std::string name;   ///< "format"
  char letter = 0;    ///< 'f', or 0
  std::string value;  ///< "FILE"; empty for a flag
  std::string help;
  std::vector<std::string> choices;  ///< empty: any text
  std::string fallback;              ///< the value if the option is not given
  bool repeats = false;
};

struct Example {
  std::string command;
  std::string what;
};

struct Command {
  std::string name;
  std::string summary;   ///< one line
  std::string operands;  ///< "FILE...", "[ID]" or empty
  std::size_t least_operands = 0;
  std::size_t most_operands = 0;
  std::vector<Example> examples;
  std::vector<Option> options;  ///< --help is everybody's
  std::function<int(const Arguments&, Program&)> run;
};

std::span<const Command> commands();
const Command* find_command(std::string_view name);

// One file each.
Command run_command();
Command compare_command();
Command check_command();
Command params_command();
Command schema_command();
Command catalogue_command();
Command calibrate_command();
Command predict_command();
Command validate_command();
Command mlperf_command();
Command import_command();
Command version_command();
Command help_command();

// Options that several commands have.
Option output_option();
Option color_option();
Option format_option(std::vector<std::string> choices);
Option where_option();
Option calibrate_on_option(std::string help);
Option given_option();

/// Prints "penstock: message" and where help is; returns kUsage.
int usage_error(Program& program, const std::string& command, const std::string& message);
/// Prints what is wrong with an input; returns kInvalid.
int refuse(Program& program, const parameters::Diagnostics& diagnostics);
/// Prints "penstock: message"; returns `exit`.
int failure(Program& program, Exit exit, const std::string& message);

/// Of all commands, and of one.
std::string overview();
std::string help_of(const Command& command);
/// docs/reference/cli.md.
std::string cli_page();

}  // namespace penstock::cli
