// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/cli/interrupt.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <initializer_list>
#include <ios>
#include <system_error>

namespace penstock::cli {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

extern "C" void remember(int /*signal*/) {
  g_interrupted = 1;
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = remember;
  // Without SA_RESTART, so that reading from a silent pipe stops too.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
}

bool interrupted() {
  return g_interrupted != 0;
}

InterruptibleInput::int_type InterruptibleInput::underflow() {
  while (!interrupted()) {
    const ssize_t count = read(descriptor_, buffer_.data(), buffer_.size());
    if (count > 0) {
      setg(buffer_.data(), buffer_.data(), buffer_.data() + count);
      return traits_type::to_int_type(*gptr());
    }
    if (count == 0) break;
    // The stream turns an exception into its bad state.
    if (errno != EINTR) throw std::system_error(errno, std::generic_category());
  }
  return traits_type::eof();
}

}  // namespace penstock::cli
