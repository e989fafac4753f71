// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Diagnostics of a scenario and other messages as a table.
#pragma once

#include <QStringList>

#include "gui/models/table_model.hpp"
#include "models/parameters/diagnostic.hpp"

namespace penstock::gui {

/// Errors first, then warnings; `notes` are warnings without a place.
Table message_table(const parameters::Diagnostics& diagnostics, const QStringList& notes);

}  // namespace penstock::gui
