// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/units/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "models/units/quote.hpp"
#include "models/units/unit_expression.hpp"
#include "models/units/unit_table.hpp"

namespace penstock::units {
namespace {

/// A number as it is written; `mantissa` is its digits with at most one point.
struct Decimal {
  bool negative = false;
  std::string_view mantissa;
  int exponent = 0;
};

/// Longer numbers are not repeated in the examples of messages.
constexpr std::size_t kLongestToRepeat = 16;

enum class Form { kBare, kWithUnit, kPercentage, kRatio };

struct Reading {
  double si = 0.0;
  UnitScale scale;
  std::string_view number;  ///< the number's text, without "$"
  Form form = Form::kBare;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t count_digits(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  return static_cast<std::size_t>(end - text.begin());
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  text.remove_suffix(text.size() - (text.find_last_not_of(kBlank) + 1));
  return text;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

bool take_sign(std::string_view& text) {
  const bool negative = take(text, '-');
  if (!negative) take(text, '+');
  return negative;
}

/// Takes an unsigned decimal number from the front of `text`; none is taken if there is none.
std::optional<Decimal> take_decimal(std::string_view& text) {
  std::size_t length = count_digits(text);
  std::size_t digits = length;
  if (text.substr(length).starts_with('.')) {
    const std::size_t decimals = count_digits(text.substr(length + 1));
    digits += decimals;
    length += 1 + decimals;
  }
  if (digits == 0) return std::nullopt;
  Decimal decimal{.mantissa = text.substr(0, length)};
  text.remove_prefix(length);

  // An exponent only if digits follow: "1 EB" and "1EB" are exabytes.
  if (text.starts_with('e') || text.starts_with('E')) {
    std::string_view rest = text.substr(1);
    const bool negative = take_sign(rest);
    const std::size_t size = count_digits(rest);
    if (size > 0) {
      constexpr int kBeyondAnyDouble = 100000;
      for (const char c : rest.substr(0, size)) {
        decimal.exponent = std::min(decimal.exponent * 10 + (c - '0'), kBeyondAnyDouble);
      }
      if (negative) decimal.exponent = -decimal.exponent;
      text = rest.substr(size);
    }
  }
  return decimal;
}

std::string with_article(std::string_view noun) {
  constexpr std::string_view kVowels = "aeiou";
  return fmt::format("{} {}", kVowels.find(noun.front()) != std::string_view::npos ? "an" : "a",
                     noun);
}

/// "a capacity such as '30 TB' is needed"
std::string need(const Dimension* wanted, std::string_view example) {
  if (wanted == nullptr) return "a quantity such as '15.36 TB' is needed";
  return fmt::format("{} such as {} is needed", with_article(dimension_name(*wanted)),
                     quoted(example));
}

std::string example_of(const Dimension* wanted, std::string_view number) {
  if (number.empty() || number.size() > kLongestToRepeat) number = "30";
  const std::string unit = wanted == nullptr ? "TB" : example_unit(*wanted);
  if (unit.empty()) return std::string{number};
  return fmt::format("{}{}{}", number, unit.front() == '/' ? "" : " ", unit);
}

tl::unexpected<ParseError> fail(std::string message, std::string hint) {
  return tl::unexpected(ParseError{std::move(message), std::move(hint)});
}

tl::unexpected<ParseError> no_number(std::string_view text, const Dimension* wanted) {
  std::string word{text.substr(0, text.find_first_of(" /"))};
  std::ranges::transform(word, word.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const std::size_t start = word.find_first_not_of("+-.$");
  word.erase(0, std::min(start, word.size()));
  for (const std::string_view not_finite : {"nan", "inf", "infinity"}) {
    if (word == not_finite) {
      return fail(fmt::format("{} is not a finite number", quoted(text)),
                  need(wanted, example_of(wanted, "")));
    }
  }
  return fail(fmt::format("{} does not begin with a number", quoted(text)),
              need(wanted, example_of(wanted, "")));
}

/// Numbers in notations that other programs know: "1,000", "1 000", "1_000", "1.000.000", "0x10".
std::optional<ParseError> foreign_number(std::string_view text, const Decimal& number,
                                         std::string_view rest) {
  const auto digit_at = [&](std::size_t i) { return i < rest.size() && is_digit(rest[i]); };
  if (rest.empty()) return std::nullopt;
  if (number.mantissa == "0" && (rest[0] == 'x' || rest[0] == 'X') && rest.size() > 1) {
    return ParseError{fmt::format("{} is not a decimal number", quoted(text)),
                      "write it in decimal digits"};
  }
  const bool separator = std::string_view{",_'."}.find(rest[0]) != std::string_view::npos;
  const std::size_t after_spaces = std::min(rest.find_first_not_of(' '), rest.size());
  // "200 1/s" is two hundred per second.
  const bool per = rest.substr(after_spaces).starts_with('1') &&
                   trimmed(rest.substr(after_spaces + 1)).starts_with('/');
  if ((separator && digit_at(1)) || (digit_at(after_spaces) && !per)) {
    return ParseError{fmt::format("{} has a separator inside the number", quoted(text)),
                      "write '1000', not '1,000' or '1 000', and a point before decimals: '1.5'"};
  }
  return std::nullopt;
}

tl::expected<Reading, ParseError> read_ratio(std::string_view text, const Decimal& first,
                                             std::string_view rest) {
  const std::optional<Decimal> second = take_decimal(rest);
  if (!second || !rest.empty()) {
    return fail(fmt::format("{} is not a ratio", quoted(text)),
                "a ratio is two numbers and nothing else, as in '1:4'");
  }
  const auto above = scaled(first.negative, first.mantissa, first.exponent, {}, text);
  const auto below = scaled(false, second->mantissa, second->exponent, {}, text);
  if (!above) return tl::unexpected(above.error());
  if (!below) return tl::unexpected(below.error());
  if (*below == 0.0) {
    return fail(fmt::format("{} divides by zero", quoted(text)),
                "the second number of a ratio must not be zero");
  }
  const double value = *above / *below;
  if (!std::isfinite(value) || (value == 0.0 && *above != 0.0)) {
    return fail(fmt::format("{} is too large or too small for a number here", quoted(text)), "");
  }
  return Reading{.si = value, .scale = {}, .number = "", .form = Form::kRatio};
}

/// What may follow "$5": a prefix and a denominator, as in "$18.4 M" and "$0.12/kWh".
tl::expected<void, ParseError> read_after_dollar(std::string_view text, std::string_view rest,
                                                 UnitScale& scale) {
  std::string_view symbol = "$";
  constexpr std::array<std::string_view, 3> kPrefixed = {"k$", "M$", "G$"};
  for (const std::string_view prefixed : kPrefixed) {
    if (!rest.starts_with(prefixed.front())) continue;
    const std::string_view after = trimmed(rest.substr(1));
    if (!after.empty() && after.front() != '/') continue;
    symbol = prefixed;
    rest = after;
    break;
  }
  scale.multiply(*find_unit(symbol));
  if (!rest.empty() && rest.front() != '/') {
    return fail(fmt::format("{} does not belong in {}", quoted(rest), quoted(text)),
                "after '$5' comes 'k', 'M' or 'G', or '/' and a unit: '$18.4 M', '$0.12/kWh'");
  }
  return read_unit(rest, scale);
}

tl::expected<Reading, ParseError> read(std::string_view text, const Dimension* wanted) {
  text = trimmed(text);
  if (text.empty()) return fail("the text is empty", need(wanted, example_of(wanted, "")));
  if (text.size() > kLongestQuantity) {
    return fail(fmt::format("{} is too long for a quantity", quoted(text)),
                need(wanted, example_of(wanted, "")));
  }
  std::string_view rest = text;
  const bool negative = take_sign(rest);
  const bool dollar = take(rest, '$');
  const char* const start = dollar ? rest.data() : text.data();
  std::optional<Decimal> number = take_decimal(rest);
  if (!number) return no_number(text, wanted);
  number->negative = negative;

  Reading reading;
  reading.number = {start, static_cast<std::size_t>(rest.data() - start)};
  if (auto error = foreign_number(text, *number, rest)) return tl::unexpected(std::move(*error));
  if (rest.starts_with(':') && !dollar) return read_ratio(text, *number, rest.substr(1));

  rest = trimmed(rest);
  if (!rest.empty() || dollar) reading.form = rest == "%" ? Form::kPercentage : Form::kWithUnit;
  const auto unit =
      dollar ? read_after_dollar(text, rest, reading.scale) : read_unit(rest, reading.scale);
  if (!unit) {
    ParseError error = unit.error();
    if (error.hint.empty()) error.hint = need(wanted, example_of(wanted, reading.number));
    return tl::unexpected(std::move(error));
  }
  const auto value = scaled(negative, number->mantissa, number->exponent, reading.scale, text);
  if (!value) return tl::unexpected(value.error());
  reading.si = *value;
  return reading;
}

ParseError wrong_dimension(std::string_view text, const Reading& reading, Dimension wanted) {
  text = trimmed(text);
  const Dimension found = reading.scale.dimension;
  std::string example = example_of(&wanted, reading.number);
  if (text.size() <= kLongestToRepeat) {
    if (found == kBytes && wanted == ByteRate::dimension) example = fmt::format("{}/s", text);
    if (reading.form == Form::kPercentage && wanted == Frequency::dimension) {
      example = fmt::format("{}/y", text);
    }
  }
  if (wanted == Dimension{} && text.find('%') != std::string_view::npos) example += " %";

  ParseError error;
  if (reading.form == Form::kBare) {
    error.message = fmt::format("{} has no unit; {}", quoted(text), need(&wanted, example));
    return error;
  }
  const std::string is = reading.form == Form::kPercentage ? "a percentage"
                         : reading.form == Form::kRatio    ? "a ratio"
                                                           : with_article(dimension_name(found));
  error.message = fmt::format("{} is {}, but {}", quoted(text), is, need(&wanted, example));
  if (!reading.scale.short_bits.empty()) {
    const std::string_view bits = reading.scale.short_bits;
    std::string bytes{bits};
    bytes.back() = 'B';
    error.hint = fmt::format("'{}' is {}; write '{}' for {}", bits, spelled_data_unit(bits), bytes,
                             spelled_data_unit(bytes));
  }
  return error;
}

}  // namespace

tl::expected<double, ParseError> parse_si(std::string_view text, Dimension wanted) {
  const auto reading = read(text, &wanted);
  if (!reading) return tl::unexpected(reading.error());
  if (reading->scale.dimension != wanted) {
    return tl::unexpected(wrong_dimension(text, *reading, wanted));
  }
  return reading->si;
}

tl::expected<Dimension, ParseError> dimension_of(std::string_view text) {
  return read(text, nullptr).map([](const Reading& reading) { return reading.scale.dimension; });
}

}  // namespace penstock::units
