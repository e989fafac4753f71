// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The engine as a child process: `penstock run FILE --format json -o - --progress=json`.
//
// Everything is asynchronous; no call waits for the child. The result is parsed in a worker thread,
// so that a large document never holds up the window. One run at a time: a new one replaces the one
// under way, whose signals are never heard again. Use from the thread that owns the object.
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QPointer>
#include <QProcess>
#include <chrono>
#include <memory>
#include <tl/expected.hpp>

#include "gui/document/engine_output.hpp"
#include "sim/results/result.hpp"

namespace penstock::gui {

using ResultPointer = std::shared_ptr<const results::Result>;
using ParsedResult = tl::expected<ResultPointer, QString>;

struct EngineFailure {
  enum class Kind {
    kNotStarted,       ///< no engine there, or not executable
    kInvalidScenario,  ///< exit code 4: `diagnostics` says why
    kFailed,           ///< any other exit code
    kCrashed,          ///< ended by a signal that nobody here sent
    kUnreadable,       ///< it ended well but its output is no result
    kCancelled,
  };
  Kind kind = Kind::kFailed;
  QString message;  ///< one sentence for people
  parameters::Diagnostics diagnostics;
};

class EngineProcess : public QObject {
  Q_OBJECT

 public:
  explicit EngineProcess(QObject* parent = nullptr);
  /// Kills a run under way, with all its workers.
  ~EngineProcess() override;

  /// $PENSTOCK_ENGINE, or `penstock` beside this executable.
  static QString engine_path();

  /// Starts a run; a run under way is abandoned.
  void start(const QString& scenario_file);
  /// Asks the engine to stop (SIGTERM) and kills it if it does not within kill_delay; `failed`
  /// with kCancelled follows in either case. Without a run under way nothing happens.
  void cancel();
  /// Ends a run under way without a word about it.
  void abandon();
  [[nodiscard]] bool running() const { return process_ != nullptr || parsing_.isRunning(); }

  std::chrono::milliseconds kill_delay{2000};

 signals:
  void progressed(const penstock::gui::Progress& progress);
  /// `warnings` are the diagnostics that the engine printed beside the result; `json` is what it
  /// wrote, byte for byte.
  void succeeded(const penstock::gui::ResultPointer& result, const QByteArray& json,
                 const penstock::parameters::Diagnostics& warnings);
  void failed(const penstock::gui::EngineFailure& failure);

 private:
  void read_output();
  void read_messages(bool at_end);
  void process_ended(int exit_code, QProcess::ExitStatus status);
  void parsed();
  void fail(EngineFailure::Kind kind, const QString& message);

  QProcess* process_ = nullptr;
  qint64 group_ = 0;  ///< process group of the run under way
  bool cancelled_ = false;
  bool too_large_ = false;
  QByteArray json_;
  QByteArray partial_line_;
  EngineOutput output_;
  QFutureWatcher<ParsedResult> parsing_;
};

/// Parses a result document; for use in a worker thread.
ParsedResult parse_result(const QByteArray& json);

}  // namespace penstock::gui
