// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/document/engine_output.hpp"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace penstock::gui {
namespace {

constexpr int kKeptLines = 2000;
constexpr int kLongestLine = 4000;

}  // namespace

std::optional<Progress> parse_progress(const QByteArray& line) {
  if (!line.startsWith('{')) return std::nullopt;
  const auto document = QJsonDocument::fromJson(line);
  if (!document.isObject()) return std::nullopt;
  const auto event = document.object();
  if (event.value("event").toString() != "progress") return std::nullopt;
  Progress progress{event.value("design").toString(), event.value("done").toInt(-1),
                    event.value("total").toInt(0)};
  if (progress.done < 0 || progress.total < 0) return std::nullopt;
  return progress;
}

void EngineOutput::add(const QByteArray& line) {
  if (line.trimmed().isEmpty()) return;
  static const QRegularExpression diagnostic(
      R"(^(?:(?<file>.*?)(?::(?<line>\d+)(?::(?<column>\d+))?)?: )?)"
      R"((?<severity>error|warning)\[(?<code>\w+)\]: (?<message>.*)$)");
  static const QRegularExpression hint(R"(^\s+hint: (?<hint>.*)$)");
  const auto text = QString::fromUtf8(line.left(kLongestLine));
  if (hint_may_follow_) {
    hint_may_follow_ = false;
    if (const auto match = hint.match(text); match.hasMatch()) {
      diagnostics_.back().hint = match.captured("hint").toStdString();
      return;
    }
  }
  if (static_cast<int>(diagnostics_.size()) + other_.size() >= kKeptLines) {
    ++dropped_;
    return;
  }
  if (const auto match = diagnostic.match(text); match.hasMatch()) {
    diagnostics_.push_back({.severity = match.captured("severity") == "error"
                                            ? parameters::Severity::kError
                                            : parameters::Severity::kWarning,
                            .code = match.captured("code").toStdString(),
                            .mark = {.file = match.captured("file").toStdString(),
                                     .line = match.captured("line").toInt(),
                                     .column = match.captured("column").toInt()},
                            .message = match.captured("message").toStdString(),
                            .hint = {}});
    hint_may_follow_ = true;
    return;
  }
  other_ << text;
}

}  // namespace penstock::gui
