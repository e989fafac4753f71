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

/// The bytes that `work` returns, or why there are none.
tl::expected<std::string, std::string> in_worker(const std::function<std::string()>& work);

/// An Outcome as bytes for the pipe between two processes of the same program.
std::string encode(const Outcome& outcome);
Outcome decode(std::string_view bytes);

}  // namespace penstock::pipeline
