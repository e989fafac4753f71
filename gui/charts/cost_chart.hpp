// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Stacked cost bars: one bar per design, one segment per category.
#pragma once

#include <QChart>
#include <QPalette>

#include "gui/models/cost_summary.hpp"

namespace penstock::gui {

void draw_cost_chart(QChart& chart, const CostSummary& summary, const QPalette& palette);

/// "composable: $17.9 M; hci: $15.1 M": the picture in words.
QString describe(const CostSummary& summary);

}  // namespace penstock::gui
