// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "models/units/format.hpp"
#include "models/units/parse.hpp"
#include "models/units/quantity.hpp"
#include "models/units/unit_table.hpp"

namespace units = penstock::units;
using namespace penstock::units;  // NOLINT(google-build-using-namespace)

namespace {

const std::vector<Dimension> kNamed = {
    Ratio::dimension,           Bytes::dimension,         Seconds::dimension,
    Joules::dimension,          Money::dimension,         Kilograms::dimension,
    Frequency::dimension,       ByteRate::dimension,      SecondsPerByte::dimension,
    Watts::dimension,           EnergyPrice::dimension,   CapacityPrice::dimension,
    StoragePrice::dimension,    MoneyRate::dimension,     PowerPrice::dimension,
    CarbonIntensity::dimension, CarbonPerByte::dimension,
};

/// Any finite double: all exponents, subnormal numbers and negative zero included.
rc::Gen<double> any_finite() {
  return rc::gen::map(rc::gen::suchThat(rc::gen::arbitrary<std::uint64_t>(),
                                        [](std::uint64_t bits) {
                                          return std::isfinite(std::bit_cast<double>(bits));
                                        }),
                      [](std::uint64_t bits) { return std::bit_cast<double>(bits); });
}

/// A positive number of an everyday size, log-uniform over `decades` on both sides of one.
rc::Gen<double> everyday(int decades) {
  return rc::gen::apply(
      [](int mantissa, int exponent) { return mantissa * 1e-6 * std::pow(10, exponent); },
      rc::gen::inRange(1'000'000, 10'000'000), rc::gen::inRange(-decades, decades));
}

rc::Gen<UnitSymbol> any_symbol() {
  const auto all = unit_symbols();
  return rc::gen::elementOf(std::vector<UnitSymbol>(all.begin(), all.end()));
}

/// Texts that look like quantities, so that the parser gets beyond the first byte.
rc::Gen<std::string> nearly_quantity() {
  const std::vector<std::string> pieces = {
      "1",    "25", "0",      ".",     ",",    "e",  "E",  "-",   "+",   "$",
      " ",    "  ", "/",      "*",     "-",    ":",  "%",  "GB",  "Gb",  "TiB",
      "s",    "mo", "USD",    "kWh",   "k",    "M",  "gb", "(",   "nan", "0x",
      "\xC2", "µs", "kgCO2e", "month", "IOPS", "\t", "1/", "inf", "\xFF"};
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)),
                      [](const std::vector<std::string>& parts) {
                        std::string text;
                        for (const std::string& part : parts) text += part;
                        return text;
                      });
}

/// The value of a text that must be a quantity of the dimension.
double read(const std::string& text, Dimension dimension) {
  const auto parsed = parse_si(text, dimension);
  if (!parsed) RC_FAIL(parsed.error().message);
  return *parsed;
}

Dimension dimension_in(const std::string& text) {
  const auto dimension = dimension_of(text);
  if (!dimension) RC_FAIL(dimension.error().message);
  return *dimension;
}

/// Well-formed UTF-8 without control characters (the table of the Unicode standard, 3-7).
bool is_clean_utf8(const std::string& text) {
  const auto at = [&](std::size_t i) {
    return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0};
  };
  const auto in = [](std::uint8_t b, int low, int high) { return b >= low && b <= high; };
  for (std::size_t i = 0; i < text.size();) {
    const std::uint8_t b = at(i);
    std::size_t tail = 0;
    if (in(b, 0x20, 0x7E)) {
      tail = 0;
    } else if (in(b, 0xC2, 0xDF)) {
      tail = 1;
      if (b == 0xC2 && at(i + 1) < 0xA0) return false;
    } else if (in(b, 0xE0, 0xEF)) {
      tail = 2;
      if (!in(at(i + 1), b == 0xE0 ? 0xA0 : 0x80, b == 0xED ? 0x9F : 0xBF)) return false;
    } else if (in(b, 0xF0, 0xF4)) {
      tail = 3;
      if (!in(at(i + 1), b == 0xF0 ? 0x90 : 0x80, b == 0xF4 ? 0x8F : 0xBF)) return false;
    } else {
      return false;
    }
    for (std::size_t k = 1; k <= tail; ++k) {
      if (!in(at(i + k), 0x80, 0xBF)) return false;
    }
    i += tail + 1;
  }
  return true;
}

void check_total(const std::string& text) {
  const auto dimension = dimension_of(text);
  for (Dimension wanted : kNamed) {
    const auto parsed = parse_si(text, wanted);
    RC_ASSERT(parsed.has_value() == (dimension.has_value() && *dimension == wanted));
    if (parsed) {
      RC_ASSERT(std::isfinite(*parsed));
    } else {
      RC_ASSERT(!parsed.error().message.empty());
      RC_ASSERT(parsed.error().message.size() + parsed.error().hint.size() < 400U);
      RC_ASSERT(is_clean_utf8(parsed.error().message));
      RC_ASSERT(is_clean_utf8(parsed.error().hint));
    }
  }
}

}  // namespace

TEST_CASE("The parser is total", "[property]") {
  rc::prop("arbitrary bytes are a finite quantity or an explained error",
           [](const std::string& text) { check_total(text); });
  rc::prop("fragments of quantities are a finite quantity or an explained error",
           [] { check_total(*nearly_quantity()); });
  rc::prop("a quantity with one byte changed is a finite quantity or an explained error", [] {
    std::string text = *rc::gen::element<std::string>("15.36 TB", "0.023 USD/GB-month", "$18.4 M",
                                                      "25 %/y", "1:4", "4 µs", "100 Gbps");
    text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
    check_total(text);
  });
}

TEST_CASE("Exact text is read back to the same double", "[property]") {
  rc::prop("any finite double survives in every named dimension", [] {
    const double si = *any_finite();
    for (Dimension dimension : kNamed) {
      const double back = read(exact_si(si, dimension), dimension);
      RC_ASSERT(std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(si));
    }
  });
  rc::prop("everyday numbers survive, too", [] {
    const double si = *everyday(18);
    for (Dimension dimension : kNamed) {
      RC_ASSERT(read(exact_si(si, dimension), dimension) == si);
    }
  });
  rc::prop("a short text in a usual unit does not grow", [] {
    const std::string unit = *rc::gen::element<std::string>(
        "B", "kB", "MB", "GB", "TB", "PB", "MiB", "GiB", "TiB", "s", "min", "h", "d", "mo", "y",
        "ns", "us", "ms", "GB/s", "MB/s", "MiB/s", "USD", "W", "kW", "MW", "kWh", "MWh", "USD/kWh",
        "USD/TB", "USD/GB-month", "USD/y", "USD/W", "kgCO2e", "kgCO2e/kWh", "kgCO2e/TB", "ns/B");
    const int thousandths = *rc::gen::inRange(1, 1'000'000);
    // At most three decimals, without zeros at the end.
    std::string number = std::to_string(thousandths / 1000);
    std::string decimals = std::to_string(1000 + thousandths % 1000).substr(1);
    while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
    if (!decimals.empty()) number += "." + decimals;
    const std::string text = number + " " + unit;
    const Dimension dimension = dimension_in(text);
    const std::string exact = exact_si(read(text, dimension), dimension);
    RC_ASSERT(exact.size() <= text.size() + 2);  // a handier number may cost two characters
  });
  rc::prop("a unit for headers is one in that unit, in every dimension", [] {
    const auto exponent = [] { return *rc::gen::inRange(-3, 4); };
    const Dimension dimension{exponent(), exponent(), exponent(), exponent(), exponent()};
    if (dimension == Dimension{}) return;
    const std::string text = "1 " + si_unit(dimension);
    RC_ASSERT((dimension_in(text) == dimension));
    RC_ASSERT(read(text, dimension) == 1.0);
    RC_ASSERT(read(exact_si(0.1, dimension), dimension) == 0.1);
  });
}

TEST_CASE("Units scale as physics says", "[property]") {
  rc::prop("decimal prefixes only move the decimal point", [] {
    const std::string digits =
        std::to_string(*rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000));
    const std::string family =
        *rc::gen::element<std::string>("B", "bit", "USD", "W", "Wh", "tCO2e");
    const auto dimension = dimension_in("1 " + family);
    const auto thousand = read(digits + " k" + family, dimension);
    RC_ASSERT(thousand == read(digits + "000 " + family, dimension));
    RC_ASSERT(thousand == read(digits + "e3 " + family, dimension));
  });
  rc::prop("a product or quotient of two symbols is that of their values", [] {
    const UnitSymbol a = *any_symbol();
    const UnitSymbol b = *any_symbol();
    const auto one = [](const UnitSymbol& u) {
      return static_cast<long double>(read("1 " + std::string{u.name()}, u.dimension));
    };
    const auto check = [](const std::string& text, Dimension dimension, long double expected) {
      RC_ASSERT((dimension_in(text) == dimension));
      const double value = read(text, dimension);
      // Each symbol alone and the whole are rounded at most twice: 6 half-units in the last place.
      RC_ASSERT(std::abs(value / expected - 1.0L) < 6 * 1.2e-16L);
    };
    const std::string x{a.name()};
    const std::string y{b.name()};
    check("1 " + x + "/" + y, a.dimension - b.dimension, one(a) / one(b));
    check("1 " + x + "*" + y, a.dimension + b.dimension, one(a) * one(b));
    check("1 USD/" + x + "-" + y, kMoney - a.dimension - b.dimension, 1.0L / (one(a) * one(b)));
    check("1 USD/" + x + "/" + y, kMoney - a.dimension - b.dimension, 1.0L / (one(a) * one(b)));
    check("1 /" + x, Dimension{} - a.dimension, 1.0L / one(a));
  });
  rc::prop("the value is the number times the unit", [] {
    const UnitSymbol unit = *any_symbol();
    const int number = *rc::gen::inRange(-1'000'000, 1'000'000);
    const std::string name{unit.name()};
    const double one = read("1 " + name, unit.dimension);
    const double value = read(std::to_string(number) + name, unit.dimension);
    RC_ASSERT(std::abs(value - number * one) <= 4e-16 * std::abs(value));
  });
  rc::prop("a ratio is its quotient, and upside down its inverse", [] {
    const int a = *rc::gen::inRange(1, 100'000);
    const int b = *rc::gen::inRange(1, 100'000);
    const double ratio = read(std::to_string(a) + ":" + std::to_string(b), {});
    RC_ASSERT(ratio == static_cast<double>(a) / b);
  });
}

TEST_CASE("Text for people is close to the value", "[property]") {
  rc::prop("it is read back within half of the last digit", [] {
    const double si = *everyday(21);
    for (Dimension dimension : kNamed) {
      // "1.25 M/s" is for people alone: a prefix without a unit is no unit.
      if (dimension == Frequency::dimension && si > 900) continue;
      const double back = read(format_si(si, dimension), dimension);
      // Three digits: 1.00 to 1.005 is 0.5 %. A rung that rounding filled adds a second rounding.
      RC_ASSERT(std::abs(back / si - 1.0) <= 0.0101);
    }
  });
  rc::prop("capacity in range shows three digits and a number from 1 to 999", [] {
    const double si = *everyday(18);
    if (si < 1 || si > 9e20) return;
    const std::string text = format_si(si, kBytes);
    const std::string number = text.substr(0, text.find(' '));
    const double shown = read(number, {});
    RC_ASSERT(shown >= 1.0);
    RC_ASSERT(shown <= 999.0);
    const auto digits = std::ranges::count_if(number, [](char c) { return c >= '0' && c <= '9'; });
    RC_ASSERT(digits == 3);
  });
  rc::prop("a larger value never looks smaller", [] {
    const double si = *everyday(18);
    const double larger = si * (1.0 + *rc::gen::inRange(0, 1000) * 1e-4);
    for (Dimension dimension : {kBytes, kTime, kMoney, kEnergy, kEnergy - kTime}) {
      RC_ASSERT(read(format_si(larger, dimension), dimension) >=
                read(format_si(si, dimension), dimension));
    }
  });
  rc::prop("a negative value is the positive one with a minus", [] {
    const double si = *everyday(18);
    for (Dimension dimension : kNamed) {
      RC_ASSERT(format_si(-si, dimension) == "-" + format_si(si, dimension));
    }
  });
  rc::prop("any double of any kind has a text", [](std::uint64_t bits) {
    for (Dimension dimension : kNamed) {
      RC_ASSERT(!format_si(std::bit_cast<double>(bits), dimension).empty());
    }
  });
}

TEST_CASE("Messages help", "[property]") {
  rc::prop("the example in a message is what is needed", [] {
    const Dimension given = *rc::gen::elementOf(kNamed);
    const Dimension wanted = *rc::gen::elementOf(kNamed);
    if (given == wanted) return;
    const std::string text = exact_si(*rc::gen::inRange(1, 1000), given);
    const auto parsed = parse_si(text, wanted);
    RC_ASSERT(!parsed.has_value());
    const std::string& message = parsed.error().message;
    const std::size_t start = message.find("such as '") + 9;
    const std::string example = message.substr(start, message.find('\'', start) - start);
    RC_ASSERT((dimension_in(example) == wanted));
  });
  rc::prop("one slip in a word of three letters or more is found", [] {
    const std::string word = *rc::gen::suchThat(
        rc::gen::container<std::string>(rc::gen::inRange('a', static_cast<char>('z' + 1))),
        [](const std::string& w) { return w.size() >= 4 && w.size() <= 40; });
    std::string slip = word;
    const std::size_t at = *rc::gen::inRange<std::size_t>(0, word.size() - 1);
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        slip.erase(at, 1);
        break;
      case 1:
        slip.insert(at, 1, 'x');
        break;
      case 2:
        slip[at] = '_';
        break;
      default:
        std::swap(slip[at], slip[at + 1]);
    }
    const std::vector<std::string> candidates = {"0123456789", word};
    RC_ASSERT(nearest(slip, candidates) == word);
  });
}
