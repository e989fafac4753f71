// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// One open file and what is known about it: a scenario with the result of its last run, or a saved
// result. Watches the file and says when the result no longer belongs to it. No widgets.
#pragma once

#include <QFileSystemWatcher>
#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

#include "gui/document/engine_process.hpp"

namespace penstock::gui {

class ResultDocument : public QObject {
  Q_OBJECT

 public:
  enum class State {
    kEmpty,    ///< no file
    kRunning,  ///< the engine works, or a saved result is being read
    kReady,    ///< the last run succeeded
    kFailed,   ///< the last run failed or was cancelled; an older result may still be there
  };

  explicit ResultDocument(QObject* parent = nullptr);

  /// Opens a scenario and runs it, or a result (*.json) and shows it. Returns why the file cannot
  /// be read; then the document stays as it was.
  tl::expected<void, QString> open(const QString& path);
  void run();
  void cancel();

  [[nodiscard]] State state() const { return state_; }
  /// Absolute path, empty without a file.
  [[nodiscard]] const QString& path() const { return path_; }
  [[nodiscard]] bool is_saved_result() const { return saved_result_; }
  /// The newest result, or null. Kept through failed runs, so that the screen does not go blank.
  [[nodiscard]] const ResultPointer& result() const { return result_; }
  [[nodiscard]] const QByteArray& json() const { return json_; }
  /// There is a result, but of another content of the file.
  [[nodiscard]] bool stale() const;
  [[nodiscard]] const Progress& progress() const { return progress_; }
  /// Of the last run: errors and warnings with their places.
  [[nodiscard]] const parameters::Diagnostics& diagnostics() const { return diagnostics_; }
  /// One sentence about why the last run failed; empty otherwise.
  [[nodiscard]] const QString& failure() const { return failure_; }

  /// Whether a change of the file starts a run; otherwise the result is only marked as stale.
  void set_run_on_change(bool on) { run_on_change_ = on; }
  [[nodiscard]] bool run_on_change() const { return run_on_change_; }

  EngineProcess& engine() { return engine_; }

 signals:
  /// Anything but the progress: state, result, staleness, diagnostics.
  void changed();
  void result_changed();
  void progressed(const penstock::gui::Progress& progress);

 private:
  void watch();
  void file_changed();
  void load_saved_result();
  void set_failure(const QString& message, parameters::Diagnostics diagnostics);

  State state_ = State::kEmpty;
  QString path_;
  bool saved_result_ = false;
  bool run_on_change_ = true;
  QByteArray content_hash_;  ///< of the file as it is
  QByteArray started_hash_;  ///< of the file when the run under way started
  QByteArray result_hash_;   ///< of the file that gave result_
  ResultPointer result_;
  QByteArray json_;
  Progress progress_;
  parameters::Diagnostics diagnostics_;
  QString failure_;
  EngineProcess engine_;
  QFutureWatcher<ParsedResult> loading_;
  QByteArray loaded_json_;
  QFileSystemWatcher watcher_;
  QTimer settle_;  ///< editors write in several steps
};

}  // namespace penstock::gui
