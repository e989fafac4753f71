// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/parameters/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

namespace penstock::parameters {

bool has_errors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

std::string render(const Diagnostics& diagnostics) {
  auto sorted = diagnostics;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.mark.file, a.mark.line, a.mark.column, a.code) <
           std::tie(b.mark.file, b.mark.line, b.mark.column, b.code);
  });
  std::string text;
  for (const auto& d : sorted) {
    text += d.mark.file;
    if (d.mark.line > 0) fmt::format_to(std::back_inserter(text), ":{}", d.mark.line);
    if (d.mark.line > 0 && d.mark.column > 0) {
      fmt::format_to(std::back_inserter(text), ":{}", d.mark.column);
    }
    const auto word = d.severity == Severity::kError ? "error" : "warning";
    fmt::format_to(std::back_inserter(text), "{}{}[{}]: {}\n", d.mark.file.empty() ? "" : ": ",
                   word, d.code, d.message);
    if (!d.hint.empty()) fmt::format_to(std::back_inserter(text), "  hint: {}\n", d.hint);
  }
  return text;
}

}  // namespace penstock::parameters
