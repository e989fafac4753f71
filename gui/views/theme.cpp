// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/theme.hpp"

#include <QApplication>
#include <QPalette>
#include <QStyleFactory>

namespace penstock::gui {
namespace {

QPalette light_palette() {
  const QColor text(0x1b, 0x1e, 0x20);
  QPalette palette(QColor(0xef, 0xf0, 0xf1), QColor(0xef, 0xf0, 0xf1));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(role, text);
  }
  palette.setColor(QPalette::Base, Qt::white);
  palette.setColor(QPalette::AlternateBase, QColor(0xf4, 0xf5, 0xf6));
  palette.setColor(QPalette::ToolTipBase, QColor(0xf7, 0xf7, 0xf7));
  palette.setColor(QPalette::ToolTipText, text);
  palette.setColor(QPalette::Highlight, QColor(0x00, 0x5f, 0x99));
  palette.setColor(QPalette::HighlightedText, Qt::white);
  return palette;
}

QPalette dark_palette() {
  const QColor text(0xee, 0xef, 0xf0);
  QPalette palette(QColor(0x31, 0x36, 0x3b), QColor(0x2a, 0x2e, 0x32));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(role, text);
  }
  palette.setColor(QPalette::Base, QColor(0x1b, 0x1e, 0x20));
  palette.setColor(QPalette::AlternateBase, QColor(0x23, 0x26, 0x29));
  palette.setColor(QPalette::ToolTipBase, QColor(0x31, 0x36, 0x3b));
  palette.setColor(QPalette::ToolTipText, text);
  palette.setColor(QPalette::Highlight, QColor(0x2d, 0x7d, 0xb3));
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::Link, QColor(0x56, 0xb4, 0xe9));
  return palette;
}

void disabled_from_enabled(QPalette& palette, const QColor& disabled) {
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, disabled);
  }
}

}  // namespace

std::optional<Theme> theme_from(const QString& word) {
  if (word == "system") return Theme::kSystem;
  if (word == "light") return Theme::kLight;
  if (word == "dark") return Theme::kDark;
  return std::nullopt;
}

void apply_theme(Theme theme) {
  if (theme == Theme::kSystem) return;
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  auto palette = theme == Theme::kDark ? dark_palette() : light_palette();
  disabled_from_enabled(
      palette, theme == Theme::kDark ? QColor(0x8a, 0x8d, 0x90) : QColor(0x8c, 0x8e, 0x90));
  QApplication::setPalette(palette);
}

}  // namespace penstock::gui
