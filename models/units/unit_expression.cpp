// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/units/unit_expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <system_error>
#include <tuple>

#include "models/units/quote.hpp"

namespace penstock::units {
namespace {

/// The powers of ten that a double holds exactly.
constexpr std::size_t kLargestExactPower = 22;
constexpr std::array<double, kLargestExactPower + 1> kPowersOfTen = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

void skip_spaces(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

/// Takes the next symbol: everything up to an operator or a space.
std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find_first_of(" /*-"));
  text.remove_prefix(word.size());
  return word;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

ParseError unknown_unit(std::string_view word) {
  if (is_digit(word.front())) {
    return {fmt::format("{} is not a unit", quoted(word)),
            "a unit has no number in it: multiply it into the number"};
  }
  if (word.find_first_of("()") != std::string_view::npos) {
    return {fmt::format("{} is not a unit", quoted(word)),
            "leave the parentheses out: '-' binds tighter than '/', as in 'USD/GB-month'"};
  }
  // Text copied from documents: no-break, narrow no-break and thin spaces.
  for (const std::string_view space : {"\u00A0", "\u202F", "\u2009"}) {
    if (word.find(space) != std::string_view::npos) {
      return {fmt::format("{} is not a unit", quoted(word)),
              "it holds a special space character: write a plain space"};
    }
  }
  return {fmt::format("{} is not a unit", quoted(word)), unit_hint(word)};
}

}  // namespace

void UnitScale::multiply(const UnitSymbol& unit) {
  dimension = dimension + unit.dimension;
  exp10 += unit.exp10;
  factor *= unit.factor;
  divisor *= unit.divisor;
  if (unit.name().ends_with('b') && unit.dimension == kBytes) short_bits = unit.name();
}

void UnitScale::divide(const UnitSymbol& unit) {
  dimension = dimension - unit.dimension;
  exp10 -= unit.exp10;
  factor *= unit.divisor;
  divisor *= unit.factor;
  if (unit.name().ends_with('b') && unit.dimension == kBytes) short_bits = unit.name();
}

tl::expected<void, ParseError> read_unit(std::string_view unit, UnitScale& scale) {
  if (unit.empty()) return {};
  bool divides = false;
  std::string_view rest = unit;
  char before = '\0';
  // "/s" and "1/s" say the same: one per second.
  if (rest.front() == '1') {
    std::string_view after = rest.substr(1);
    skip_spaces(after);
    if (after.starts_with('/')) rest = after;
  }
  if (rest.front() == '/') {
    divides = true;
    before = '/';
    rest.remove_prefix(1);
    skip_spaces(rest);
  }
  while (true) {
    const std::string_view word = take_word(rest);
    if (word.empty()) {
      const std::string place = before == '\0' ? fmt::format("before '{}'", rest.front())
                                               : fmt::format("after '{}'", before);
      return tl::unexpected(
          ParseError{fmt::format("in {}, a unit is missing {}", quoted(unit), place), ""});
    }
    const UnitSymbol* symbol = find_unit(word);
    if (symbol == nullptr) return tl::unexpected(unknown_unit(word));
    divides ? scale.divide(*symbol) : scale.multiply(*symbol);

    if (rest.starts_with('-')) {  // the same side of the fraction goes on
      before = '-';
      rest.remove_prefix(1);
      continue;
    }
    skip_spaces(rest);
    if (rest.empty()) return {};
    before = rest.front();
    if (before != '/' && before != '*') {
      const std::string_view stray = take_word(rest);
      return tl::unexpected(
          ParseError{fmt::format("{} does not belong after {}",
                                 quoted(stray.empty() ? rest : stray), quoted(word)),
                     stray == "per" ? "write '/' instead of 'per'"
                                    : "join units with '/' or '-', as in 'USD/GB-month'"});
    }
    divides = before == '/';
    rest.remove_prefix(1);
    skip_spaces(rest);
  }
}

tl::expected<double, ParseError> scaled(bool negative, std::string_view mantissa, int exponent,
                                        const UnitScale& scale, std::string_view text) {
  // Powers of ten go into the decimal text, where they cost no rounding. Beside another divisor
  // they join it, so that "0.12 USD/kWh" is the same double as 0.12 / 3.6e6.
  const int below =
      scale.divisor == 1.0 ? 0 : std::clamp(-scale.exp10, 0, static_cast<int>(kLargestExactPower));
  const double divisor = scale.divisor * kPowersOfTen[static_cast<std::size_t>(below)];
  const int shift = exponent + scale.exp10 + below;

  std::array<char, kLongestQuantity + 16> buffer;
  assert(mantissa.size() <= kLongestQuantity);
  char* end = buffer.data();
  if (negative) *end++ = '-';
  end = std::copy(mantissa.begin(), mantissa.end(), end);
  *end++ = 'e';
  end = std::to_chars(end, buffer.data() + buffer.size(), shift).ptr;

  double number = 0.0;
  const auto [stop, error] = std::from_chars(buffer.data(), end, number);
  const double value = number * scale.factor / divisor;
  const bool is_zero = mantissa.find_first_of("123456789") == std::string_view::npos;
  if (error != std::errc{} || !std::isfinite(value) || (value == 0.0 && !is_zero)) {
    return tl::unexpected(
        ParseError{fmt::format("{} is too large or too small for a number here", quoted(text)),
                   "numbers reach from about 1e-300 to 1e300 in base units"});
  }
  assert(stop == end);
  std::ignore = stop;
  return value;
}

}  // namespace penstock::units
