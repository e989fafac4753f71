// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A comparison of two results for terminals, as Markdown, JSON and CSV.
#pragma once

#include <string>

#include "sim/report/difference.hpp"
#include "sim/report/table.hpp"

namespace penstock::report {

/// A legend, what was added (+), removed (-) and changed (~), and as the last line
/// "TCO 5 y: $1.82 M → $1.54 M (-15.4 %)".
std::string render_difference(const Difference& difference, const Layout& layout);
std::string difference_markdown(const Difference& difference);
/// {"format": "penstock-difference", "version": 1, "designs": [{"objectives": [{...}], ...}]}.
std::string difference_json(const Difference& difference);
/// design_before,design_after,change,path,before,after,before_value,after_value
std::string difference_csv(const Difference& difference);

}  // namespace penstock::report
