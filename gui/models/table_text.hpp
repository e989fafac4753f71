// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Tables as text for other programs: always with headers and units, always with full precision.
#pragma once

#include <QString>
#include <QStringList>

#include "gui/models/table_model.hpp"

namespace penstock::gui {

/// The shortest text that reads back as the same double, with a decimal point in every locale.
QString exact_number(double value);

/// One line of comma-separated values after RFC 4180, with its CRLF.
QString csv_line(const QStringList& fields);
/// One line of tab-separated values; tabs and line breaks inside fields become spaces.
QString tsv_line(const QStringList& fields);

/// Header "title [unit]", then one line per row with the plain value where there is one.
QString table_tsv(const Table& table);
QString table_csv(const Table& table);

}  // namespace penstock::gui
