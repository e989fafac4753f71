// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/page_export.hpp"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace penstock::gui {

tl::expected<void, QString> write_file(const QString& path, const QByteArray& bytes) {
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
    return tl::unexpected(Page::tr("%1 cannot be written: %2.").arg(path, file.errorString()));
  }
  return {};
}

tl::expected<void, QString> export_table(const Page& page, const QString& path) {
  const bool tabs = path.endsWith(".tsv", Qt::CaseInsensitive);
  return write_file(path, (tabs ? page.tsv() : page.csv()).toUtf8());
}

tl::expected<QStringList, QString> export_charts(const Page& page, const QString& path) {
  const auto charts = page.charts();
  const QFileInfo file(path);
  QStringList written;
  for (auto* chart : charts) {
    auto target = path;
    if (charts.size() > 1) {
      target =
          file.dir().filePath(QStringLiteral("%1-%2.%3")
                                  .arg(file.completeBaseName(), chart->file_stem(), file.suffix()));
    }
    if (const auto saved = chart->save(target); !saved) return tl::unexpected(saved.error());
    written << target;
  }
  if (written.isEmpty()) return tl::unexpected(Page::tr("This page has no chart."));
  return written;
}

}  // namespace penstock::gui
