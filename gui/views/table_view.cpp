// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/table_view.hpp"

#include <QHeaderView>
#include <algorithm>

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
  verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
  horizontalHeader()->setHighlightSections(false);
  if (sorting == Sorting::kByUser) {
    setSortingEnabled(true);
    sortByColumn(-1, Qt::AscendingOrder);
  }
}

void TableView::show_table(Table table) {
  model_->set_table(std::move(table));
  resizeColumnsToContents();
  updateGeometry();
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

QSize TableView::sizeHint() const {
  const int rows = std::clamp(sorted_->rowCount(), 3, 8);
  const int height = horizontalHeader()->sizeHint().height() +
                     rows * verticalHeader()->defaultSectionSize() + 2 * frameWidth();
  return {QTableView::sizeHint().width(), height};
}

}  // namespace penstock::gui
