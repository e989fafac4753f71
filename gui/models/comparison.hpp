// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The home view as plain data: designs side by side against a baseline. A design that failed keeps
// its column, with the reason, and takes no part in "best".
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "gui/models/metric_info.hpp"
#include "sim/results/result.hpp"

namespace penstock::gui {

enum class ObjectiveState { kNone, kMet, kMissed };

struct ComparisonColumn {
  QString design;
  QString description;
  QString failure;  ///< why it could not be simulated; empty otherwise
  bool winner = false;
  bool baseline = false;
};

struct ComparisonCell {
  QString text;  ///< "✓ 97.1 %", "gpu 93 %"
  std::optional<double> value;
  ObjectiveState state = ObjectiveState::kNone;
  std::optional<double> difference;  ///< value - baseline's value
  std::optional<double> relative;    ///< difference / |baseline's value|
  QString difference_text;           ///< "+$1.20 M (+6.5 %)"; empty for the baseline itself
  QString reason;                    ///< tool tip
  bool best = false;
};

struct ComparisonRow {
  bool section = false;  ///< a heading: all cells are empty
  QString section_name;  ///< of the heading above
  QString label;
  QString help;
  std::optional<MetricInfo> metric;   ///< absent for counts and texts
  std::vector<ComparisonCell> cells;  ///< one per column
};

struct Comparison {
  std::vector<ComparisonColumn> columns;
  std::vector<ComparisonRow> rows;
};

/// `baseline` is the name of a design; if no design has it, there are no differences.
Comparison compare_designs(const results::Result& result, const QString& baseline);

/// One line per metric, one column per design, plain values with their unit; below each objective a
/// line "met" with yes and no. For spreadsheets.
QString comparison_tsv(const Comparison& comparison);
/// One line per metric and design (section,metric,path,unit,design,value,text,met,difference,
/// relative_difference), which data frames read in one line.
QString comparison_csv(const Comparison& comparison);

}  // namespace penstock::gui
