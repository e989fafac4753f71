// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Fewer points for the same picture.
#pragma once

#include <QList>
#include <QPointF>
#include <span>

namespace penstock::gui {

/// The points (first + i * step, values[i]), or, if there are more than two per bucket, the minimum
/// and the maximum of each of `buckets` (>= 1) equal runs in their order: every extreme survives.
/// The first and the last value are always among them.
QList<QPointF> min_max_decimated(std::span<const double> values, double first, double step,
                                 int buckets);

}  // namespace penstock::gui
