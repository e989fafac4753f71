// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "tests/cli/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <stdexcept>

namespace penstock::cli_test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::minutes kLongest{10};  // debug builds under sanitizers, busy machines

struct Ends {
  int ours = -1;
  int theirs = -1;
};

void require(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("test cannot ") + what);
}

Ends pipe_to_us() {
  std::array<int, 2> ends{};
  require(pipe2(ends.data(), O_CLOEXEC) == 0, "make a pipe");
  return {ends[0], ends[1]};
}

Ends pipe_to_them() {
  const Ends ends = pipe_to_us();
  return {ends.theirs, ends.ours};
}

Ends terminal(int columns) {
  Ends ends;
  winsize size{
      .ws_row = 24, .ws_col = static_cast<unsigned short>(columns), .ws_xpixel = 0, .ws_ypixel = 0};
  require(openpty(&ends.ours, &ends.theirs, nullptr, nullptr, &size) == 0, "open a terminal");
  return ends;
}

Ends output_of(const Start& start) {
  switch (start.out) {
    case Stream::kCaptured:
      return pipe_to_us();
    case Stream::kTerminal:
      return terminal(start.columns);
    case Stream::kFull:
      return {-1, open("/dev/full", O_WRONLY | O_CLOEXEC)};
    case Stream::kClosed:
      break;
  }
  return {};
}

[[noreturn]] void become_program(const Start& start, int in, int out, int err) {
  if (start.input_closed) {
    close(STDIN_FILENO);
  } else {
    dup2(in, STDIN_FILENO);
  }
  if (out == -1) {
    close(STDOUT_FILENO);
  } else {
    dup2(out, STDOUT_FILENO);
  }
  dup2(err, STDERR_FILENO);
  for (const char* name : {"NO_COLOR", "COLUMNS", "LC_ALL", "LC_CTYPE", "LANG"}) unsetenv(name);
  setenv("TERM", "xterm", 1);
  for (const auto& [name, value] : start.environment) setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> values{const_cast<char*>(PENSTOCK_PROGRAM)};
  for (const auto& argument : start.arguments)
    values.push_back(const_cast<char*>(argument.c_str()));
  values.push_back(nullptr);
  execv(PENSTOCK_PROGRAM, values.data());
  _exit(127);
}

/// Appends what is there; false at the end. A terminal whose other side is gone says EIO.
bool drain(int from, std::string& text) {
  std::array<char, 65536> buffer{};
  const ssize_t count = read(from, buffer.data(), buffer.size());
  if (count < 0 && errno == EINTR) return true;
  if (count <= 0) return false;
  text.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

}  // namespace

Outcome run_program(const Start& start) {
  const Ends in = pipe_to_them();
  const Ends out = output_of(start);
  const Ends err = pipe_to_us();
  const pid_t child = fork();
  require(child >= 0, "fork");
  if (child == 0) become_program(start, in.theirs, out.theirs, err.theirs);
  for (const int theirs : {in.theirs, out.theirs, err.theirs}) {
    if (theirs != -1) close(theirs);
  }
  // Inputs of the tests fit into the pipe.
  require(write(in.ours, start.input.data(), start.input.size()) ==
              static_cast<ssize_t>(start.input.size()),
          "write the input");
  if (!start.input_stays_open) close(in.ours);

  Outcome outcome;
  const auto begin = Clock::now();
  bool interrupted = !start.interrupt_when_it_speaks;
  std::array<pollfd, 2> ends{{{out.ours, POLLIN, 0}, {err.ours, POLLIN, 0}}};
  while (ends[0].fd != -1 || ends[1].fd != -1) {
    constexpr int kTickMs = 10;
    poll(ends.data(), ends.size(), kTickMs);
    const auto elapsed = Clock::now() - begin;
    if (!interrupted && (!outcome.out.empty() || !outcome.err.empty())) {
      kill(child, SIGINT);
      interrupted = true;
    }
    if (elapsed > kLongest) kill(child, SIGKILL);
    for (auto& end : ends) {
      if ((end.revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
      if (!drain(end.fd, &end == ends.data() ? outcome.out : outcome.err)) {
        close(end.fd);
        end.fd = -1;  // poll skips it
      }
    }
  }
  if (start.input_stays_open) close(in.ours);
  int status = 0;
  while (waitpid(child, &status, 0) == -1 && errno == EINTR) {
  }
  outcome.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::erase(outcome.out, '\r');  // a terminal's line breaks
  return outcome;
}

}  // namespace penstock::cli_test
