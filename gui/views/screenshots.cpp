// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/screenshots.hpp"

#include <QApplication>
#include <QDir>
#include <QPixmap>

namespace penstock::gui {

tl::expected<QStringList, QString> take_screenshots(MainWindow& window, const QString& folder) {
  if (!QDir().mkpath(folder)) {
    return tl::unexpected(MainWindow::tr("The folder %1 cannot be made.").arg(folder));
  }
  QStringList files;
  for (int i = 0; i < window.pages().size(); ++i) {
    window.show_page(i);
    // Layouts and charts settle through posted events.
    QApplication::processEvents();
    QApplication::processEvents();
    const auto file =
        QDir(folder).filePath(QStringLiteral("%1-%2.png").arg(i + 1).arg(window.pages()[i]->id()));
    if (!window.grab().save(file, "PNG")) {
      return tl::unexpected(MainWindow::tr("%1 cannot be written.").arg(file));
    }
    files << file;
  }
  return files;
}

}  // namespace penstock::gui
