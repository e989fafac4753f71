// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The files opened last, newest first, kept in the user's settings.
#pragma once

#include <QStringList>

namespace penstock::gui {

inline constexpr int kRecentFiles = 10;

/// Absolute paths of files that still exist.
QStringList recent_files();
/// Puts `path` first.
void add_recent_file(const QString& path);

}  // namespace penstock::gui
