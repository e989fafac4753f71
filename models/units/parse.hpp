// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Text to quantities. The grammar, in EBNF (docs/reference/units.md shows it with examples):
//
//   quantity = number, [[space], unit]             "15.36 TB", "30 GB/s", "25 %/y", "200/s"
//            | number, ":", number                 "1:4" is 0.25, a pure number
//            | [sign], "$", number, [[space], ("k" | "M" | "G")], ["/", term, {operator, term}]
//                                                  "$5", "$18.4 M", "$0.12/kWh"
//   number   = [sign], (digits, ["." , [digits]] | ".", digits), [("e" | "E"), [sign], digits]
//   unit     = [["1"], "/"], term, {operator, term}
//   operator = "/" | "*"                           from left to right, spaces around it allowed
//   term     = symbol, {"-", symbol}               a product that binds tighter than "/":
//                                                  "USD/GB-month" is USD/(GB month)
//   symbol   = [prefix], name                      upper and lower case differ
//
// Decimal prefixes (k M G T P E and m u n) and IEC prefixes (Ki Mi Gi Ti Pi Ei) are different
// things; "b" and "bit" are bits, "B" is bytes; time symbols are ns us ms s min h d w mo y;
// money is "USD" or "$". No thousands separators, hexadecimal numbers, infinities or NaN. The
// locale has no influence. A decimal number with units of powers of ten is rounded once: "15.36 TB"
// is exactly 15.36e12; any other unit adds a product and a quotient by whole numbers.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
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

/// The longest text that is looked at, in bytes; longer ones are an error.
inline constexpr std::size_t kLongestQuantity = 100;

/// The value of `text` in SI base units if its dimension is `wanted`: a finite number, never
/// rounded to zero. A bare number is accepted only where `wanted` is dimensionless; percentages and
/// "1:4" are dimensionless too. Any bytes are accepted as input; messages are valid UTF-8. Whether
/// the value is negative or absurd is for the caller to judge. Safe from any thread.
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

/// The candidate nearest to `word` by edit distance, if it is near enough to be a slip: one edit in
/// about four letters, none in words of two. A swap of neighbours is one edit; a wrong case is
/// none, but among equals the right case is preferred, then the first.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace penstock::units
