// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The dock with everything the engine and the files have to say. Never in the way: no dialog.
#pragma once

#include <QDockWidget>
#include <QLabel>

#include "gui/models/message_table.hpp"
#include "gui/views/table_view.hpp"

namespace penstock::gui {

class MessageArea : public QDockWidget {
  Q_OBJECT

 public:
  explicit MessageArea(QWidget* parent);

  /// Replaces everything. `summary` is one sentence, empty if all is well. Shows the area if there
  /// is something new to say, and never takes the focus.
  void show_messages(const QString& summary, const parameters::Diagnostics& diagnostics,
                     const QStringList& notes);
  [[nodiscard]] QString summary() const { return summary_->text(); }
  [[nodiscard]] const TableView& table() const { return *table_; }

 signals:
  /// The user wants to go to the place of a message.
  void opened(const QString& file);

 private:
  QString shown_;
  QLabel* summary_;
  TableView* table_;
};

}  // namespace penstock::gui
