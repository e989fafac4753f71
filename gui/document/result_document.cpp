// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/document/result_document.hpp"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QtConcurrent>

namespace penstock::gui {
namespace {

using namespace std::chrono_literals;

tl::expected<QByteArray, QString> read_file(const QString& path) {
  QFile file(path);
  if (QFileInfo(path).isDir()) {
    return tl::unexpected(ResultDocument::tr("%1 is a folder, not a file.").arg(path));
  }
  if (!file.open(QIODevice::ReadOnly)) {
    return tl::unexpected(
        ResultDocument::tr("%1 cannot be opened: %2.").arg(path, file.errorString()));
  }
  return file.readAll();
}

QByteArray hash(const QByteArray& content) {
  return QCryptographicHash::hash(content, QCryptographicHash::Sha256);
}

}  // namespace

ResultDocument::ResultDocument(QObject* parent) : QObject(parent) {
  connect(&engine_, &EngineProcess::progressed, this, [this](const Progress& progress) {
    progress_ = progress;
    emit progressed(progress_);
  });
  connect(&engine_, &EngineProcess::succeeded, this,
          [this](const ResultPointer& result, const QByteArray& json,
                 const parameters::Diagnostics& warnings) {
            state_ = State::kReady;
            result_ = result;
            json_ = json;
            result_hash_ = started_hash_;
            diagnostics_ = warnings;
            failure_.clear();
            emit result_changed();
            emit changed();
          });
  connect(&engine_, &EngineProcess::failed, this, [this](const EngineFailure& failure) {
    set_failure(failure.message, failure.diagnostics);
  });
  connect(&loading_, &QFutureWatcherBase::finished, this, [this] {
    if (loading_.future().resultCount() == 0) return;
    const auto loaded = loading_.result();
    if (!loaded) {
      set_failure(tr("%1 is not a result: %2.").arg(path_, loaded.error()), {});
      return;
    }
    state_ = State::kReady;
    result_ = *loaded;
    json_ = std::exchange(loaded_json_, {});
    result_hash_ = started_hash_;
    diagnostics_.clear();
    failure_.clear();
    emit result_changed();
    emit changed();
  });
  settle_.setSingleShot(true);
  settle_.setInterval(150ms);
  connect(&watcher_, &QFileSystemWatcher::fileChanged, &settle_, qOverload<>(&QTimer::start));
  connect(&watcher_, &QFileSystemWatcher::directoryChanged, &settle_, qOverload<>(&QTimer::start));
  connect(&settle_, &QTimer::timeout, this, &ResultDocument::file_changed);
}

tl::expected<void, QString> ResultDocument::open(const QString& path) {
  const auto content = read_file(path);
  if (!content) return tl::unexpected(content.error());
  engine_.abandon();
  loading_.setFuture(QFuture<ParsedResult>());
  path_ = QFileInfo(path).absoluteFilePath();
  saved_result_ = path_.endsWith(".json", Qt::CaseInsensitive);
  content_hash_ = hash(*content);
  result_.reset();
  json_.clear();
  result_hash_.clear();
  diagnostics_.clear();
  failure_.clear();
  emit result_changed();
  watch();
  run();
  return {};
}

void ResultDocument::run() {
  if (state_ == State::kEmpty && path_.isEmpty()) return;
  progress_ = {};
  failure_.clear();
  diagnostics_.clear();
  started_hash_ = content_hash_;
  state_ = State::kRunning;
  emit changed();
  if (saved_result_) {
    load_saved_result();
  } else {
    engine_.start(path_);
  }
}

void ResultDocument::cancel() {
  engine_.cancel();
}

bool ResultDocument::stale() const {
  return result_ != nullptr && result_hash_ != content_hash_;
}

void ResultDocument::load_saved_result() {
  auto content = read_file(path_);
  if (!content) {
    set_failure(content.error(), {});
    return;
  }
  loaded_json_ = *content;
  loading_.setFuture(QtConcurrent::run(parse_result, loaded_json_));
}

void ResultDocument::watch() {
  if (const auto old = watcher_.files() + watcher_.directories(); !old.isEmpty()) {
    watcher_.removePaths(old);
  }
  // The folder too: editors that save by renaming replace the file that is watched.
  watcher_.addPaths({path_, QFileInfo(path_).absolutePath()});
}

void ResultDocument::file_changed() {
  const auto content = read_file(path_);
  if (!content) return;  // between removal and renaming; the folder reports the new file
  if (!watcher_.files().contains(path_)) watcher_.addPath(path_);
  const auto now = hash(*content);
  if (now == content_hash_) return;
  content_hash_ = now;
  if (run_on_change_) {
    run();
  } else {
    emit changed();
  }
}

void ResultDocument::set_failure(const QString& message, parameters::Diagnostics diagnostics) {
  state_ = State::kFailed;
  failure_ = message;
  diagnostics_ = std::move(diagnostics);
  emit changed();
}

}  // namespace penstock::gui
