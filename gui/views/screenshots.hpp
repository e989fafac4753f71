// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Pictures of every page, for the manual and for tests.
#pragma once

#include <QStringList>
#include <tl/expected.hpp>

#include "gui/views/main_window.hpp"

namespace penstock::gui {

/// Shows each page in turn and writes NN-ID.png ("1-comparison.png") into `folder`, which is made
/// if it is missing. Returns the files.
tl::expected<QStringList, QString> take_screenshots(MainWindow& window, const QString& folder);

}  // namespace penstock::gui
