// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// How far a run is: a line with the time left on a terminal, JSON lines for programs, or nothing.
#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>

namespace penstock::cli {

enum class ProgressMode { kNone, kLine, kJson };

class Progress {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  /// `designs` are expected; `clock` is for tests.
  Progress(std::ostream& stream, ProgressMode mode, std::size_t designs,
           Clock clock = std::chrono::steady_clock::now);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// Wipes the line.
  ~Progress();

  /// After each window: `done` of `total` windows of the design.
  void update(const std::string& design, int done, int total);
  [[nodiscard]] double seconds() const;

 private:
  [[nodiscard]] double share_done() const;

  std::ostream& stream_;
  ProgressMode mode_;
  std::size_t designs_;
  Clock clock_;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point drawn_;
  bool line_shown_ = false;
  std::map<std::string, double> shares_;  ///< done, by design
};

}  // namespace penstock::cli
