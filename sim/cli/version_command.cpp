// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <ostream>
#include <string_view>

#include "build_facts.hpp"
#include "sim/cli/command.hpp"

namespace penstock::cli {
namespace {

int version(const Arguments& /*arguments*/, Program& program) {
  const std::string_view sha = kGitSha;
  program.out << fmt::format("penstock {}{}\nSimGrid {}\n", kVersion,
                             sha.empty() ? "" : fmt::format(" ({})", sha), kSimGridVersion);
  return kOk;
}

}  // namespace

Command version_command() {
  return {.name = "version",
          .summary = "Prints the versions of Penstock and SimGrid",
          .operands = "",
          .examples = {},
          .options = {},
          .run = version};
}

}  // namespace penstock::cli
