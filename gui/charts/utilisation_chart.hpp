// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Utilisation of resources over one simulated month.
#pragma once

#include <QChart>
#include <QPalette>
#include <vector>

#include "sim/results/result.hpp"

namespace penstock::gui {

/// One line per timeline, thinned out for a plot of `width` pixels.
void draw_utilisation_chart(QChart& chart, const std::vector<results::Timeline>& timelines,
                            const QPalette& palette, int width);

QString describe(const std::vector<results::Timeline>& timelines);

}  // namespace penstock::gui
