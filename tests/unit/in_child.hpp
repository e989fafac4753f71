// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// SimGrid allows one engine per process: a test case that simulates does so in a forked child and
// gets numbers back through a pipe.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace penstock::testing {

/// What `body` returns, run in a child process. Throws std::runtime_error with the child's message
/// if it throws, or if it dies.
inline std::vector<double> in_child(const std::function<std::vector<double>()>& body) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no child");
  if (child == 0) {
    close(ends[0]);
    std::vector<double> values;
    std::string failure;
    try {
      values = body();
    } catch (const std::exception& e) {
      failure = e.what();
      if (failure.empty()) failure = "failed";
    }
    FILE* out = fdopen(ends[1], "wb");
    const std::size_t sizes[2] = {values.size(), failure.size()};
    bool written = std::fwrite(sizes, sizeof sizes, 1, out) == 1;
    // An empty vector may have no storage, and fwrite takes no null pointer.
    if (!values.empty()) {
      written = written &&
                std::fwrite(values.data(), sizeof(double), values.size(), out) == values.size();
    }
    written = written && std::fwrite(failure.data(), 1, failure.size(), out) == failure.size();
    written = std::fclose(out) == 0 && written;
    std::_Exit(written ? 0 : 1);  // no destructors of the engine's statics, no Catch2 report
  }
  close(ends[1]);
  FILE* in = fdopen(ends[0], "rb");
  std::size_t sizes[2] = {0, 0};
  bool read = std::fread(sizes, sizeof sizes, 1, in) == 1;
  std::vector<double> values(read ? sizes[0] : 0);
  std::string failure(read ? sizes[1] : 0, '\0');
  if (!values.empty()) {
    read = read && std::fread(values.data(), sizeof(double), values.size(), in) == values.size();
  }
  read = read && std::fread(failure.data(), 1, failure.size(), in) == failure.size();
  std::fclose(in);
  int status = 0;
  waitpid(child, &status, 0);
  if (!failure.empty()) throw std::runtime_error(failure);
  if (!read || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error("the child died");
  }
  return values;
}

}  // namespace penstock::testing
