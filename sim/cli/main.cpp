// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fcntl.h>
#include <unistd.h>

#include <iostream>
#include <istream>
#include <vector>

#include "sim/cli/interrupt.hpp"
#include "sim/cli/program.hpp"

namespace {

/// A standard stream that is closed must stay unusable: the next file that is opened would get its
/// number, and messages would be written into it.
void hold_standard_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (fcntl(stream, F_GETFD) != -1) continue;
    // Reading what may only be written, and the other way round, fails as on a closed stream.
    const int held = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    if (held != -1 && held != stream) close(held);
  }
}

}  // namespace

int main(int count, char** values) {
  hold_standard_streams();
  std::ios::sync_with_stdio(false);
  penstock::cli::catch_interrupts();
  penstock::cli::InterruptibleInput input(STDIN_FILENO);
  std::istream in(&input);
  penstock::cli::Program program{.in = in,
                                 .out = std::cout,
                                 .err = std::cerr,
                                 .engine = penstock::planning::run,
                                 .terminal = penstock::cli::detect_terminal(),
                                 .interrupted = penstock::cli::interrupted};
  const std::vector<std::string> arguments(values + (count > 0 ? 1 : 0), values + count);
  return penstock::cli::main(arguments, program);
}
