// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/models/quantity_text.hpp"

#include <QCoreApplication>
#include <cmath>

#include "models/units/format.hpp"
#include "sim/report/figures.hpp"

namespace penstock::gui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::QuantityText)
};

const QString kMinus = QStringLiteral("\u2212");

QString typographic(QString text) {
  if (text.startsWith('-')) text.replace(0, 1, kMinus);
  return text;
}

}  // namespace

QString number_text(double value, const NumberFormat& format) {
  switch (format.kind) {
    case NumberFormat::Kind::kPercent:
      return typographic(QString::fromStdString(units::format_percent(value)));
    case NumberFormat::Kind::kNines:
      return Text::tr("%1 nines").arg(value, 0, 'f', 1);
    case NumberFormat::Kind::kMonth:
      return Text::tr("month %1").arg(value, 0, 'f', 0);
    case NumberFormat::Kind::kNumber:
    case NumberFormat::Kind::kQuantity:
      break;
  }
  if (format.dimension == units::kMoney) {
    return typographic(
        QString::fromStdString(report::money(units::Money{value}, format.currency.toStdString())));
  }
  auto text = QString::fromStdString(units::format_si(value, format.dimension));
  if (format.currency != "USD") text.replace("$", format.currency + ' ');
  return typographic(text);
}

QString difference_text(double difference, const NumberFormat& format) {
  QString magnitude;
  if (format.kind == NumberFormat::Kind::kPercent) {
    magnitude = Text::tr("%1 points").arg(std::abs(difference) * 100.0, 0, 'f', 1);
    if (std::abs(difference) < 0.0005) return Text::tr("same");
  } else {
    if (difference == 0.0) return Text::tr("same");
    magnitude = number_text(std::abs(difference), format);
  }
  return (difference < 0.0 ? kMinus : QStringLiteral("+")) + magnitude;
}

QString percent_difference_text(double fraction) {
  const auto magnitude = QString::fromStdString(units::format_percent(std::abs(fraction)));
  return (fraction < 0.0 ? kMinus : QStringLiteral("+")) + magnitude;
}

QString unit_text(const NumberFormat& format) {
  switch (format.kind) {
    case NumberFormat::Kind::kNines:
      return QStringLiteral("nines");
    case NumberFormat::Kind::kMonth:
      return QStringLiteral("month");
    case NumberFormat::Kind::kPercent:
    case NumberFormat::Kind::kNumber:
      return QStringLiteral("1");
    case NumberFormat::Kind::kQuantity:
      break;
  }
  auto unit = QString::fromStdString(units::si_unit(format.dimension));
  return unit.replace("USD", format.currency);
}

QString bytes_text(double bytes) {
  return QString::fromStdString(units::format(units::Bytes{bytes}));
}

QString money_text(double amount, const std::string& currency) {
  return number_text(
      amount, {NumberFormat::Kind::kQuantity, units::kMoney, QString::fromStdString(currency)});
}

QString percent_text(double fraction) {
  return QString::fromStdString(units::format_percent(fraction));
}

}  // namespace penstock::gui
