// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/comparison_delegate.hpp"

#include <QApplication>
#include <QFontMetrics>
#include <QPainter>

#include "gui/charts/chart_style.hpp"
#include "gui/models/comparison_model.hpp"

namespace penstock::gui {
namespace {

QFont value_font(QFont font, const QModelIndex& index) {
  font.setBold(index.data(ComparisonModel::kBestRole).toBool());
  return font;
}

QFont difference_font(QFont font) {
  font.setPointSizeF(font.pointSizeF() * 0.85);
  return font;
}

int margin(const QFontMetrics& metrics) {
  return metrics.horizontalAdvance('0');
}

}  // namespace

void ComparisonDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                               const QModelIndex& index) const {
  const auto& palette = option.palette;
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  painter->save();
  QColor background = palette.color(QPalette::Base);
  if (index.data(ComparisonModel::kSectionRole).toBool()) {
    background = palette.color(QPalette::Window);
  } else if (index.data(ComparisonModel::kStateRole).toInt() ==
             static_cast<int>(ObjectiveState::kMissed)) {
    background = missed_background(palette);
  }
  painter->fillRect(option.rect, selected ? palette.color(QPalette::Highlight) : background);
  painter->setPen(blend(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.12));
  painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());

  const auto text_color = palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
  const auto value = index.data(Qt::DisplayRole).toString();
  const auto difference = index.data(ComparisonModel::kDifferenceRole).toString();
  const auto font = value_font(option.font, index);
  const QFontMetrics metrics(font);
  const auto small_font = difference_font(option.font);
  const QFontMetrics small_metrics(small_font);
  const auto inner = option.rect.adjusted(margin(metrics), 0, -margin(metrics), 0);
  const int height = metrics.height() + (difference.isEmpty() ? 0 : small_metrics.height());
  QRect line(inner.left(), inner.center().y() - height / 2, inner.width(), metrics.height());
  painter->setFont(font);
  painter->setPen(text_color);
  painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                    metrics.elidedText(value, Qt::ElideRight, inner.width()));
  if (!difference.isEmpty()) {
    line = QRect(inner.left(), line.bottom() + 1, inner.width(), small_metrics.height());
    painter->setFont(small_font);
    painter->setPen(selected ? text_color : blend(background, text_color, 0.7));
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                      small_metrics.elidedText(difference, Qt::ElideRight, inner.width()));
  }
  if (option.state.testFlag(QStyle::State_HasFocus)) {
    QStyleOptionFocusRect focus;
    focus.QStyleOption::operator=(option);
    focus.backgroundColor = background;
    const auto* const style =
        option.widget != nullptr ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
  }
  painter->restore();
}

QSize ComparisonDelegate::sizeHint(const QStyleOptionViewItem& option,
                                   const QModelIndex& index) const {
  const QFontMetrics metrics(value_font(option.font, index));
  const QFontMetrics small_metrics(difference_font(option.font));
  const auto value = index.data(Qt::DisplayRole).toString();
  const auto difference = index.data(ComparisonModel::kDifferenceRole).toString();
  const int width =
      std::max(metrics.horizontalAdvance(value), small_metrics.horizontalAdvance(difference));
  const int height = metrics.height() + (difference.isEmpty() ? 0 : small_metrics.height());
  // Advances are rounded; one character more keeps text that just fits from being elided.
  return {width + 3 * margin(metrics), height + metrics.height() / 2};
}

}  // namespace penstock::gui
