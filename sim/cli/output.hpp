// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Where results go. A file is written under a temporary name beside it and renamed, so that it is
// either the old one or complete.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "sim/cli/program.hpp"

namespace penstock::cli {

struct WriteError {
  std::string path;
  std::string action;  ///< "create a file in the folder of", "write", "rename"
  std::string cause;   ///< "No space left on device"
  [[nodiscard]] std::string message() const;
};

/// Whether a file could be written there, before hours of work: "-" always can.
tl::expected<void, WriteError> check_destination(const std::string& path);

/// Devices and pipes are written directly, links are followed.
tl::expected<void, WriteError> write_file(const std::string& path, std::string_view text);

/// To standard output for "-", else to the file. Prints what went wrong; returns the exit code.
int deliver(Program& program, const std::string& path, std::string_view text);

}  // namespace penstock::cli
