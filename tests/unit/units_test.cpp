// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <catch2/catch.hpp>
#include <cmath>
#include <concepts>
#include <limits>
#include <locale>
#include <string>
#include <type_traits>
#include <vector>

#include "models/units/format.hpp"
#include "models/units/parse.hpp"
#include "models/units/quantity.hpp"

namespace units = penstock::units;
using namespace penstock::units;  // NOLINT(google-build-using-namespace)

// ---------------------------------------------------------------------------------------------
// Dimensions are checked by the compiler.
template <typename A, typename B>
concept Addable = requires(A a, B b) { a + b; };
template <typename A, typename B>
concept Comparable = requires(A a, B b) { a < b; };

static_assert(std::same_as<decltype(Bytes{} / Seconds{}), ByteRate>);
static_assert(std::same_as<decltype(ByteRate{} * Seconds{}), Bytes>);
static_assert(std::same_as<decltype(Bytes{} / ByteRate{}), Seconds>);
static_assert(std::same_as<decltype(Seconds{} / Bytes{}), SecondsPerByte>);
static_assert(std::same_as<decltype(1.0 / ByteRate{}), SecondsPerByte>);
static_assert(std::same_as<decltype(1 / Seconds{}), Frequency>);
static_assert(std::same_as<decltype(Frequency{} * Bytes{}), ByteRate>);
static_assert(std::same_as<decltype(Joules{} / Seconds{}), Watts>);
static_assert(std::same_as<decltype(Watts{} * Seconds{}), Joules>);
static_assert(std::same_as<decltype(EnergyPrice{} * Joules{}), Money>);
static_assert(std::same_as<decltype(EnergyPrice{} * Watts{}), MoneyRate>);
static_assert(std::same_as<decltype(CapacityPrice{} * Bytes{}), Money>);
static_assert(std::same_as<decltype(StoragePrice{} * Bytes{} * Seconds{}), Money>);
static_assert(std::same_as<decltype(PowerPrice{} * Watts{}), Money>);
static_assert(std::same_as<decltype(PowerRent{} * Watts{} * Seconds{}), Money>);
static_assert(std::same_as<PowerRent, EnergyPrice>);
static_assert(std::same_as<decltype(CarbonIntensity{} * Joules{}), Kilograms>);
static_assert(std::same_as<decltype(CarbonPerByte{} * Bytes{}), Kilograms>);
static_assert(std::same_as<decltype(Bytes{} / Bytes{}), Ratio>);
static_assert(std::same_as<decltype(2 * Ratio{}), Ratio>);
static_assert(std::same_as<decltype(Ratio{} * 2), Ratio>);

static_assert(Addable<Bytes, Bytes> && !Addable<Bytes, Seconds> && !Addable<Bytes, double>);
static_assert(Comparable<Bytes, Bytes> && !Comparable<Bytes, Seconds>);
static_assert(!std::convertible_to<double, Bytes> && !std::convertible_to<Bytes, double>);
static_assert(std::convertible_to<Ratio, double>);
static_assert(3 * kTB / (2.0 * kTB) == 1.5);
static_assert(kYear.si() == 12.0 * kMonth.si());
static_assert(-kGB < Bytes{} && kGB - kMB == Bytes{999e6});

namespace {

/// The value of a text that must be a quantity.
template <typename Q>
double value(const std::string& text) {
  INFO(text);
  const auto parsed = units::parse<Q>(text);
  if (!parsed) FAIL(text << ": " << parsed.error().message);
  return parsed->si();
}

template <typename Q>
ParseError error(const std::string& text) {
  INFO(text);
  const auto parsed = units::parse<Q>(text);
  if (parsed) FAIL(text << " was accepted as " << parsed->si());
  return parsed.error();
}

template <typename Q>
std::string message(const std::string& text) {
  return error<Q>(text).message;
}

template <typename Q>
std::string hint(const std::string& text) {
  return error<Q>(text).hint;
}

struct Expected {
  std::string unit;
  double si;
};

template <typename Q>
void check_all(const std::vector<Expected>& table) {
  for (const auto& [unit, si] : table) {
    CHECK(value<Q>("1 " + unit) == si);
    // Three halves of a unit are exact in binary, unless a quotient is not.
    CHECK(value<Q>("1.5 " + unit) == Approx(1.5 * si).epsilon(4e-16));
  }
}

}  // namespace

// ---------------------------------------------------------------------------------------------
// Values

TEST_CASE("Every unit symbol has its value in SI base units", "[unit]") {
  check_all<Bytes>({{"B", 1},
                    {"kB", 1e3},
                    {"KB", 1e3},
                    {"MB", 1e6},
                    {"GB", 1e9},
                    {"TB", 1e12},
                    {"PB", 1e15},
                    {"EB", 1e18},
                    {"KiB", 1024},
                    {"MiB", 1048576},
                    {"GiB", 1073741824},
                    {"TiB", 1099511627776},
                    {"PiB", 1125899906842624},
                    {"EiB", 1152921504606846976},
                    {"b", 0.125},
                    {"bit", 0.125},
                    {"kbit", 125},
                    {"Mbit", 125e3},
                    {"Mb", 125e3},
                    {"Gbit", 125e6},
                    {"Gb", 125e6},
                    {"Tbit", 125e9},
                    {"Kibit", 128},
                    {"Gibit", 134217728}});
  check_all<Seconds>({{"ns", 1e-9},     {"us", 1e-6},       {"µs", 1e-6},        {"μs", 1e-6},
                      {"ms", 1e-3},     {"s", 1},           {"seconds", 1},      {"min", 60},
                      {"minutes", 60},  {"h", 3600},        {"hours", 3600},     {"d", 86400},
                      {"days", 86400},  {"w", 604800},      {"wk", 604800},      {"weeks", 604800},
                      {"mo", 2629800},  {"month", 2629800}, {"months", 2629800}, {"y", 31557600},
                      {"yr", 31557600}, {"year", 31557600}, {"years", 31557600}});
  check_all<Frequency>({{"/s", 1},
                        {"1/s", 1},
                        {"/d", 1.0 / 86400},
                        {"/mo", 1.0 / 2629800},
                        {"/y", 1.0 / 31557600},
                        {"%/y", 0.01 / 31557600},
                        {"Hz", 1},
                        {"kHz", 1e3},
                        {"GHz", 1e9},
                        {"IOPS", 1},
                        {"kIOPS", 1e3},
                        {"MIOPS", 1e6},
                        {"rpm", 1.0 / 60}});
  check_all<ByteRate>({{"GB/s", 1e9},
                       {"GB/d", 1e9 / 86400},
                       {"TB/y", 1e12 / 31557600},
                       {"MiB/s", 1048576},
                       {"Gbit/s", 125e6},
                       {"Gb/s", 125e6},
                       {"Gbps", 125e6},
                       {"Mbps", 125e3},
                       {"MBps", 1e6}});
  check_all<Money>({{"USD", 1}, {"$", 1}, {"kUSD", 1e3}, {"MUSD", 1e6}});
  check_all<EnergyPrice>({{"USD/kWh", 1 / 3.6e6}, {"USD/kW-month", 1 / (1e3 * 2629800)}});
  check_all<CapacityPrice>({{"USD/TB", 1e-12}, {"$/GB", 1e-9}});
  check_all<StoragePrice>({{"USD/GB-month", 1 / (1e9 * 2629800)},
                           {"USD/GB-mo", 1 / (1e9 * 2629800)},
                           {"USD/GB/mo", 1 / (1e9 * 2629800)}});
  check_all<MoneyRate>({{"USD/y", 1.0 / 31557600}, {"kUSD/mo", 1e3 / 2629800}});
  check_all<PowerPrice>({{"USD/W", 1}, {"MUSD/MW", 1}, {"USD/kW", 1e-3}});
  check_all<Watts>({{"mW", 1e-3}, {"W", 1}, {"kW", 1e3}, {"MW", 1e6}, {"J/s", 1}, {"kWh/h", 1e3}});
  check_all<Joules>({{"J", 1},
                     {"kJ", 1e3},
                     {"Wh", 3600},
                     {"kWh", 3.6e6},
                     {"MWh", 3.6e9},
                     {"W-h", 3600},
                     {"W*s", 1}});
  check_all<Kilograms>({{"gCO2e", 1e-3}, {"kgCO2e", 1}, {"tCO2e", 1e3}, {"ktCO2e", 1e6}});
  check_all<CarbonIntensity>({{"kgCO2e/kWh", 1 / 3.6e6}, {"gCO2e/kWh", 1e-3 / 3.6e6}});
  check_all<CarbonPerByte>({{"kgCO2e/TB", 1e-12}, {"gCO2e/GB", 1e-12}});
  check_all<SecondsPerByte>({{"ns/B", 1e-9}, {"s/GB", 1e-9}, {"ms/MB", 1e-9}});
  check_all<Ratio>({{"%", 0.01}, {"GB/GB", 1}, {"TB/GB", 1000}});
}

TEST_CASE("Numbers are decimal, with or without fraction, exponent and sign", "[unit]") {
  CHECK(value<Ratio>("7") == 7.0);
  CHECK(value<Ratio>("1e3") == 1000.0);
  CHECK(value<Ratio>("1E+3") == 1000.0);
  CHECK(value<Ratio>("25e-2") == 0.25);
  CHECK(value<Ratio>("2.5") == 2.5);
  CHECK(value<Ratio>(".5") == 0.5);
  CHECK(value<Ratio>("5.") == 5.0);
  CHECK(value<Ratio>("-1") == -1.0);
  CHECK(value<Ratio>("+1") == 1.0);
  CHECK(value<Ratio>("007") == 7.0);
  CHECK(value<Ratio>("0e99999") == 0.0);
  CHECK(value<Ratio>("  7\t") == 7.0);
  CHECK(value<Bytes>("1EB") == 1e18);  // not an exponent
  CHECK(value<Bytes>("1e2EB") == 1e20);
  CHECK(value<Bytes>("30GB") == 30e9);
  CHECK(value<Bytes>("30   GB") == 30e9);
  CHECK(std::signbit(value<Bytes>("-0 B")));
}

TEST_CASE("A ratio of two numbers and a percentage are pure numbers", "[unit]") {
  CHECK(value<Ratio>("1:4") == 0.25);
  CHECK(value<Ratio>("10:2.5") == 4.0);
  CHECK(value<Ratio>("25 %") == 0.25);
  CHECK(value<Ratio>("25%") == 0.25);
  CHECK(value<Ratio>("0.1 %") == 0.001);
  CHECK(value<Frequency>("25 %/y") == 0.25 / 31557600);
}

TEST_CASE("Money may be written with a dollar sign in front", "[unit]") {
  CHECK(value<Money>("$5") == 5.0);
  CHECK(value<Money>("-$5") == -5.0);
  CHECK(value<Money>("$18.4 M") == 18.4e6);
  CHECK(value<Money>("$18.4k") == 18.4e3);
  CHECK(value<EnergyPrice>("$0.12/kWh") == 0.12 / 3.6e6);
  CHECK(value<MoneyRate>("$3 k/y") == 3000.0 / 31557600);
  CHECK(value<StoragePrice>("$0.023/GB-month") == 0.023 / (1e9 * 2629800));
}

TEST_CASE("A hyphen binds tighter than a slash and a star does not", "[unit]") {
  CHECK(dimension_of("1 USD/GB-month").value() == StoragePrice::dimension);
  CHECK(dimension_of("1 USD/GB*month").value() == CapacityPrice::dimension + kTime);
  CHECK(dimension_of("1 kW-month").value() == kEnergy);
  CHECK(value<Joules>("6 kWh / h * min") == 6 * 3.6e6 / 60);
}

TEST_CASE("Decimal units are rounded once, as the literal is", "[unit]") {
  CHECK(value<Bytes>("15.36 TB") == 15.36e12);
  CHECK(value<Bytes>("0.1 TB") == 0.1e12);
  CHECK(value<Bytes>("1.1 EB") == 1.1e18);
  CHECK(value<Seconds>("0.3 ms") == 0.3e-3);
  CHECK(value<CapacityPrice>("14.7 USD/TB") == 14.7e-12);
  CHECK(value<Ratio>("93.1 %") == 0.931);
  CHECK(value<EnergyPrice>("0.12 USD/kWh") == (Money{0.12} / kKilowattHour).si());
  CHECK(value<ByteRate>("400 GB/d") == (400 * kGB / kDay).si());
}

TEST_CASE("The locale has no influence on numbers", "[unit]") {
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::locale before = std::locale::global(std::locale{std::locale::classic(), new Comma});
  const double parsed = value<Bytes>("1.5 TB");
  const std::string formatted = units::format(Bytes{1.5e12});
  const std::string exact = units::exact(Bytes{15.36e12});
  std::locale::global(before);
  CHECK(parsed == 1.5e12);
  CHECK(formatted == "1.50 TB");
  CHECK(exact == "15.36 TB");
}

// ---------------------------------------------------------------------------------------------
// Errors

TEST_CASE("A wrong dimension is named together with the one that is needed", "[unit]") {
  CHECK(message<ByteRate>("30 GB") ==
        "'30 GB' is a capacity, but a data rate such as '30 GB/s' is needed");
  CHECK(message<Bytes>("30 GB/s") ==
        "'30 GB/s' is a data rate, but a capacity such as '30 TB' is needed");
  CHECK(message<Joules>("5 kW") == "'5 kW' is a power, but an energy such as '5 kWh' is needed");
  CHECK(message<Frequency>("25 %") ==
        "'25 %' is a percentage, but a frequency such as '25 %/y' is needed");
  CHECK(message<Ratio>("25 %/y") ==
        "'25 %/y' is a frequency, but a pure number such as '25 %' is needed");
  CHECK(message<Ratio>("30 GB") ==
        "'30 GB' is a capacity, but a pure number such as '30' is needed");
  CHECK(message<Bytes>("1:4") == "'1:4' is a ratio, but a capacity such as '30 TB' is needed");
  CHECK(message<Money>("3 USD/kWh") ==
        "'3 USD/kWh' is an energy price, but an amount of money such as '3 USD' is needed");
  CHECK(message<Bytes>("2 GB-h") ==
        "'2 GB-h' is a quantity in B-s, but a capacity such as '2 TB' is needed");
}

TEST_CASE("A missing unit is asked for with the number that was given", "[unit]") {
  CHECK(message<Bytes>("30") == "'30' has no unit; a capacity such as '30 TB' is needed");
  CHECK(message<Frequency>("-2.5") == "'-2.5' has no unit; a frequency such as '-2.5/s' is needed");
  CHECK(message<Seconds>("1e3") == "'1e3' has no unit; a duration such as '1e3 h' is needed");
}

TEST_CASE("An unknown unit comes with the one that is meant", "[unit]") {
  CHECK(message<Bytes>("30 TBB") == "'TBB' is not a unit");
  CHECK(hint<Bytes>("30 TBB") == "did you mean 'TB'?");
  CHECK(hint<Joules>("5 KWH") == "did you mean 'kWh'?");
  CHECK(hint<Bytes>("5 Gib") == "did you mean 'GiB'?");
  CHECK(hint<Kilograms>("5 kgCO2") == "did you mean 'kgCO2e'?");
  CHECK(hint<Money>("5 UDS") == "did you mean 'USD'?");
  CHECK(hint<Seconds>("5 m") == "write 'min' for minutes or 'mo' for months");
  CHECK(hint<Frequency>("1 k/s") == "write the factor into the number: '5e3'");
  CHECK(hint<Money>("5 EUR") == "money is written in USD, whatever the currency of the scenario");
  CHECK(hint<CapacityPrice>("5 USD/drive") == "counts have no unit: leave the word out");
  CHECK(message<Money>("0.005 USD/1k") == "'1k' is not a unit");
  CHECK(hint<StoragePrice>("5 USD/(GB-month)") ==
        "leave the parentheses out: '-' binds tighter than '/', as in 'USD/GB-month'");
  CHECK(hint<Bytes>("5 xyzzy") == "a capacity such as '5 TB' is needed");
}

TEST_CASE("Bits and bytes are told apart", "[unit]") {
  CHECK(message<ByteRate>("30 Gb") ==
        "'30 Gb' is a capacity, but a data rate such as '30 Gb/s' is needed");
  CHECK(hint<ByteRate>("30 Gb") == "'Gb' is gigabits; write 'GB' for gigabytes");
  CHECK(hint<Bytes>("30 gb") ==
        "upper and lower case differ: did you mean 'GB' (gigabytes) or 'Gb' (gigabits)?");
  CHECK(hint<Bytes>("64 kb") == "write 'kB' for kilobytes or 'kbit' for kilobits");
}

TEST_CASE("Joined words with faults say where the fault is", "[unit]") {
  CHECK(message<ByteRate>("2 TB per day") == "'per' does not belong after 'TB'");
  CHECK(hint<ByteRate>("2 TB per day") == "write '/' instead of 'per'");
  CHECK(message<Bytes>("5 GB s") == "'s' does not belong after 'GB'");
  CHECK(message<Bytes>("5 GB/") == "in 'GB/', a unit is missing after '/'");
  CHECK(message<Bytes>("5 -GB") == "in '-GB', a unit is missing before '-'");
  CHECK(message<Bytes>("5 GB//s") == "in 'GB//s', a unit is missing after '/'");
  CHECK(message<Bytes>("5 GB-") == "in 'GB-', a unit is missing after '-'");
  CHECK(message<Money>("$5 USD") == "'USD' does not belong in '$5 USD'");
  CHECK(message<Money>("$5 kWh") == "'kWh' does not belong in '$5 kWh'");
}

TEST_CASE("Foreign notations of numbers are refused with the right one", "[unit]") {
  for (const char* text : {"1,000 GB", "1 000 GB", "1_000 GB", "1'000 GB", "1.000.000 GB"}) {
    CHECK(message<Bytes>(text) == "'" + std::string{text} + "' has a separator inside the number");
  }
  CHECK(message<Bytes>("0x10 B") == "'0x10 B' is not a decimal number");
  for (const char* text : {"nan", "NaN B", "inf", "-Infinity GB", ".inf", "+inf"}) {
    CHECK(message<Bytes>(text) == "'" + std::string{text} + "' is not a finite number");
  }
  CHECK(message<Bytes>("fast") == "'fast' does not begin with a number");
  CHECK(message<Bytes>("-") == "'-' does not begin with a number");
  CHECK(message<Bytes>(".") == "'.' does not begin with a number");
  CHECK(message<Money>("$") == "'$' does not begin with a number");
  CHECK(message<Bytes>("") == "the text is empty");
  CHECK(message<Bytes>(" \t\n") == "the text is empty");
  CHECK(hint<Bytes>("") == "a capacity such as '30 TB' is needed");
}

TEST_CASE("Composite words of the scenario language are not quantities", "[unit]") {
  for (const char* text : {"2x200GbE", "8+2", "08:00-20:00", "11 nines", "100GbE", "8x tlc-7t",
                           "once per day", "2026-11-22"}) {
    INFO(text);
    CHECK_FALSE(dimension_of(text).has_value());
  }
}

TEST_CASE("Overflow, underflow and division by zero are errors", "[unit]") {
  const std::string range = " is too large or too small for a number here";
  for (const char* text : {"1e999", "-1e999", "1e-999", "1e308:1e-308", "1e-308:1e308"}) {
    CHECK(message<Ratio>(text) == "'" + std::string{text} + "'" + range);
  }
  CHECK(message<Bytes>("1e300 EB") == "'1e300 EB'" + range);
  CHECK(message<Bytes>("1e306 PiB") == "'1e306 PiB'" + range);
  CHECK(message<Seconds>("1e-320 ns") == "'1e-320 ns'" + range);
  CHECK(message<Bytes>("1e99999999999999999999 B") == "'1e99999999999999999999 B'" + range);
  CHECK(message<Ratio>("1:0") == "'1:0' divides by zero");
  std::string deep = "1 B";
  for (int i = 0; i < 48; ++i) deep += "/y";
  CHECK(message<Bytes>(deep).ends_with(range));
}

TEST_CASE("Bytes that are no text do not reach the message", "[unit]") {
  CHECK(message<Bytes>("4 \xFF\x01TB") == "'\\xFF\\x01TB' is not a unit");
  CHECK(message<Bytes>("4 \xC0\xAF") == "'\\xC0\\xAF' is not a unit");           // overlong
  CHECK(message<Bytes>("4 \xED\xA0\x80") == "'\\xED\\xA0\\x80' is not a unit");  // surrogate
  CHECK(message<Bytes>("4 \xE2\x82") == "'\\xE2\\x82' is not a unit");           // cut off
  CHECK(message<Bytes>("4 €") == "'€' is not a unit");
  CHECK(hint<Bytes>("4\u00A0TB") == "it holds a special space character: write a plain space");
  CHECK(message<Bytes>(std::string("4 T\0B", 5)) == "'T\\x00B' is not a unit");
}

TEST_CASE("A text of any length is refused quickly", "[unit]") {
  const std::string zeros(10'000'000, '0');
  const auto refused = error<Bytes>(zeros);
  CHECK(refused.message.find("is too long for a quantity") != std::string::npos);
  CHECK(refused.message.size() < 120);
  CHECK(value<Bytes>(std::string(90, '0') + "7 B") == 7.0);
  CHECK(value<Ratio>("0." + std::string(97, '3')) == 1.0 / 3.0);
}

TEST_CASE("The dimension of a text is found without knowing what is wanted", "[unit]") {
  CHECK(dimension_of("30 GB/s").value() == ByteRate::dimension);
  CHECK(dimension_of("30").value() == Dimension{});
  CHECK(dimension_of("$5").value() == kMoney);
  CHECK(dimension_of("fast").error().hint == "a quantity such as '15.36 TB' is needed");
}

TEST_CASE("The nearest word is found among candidates, or none", "[unit]") {
  const std::vector<std::string> words = {"retain", "record", "copies", "checkpoint", "rate"};
  CHECK(nearest("retian", words) == "retain");
  CHECK(nearest("reCord", words) == "record");
  CHECK(nearest("chekpoint", words) == "checkpoint");
  CHECK(nearest("rte", words) == "rate");
  CHECK(nearest("rate", words) == "rate");
  // Of two letters one edit is half the word; a wrong case is less.
  const std::vector<std::string> symbols = {"dB", "kW"};
  CHECK(nearest("KW", symbols) == "kW");
  CHECK(nearest("xW", symbols) == std::nullopt);
  CHECK(nearest("CHECKPOINTS", words) == "checkpoint");
  const std::vector<std::string> cases = {"kb", "KB", "kB"};
  CHECK(nearest("kB", cases) == "kB");
  CHECK(nearest("KB", cases) == "KB");
  CHECK(nearest("accelerator", words) == std::nullopt);
  CHECK(nearest("", words) == std::nullopt);
  CHECK(nearest(std::string(100'000, 'r'), words) == std::nullopt);
  CHECK(nearest("retain", {}) == std::nullopt);
}
