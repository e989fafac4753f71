// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/table_view.hpp"

#include <QHeaderView>

namespace penstock::gui {

TableView::TableView(const QString& accessible_name, Sorting sorting, QWidget* parent)
    : QTableView(parent), model_(new TableModel(this)), sorted_(new QSortFilterProxyModel(this)) {
  setAccessibleName(accessible_name);
  sorted_->setSourceModel(model_);
  sorted_->setSortRole(TableModel::kSortRole);
  setModel(sorted_);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setAlternatingRowColors(true);
  setShowGrid(false);
  setWordWrap(false);
  setTabKeyNavigation(false);
  setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  verticalHeader()->hide();
  horizontalHeader()->setHighlightSections(false);
  if (sorting == Sorting::kByUser) {
    setSortingEnabled(true);
    sortByColumn(-1, Qt::AscendingOrder);
  }
}

void TableView::show_table(Table table) {
  model_->set_table(std::move(table));
  resizeColumnsToContents();
  // A little air, so that a right-aligned number does not touch the text of the next column.
  for (int column = 0; column < model_->columnCount(); ++column) {
    setColumnWidth(column, columnWidth(column) + fontMetrics().horizontalAdvance('0'));
  }
}

Table TableView::table() const {
  Table shown{model_->table().columns, {}};
  for (int row = 0; row < sorted_->rowCount(); ++row) {
    shown.rows.push_back(model_->table().rows[static_cast<std::size_t>(source_row(row))]);
  }
  return shown;
}

int TableView::source_row(int view_row) const {
  return sorted_->mapToSource(sorted_->index(view_row, 0)).row();
}

int TableView::view_row(int source_row) const {
  return sorted_->mapFromSource(model_->index(source_row, 0)).row();
}

}  // namespace penstock::gui
