// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Text to quantities. The grammar, in EBNF (docs/reference/units.md shows it with examples):
//
//   quantity = number, [space], [unit]            "15.36 TB", "30 GB/s", "25 %/y", "1:4"
//   number   = decimal | decimal, ":", decimal    "1:4" is 0.25 and has no unit
//   unit     = factor, { ("/" | "*" | "-"), factor }   "-" joins as in "USD/GB-month": a product
//                                                      inside the denominator
//   factor   = [prefix], symbol
//
// Decimal prefixes (k M G T P E and m u n) and IEC prefixes (Ki Mi Gi Ti Pi Ei) are different
// things; "b" and "bit" are bits, "B" is bytes; time symbols are ns us ms s min h d w mo y;
// money is "USD" or "$". Thousands separators are not accepted.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "models/units/quantity.hpp"

namespace penstock::units {

/// Why a text is not a quantity of the wanted dimension, and what to write instead.
struct ParseError {
  std::string message;  ///< what is wrong: "'TBB' is not a unit"
  std::string hint;     ///< what to do: "did you mean 'TB'?"; may be empty
};

/// The value of `text` in SI base units if its dimension is `wanted`. A bare number is accepted
/// only where `wanted` is dimensionless; infinities and NaN never are.
tl::expected<double, ParseError> parse_si(std::string_view text, Dimension wanted);

/// The dimension of `text`, if it is any quantity at all.
tl::expected<Dimension, ParseError> dimension_of(std::string_view text);

template <typename Q>
tl::expected<Q, ParseError> parse(std::string_view text) {
  return parse_si(text, Q::dimension).map([](double si) { return Q{si}; });
}

/// "capacity", "data rate", ...: the name of a dimension for error messages and forms.
std::string dimension_name(Dimension dimension);
/// A typical unit of the dimension ("TB", "GB/s"); empty for pure numbers.
std::string example_unit(Dimension dimension);

/// The candidate nearest to `word` by edit distance, if it is near enough to be a slip.
std::optional<std::string> nearest(std::string_view word, const std::string* first,
                                   const std::string* last);

}  // namespace penstock::units
