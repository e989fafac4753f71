// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// How full each tier of the current design gets, month by month.
#pragma once

#include <QLabel>
#include <QSplitter>

#include "gui/views/design_selector.hpp"
#include "gui/views/page.hpp"
#include "gui/views/table_view.hpp"

namespace penstock::gui {

class CapacityPage : public Page {
  Q_OBJECT

 public:
  explicit CapacityPage(ViewState& state, QWidget* parent = nullptr);

  [[nodiscard]] QString id() const override { return QStringLiteral("capacity"); }
  [[nodiscard]] QString title() const override { return tr("C&apacity"); }
  void show_result(const ResultPointer& result) override;
  [[nodiscard]] QString tsv() const override;
  [[nodiscard]] QString csv() const override;
  [[nodiscard]] QList<ChartPanel*> charts() const override { return panels_; }

 private:
  void refresh();

  ResultPointer result_;
  DesignSelector* design_;
  QLabel* nothing_;
  QWidget* grid_;
  QList<ChartPanel*> panels_;
  TableView* table_;
};

}  // namespace penstock::gui
