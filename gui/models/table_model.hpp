// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A table as plain data, and the item model that shows it. The pages' tables are built by pure
// functions (stage_table.hpp, cost_summary.hpp, ...), so that what they say is tested without a
// model and the one model is tested without their content.
#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <optional>
#include <vector>

namespace penstock::gui {

struct TableColumn {
  QString title;
  QString unit;  ///< of the cells' values, for exports; empty for texts
  QString help;  ///< tool tip
  bool numeric = false;
};

struct TableCell {
  QString text;                 ///< for people, with its unit
  std::optional<double> value;  ///< for sorting and exports
  QString help;                 ///< tool tip; may be empty
  bool emphasised = false;
};

struct Table {
  std::vector<TableColumn> columns;
  std::vector<std::vector<TableCell>> rows;  ///< each as long as columns
};

class TableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Role { kSortRole = Qt::UserRole };  ///< the value, or the text where there is none

  using QAbstractTableModel::QAbstractTableModel;

  void set_table(Table table);
  [[nodiscard]] const Table& table() const { return table_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  Table table_;
};

}  // namespace penstock::gui
