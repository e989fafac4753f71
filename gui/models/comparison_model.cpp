// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/models/comparison_model.hpp"

#include <QFont>

namespace penstock::gui {

void ComparisonModel::set_comparison(Comparison comparison) {
  beginResetModel();
  comparison_ = std::move(comparison);
  endResetModel();
}

int ComparisonModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(comparison_.rows.size());
}

int ComparisonModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(comparison_.columns.size());
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const auto& row = comparison_.rows[static_cast<std::size_t>(index.row())];
  const auto& cell = row.cells[static_cast<std::size_t>(index.column())];
  switch (role) {
    case Qt::DisplayRole:
      return cell.text;
    case Qt::ToolTipRole:
      return cell.reason.isEmpty() ? QVariant() : QVariant(cell.reason);
    case Qt::AccessibleTextRole: {
      QStringList parts{cell.text};
      if (cell.state == ObjectiveState::kMet) parts << tr("objective met");
      if (cell.state == ObjectiveState::kMissed) parts << tr("objective missed");
      if (cell.best) parts << tr("best");
      if (!cell.difference_text.isEmpty()) {
        parts << tr("%1 against the baseline").arg(cell.difference_text);
      }
      return parts.join(QStringLiteral(", "));
    }
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    case kDifferenceRole:
      return cell.difference_text;
    case kStateRole:
      return static_cast<int>(cell.state);
    case kBestRole:
      return cell.best;
    case kSectionRole:
      return row.section;
    case kValueRole:
      return cell.value ? QVariant(*cell.value) : QVariant();
    default:
      return {};
  }
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (section < 0) return {};
  const auto at = static_cast<std::size_t>(section);
  if (orientation == Qt::Vertical) {
    if (section >= rowCount()) return {};
    const auto& row = comparison_.rows[at];
    if (role == Qt::DisplayRole) return row.label;
    if (role == Qt::ToolTipRole && !row.help.isEmpty()) return row.help;
    if (role == Qt::TextAlignmentRole) {
      return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    }
    if (role == Qt::FontRole) {
      QFont font;
      font.setBold(row.section);
      return font;
    }
    return {};
  }
  if (section >= columnCount()) return {};
  const auto& column = comparison_.columns[at];
  if (role == Qt::DisplayRole) {
    QStringList marks;
    if (column.winner) marks << tr("winner");
    if (column.baseline) marks << tr("baseline");
    if (!column.failure.isEmpty()) marks << tr("failed");
    return marks.isEmpty() ? column.design
                           : column.design + '\n' + marks.join(QStringLiteral(", "));
  }
  if (role == Qt::ToolTipRole) {
    const auto& text = column.failure.isEmpty() ? column.description : column.failure;
    return text.isEmpty() ? QVariant() : QVariant(text);
  }
  if (role == Qt::FontRole) {
    QFont font;
    font.setBold(column.winner);
    return font;
  }
  return {};
}

}  // namespace penstock::gui
