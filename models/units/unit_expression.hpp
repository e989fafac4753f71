// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Products and quotients of unit symbols: "GB/s", "USD/GB-month". Internal to models/units.
#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "models/units/parse.hpp"
#include "models/units/quantity.hpp"
#include "models/units/unit_table.hpp"

namespace penstock::units {

/// What a unit makes of a number: number * 10^exp10 * factor / divisor is the value in SI base
/// units. `factor` and `divisor` are products of whole numbers and exact up to 2^53 times a power
/// of two, which every combination in use is.
struct UnitScale {
  Dimension dimension;
  int exp10 = 0;
  double factor = 1.0;
  double divisor = 1.0;
  /// The symbol, if any, that spells bits with a mere "b", as "Gb" does.
  std::string_view short_bits;

  void multiply(const UnitSymbol& unit);
  void divide(const UnitSymbol& unit);
};

/// Reads the unit of a quantity, the text after the number without spaces at either end, onto
/// `scale`. An empty unit leaves it as it is.
tl::expected<void, ParseError> read_unit(std::string_view unit, UnitScale& scale);

/// The double nearest to the decimal number `sign mantissa e exponent`, then scaled. `mantissa` is
/// digits with at most one point. Fails, with the reason, if the value overflows or if a number
/// that is not zero would become zero.
tl::expected<double, ParseError> scaled(bool negative, std::string_view mantissa, int exponent,
                                        const UnitScale& scale, std::string_view text);

}  // namespace penstock::units
