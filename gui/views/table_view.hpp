// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A sortable read-only view of a TableModel.
#pragma once

#include <QSortFilterProxyModel>
#include <QTableView>

#include "gui/models/table_model.hpp"

namespace penstock::gui {

class TableView : public QTableView {
  Q_OBJECT

 public:
  enum class Sorting { kByUser, kFixed };

  TableView(const QString& accessible_name, Sorting sorting, QWidget* parent);

  void show_table(Table table);
  /// The table in the order on screen.
  [[nodiscard]] Table table() const;
  /// The row of the table behind a row on screen.
  [[nodiscard]] int source_row(int view_row) const;
  /// As high as its rows, between 3 and 8 of them.
  QSize sizeHint() const override;

 private:
  TableModel* model_;
  QSortFilterProxyModel* sorted_;
};

}  // namespace penstock::gui
