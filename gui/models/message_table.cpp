// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/models/message_table.hpp"

#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>

namespace penstock::gui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::MessageTable)
};

QString place(const parameters::Mark& mark) {
  const auto name = QFileInfo(QString::fromStdString(mark.file)).fileName();
  if (mark.line <= 0) return name;
  if (mark.column <= 0) return QStringLiteral("%1:%2").arg(name).arg(mark.line);
  return QStringLiteral("%1:%2:%3").arg(name).arg(mark.line).arg(mark.column);
}

}  // namespace

Table message_table(const parameters::Diagnostics& diagnostics, const QStringList& notes) {
  Table table;
  table.columns = {
      {Text::tr("Severity"), {}, {}, false}, {Text::tr("Place"), {}, {}, false},
      {Text::tr("Message"), {}, {}, false},  {Text::tr("Hint"), {}, {}, false},
      {Text::tr("Code"), {}, {}, false},
  };
  auto sorted = diagnostics;
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return a.severity == parameters::Severity::kError && b.severity != parameters::Severity::kError;
  });
  for (const auto& one : sorted) {
    const bool error = one.severity == parameters::Severity::kError;
    const auto file = QString::fromStdString(one.mark.file);
    const auto message = QString::fromStdString(one.message);
    table.rows.push_back({
        {error ? Text::tr("\u2717 error") : Text::tr("! warning"), {}, {}, error},
        {place(one.mark), {}, file, false},
        {message, {}, message, false},
        {QString::fromStdString(one.hint), {}, QString::fromStdString(one.hint), false},
        {QString::fromStdString(one.code), {}, {}, false},
    });
  }
  for (const auto& note : notes) {
    table.rows.push_back({{Text::tr("! warning"), {}, {}, false},
                          {{}, {}, {}, false},
                          {note, {}, note, false},
                          {{}, {}, {}, false},
                          {{}, {}, {}, false}});
  }
  return table;
}

}  // namespace penstock::gui
