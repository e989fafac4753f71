// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The pipeline map of the current design.
#pragma once

#include "gui/views/design_selector.hpp"
#include "gui/views/page.hpp"
#include "gui/views/table_view.hpp"

namespace penstock::gui {

class PipelinePage : public Page {
  Q_OBJECT

 public:
  explicit PipelinePage(ViewState& state, QWidget* parent = nullptr);

  [[nodiscard]] QString id() const override { return QStringLiteral("pipeline"); }
  [[nodiscard]] QString title() const override { return tr("&Pipeline Map"); }
  void show_result(const ResultPointer& result) override;
  [[nodiscard]] QString tsv() const override;
  [[nodiscard]] QString csv() const override;

 private:
  void refresh();

  ResultPointer result_;
  DesignSelector* design_;
  TableView* table_;
};

}  // namespace penstock::gui
