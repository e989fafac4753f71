// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Runs work in a forked process, because SimGrid allows one engine per process, and brings the
// bytes of its result back. A worker that throws, crashes or is killed gives an error, never a
// partial result.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "sim/pipeline/window.hpp"

namespace penstock::pipeline {

/// A forked process that is at work. Collect each one once.
struct Worker {
  int process = 0;
  int pipe = 0;  ///< end that its result is read from
};

/// Forks. Call it from a process with one thread: others would not exist in the worker, but what
/// they hold would stay held.
tl::expected<Worker, std::string> start_worker(const std::function<std::string()>& work);

/// Waits for the bytes that its work returns, or tells why there are none.
tl::expected<std::string, std::string> collect(Worker worker);

/// start_worker and collect.
tl::expected<std::string, std::string> in_worker(const std::function<std::string()>& work);

/// An Outcome as bytes for the pipe between two processes of the same program.
std::string encode(const Outcome& outcome);
Outcome decode(std::string_view bytes);

}  // namespace penstock::pipeline
