// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "models/units/format.hpp"
#include "models/units/parse.hpp"
#include "models/units/unit_expression.hpp"

namespace penstock::units {
namespace {

/// A unit to write in. `rarity` is the number of characters that it must save to be preferred over
/// a familiar unit: 12.5 GB/s is no better as 45 TB/h.
struct Candidate {
  std::string_view unit;
  int rarity = 0;
};

struct Units {
  Dimension dimension;
  std::span<const Candidate> candidates;
};

// Of equally good texts the earlier unit wins. The SI unit, which can hold any double, is always
// in.
constexpr Candidate kCapacityUnits[] = {{"B"},  {"GB"},  {"TB"},  {"MB"},  {"kB"},  {"PB"},
                                        {"EB"}, {"GiB"}, {"MiB"}, {"KiB"}, {"TiB"}, {"PiB"}};
constexpr Candidate kTimeUnits[] = {{"y"},  {"d"},  {"h"},  {"min"}, {"s"},
                                    {"ms"}, {"us"}, {"ns"}, {"mo"},  {"w", 1}};
constexpr Candidate kEnergyUnits[] = {{"J"}, {"kWh"}, {"MWh"}, {"Wh"}};
constexpr Candidate kMoneyUnits[] = {{"USD"}, {"kUSD", 4}, {"MUSD", 3}};
constexpr Candidate kMassUnits[] = {{"kgCO2e"}, {"gCO2e", 1}, {"tCO2e"}};
constexpr Candidate kFrequencyUnits[] = {{"/s"},  {"/h", 1},   {"/d"},    {"/mo"},    {"/y"},
                                         {"%/y"}, {"/min", 1}, {"/w", 1}, {"%/mo", 2}};
constexpr Candidate kByteRateUnits[] = {
    {"B/s"},      {"GB/s"},     {"MB/s"},     {"kB/s"},      {"TB/s"},     {"GB/d", 3},
    {"TB/d", 3},  {"MB/d", 3},  {"PB/d", 3},  {"GB/h", 3},   {"TB/h", 3},  {"PB/y", 3},
    {"MiB/s", 1}, {"GiB/s", 1}, {"KiB/s", 1}, {"Gbit/s", 3}, {"Mbit/s", 3}};
constexpr Candidate kTimePerByteUnits[] = {{"s/B"}, {"ns/B"}, {"us/B"}};
constexpr Candidate kPowerUnits[] = {{"W"}, {"kW"}, {"MW"}, {"mW"}};
constexpr Candidate kEnergyPriceUnits[] = {
    {"USD/kWh"}, {"USD/MWh", 3}, {"USD/kW-month"}, {"USD/J"}};
constexpr Candidate kCapacityPriceUnits[] = {{"USD/TB"}, {"USD/GB"}, {"USD/B"}};
constexpr Candidate kStoragePriceUnits[] = {
    {"USD/GB-month"}, {"USD/TB-month", 5}, {"USD/GiB-month"}, {"USD/B-s"}};
constexpr Candidate kMoneyRateUnits[] = {
    {"USD/y"}, {"USD/mo", 2}, {"USD/h", 1}, {"USD/d", 2}, {"USD/s"}};
constexpr Candidate kPowerPriceUnits[] = {{"USD/W"}, {"USD/kW"}};
constexpr Candidate kCarbonIntensityUnits[] = {{"kgCO2e/kWh"}, {"gCO2e/kWh", 2}, {"kgCO2e/J"}};
constexpr Candidate kCarbonPerByteUnits[] = {{"kgCO2e/TB"}, {"gCO2e/GB", 3}, {"kgCO2e/B"}};

constexpr Units kUnits[] = {
    {Bytes::dimension, kCapacityUnits},
    {Seconds::dimension, kTimeUnits},
    {Joules::dimension, kEnergyUnits},
    {Money::dimension, kMoneyUnits},
    {Kilograms::dimension, kMassUnits},
    {Frequency::dimension, kFrequencyUnits},
    {ByteRate::dimension, kByteRateUnits},
    {SecondsPerByte::dimension, kTimePerByteUnits},
    {Watts::dimension, kPowerUnits},
    {EnergyPrice::dimension, kEnergyPriceUnits},
    {CapacityPrice::dimension, kCapacityPriceUnits},
    {StoragePrice::dimension, kStoragePriceUnits},
    {MoneyRate::dimension, kMoneyRateUnits},
    {PowerPrice::dimension, kPowerPriceUnits},
    {CarbonIntensity::dimension, kCarbonIntensityUnits},
    {CarbonPerByte::dimension, kCarbonPerByteUnits},
};

/// digits * 10^exponent with `digits` free of a point and of zeros at its end: 15.36 is 1536, -2.
struct Digits {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

/// Reads the scientific form that to_chars writes.
Digits digits_of(std::string_view scientific) {
  Digits result;
  const std::size_t e = scientific.find('e');
  assert(e != std::string_view::npos);
  const char* exponent = scientific.data() + e + 1;
  if (*exponent == '+') ++exponent;
  std::from_chars(exponent, scientific.data() + scientific.size(), result.exponent);
  int decimals = 0;
  bool after_point = false;
  for (const char c : scientific.substr(0, e)) {
    if (c == '-') result.negative = true;
    if (c == '.') after_point = true;
    if (c < '0' || c > '9') continue;
    result.digits += c;
    decimals += after_point ? 1 : 0;
  }
  result.exponent -= decimals;
  while (result.digits.size() > 1 && result.digits.back() == '0') {
    result.digits.pop_back();
    ++result.exponent;
  }
  return result;
}

/// The shortest decimal digits that are read back to `value`; `precision` limits them if positive.
Digits digits_of(double value, int precision = 0) {
  std::array<char, 64> buffer;
  char* const begin = buffer.data();
  char* const limit = begin + buffer.size();
  const auto end =
      precision > 0 ? std::to_chars(begin, limit, value, std::chars_format::scientific, precision)
                    : std::to_chars(begin, limit, value, std::chars_format::scientific);
  return digits_of(std::string_view{begin, end.ptr});
}

/// The plain form, or the exponent form if that is much shorter: 50000, but 1e6.
std::string text_of(const Digits& number) {
  const std::string& digits = number.digits;
  const int size = static_cast<int>(digits.size());
  const int point = size + number.exponent;  // where the point stands, counted from the left
  const std::string sign = number.negative ? "-" : "";
  if (digits == "0") return sign + "0";

  std::string plain;
  constexpr int kTooManyZeros = 20;
  if (number.exponent >= 0 && number.exponent < kTooManyZeros) {
    plain = digits + std::string(static_cast<std::size_t>(number.exponent), '0');
  } else if (number.exponent < 0 && point > 0) {
    plain = fmt::format("{}.{}", digits.substr(0, static_cast<std::size_t>(point)),
                        digits.substr(static_cast<std::size_t>(point)));
  } else if (number.exponent < 0 && point > -kTooManyZeros) {
    plain = fmt::format("0.{}{}", std::string(static_cast<std::size_t>(-point), '0'), digits);
  }
  const std::string mantissa =
      size == 1 ? digits : fmt::format("{}.{}", digits.substr(0, 1), digits.substr(1));
  const std::string scientific = fmt::format("{}e{}", mantissa, point - 1);
  constexpr std::size_t kWorthAnExponent = 4;
  const bool is_plain = !plain.empty() && plain.size() < scientific.size() + kWorthAnExponent;
  return sign + (is_plain ? plain : scientific);
}

bool same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

std::string joined(const Digits& number, std::string_view unit) {
  const bool no_space = unit.empty() || unit.front() == '/';
  return fmt::format("{}{}{}", text_of(number), no_space ? "" : " ", unit);
}

/// `si` written in `unit`, exactly or, if that takes more than 15 digits, empty.
std::string written_in(double si, Dimension dimension, std::string_view unit) {
  UnitScale scale;
  [[maybe_unused]] const auto read = read_unit(unit, scale);
  assert(read && scale.dimension == dimension);
  Digits digits;
  if (scale.factor == 1.0 && scale.divisor == 1.0) {
    digits = digits_of(si);  // a power of ten only moves the point
    digits.exponent -= scale.exp10;
  } else {
    // What a person wrote has few digits; 15 decimal digits survive the way through a double.
    constexpr int kDecimals = 14;
    const double number = si * scale.divisor / scale.factor;
    if (!std::isfinite(number) || number == 0.0) return "";
    digits = digits_of(number, kDecimals);
    digits.exponent -= scale.exp10;
  }
  std::string text = joined(digits, unit);
  const auto back = parse_si(text, dimension);
  if (!back || !same(*back, si)) text.clear();
  return text;
}

/// How hard the number is to read: "15.36 TB" 0, "15360 GB" and "0.5 h" 1, "1e6 B" 2.
int clumsiness(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t number = std::min(text.find_first_not_of("0123456789.e-"), text.size());
  if (text.substr(0, number).find('e') != std::string_view::npos) return 2;
  return text.front() == '0' || text.find_first_not_of("0123456789") > 3 ? 1 : 0;
}

}  // namespace

std::string exact_si(double si, Dimension dimension) {
  if (!std::isfinite(si)) throw std::invalid_argument("exact_si: the value is not finite");
  const std::string base = dimension == Dimension{} ? "" : si_unit(dimension);
  std::string best =
      joined(digits_of(si), base.starts_with("1/") ? std::string_view{base}.substr(1) : base);
  const auto found = std::ranges::find(kUnits, dimension, &Units::dimension);
  if (found == std::end(kUnits) || si == 0.0) return best;

  const auto rank = [](const std::string& text, int rarity) {
    const int clumsy = clumsiness(text);
    return std::pair{static_cast<int>(text.size()) + rarity + clumsy, clumsy};
  };
  auto best_rank = std::pair{std::numeric_limits<int>::max(), 0};
  for (const Candidate& candidate : found->candidates) {
    std::string text = written_in(si, dimension, candidate.unit);
    if (text.empty()) continue;
    if (const auto its_rank = rank(text, candidate.rarity); its_rank < best_rank) {
      best_rank = its_rank;
      best = std::move(text);
    }
  }
  return best;
}

}  // namespace penstock::units
