// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Numbers of a result as texts for people: with a unit and few digits.
#pragma once

#include <QString>
#include <string>

namespace penstock::gui {

QString bytes_text(double bytes);
QString money_text(double amount, const std::string& currency);
/// "97.1 %" of 0.971.
QString percent_text(double fraction);
/// "−18.0 %" of -0.18: with a sign, for differences.
QString signed_percent_text(double fraction);
/// `magnitude` with the sign of `value`: "+$1.20 M".
QString signed_text(double value, const QString& magnitude);
/// "-5" with a typographic minus.
QString with_minus(QString text);

}  // namespace penstock::gui
