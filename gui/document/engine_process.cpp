// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/document/engine_process.hpp"

#include <signal.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <QCoreApplication>
#include <QDir>
#include <QTimer>
#include <QtConcurrent>

#include "sim/results/json.hpp"

namespace penstock::gui {
namespace {

constexpr qsizetype kLargestResult = qsizetype{1} << 30;  // bytes
constexpr qsizetype kLongestPartialLine = 1 << 20;        // bytes
constexpr int kExitInvalidScenario = 4;

// The engine forks workers, so signals go to its whole process group.
void signal_group(qint64 group, int signal_number) {
  if (group <= 0) return;
  const auto pid = static_cast<pid_t>(group);
  // Before the child has made its group only the child itself can be reached.
  if (::kill(-pid, signal_number) != 0) ::kill(pid, signal_number);
}

// Ends `process`, first politely. The timer dies with the process object.
void stop(QProcess* process, qint64 group, std::chrono::milliseconds kill_delay) {
  signal_group(group, SIGTERM);
  QTimer::singleShot(kill_delay, process, [process, group] {
    if (process->state() != QProcess::NotRunning) signal_group(group, SIGKILL);
  });
}

}  // namespace

ParsedResult parse_result(const QByteArray& json) {
  auto result = results::from_json({json.constData(), static_cast<std::size_t>(json.size())});
  if (!result) return tl::unexpected(QString::fromStdString(result.error()));
  return std::make_shared<const results::Result>(std::move(*result));
}

EngineProcess::EngineProcess(QObject* parent) : QObject(parent) {
  connect(&parsing_, &QFutureWatcherBase::finished, this, &EngineProcess::parsed);
}

EngineProcess::~EngineProcess() {
  if (process_ == nullptr) return;
  process_->disconnect(this);
  signal_group(group_, SIGKILL);
  process_->waitForFinished(1000);
}

QString EngineProcess::engine_path() {
  const auto override_path = qEnvironmentVariable("PENSTOCK_ENGINE");
  if (!override_path.isEmpty()) return override_path;
  return QDir(QCoreApplication::applicationDirPath()).filePath("penstock");
}

void EngineProcess::start(const QString& scenario_file) {
  abandon();
  cancelled_ = false;
  too_large_ = false;
  json_.clear();
  partial_line_.clear();
  output_ = {};

  process_ = new QProcess(this);
  process_->setChildProcessModifier([] {
    ::setpgid(0, 0);
#ifdef __linux__
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // do not simulate for a desktop that is gone
#endif
  });
  connect(process_, &QProcess::readyReadStandardOutput, this, &EngineProcess::read_output);
  connect(process_, &QProcess::readyReadStandardError, this, [this] { read_messages(false); });
  connect(process_, &QProcess::finished, this, &EngineProcess::process_ended);
  connect(process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;  // crashes arrive through finished()
    const auto program = process_->program();
    const auto reason = process_->errorString();
    process_->deleteLater();
    process_ = nullptr;
    fail(EngineFailure::Kind::kNotStarted,
         tr("The engine %1 cannot be started: %2.").arg(program, reason));
  });
  process_->start(engine_path(),
                  {"run", scenario_file, "--format", "json", "-o", "-", "--progress=json"},
                  QIODevice::ReadOnly);
  if (process_ != nullptr) group_ = process_->processId();
}

void EngineProcess::cancel() {
  if (!running() || cancelled_) return;
  cancelled_ = true;
  if (process_ != nullptr) stop(process_, group_, kill_delay);
}

void EngineProcess::abandon() {
  parsing_.setFuture(QFuture<ParsedResult>());
  if (process_ == nullptr) return;
  auto* const old = std::exchange(process_, nullptr);
  old->disconnect(this);
  connect(old, &QProcess::finished, old, &QObject::deleteLater);
  old->closeReadChannel(QProcess::StandardOutput);
  old->closeReadChannel(QProcess::StandardError);
  stop(old, group_, kill_delay);
}

void EngineProcess::read_output() {
  json_ += process_->readAllStandardOutput();
  if (json_.size() <= kLargestResult) return;
  too_large_ = true;
  json_.clear();
  process_->closeReadChannel(QProcess::StandardOutput);
  stop(process_, group_, kill_delay);
}

void EngineProcess::read_messages(bool at_end) {
  partial_line_ += process_->readAllStandardError();
  qsizetype begin = 0;
  for (qsizetype end = 0; (end = partial_line_.indexOf('\n', begin)) >= 0; begin = end + 1) {
    const auto line = partial_line_.mid(begin, end - begin);
    if (const auto progress = parse_progress(line)) {
      emit progressed(*progress);
    } else {
      output_.add(line);
    }
  }
  partial_line_.remove(0, begin);
  if (at_end || partial_line_.size() > kLongestPartialLine) {
    output_.add(std::exchange(partial_line_, {}));
  }
}

void EngineProcess::process_ended(int exit_code, QProcess::ExitStatus status) {
  read_output();
  read_messages(true);
  auto* const ended = std::exchange(process_, nullptr);
  ended->deleteLater();
  // Workers that outlive a dead engine would burn processor time for nobody.
  if (status == QProcess::CrashExit || cancelled_) ::kill(-static_cast<pid_t>(group_), SIGKILL);
  group_ = 0;

  if (cancelled_) {
    fail(EngineFailure::Kind::kCancelled, tr("The run was cancelled."));
  } else if (too_large_) {
    fail(EngineFailure::Kind::kUnreadable, tr("The engine wrote more than 1 GiB of result."));
  } else if (status == QProcess::CrashExit) {
    fail(EngineFailure::Kind::kCrashed, tr("The engine crashed."));
  } else if (exit_code == kExitInvalidScenario) {
    const auto errors = static_cast<int>(
        std::count_if(output_.diagnostics().begin(), output_.diagnostics().end(),
                      [](const auto& d) { return d.severity == parameters::Severity::kError; }));
    fail(EngineFailure::Kind::kInvalidScenario,
         errors == 1 ? tr("The scenario has one error.")
                     : tr("The scenario has %1 errors.").arg(errors));
  } else if (exit_code != 0) {
    fail(EngineFailure::Kind::kFailed, tr("The engine ended with exit code %1.").arg(exit_code));
  } else {
    parsing_.setFuture(QtConcurrent::run(parse_result, json_));
  }
}

void EngineProcess::parsed() {
  // An abandoned run leaves an empty future behind.
  if (parsing_.future().resultCount() == 0) return;
  if (cancelled_) {
    fail(EngineFailure::Kind::kCancelled, tr("The run was cancelled."));
    return;
  }
  const auto result = parsing_.result();
  if (!result) {
    fail(EngineFailure::Kind::kUnreadable,
         tr("The engine's result cannot be read: %1.").arg(result.error()));
    return;
  }
  emit succeeded(*result, std::exchange(json_, {}), output_.diagnostics());
}

void EngineProcess::fail(EngineFailure::Kind kind, const QString& message) {
  EngineFailure failure{kind, message, output_.diagnostics()};
  if (kind == EngineFailure::Kind::kFailed || kind == EngineFailure::Kind::kCrashed ||
      (kind == EngineFailure::Kind::kInvalidScenario && failure.diagnostics.empty())) {
    // What the engine said last is the best explanation there is.
    if (!output_.other().isEmpty()) failure.message += ' ' + output_.other().last().trimmed();
  }
  if (output_.dropped() > 0) {
    failure.message += ' ' + tr("%1 further messages were dropped.").arg(output_.dropped());
  }
  json_.clear();
  emit failed(failure);
}

}  // namespace penstock::gui
