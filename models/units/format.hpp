// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Quantities to text, for people (few digits, the prefix that fits) and for files (exact).
// All functions are free of the locale and safe from any thread.
#pragma once

#include <string>

#include "models/units/quantity.hpp"

namespace penstock::units {

/// For people: `significant_digits` (1 to 15) and a fitting decimal prefix: "15.4 TB", "30.0 GB/s",
/// "4.00 min", "$18.4 M", "1.25 M/s", "$0.120/kWh". The value is rounded before the prefix is
/// chosen, so that 999.96 GB is "1.00 TB". Zero is "0 B", NaN is "n/a", infinity is "inf".
/// `format_percent` writes "93.1 %".
std::string format_si(double si, Dimension dimension, int significant_digits = 3);

template <Dimension D>
std::string format(Quantity<D> q, int significant_digits = 3) {
  return format_si(q.si(), D, significant_digits);
}
/// `fraction` as a percentage with `decimals` places: 0.931 is "93.1 %". NaN is "n/a".
std::string format_percent(double fraction, int decimals = 1);

/// For files: a text that `parse_si` reads back to the same double, bit by bit, with the fewest
/// digits that do: "15.36 TB", "400 GB/d", "4 MiB", "5 y". Of the usual units of the dimension it
/// takes the one with the shortest text, if it is clearly shorter than with the commonest.
/// Throws std::invalid_argument if `si` is not finite, because no text means that.
std::string exact_si(double si, Dimension dimension);

template <Dimension D>
std::string exact(Quantity<D> q) {
  return exact_si(q.si(), D);
}

/// The unit of the raw number `si()`, for headers of JSON and CSV: "B", "s", "B/s", "USD/B",
/// "USD/B-s"; "1" for pure numbers. Except for that "1", `parse_si` understands it.
std::string si_unit(Dimension dimension);

}  // namespace penstock::units
