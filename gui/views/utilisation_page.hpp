// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// How busy the resources of the current design are over a simulated month.
#pragma once

#include <QComboBox>
#include <QLabel>

#include "gui/views/design_selector.hpp"
#include "gui/views/page.hpp"
#include "gui/views/table_view.hpp"

namespace penstock::gui {

class UtilisationPage : public Page {
  Q_OBJECT

 public:
  explicit UtilisationPage(ViewState& state, QWidget* parent = nullptr);

  [[nodiscard]] QString id() const override { return QStringLiteral("utilisation"); }
  [[nodiscard]] QString title() const override { return tr("&Utilisation"); }
  void show_result(const ResultPointer& result) override;
  [[nodiscard]] QString tsv() const override;
  [[nodiscard]] QString csv() const override;
  [[nodiscard]] QList<ChartPanel*> charts() const override { return {chart_}; }

 private:
  void refresh();
  /// The causes of the most waiting are drawn until the user chooses others.
  void select_first();
  void draw();

  ResultPointer result_;
  DesignSelector* design_;
  QComboBox* month_;
  QLabel* hint_;
  ChartPanel* chart_;
  TableView* table_;
};

}  // namespace penstock::gui
