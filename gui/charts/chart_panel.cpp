// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/charts/chart_panel.hpp"

#include <QAbstractBarSeries>
#include <QApplication>
#include <QBarSet>
#include <QBuffer>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QEvent>
#include <QFileInfo>
#include <QGraphicsLayout>
#include <QImage>
#include <QLegend>
#include <QMenu>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

#include "gui/charts/chart_style.hpp"

namespace penstock::gui {

ChartPanel::ChartPanel(const QString& file_stem, QWidget* parent)
    : QChartView(parent), file_stem_(file_stem) {
  setRenderHint(QPainter::Antialiasing);
  setFrameShape(QFrame::NoFrame);
  chart()->setAnimationOptions(QChart::NoAnimation);
  chart()->layout()->setContentsMargins(0, 0, 0, 0);
  setFocusPolicy(Qt::StrongFocus);
  setMinimumHeight(16 * fontMetrics().height());
}

void ChartPanel::draw(Draw drawing, const QString& description) {
  drawing_ = std::move(drawing);
  setAccessibleDescription(description);
  redraw();
}

void ChartPanel::redraw() {
  chart()->removeAllSeries();
  for (auto* axis : chart()->axes()) {
    chart()->removeAxis(axis);
    delete axis;
  }
  drawn_width_ = width();
  // Fonts first: the legend measures its entries when they are made.
  chart()->setTitleFont(font());
  chart()->legend()->setFont(font());
  if (drawing_) drawing_(*chart(), palette(), drawn_width_);
  for (auto* axis : chart()->axes()) {
    axis->setLabelsFont(font());
    axis->setTitleFont(font());
  }
  apply_palette(*chart(), palette());
  setBackgroundBrush(palette().color(QPalette::Base));
}

void ChartPanel::changeEvent(QEvent* event) {
  QChartView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) redraw();
}

void ChartPanel::resizeEvent(QResizeEvent* event) {
  QChartView::resizeEvent(event);
  // Decimation follows the width; small changes are not worth the work.
  if (drawing_ && std::abs(width() - drawn_width_) > drawn_width_ / 4) redraw();
}

void ChartPanel::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  menu.addAction(tr("Copy Picture"), this, &ChartPanel::copy_to_clipboard);
  menu.exec(event->globalPos());
}

QImage ChartPanel::picture() {
  constexpr int kScale = 2;
  QImage image(size() * kScale, QImage::Format_ARGB32);
  image.setDevicePixelRatio(kScale);
  image.fill(palette().color(QPalette::Base));
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  render(&painter, QRectF(QPointF(0, 0), QSizeF(size())), viewport()->rect());
  return image;
}

QByteArray ChartPanel::vector_picture() {
  QList<int> fills;
  for (auto* series : chart()->series()) {
    auto* const bars = qobject_cast<QAbstractBarSeries*>(series);
    if (bars == nullptr) continue;
    for (auto* set : bars->barSets()) {
      if (const int index = fill_index(*set); index >= 0) {
        set->setBrush(fill_color(index));  // replaced by a pattern below
        fills << index;
      }
    }
  }
  QByteArray svg;
  QBuffer buffer(&svg);
  buffer.open(QIODevice::WriteOnly);
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setSize(size());
  generator.setViewBox(QRect(QPoint(0, 0), size()));
  generator.setTitle(accessibleName());
  generator.setDescription(accessibleDescription());
  QPainter painter(&generator);
  painter.fillRect(QRect(QPoint(0, 0), size()), palette().color(QPalette::Base));
  render(&painter, QRectF(QPointF(0, 0), QSizeF(size())), viewport()->rect());
  painter.end();
  if (fills.isEmpty()) return svg;
  redraw();
  return with_svg_patterns(svg, fills, palette());
}

void ChartPanel::copy_to_clipboard() {
  QApplication::clipboard()->setImage(picture());
}

tl::expected<void, QString> ChartPanel::save(const QString& path) {
  const auto suffix = QFileInfo(path).suffix().toLower();
  QByteArray bytes;
  if (suffix == "png") {
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!picture().save(&buffer, "PNG")) {
      return tl::unexpected(tr("The picture cannot be written as PNG."));
    }
  } else if (suffix == "svg") {
    bytes = vector_picture();
  } else {
    return tl::unexpected(tr("%1: pictures are PNG or SVG files.").arg(path));
  }
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
    return tl::unexpected(tr("%1 cannot be written: %2.").arg(path, file.errorString()));
  }
  return {};
}

}  // namespace penstock::gui
