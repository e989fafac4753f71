// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/charts/chart_style.hpp"

#include <QAbstractAxis>
#include <QBarSet>
#include <QChart>
#include <QImage>
#include <QLegend>
#include <QLegendMarker>
#include <QPainter>
#include <array>
#include <cmath>

namespace penstock::gui {
namespace {

// Okabe & Ito, "Color universal design" (2008); black is left to text and grid.
const std::array<QColor, 7> kOkabeIto{QColor(0x00, 0x72, 0xB2), QColor(0xE6, 0x9F, 0x00),
                                      QColor(0x00, 0x9E, 0x73), QColor(0xCC, 0x79, 0xA7),
                                      QColor(0x56, 0xB4, 0xE9), QColor(0xD5, 0x5E, 0x00),
                                      QColor(0xF0, 0xE4, 0x42)};
constexpr std::array kPens{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine,
                           Qt::DashDotDotLine};
// Neighbours in a stack never have the same pattern.
constexpr std::array kPatterns{Qt::SolidPattern,    Qt::BDiagPattern, Qt::Dense6Pattern,
                               Qt::VerPattern,      Qt::FDiagPattern, Qt::HorPattern,
                               Qt::DiagCrossPattern};
template <typename Array>
const auto& cyclic(const Array& array, int index) {
  return array[static_cast<std::size_t>(index) % array.size()];
}

constexpr auto kFillProperty = "penstock_fill";

Qt::BrushStyle fill_pattern(int index) {
  const auto round = index / static_cast<int>(kOkabeIto.size());
  return cyclic(kPatterns, index + 2 * round);
}

QColor pattern_color(int index, const QPalette& palette) {
  return blend(fill_color(index), palette.color(QPalette::Text), 0.45);
}

// What a tile of 8 by 8 shows, as SVG path data.
const char* pattern_path(Qt::BrushStyle pattern) {
  switch (pattern) {
    case Qt::BDiagPattern:
      return "M0,8L8,0";
    case Qt::FDiagPattern:
      return "M0,0L8,8";
    case Qt::VerPattern:
      return "M4,0V8";
    case Qt::HorPattern:
      return "M0,4H8";
    case Qt::DiagCrossPattern:
      return "M0,8L8,0M0,0L8,8";
    case Qt::Dense6Pattern:
      return "M2,2h1M6,6h1";
    default:
      return "";
  }
}

}  // namespace

bool is_dark(const QPalette& palette) {
  return palette.color(QPalette::Window).lightness() <
         palette.color(QPalette::WindowText).lightness();
}

QColor blend(const QColor& base, const QColor& color, double share) {
  const auto mix = [share](int a, int b) {
    return static_cast<int>(std::lround(a + (b - a) * share));
  };
  return {mix(base.red(), color.red()), mix(base.green(), color.green()),
          mix(base.blue(), color.blue())};
}

QColor missed_background(const QPalette& palette) {
  return blend(palette.color(QPalette::Base), kOkabeIto[5], is_dark(palette) ? 0.35 : 0.18);
}

QColor line_color(int index, const QPalette& palette) {
  // Thin lines need more contrast than areas: towards black on white, towards white on black.
  const auto& color = cyclic(kOkabeIto, index);
  return blend(color, palette.color(QPalette::Text), is_dark(palette) ? 0.2 : 0.15);
}

QPen line_pen(int index, const QPalette& palette) {
  QPen pen(line_color(index, palette));
  pen.setWidthF(2.0);
  pen.setStyle(cyclic(kPens, index));
  return pen;
}

QColor fill_color(int index) {
  const auto& color = cyclic(kOkabeIto, index);
  // The second round is paler, so that colour alone tells 14 fills apart, too.
  return index < static_cast<int>(kOkabeIto.size()) ? color : color.lighter(140);
}

QBrush fill_brush(int index, const QPalette& palette) {
  const auto color = fill_color(index);
  const auto pattern = fill_pattern(index);
  if (pattern == Qt::SolidPattern) return color;
  constexpr int kTile = 16;
  QImage tile(kTile, kTile, QImage::Format_RGB32);
  tile.fill(color);
  QPainter painter(&tile);
  painter.fillRect(tile.rect(), QBrush(pattern_color(index, palette), pattern));
  painter.end();
  return QBrush(tile);
}

void set_fill(QBarSet& set, int index, const QPalette& palette) {
  set.setBrush(fill_brush(index, palette));
  set.setProperty(kFillProperty, index);
}

int fill_index(const QBarSet& set) {
  const auto index = set.property(kFillProperty);
  return index.isValid() ? index.toInt() : -1;
}

QByteArray with_svg_patterns(QByteArray svg, const QList<int>& indices, const QPalette& palette) {
  QByteArray definitions;
  for (const int index : indices) {
    const auto* const path = pattern_path(fill_pattern(index));
    if (*path == '\0') continue;
    const auto id = "penstock-fill-" + QByteArray::number(index);
    const auto plain = fill_color(index).name().toLatin1();
    // The definition comes after the replacement, so its own colour stays.
    svg.replace("fill=\"" + plain + '"', "fill=\"url(#" + id + ") " + plain + '"');
    definitions += "<pattern id=\"" + id +
                   "\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
                   "<rect width=\"8\" height=\"8\" stroke=\"none\" fill=\"" +
                   plain + "\"/><path d=\"" + path + "\" fill=\"none\" stroke=\"" +
                   pattern_color(index, palette).name().toLatin1() + "\"/></pattern>\n";
  }
  const QByteArray start("<defs>");
  return svg.insert(svg.indexOf(start) + start.size(), '\n' + definitions);
}

void apply_palette(QChart& chart, const QPalette& palette) {
  const auto text = palette.color(QPalette::Text);
  chart.setBackgroundBrush(palette.color(QPalette::Base));
  chart.setBackgroundRoundness(0.0);
  chart.setPlotAreaBackgroundVisible(false);
  chart.setTitleBrush(text);
  chart.legend()->setLabelColor(text);
  const auto grid = blend(palette.color(QPalette::Base), text, 0.15);
  for (auto* axis : chart.axes()) {
    axis->setLabelsColor(text);
    axis->setTitleBrush(text);
    axis->setLinePenColor(blend(palette.color(QPalette::Base), text, 0.5));
    axis->setGridLineColor(grid);
  }
}

void show_pen_in_legend(QChart& chart, QAbstractSeries& series) {
  for (auto* entry : chart.legend()->markers(&series)) {
    entry->setShape(QLegend::MarkerShapeFromSeries);
  }
}

AxisScale axis_scale(double largest, const QString& unit) {
  static constexpr std::array kPrefixes{"", "k", "M", "G", "T", "P", "E"};
  std::size_t step = 0;
  double divisor = 1.0;
  while (step + 1 < kPrefixes.size() && std::abs(largest) >= divisor * 1000.0) {
    divisor *= 1000.0;
    ++step;
  }
  // "PB", but "M USD".
  const auto* const gap = unit.size() > 1 && step > 0 ? " " : "";
  return {divisor, QString::fromLatin1(kPrefixes[step]) + gap + unit};
}

}  // namespace penstock::gui
