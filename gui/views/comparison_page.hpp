// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The home view: which design wins and why, and the designs side by side.
#pragma once

#include <QLabel>
#include <QTableView>

#include "gui/models/comparison_model.hpp"
#include "gui/views/design_selector.hpp"
#include "gui/views/page.hpp"

namespace penstock::gui {

class ComparisonPage : public Page {
  Q_OBJECT

 public:
  explicit ComparisonPage(ViewState& state, QWidget* parent = nullptr);

  [[nodiscard]] QString id() const override { return QStringLiteral("comparison"); }
  [[nodiscard]] QString title() const override { return tr("&Comparison"); }
  void show_result(const ResultPointer& result) override;
  [[nodiscard]] QString tsv() const override;
  [[nodiscard]] QString csv() const override;

  [[nodiscard]] const ComparisonModel& model() const { return *model_; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void show_verdict();

  ResultPointer result_;
  QLabel* winner_;
  QLabel* reasons_;
  DesignSelector* baseline_;
  ComparisonModel* model_;
  QTableView* table_;
};

}  // namespace penstock::gui
