// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/main_window.hpp"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenuBar>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QStatusBar>
#include <QToolBar>
#include <QUrl>
#include <QVBoxLayout>

#include "gui/document/recent_files.hpp"
#include "gui/views/capacity_page.hpp"
#include "gui/views/comparison_page.hpp"
#include "gui/views/cost_page.hpp"
#include "gui/views/page_export.hpp"
#include "gui/views/pipeline_page.hpp"
#include "gui/views/shortcuts_dialog.hpp"
#include "gui/views/utilisation_page.hpp"

namespace penstock::gui {
namespace {

constexpr int kStateVersion = 1;

}  // namespace

MainWindow::MainWindow()
    : stack_(new QStackedWidget(this)),
      start_(new StartPage(this)),
      workspace_(new QWidget(this)),
      title_(new QLabel(this)),
      stale_(new QLabel(this)),
      inputs_(new QLabel(this)),
      tabs_(new QTabWidget(this)),
      messages_(new MessageArea(this)),
      progress_(new QProgressBar(this)),
      progress_text_(new QLabel(this)) {
  setAcceptDrops(true);
  build_workspace();
  build_actions();
  stack_->addWidget(start_);
  stack_->addWidget(workspace_);
  setCentralWidget(stack_);
  addDockWidget(Qt::BottomDockWidgetArea, messages_);
  messages_->hide();

  progress_->setAccessibleName(tr("Progress of the run"));
  // The status bar must not grow with the text of the current design.
  progress_->setMaximumWidth(24 * fontMetrics().averageCharWidth());
  statusBar()->addPermanentWidget(progress_text_);
  statusBar()->addPermanentWidget(progress_);

  connect(start_, &StartPage::open_requested, this, &MainWindow::choose_and_open);
  connect(start_, &StartPage::file_chosen, this, &MainWindow::open);
  connect(&document_, &ResultDocument::changed, this, &MainWindow::show_document);
  connect(&document_, &ResultDocument::result_changed, this, &MainWindow::show_result);
  connect(&document_, &ResultDocument::progressed, this, &MainWindow::show_progress);
  connect(messages_, &MessageArea::opened, this,
          [](const QString& file) { QDesktopServices::openUrl(QUrl::fromLocalFile(file)); });
  connect(tabs_, &QTabWidget::currentChanged, this, &MainWindow::enable_actions);
  default_state_ = saveState(kStateVersion);
  restore();
  show_result();
  show_document();
}

void MainWindow::build_workspace() {
  auto font = this->font();
  font.setPointSizeF(font.pointSizeF() * 1.5);
  title_->setFont(font);
  title_->setTextFormat(Qt::PlainText);
  title_->setWordWrap(true);
  title_->setAccessibleName(tr("Scenario"));
  stale_->setText(tr("\u26a0 The file has changed since this result. Press F5 to run it again."));
  stale_->setAccessibleName(tr("The result is stale"));
  stale_->setFrameShape(QFrame::StyledPanel);
  stale_->setMargin(fontMetrics().averageCharWidth() / 2);
  stale_->setObjectName("stale");
  inputs_->setTextFormat(Qt::PlainText);
  inputs_->setWordWrap(true);
  inputs_->setAccessibleName(tr("Inputs of the result"));

  pages_ = {new ComparisonPage(view_state_), new PipelinePage(view_state_),
            new CapacityPage(view_state_), new CostPage(view_state_),
            new UtilisationPage(view_state_)};
  tabs_->setDocumentMode(true);
  tabs_->setAccessibleName(tr("Pages"));
  for (auto* page : pages_) tabs_->addTab(page, page->title());

  auto* const top = new QHBoxLayout;
  top->addWidget(title_, 1);
  top->addWidget(stale_);
  auto* const column = new QVBoxLayout(workspace_);
  column->addLayout(top);
  column->addWidget(inputs_);
  column->addWidget(tabs_, 1);
}

void MainWindow::build_actions() {
  auto* const tools = addToolBar(tr("Main tools"));
  tools->setObjectName("tools");
  tools->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  const auto icon = [](const char* name) { return QIcon::fromTheme(QString::fromLatin1(name)); };
  const auto add = [this](QMenu* menu, const QIcon& image, const QString& text, auto slot,
                          const QKeySequence& keys) {
    auto* const action = menu->addAction(image, text);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, slot);
    return action;
  };

  auto* const file = menuBar()->addMenu(tr("&File"));
  auto* const open_action = add(file, icon("document-open"), tr("&Open\u2026"),
                                &MainWindow::choose_and_open, QKeySequence::Open);
  recent_menu_ = file->addMenu(tr("Open &Recent"));
  connect(recent_menu_, &QMenu::aboutToShow, this, &MainWindow::fill_recent_menu);
  file->addSeparator();
  needs_result_ << add(file, icon("document-save-as"), tr("&Save Result As\u2026"),
                       &MainWindow::choose_and_save_result, QKeySequence::Save);
  needs_result_ << add(file, icon("document-export"), tr("&Export Table\u2026"),
                       &MainWindow::choose_and_export_table, QKeySequence(tr("Ctrl+E")));
  export_charts_ = add(file, icon("document-export"), tr("Export &Charts\u2026"),
                       &MainWindow::choose_and_export_charts, QKeySequence(tr("Ctrl+Shift+E")));
  file->addSeparator();
  add(file, icon("application-exit"), tr("&Quit"), &QWidget::close, QKeySequence::Quit);

  auto* const edit = menuBar()->addMenu(tr("&Edit"));
  needs_result_ << add(edit, icon("edit-copy"), tr("&Copy Table"), &MainWindow::copy_table,
                       QKeySequence::Copy);

  auto* const run_menu = menuBar()->addMenu(tr("&Run"));
  run_ = add(
      run_menu, icon("media-playback-start"), tr("&Run"), [this] { document_.run(); },
      QKeySequence(Qt::Key_F5));
  run_->setToolTip(tr("Simulate the scenario (F5)"));
  cancel_ = add(
      run_menu, icon("process-stop"), tr("&Cancel"), [this] { document_.cancel(); },
      QKeySequence(Qt::Key_Escape));
  cancel_->setToolTip(tr("Stop the run (Esc)"));
  run_on_change_ = run_menu->addAction(tr("Run When the &File Changes"));
  run_on_change_->setCheckable(true);
  connect(run_on_change_, &QAction::toggled, this,
          [this](bool on) { document_.set_run_on_change(on); });

  auto* const view = menuBar()->addMenu(tr("&View"));
  for (int i = 0; i < pages_.size(); ++i) {
    const auto keys = QKeySequence(QStringLiteral("Ctrl+%1").arg(i + 1));
    add(
        view, {}, pages_[i]->title(), [this, i] { tabs_->setCurrentIndex(i); }, keys);
  }
  view->addSeparator();
  auto* const toggle = messages_->toggleViewAction();
  toggle->setShortcut(QKeySequence(tr("Ctrl+M")));
  view->addAction(toggle);
  add(view, {}, tr("Restore &Default Layout"), &MainWindow::restore_default_layout, {});

  auto* const help = menuBar()->addMenu(tr("&Help"));
  add(help, icon("help-contents"), tr("&Keyboard Shortcuts"), &MainWindow::show_shortcuts,
      QKeySequence::HelpContents);

  tools->addAction(open_action);
  tools->addAction(run_);
  tools->addAction(cancel_);
}

void MainWindow::restore() {
  QSettings settings;
  if (!restoreGeometry(settings.value("window/geometry").toByteArray())) {
    // Six designs side by side and a chart above its table, if the screen has the room.
    const QSize wanted(220 * fontMetrics().averageCharWidth(), 56 * fontMetrics().height());
    resize(wanted.boundedTo(screen()->availableSize() * 0.9));
  }
  restoreState(settings.value("window/state").toByteArray(), kStateVersion);
  messages_->hide();  // old messages are gone
  run_on_change_->setChecked(settings.value("run_on_change", true).toBool());
  document_.set_run_on_change(run_on_change_->isChecked());
}

void MainWindow::restore_default_layout() {
  restoreState(default_state_, kStateVersion);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  QSettings settings;
  settings.setValue("window/geometry", saveGeometry());
  settings.setValue("window/state", saveState(kStateVersion));
  settings.setValue("run_on_change", run_on_change_->isChecked());
  QMainWindow::closeEvent(event);
}

void MainWindow::open(const QString& path) {
  if (const auto opened = document_.open(path); !opened) {
    // Without a document the start page says it, with one the messages do.
    if (document_.state() == ResultDocument::State::kEmpty) {
      start_->show_error(opened.error());
    } else {
      messages_->show_messages(opened.error(), {}, {});
    }
    return;
  }
  start_->show_error({});
  add_recent_file(path);
  start_->refresh();
}

void MainWindow::choose_and_open() {
  const auto path = QFileDialog::getOpenFileName(
      this, tr("Open"), QFileInfo(document_.path()).path(),
      tr("Scenarios and results (*.penstock.yaml *.yaml *.yml *.json);;All files (*)"));
  if (!path.isEmpty()) open(path);
}

void MainWindow::fill_recent_menu() {
  recent_menu_->clear();
  for (const auto& path : recent_files()) {
    recent_menu_->addAction(QDir::toNativeSeparators(path), this, [this, path] { open(path); });
  }
  if (recent_menu_->isEmpty()) recent_menu_->addAction(tr("No recent files"))->setEnabled(false);
}

Page* MainWindow::current_page() const {
  return pages_[tabs_->currentIndex()];
}

void MainWindow::copy_table() {
  if (document_.result() == nullptr) return;
  QApplication::clipboard()->setText(current_page()->tsv());
  statusBar()->showMessage(tr("The table is on the clipboard."), 4000);
}

tl::expected<void, QString> MainWindow::save_result(const QString& path) {
  return write_file(path, document_.json());
}

QString MainWindow::suggested(const QString& name) const {
  const QFileInfo file(document_.path());
  return file.dir().filePath(file.fileName().section('.', 0, 0) + '-' + name);
}

void MainWindow::choose_and_export_table() {
  const auto path = QFileDialog::getSaveFileName(
      this, tr("Export table"), suggested(current_page()->id() + ".csv"),
      tr("Comma-separated values (*.csv);;Tab-separated values (*.tsv)"));
  if (!path.isEmpty())
    say(export_table(*current_page(), path), tr("Table written to %1.").arg(path));
}

void MainWindow::choose_and_save_result() {
  const auto path = QFileDialog::getSaveFileName(this, tr("Save result"), suggested("result.json"),
                                                 tr("Results (*.json)"));
  if (!path.isEmpty()) say(save_result(path), tr("Result written to %1.").arg(path));
}

void MainWindow::choose_and_export_charts() {
  const auto path = QFileDialog::getSaveFileName(
      this, tr("Export charts"), suggested(current_page()->id() + ".svg"),
      tr("Scalable vector graphics (*.svg);;PNG pictures (*.png)"));
  if (path.isEmpty()) return;
  const auto written = export_charts(*current_page(), path);
  if (written) {
    say({}, tr("Written: %1.").arg(written->join(QStringLiteral(", "))));
  } else {
    say(tl::unexpected(written.error()), {});
  }
}

void MainWindow::say(const tl::expected<void, QString>& outcome, const QString& success) {
  if (outcome) {
    statusBar()->showMessage(success, 8000);
  } else {
    messages_->show_messages(outcome.error(), {}, {});
  }
}

void MainWindow::show_result() {
  const auto& result = document_.result();
  if (result != nullptr) {
    // Names that the new result no longer has fall back to what matters most in it.
    const auto has = [&](const QString& name) {
      return results::find_design(*result, name.toStdString()) != nullptr;
    };
    const auto& inputs = result->inputs;
    const auto baseline = QString::fromStdString(inputs.baseline);
    if (!has(view_state_.baseline())) view_state_.set_baseline(baseline);
    if (!has(view_state_.design())) {
      const auto& winner = result->verdict.winner;
      view_state_.set_design(winner.empty() ? baseline : QString::fromStdString(winner));
    }
    title_->setText(QString::fromStdString(inputs.scenario));
    int windows = 0;
    for (const auto& design : result->designs) windows += design.windows + design.resimulations;
    QStringList facts{
        tr("%1 designs").arg(result->designs.size()),
        tr("%1 months from %2").arg(inputs.months).arg(QString::fromStdString(inputs.start)),
        tr("seed %1").arg(inputs.seed), tr("%1 windows simulated").arg(windows)};
    for (const auto& one : inputs.overrides) facts << QString::fromStdString(one);
    inputs_->setText(facts.join(QStringLiteral(" \u00b7 ")));
  } else {
    title_->setText(QFileInfo(document_.path()).fileName());
    inputs_->clear();
  }
  for (auto* page : pages_) page->show_result(result);
}

void MainWindow::show_document() {
  const auto state = document_.state();
  const bool empty = state == ResultDocument::State::kEmpty;
  const bool running = state == ResultDocument::State::kRunning;
  const bool has_result = document_.result() != nullptr;
  stack_->setCurrentWidget(empty ? static_cast<QWidget*>(start_) : workspace_);
  setWindowTitle(empty ? tr("Penstock")
                       : tr("%1 \u2013 Penstock").arg(QFileInfo(document_.path()).fileName()));
  setWindowFilePath(document_.path());
  stale_->setVisible(document_.stale() && !running);
  tabs_->setEnabled(has_result);
  enable_actions();
  progress_->setVisible(running);
  progress_text_->setVisible(running);
  if (running) {
    show_progress(document_.progress());
  } else {
    show_messages();  // those of the last run stay until there are new ones
  }
}

void MainWindow::enable_actions() {
  const bool has_result = document_.result() != nullptr;
  run_->setEnabled(document_.state() != ResultDocument::State::kEmpty);
  run_->setText(has_result ? tr("&Run Again") : tr("&Run"));
  cancel_->setEnabled(document_.state() == ResultDocument::State::kRunning &&
                      !document_.is_saved_result());
  for (auto* action : needs_result_) action->setEnabled(has_result);
  export_charts_->setEnabled(has_result && !current_page()->charts().isEmpty());
}

void MainWindow::show_messages() {
  QStringList notes;
  if (document_.state() == ResultDocument::State::kReady) {
    for (const auto& note : document_.result()->diagnostics) {
      notes << QString::fromStdString(note);
    }
    for (const auto& design : document_.result()->designs) {
      if (design.failure.empty()) continue;
      notes << tr("%1 could not be simulated: %2")
                   .arg(QString::fromStdString(design.name),
                        QString::fromStdString(design.failure));
    }
  }
  messages_->show_messages(document_.failure(), document_.diagnostics(), notes);
}

void MainWindow::show_progress(const Progress& progress) {
  progress_->setRange(0, progress.total);  // 0: busy, length unknown
  progress_->setValue(progress.done);
  progress_text_->setText(
      progress.total == 0
          ? tr("Starting the run")
          : tr("%1: %2 of %3 windows").arg(progress.design).arg(progress.done).arg(progress.total));
}

void MainWindow::show_shortcuts() {
  auto* const dialog = new ShortcutsDialog(findChildren<QAction*>(), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->show();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const auto urls = event->mimeData()->urls();
  if (urls.size() == 1 && urls.first().isLocalFile()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  open(event->mimeData()->urls().first().toLocalFile());
}

}  // namespace penstock::gui
