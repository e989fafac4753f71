// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What `penstock validate` prints and writes. The same results give the same bytes.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "sim/report/table.hpp"
#include "sim/validation/scatter_plot.hpp"
#include "sim/validation/validation.hpp"

namespace penstock::validation {

/// One line per case: calibrated on, points, parameters, n, errors, trivial model, noise, target,
/// met or not.
report::Table case_table(std::span<const CaseResult> results);

/// One line per class: pooled errors beside those of the trivial models on the same rows.
report::Table group_table(std::span<const CaseResult> results);

/// File name to drawing: one per class and unit.
std::map<std::string, ScatterPlot> plots(std::span<const CaseResult> results);

/// docs/validation/report.md: the tables, the drawings, and for each target that is missed its
/// residuals.
std::string report_page(std::span<const CaseResult> results);

}  // namespace penstock::validation
