// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A page's table and charts as files. Errors are sentences for people; an existing file is replaced
// only by a complete one.
#pragma once

#include <QStringList>
#include <tl/expected.hpp>

#include "gui/views/page.hpp"

namespace penstock::gui {

tl::expected<void, QString> write_file(const QString& path, const QByteArray& bytes);

/// TSV if `path` ends so, else CSV.
tl::expected<void, QString> export_table(const Page& page, const QString& path);

/// Writes all charts and returns their files. One chart gets `path`; of several, each gets its name
/// before the suffix: "plot.svg" becomes "plot-capacity-fast.svg".
tl::expected<QStringList, QString> export_charts(const Page& page, const QString& path);

}  // namespace penstock::gui
