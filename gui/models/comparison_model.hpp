// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The comparison as an item model: metrics are rows named by the vertical header, designs columns.
#pragma once

#include <QAbstractTableModel>

#include "gui/models/comparison.hpp"

namespace penstock::gui {

class ComparisonModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Role {
    kDifferenceRole = Qt::UserRole,  ///< QString
    kStateRole,                      ///< int of ObjectiveState
    kBestRole,                       ///< bool
    kSectionRole,                    ///< bool
    kValueRole,                      ///< double, or nothing
  };

  using QAbstractTableModel::QAbstractTableModel;

  void set_comparison(Comparison comparison);
  [[nodiscard]] const Comparison& comparison() const { return comparison_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  Comparison comparison_;
};

}  // namespace penstock::gui
