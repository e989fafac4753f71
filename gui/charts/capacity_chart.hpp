// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Stored bytes of one tier over the horizon, under the line of its usable capacity.
#pragma once

#include <QChart>
#include <QPalette>
#include <string>

#include "gui/models/capacity.hpp"

namespace penstock::gui {

/// `start` is the first month of the horizon, "2027-01".
void draw_capacity_chart(QChart& chart, const TierCapacity& tier, int index,
                         const std::string& start, const QPalette& palette);

QString describe(const TierCapacity& tier, const std::string& start);

}  // namespace penstock::gui
