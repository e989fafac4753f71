// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What each design costs, by category; and the rows of the current design's ledger behind it.
#pragma once

#include <QComboBox>
#include <QTabWidget>

#include "gui/views/design_selector.hpp"
#include "gui/views/page.hpp"
#include "gui/views/table_view.hpp"

namespace penstock::gui {

class CostPage : public Page {
  Q_OBJECT

 public:
  explicit CostPage(ViewState& state, QWidget* parent = nullptr);

  [[nodiscard]] QString id() const override { return QStringLiteral("cost"); }
  [[nodiscard]] QString title() const override { return tr("C&ost"); }
  void show_result(const ResultPointer& result) override;
  [[nodiscard]] QString tsv() const override;
  [[nodiscard]] QString csv() const override;
  [[nodiscard]] QList<ChartPanel*> charts() const override { return {chart_}; }

 private:
  void refresh();
  [[nodiscard]] const TableView& front_table() const;

  ResultPointer result_;
  QComboBox* money_;
  DesignSelector* design_;
  ChartPanel* chart_;
  QTabWidget* tables_;
  TableView* summary_;
  TableView* ledger_;
};

}  // namespace penstock::gui
