// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <QCoreApplication>
#include <algorithm>

#include "gui/models/comparison.hpp"
#include "gui/models/table_text.hpp"

namespace penstock::gui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::ComparisonText)
};

QString yes_no(ObjectiveState state) {
  switch (state) {
    case ObjectiveState::kMet:
      return QStringLiteral("yes");
    case ObjectiveState::kMissed:
      return QStringLiteral("no");
    case ObjectiveState::kNone:
      break;
  }
  return {};
}

QString export_unit(const ComparisonRow& row) {
  return row.metric ? metric_unit(*row.metric) : QString();
}

QString export_path(const ComparisonRow& row) {
  return row.metric ? QString::fromStdString(row.metric->path) : QString();
}

}  // namespace

QString comparison_tsv(const Comparison& comparison) {
  QStringList fields{Text::tr("Metric"), Text::tr("Unit")};
  for (const auto& column : comparison.columns) fields << column.design;
  auto tsv = tsv_line(fields);
  for (const auto& row : comparison.rows) {
    if (row.section) continue;
    fields = {row.section_name + ": " + row.label, export_unit(row)};
    for (const auto& cell : row.cells)
      fields << (cell.value ? exact_number(*cell.value) : cell.text);
    tsv += tsv_line(fields);
    const bool objective = std::any_of(row.cells.begin(), row.cells.end(), [](const auto& cell) {
      return cell.state != ObjectiveState::kNone;
    });
    if (!objective) continue;
    fields = {row.section_name + ": " + row.label + Text::tr(" (met)"), {}};
    for (const auto& cell : row.cells) fields << yes_no(cell.state);
    tsv += tsv_line(fields);
  }
  return tsv;
}

QString comparison_csv(const Comparison& comparison) {
  // Column names are for programs and not translated.
  auto csv = csv_line({"section", "metric", "path", "unit", "design", "value", "text", "met",
                       "difference", "relative_difference"});
  const auto number = [](const std::optional<double>& value) {
    return value ? exact_number(*value) : QString();
  };
  for (const auto& row : comparison.rows) {
    if (row.section) continue;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto& cell = row.cells[i];
      csv += csv_line({row.section_name, row.label, export_path(row), export_unit(row),
                       comparison.columns[i].design, number(cell.value), cell.text,
                       yes_no(cell.state), number(cell.difference), number(cell.relative)});
    }
  }
  return csv;
}

}  // namespace penstock::gui
