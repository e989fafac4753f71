// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/document/recent_files.hpp"

#include <QFileInfo>
#include <QSettings>

namespace penstock::gui {

namespace {
const QString kKey = QStringLiteral("recent_files");
}

QStringList recent_files() {
  QStringList existing;
  for (const auto& path : QSettings().value(kKey).toStringList()) {
    if (QFileInfo(path).isFile()) existing << path;
  }
  return existing;
}

void add_recent_file(const QString& path) {
  const auto absolute = QFileInfo(path).absoluteFilePath();
  QSettings settings;
  auto paths = settings.value(kKey).toStringList();
  paths.removeAll(absolute);
  paths.prepend(absolute);
  settings.setValue(kKey, QStringList(paths.mid(0, kRecentFiles)));
}

}  // namespace penstock::gui
