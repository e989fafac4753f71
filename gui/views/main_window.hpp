// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The window: start page or the pages of the open document, actions, progress, messages.
#pragma once

#include <QAction>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QProgressBar>
#include <QStackedWidget>
#include <QTabWidget>

#include "gui/document/result_document.hpp"
#include "gui/views/message_area.hpp"
#include "gui/views/page.hpp"
#include "gui/views/start_page.hpp"

namespace penstock::gui {

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  MainWindow();

  /// Opens a scenario or a saved result; an error is shown in the window.
  void open(const QString& path);

  [[nodiscard]] ResultDocument& document() { return document_; }
  [[nodiscard]] const QList<Page*>& pages() const { return pages_; }
  [[nodiscard]] Page* current_page() const;
  void show_page(int index) { tabs_->setCurrentIndex(index); }
  [[nodiscard]] ViewState& view_state() { return view_state_; }
  [[nodiscard]] const MessageArea& messages() const { return *messages_; }
  [[nodiscard]] bool stale_badge_visible() const { return !stale_->isHidden(); }

  void copy_table();
  /// Writes the engine's document as it came.
  tl::expected<void, QString> save_result(const QString& path);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void build_actions();
  void build_workspace();
  void restore();
  void choose_and_open();
  void choose_and_export_table();
  void choose_and_export_charts();
  void choose_and_save_result();
  QString suggested(const QString& name) const;
  void say(const tl::expected<void, QString>& outcome, const QString& success);
  void show_document();
  void enable_actions();
  void show_messages();
  void show_result();
  void show_progress(const Progress& progress);
  void fill_recent_menu();
  void show_shortcuts();
  void restore_default_layout();

  ResultDocument document_;
  ViewState view_state_;
  QStackedWidget* stack_;
  StartPage* start_;
  QWidget* workspace_;
  QLabel* title_;
  QLabel* stale_;
  QLabel* inputs_;
  QTabWidget* tabs_;
  QList<Page*> pages_;
  MessageArea* messages_;
  QProgressBar* progress_;
  QLabel* progress_text_;
  QMenu* recent_menu_ = nullptr;
  QAction* run_ = nullptr;
  QAction* cancel_ = nullptr;
  QAction* run_on_change_ = nullptr;
  QList<QAction*> needs_result_;
  QAction* export_charts_ = nullptr;
  QByteArray default_state_;
};

}  // namespace penstock::gui
