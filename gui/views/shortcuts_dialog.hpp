// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// All actions that have a key. Not modal.
#pragma once

#include <QAction>
#include <QDialog>
#include <QList>

namespace penstock::gui {

class ShortcutsDialog : public QDialog {
  Q_OBJECT

 public:
  ShortcutsDialog(const QList<QAction*>& actions, QWidget* parent);
};

}  // namespace penstock::gui
