// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// One page of the open document.
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

#include "gui/charts/chart_panel.hpp"
#include "gui/document/engine_process.hpp"
#include "gui/views/view_state.hpp"

namespace penstock::gui {

class Page : public QWidget {
  Q_OBJECT

 public:
  /// `state` outlives the page.
  Page(ViewState& state, QWidget* parent) : QWidget(parent), state_(state) {}

  /// For file names: "comparison".
  [[nodiscard]] virtual QString id() const = 0;
  [[nodiscard]] virtual QString title() const = 0;
  /// Shows `result`; null before the first one.
  virtual void show_result(const ResultPointer& result) = 0;

  /// The page's table with headers and units, for the clipboard and for files.
  [[nodiscard]] virtual QString tsv() const = 0;
  [[nodiscard]] virtual QString csv() const = 0;
  [[nodiscard]] virtual QList<ChartPanel*> charts() const { return {}; }

 protected:
  /// The design that all pages look at; null if there is none or it failed.
  static const results::DesignResult* shown_design(const ResultPointer& result,
                                                   const ViewState& state) {
    if (result == nullptr) return nullptr;
    const auto* const design = results::find_design(*result, state.design().toStdString());
    return design != nullptr && design->failure.empty() ? design : nullptr;
  }

  ViewState& state_;
};

}  // namespace penstock::gui
