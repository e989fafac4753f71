// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The program `penstock` as a function: what it reads, writes and computes with. main.cpp connects
// it to the process; tests connect it to strings.
#pragma once

#include <functional>
#include <iosfwd>
#include <span>
#include <string>

#include "sim/cli/terminal.hpp"
#include "sim/planning/run.hpp"

namespace penstock::cli {

/// Documented in docs/reference/cli.md.
enum Exit : int {
  kOk = 0,
  kInternal = 1,      ///< a bug, or the outside failed: a full disk, a closed pipe
  kUsage = 2,         ///< the command line is wrong
  kViolated = 3,      ///< --strict, and an objective is missed or a design failed
  kInvalid = 4,       ///< the scenario or the result file is wrong
  kInterrupted = 130  ///< SIGINT or SIGTERM
};

using Engine = std::function<results::Result(const scenario::Scenario&, const catalogue::Catalogue&,
                                             const planning::RunOptions&)>;

struct Program {
  std::istream& in;
  std::ostream& out;  ///< results
  std::ostream& err;  ///< messages and progress
  Engine engine;
  Terminal terminal;
  std::function<bool()> interrupted = [] { return false; };
};

/// Runs one command, `arguments` without the program's name; returns the exit code. Nothing is
/// thrown.
int main(std::span<const std::string> arguments, Program& program);

}  // namespace penstock::cli
