// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What is seen without a document: open a file, a recent one, or drop one.
#pragma once

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QWidget>

namespace penstock::gui {

class StartPage : public QWidget {
  Q_OBJECT

 public:
  explicit StartPage(QWidget* parent = nullptr);

  /// Reads the recent files again.
  void refresh();
  /// Says inline why a file could not be opened; empty clears it.
  void show_error(const QString& message);
  [[nodiscard]] QString error() const { return error_->text(); }

 signals:
  void open_requested();
  void file_chosen(const QString& path);

 private:
  QLabel* error_;
  QLabel* recent_caption_;
  QListWidget* recent_;
};

}  // namespace penstock::gui
