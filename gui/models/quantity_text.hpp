// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Numbers of a result as texts for people: with a unit, few digits, and the result's currency.
#pragma once

#include <QString>
#include <string>

#include "models/units/quantity.hpp"

namespace penstock::gui {

/// What every number of a kind has in common.
struct NumberFormat {
  enum class Kind {
    kQuantity,  ///< SI base units of `dimension`, printed with a fitting prefix
    kPercent,   ///< a fraction, printed as a percentage
    kNines,     ///< durability: 11 is 99.999999999 % per year
    kMonth,     ///< a month of the horizon, counted from 0
    kNumber,    ///< a pure number
  };
  Kind kind = Kind::kNumber;
  units::Dimension dimension{};
  QString currency = QStringLiteral("USD");
};

/// "$18.4 M", "97.1 %", "4.00 min"; "18.4 M EUR" in another currency.
QString number_text(double value, const NumberFormat& format);
/// The same with a sign: "+$1.20 M", "−8.8 points"; "same" if the text would be of a zero.
QString difference_text(double difference, const NumberFormat& format);
/// "−18.0 %" of the reference.
QString percent_difference_text(double fraction);
/// The unit of the plain number, for the headers of exports: "USD", "B/s", "1".
QString unit_text(const NumberFormat& format);

QString bytes_text(double bytes);
QString money_text(double amount, const std::string& currency);
QString percent_text(double fraction);

}  // namespace penstock::gui
