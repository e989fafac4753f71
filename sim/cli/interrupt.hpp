// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// SIGINT and SIGTERM: the first asks the command to stop, the second ends the process.
#pragma once

#include <array>
#include <streambuf>

namespace penstock::cli {

void catch_interrupts();
bool interrupted();

/// Reads a file descriptor that it does not own; ends when interrupted. std::cin would go on
/// waiting, because its read starts again after a signal.
class InterruptibleInput : public std::streambuf {
 public:
  explicit InterruptibleInput(int descriptor) : descriptor_(descriptor) {}

 protected:
  int_type underflow() override;

 private:
  int descriptor_;
  std::array<char, 65536> buffer_{};
};

}  // namespace penstock::cli
