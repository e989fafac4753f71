// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A label and a combo box that follow and set one name of the view state.
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QWidget>

#include "gui/document/engine_process.hpp"

namespace penstock::gui {

class DesignSelector : public QWidget {
  Q_OBJECT

 public:
  /// `label` may have a mnemonic: "&Design".
  DesignSelector(const QString& label, const QString& help, QWidget* parent);

  /// Offers the designs of `result`; `current` is selected without a signal.
  void offer(const ResultPointer& result, const QString& current);
  [[nodiscard]] QComboBox* box() const { return box_; }

 signals:
  void chosen(const QString& design);

 private:
  QComboBox* box_;
};

}  // namespace penstock::gui
