// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A result as the first screen of `penstock run`, for terminals and as Markdown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/report/table.hpp"
#include "sim/results/result.hpp"

namespace penstock::report {

struct RenderOptions {
  Layout layout;
  /// Designs whose pipeline map, capacity and resources are printed. Absent: the winner, or the
  /// baseline if there is none.
  std::optional<std::vector<std::string>> detail;
  /// How long the run took; printed only if given, because it differs from run to run.
  std::optional<double> seconds;
};

std::string render_table(const results::Result& result, const RenderOptions& options);
/// The same tables; the layout is not used.
std::string render_markdown(const results::Result& result, const RenderOptions& options);

}  // namespace penstock::report
