// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Quantities to text, for people (few digits, the prefix that fits) and for files (exact).
#pragma once

#include <string>

#include "models/units/quantity.hpp"

namespace penstock::units {

/// For people: three significant digits and a fitting decimal prefix: "15.4 TB", "30.0 GB/s",
/// "4.0 min", "$18.4 M", "93.1 %" is `format_percent`.
std::string format_si(double si, Dimension dimension, int significant_digits = 3);

template <Dimension D>
std::string format(Quantity<D> q, int significant_digits = 3) {
  return format_si(q.si(), D, significant_digits);
}
std::string format_percent(double fraction, int decimals = 1);

/// For files: the shortest text that `parse_si` reads back to the same double.
std::string exact_si(double si, Dimension dimension);

template <Dimension D>
std::string exact(Quantity<D> q) {
  return exact_si(q.si(), D);
}

}  // namespace penstock::units
