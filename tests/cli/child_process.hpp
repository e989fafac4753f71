// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Starts the built program with streams of the test's choice and waits for it.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace penstock::cli_test {

enum class Stream { kCaptured, kClosed, kFull, kTerminal };

struct Start {
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment{{"LC_ALL", "C.UTF-8"}};
  std::string input;
  Stream out = Stream::kCaptured;
  bool input_stays_open = false;          ///< after `input`, as from a person who thinks
  bool input_closed = false;              ///< there is no standard input at all
  bool interrupt_when_it_speaks = false;  ///< SIGINT after its first output
  int columns = 80;                       ///< of the terminal
};

struct Outcome {
  int exit = -1;    ///< 128 + the signal's number if one ended it
  std::string out;  ///< of the pipe or the terminal, with line breaks as "\n"
  std::string err;
};

/// Runs PENSTOCK_PROGRAM for ten minutes at most; then it is killed, which is exit 137.
Outcome run_program(const Start& start);

}  // namespace penstock::cli_test
