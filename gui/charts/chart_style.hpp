// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// How all charts look. Colours of text, grid and background come from the widget's palette; data is
// drawn in the colours of Okabe and Ito (2008), which colour-blind people can tell apart, and every
// series differs by a pattern, a pen or a marker as well.
#pragma once

#include <QBrush>
#include <QByteArray>
#include <QColor>
#include <QList>
#include <QPalette>
#include <QPen>
#include <QString>

class QAbstractSeries;
class QBarSet;
class QChart;

namespace penstock::gui {

/// QStyleHints::colorScheme() is newer than Qt 6.4.
bool is_dark(const QPalette& palette);

/// Line number `index` of a chart; the pen style changes with every line.
QPen line_pen(int index, const QPalette& palette);
QColor line_color(int index, const QPalette& palette);

/// Fill of bar segment `index`: colour and pattern are unique for 16 indices.
QBrush fill_brush(int index, const QPalette& palette);
/// The plain colour of the same fill.
QColor fill_color(int index);

/// Gives a bar set fill `index`, in the chart and in its legend.
void set_fill(QBarSet& set, int index, const QPalette& palette);
/// The index that set_fill gave, or -1.
int fill_index(const QBarSet& set);

/// `svg` with every plain fill in one of the colours of `indices` replaced by the pattern of
/// fill_brush, as a vector pattern with the plain colour as fall-back. Needed because Qt 6.4 writes
/// brushes with a picture as no fill at all.
QByteArray with_svg_patterns(QByteArray svg, const QList<int>& indices, const QPalette& palette);

/// Part of the way from `base` to `color`: tints that work on light and dark backgrounds.
QColor blend(const QColor& base, const QColor& color, double share);
/// Background of cells that report a missed objective; the cell says so with a cross as well.
QColor missed_background(const QPalette& palette);

/// Background, title, legend and axes of a finished chart.
void apply_palette(QChart& chart, const QPalette& palette);

/// Lets the legend show the pen or marker of a line or scatter series that is in the chart, because
/// its default squares tell series apart by colour only.
void show_pen_in_legend(QChart& chart, QAbstractSeries& series);

/// A power of 1000 that brings `largest` into 1..1000, with its prefixed unit: 3.2e15 B is {1e15,
/// "PB"}.
struct AxisScale {
  double divisor = 1.0;
  QString unit;
};
AxisScale axis_scale(double largest, const QString& unit);

}  // namespace penstock::gui
