// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/models/table_text.hpp"

#include <QLocale>
#include <QRegularExpression>

namespace penstock::gui {
namespace {

template <typename Line>
QString table_text(const Table& table, Line line) {
  QStringList fields;
  for (const auto& column : table.columns) {
    fields << (column.unit.isEmpty() ? column.title
                                     : QStringLiteral("%1 [%2]").arg(column.title, column.unit));
  }
  auto text = line(fields);
  for (const auto& row : table.rows) {
    fields.clear();
    for (const auto& cell : row) fields << (cell.value ? exact_number(*cell.value) : cell.text);
    text += line(fields);
  }
  return text;
}

}  // namespace

QString exact_number(double value) {
  return QLocale::c().toString(value, 'g', QLocale::FloatingPointShortest);
}

QString csv_line(const QStringList& fields) {
  static const QRegularExpression special("[\",\r\n]");
  QStringList quoted;
  for (auto field : fields) {
    if (field.contains(special)) field = '"' + field.replace("\"", "\"\"") + '"';
    quoted << field;
  }
  return quoted.join(',') + "\r\n";
}

QString tsv_line(const QStringList& fields) {
  static const QRegularExpression breaks("[\t\r\n]+");
  QStringList cleaned;
  for (auto field : fields) cleaned << field.replace(breaks, " ");
  return cleaned.join('\t') + '\n';
}

QString table_tsv(const Table& table) {
  return table_text(table, tsv_line);
}

QString table_csv(const Table& table) {
  return table_text(table, csv_line);
}

}  // namespace penstock::gui
