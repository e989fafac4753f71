// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What all pages look at together: one design, one baseline, one way to count money.
#pragma once

#include <QObject>
#include <QString>

#include "gui/models/cost_summary.hpp"

namespace penstock::gui {

class ViewState : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  [[nodiscard]] const QString& design() const { return design_; }
  [[nodiscard]] const QString& baseline() const { return baseline_; }
  [[nodiscard]] MoneyView money() const { return money_; }

  void set_design(const QString& name) { set(design_, name); }
  void set_baseline(const QString& name) { set(baseline_, name); }
  void set_money(MoneyView view) { set(money_, view); }

 signals:
  void changed();

 private:
  template <typename T>
  void set(T& member, const T& value) {
    if (member == value) return;
    member = value;
    emit changed();
  }

  QString design_;
  QString baseline_;
  MoneyView money_ = MoneyView::kNominal;
};

}  // namespace penstock::gui
