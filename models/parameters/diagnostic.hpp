// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What is wrong with a user's input: where, what, and what to do about it. Reading never stops at
// the first one.
#pragma once

#include <string>
#include <vector>

namespace penstock::parameters {

/// A place in a file; line and column count from 1, 0 means the file as a whole.
struct Mark {
  std::string file;
  int line = 0;
  int column = 0;
  friend bool operator==(const Mark&, const Mark&) = default;
};

enum class Severity { kError, kWarning };

struct Diagnostic {
  Severity severity = Severity::kError;
  std::string code;  ///< stable, listed in docs/reference/diagnostics.md: "PEN101"
  Mark mark;
  std::string message;  ///< what is wrong
  std::string hint;     ///< what to do; may be empty
};

using Diagnostics = std::vector<Diagnostic>;

bool has_errors(const Diagnostics& diagnostics);
/// Sorted by place: "file:3:7: error[PEN101]: message" and an indented "hint: ..." line.
std::string render(const Diagnostics& diagnostics);

}  // namespace penstock::parameters
