// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/models/quantity_text.hpp"

#include <cmath>

#include "models/units/format.hpp"
#include "sim/report/figures.hpp"

namespace penstock::gui {
namespace {

const QString kMinus = QStringLiteral("\u2212");

}  // namespace

QString with_minus(QString text) {
  if (text.startsWith('-') || text.startsWith(QStringLiteral("$-"))) {
    text.replace(text.indexOf('-'), 1, kMinus);
  }
  return text;
}

QString bytes_text(double bytes) {
  return QString::fromStdString(units::format(units::Bytes{bytes}));
}

QString money_text(double amount, const std::string& currency) {
  return with_minus(QString::fromStdString(report::money(units::Money{amount}, currency)));
}

QString percent_text(double fraction) {
  return with_minus(QString::fromStdString(units::format_percent(fraction)));
}

QString signed_text(double value, const QString& magnitude) {
  return (value < 0.0 ? kMinus : QStringLiteral("+")) + magnitude;
}

QString signed_percent_text(double fraction) {
  return signed_text(fraction, percent_text(std::abs(fraction)));
}

}  // namespace penstock::gui
