// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/units/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>

namespace penstock::units {
namespace {

/// One step of the prefixes of a dimension: how large it is in SI base units and what is written
/// after the number.
struct Rung {
  double size;
  std::string_view suffix;
};

struct Ladder {
  Dimension dimension;
  std::string_view before;      ///< "$" for money
  std::span<const Rung> rungs;  ///< rising
};

constexpr double kMin = kMinute.si();
constexpr double kH = kHour.si();
constexpr double kD = kDay.si();
constexpr double kMo = kMonth.si();
constexpr double kY = kYear.si();
constexpr double kWh = kHour.si();

constexpr Rung kCapacityRungs[] = {{1, " B"},     {1e3, " kB"},  {1e6, " MB"}, {1e9, " GB"},
                                   {1e12, " TB"}, {1e15, " PB"}, {1e18, " EB"}};
constexpr Rung kByteRateRungs[] = {{1, " B/s"},     {1e3, " kB/s"},  {1e6, " MB/s"}, {1e9, " GB/s"},
                                   {1e12, " TB/s"}, {1e15, " PB/s"}, {1e18, " EB/s"}};
constexpr Rung kTimeRungs[] = {{1e-9, " ns"},  {1e-6, " us"}, {1e-3, " ms"}, {1, " s"},
                               {kMin, " min"}, {kH, " h"},    {kD, " d"},    {kY, " y"}};
constexpr Rung kFrequencyRungs[] = {{1 / kY, " /y"},     {1 / kD, " /d"}, {1 / kH, " /h"},
                                    {1 / kMin, " /min"}, {1, " /s"},      {1e3, " k/s"},
                                    {1e6, " M/s"},       {1e9, " G/s"}};
constexpr Rung kTimePerByteRungs[] = {
    {1e-9, " ns/B"}, {1e-6, " us/B"}, {1e-3, " ms/B"}, {1, " s/B"}};
constexpr Rung kEnergyRungs[] = {{1, " J"},           {kWh, " Wh"},        {1e3 * kWh, " kWh"},
                                 {1e6 * kWh, " MWh"}, {1e9 * kWh, " GWh"}, {1e12 * kWh, " TWh"}};
constexpr Rung kPowerRungs[] = {{1e-3, " mW"}, {1, " W"}, {1e3, " kW"}, {1e6, " MW"}, {1e9, " GW"}};
constexpr Rung kMassRungs[] = {
    {1e-3, " gCO2e"}, {1, " kgCO2e"}, {1e3, " tCO2e"}, {1e6, " ktCO2e"}, {1e9, " MtCO2e"}};
constexpr Rung kCarbonIntensityRungs[] = {{1e-3 / (1e3 * kWh), " gCO2e/kWh"},
                                          {1 / (1e3 * kWh), " kgCO2e/kWh"}};
constexpr Rung kCarbonPerByteRungs[] = {
    {1e-3 / 1e12, " gCO2e/TB"}, {1 / 1e12, " kgCO2e/TB"}, {1e3 / 1e12, " tCO2e/TB"}};
constexpr Rung kMoneyRungs[] = {{1, ""}, {1e3, " k"}, {1e6, " M"}, {1e9, " G"}};
constexpr Rung kMoneyRateRungs[] = {
    {1 / kY, "/y"}, {1e3 / kY, " k/y"}, {1e6 / kY, " M/y"}, {1e9 / kY, " G/y"}};
constexpr Rung kEnergyPriceRungs[] = {{1 / (1e3 * kWh), "/kWh"}};
constexpr Rung kCapacityPriceRungs[] = {{1 / 1e12, "/TB"}, {1e3 / 1e12, " k/TB"}};
constexpr Rung kStoragePriceRungs[] = {{1 / (1e12 * kMo), "/TB-month"},
                                       {1e3 / (1e12 * kMo), " k/TB-month"}};
constexpr Rung kPowerPriceRungs[] = {{1, "/W"}, {1e3, " k/W"}};
constexpr Rung kPlainRungs[] = {{1, ""}};

constexpr Ladder kLadders[] = {
    {Ratio::dimension, "", kPlainRungs},
    {Bytes::dimension, "", kCapacityRungs},
    {Seconds::dimension, "", kTimeRungs},
    {Joules::dimension, "", kEnergyRungs},
    {Money::dimension, "$", kMoneyRungs},
    {Kilograms::dimension, "", kMassRungs},
    {Frequency::dimension, "", kFrequencyRungs},
    {ByteRate::dimension, "", kByteRateRungs},
    {SecondsPerByte::dimension, "", kTimePerByteRungs},
    {Watts::dimension, "", kPowerRungs},
    {EnergyPrice::dimension, "$", kEnergyPriceRungs},
    {CapacityPrice::dimension, "$", kCapacityPriceRungs},
    {StoragePrice::dimension, "$", kStoragePriceRungs},
    {MoneyRate::dimension, "$", kMoneyRateRungs},
    {PowerPrice::dimension, "$", kPowerPriceRungs},
    {CarbonIntensity::dimension, "", kCarbonIntensityRungs},
    {CarbonPerByte::dimension, "", kCarbonPerByteRungs},
};

/// A positive number rounded to significant digits: 1.54e1 has the mantissa "1.54".
struct Rounded {
  double value;
  int exponent;
  std::string mantissa;
};

Rounded round_to(double value, int digits) {
  const std::string text = fmt::format("{:.{}e}", value, digits - 1);
  const std::size_t e = text.find('e');
  Rounded rounded{0.0, 0, text.substr(0, e)};
  const char* exponent = text.data() + e + 1;
  if (*exponent == '+') ++exponent;
  std::from_chars(exponent, text.data() + text.size(), rounded.exponent);
  std::from_chars(text.data(), text.data() + text.size(), rounded.value);
  return rounded;
}

std::string number_text(const Rounded& rounded, int digits) {
  // Outside this range zeros would have to be counted.
  constexpr int kSmallestFixed = -3;
  constexpr int kLargestFixed = 5;
  if (rounded.exponent < kSmallestFixed || rounded.exponent > kLargestFixed) {
    return fmt::format("{}e{}", rounded.mantissa, rounded.exponent);
  }
  return fmt::format("{:.{}f}", rounded.value, std::max(0, digits - 1 - rounded.exponent));
}

std::string on_ladder(double magnitude, std::span<const Rung> rungs, int digits,
                      std::string_view before) {
  std::size_t i = rungs.size() - 1;
  while (i > 0 && magnitude < rungs[i].size) --i;
  Rounded rounded = round_to(magnitude / rungs[i].size, digits);
  // Rounding may fill the rung: 999.96 GB is 1.00 TB, and 59.96 s is 1.00 min. The sizes of "/d"
  // and
  // "/h" are no exact doubles, so that 24 of one are compared with the other with a tolerance.
  constexpr double kTolerance = 1e-12;
  const double shown = rounded.value * rungs[i].size;
  if (i + 1 < rungs.size() && shown >= rungs[i + 1].size * (1.0 - kTolerance)) {
    ++i;
    rounded = round_to(shown / rungs[i].size, digits);
  }
  return fmt::format("{}{}{}", before, number_text(rounded, digits), rungs[i].suffix);
}

/// The rung in which a zero is written: the SI unit where the ladder has it.
std::string_view zero_suffix(std::span<const Rung> rungs) {
  const auto base = std::ranges::find(rungs, 1.0, &Rung::size);
  return base != rungs.end() ? base->suffix : rungs.front().suffix;
}

}  // namespace

std::string format_si(double si, Dimension dimension, int significant_digits) {
  if (std::isnan(si)) return "n/a";
  if (std::isinf(si)) return si > 0 ? "inf" : "-inf";
  const int digits = std::clamp(significant_digits, 1, 15);

  const auto found = std::ranges::find(kLadders, dimension, &Ladder::dimension);
  std::string own_unit;
  Rung own_rung{1.0, {}};
  Ladder ladder{dimension, "", {&own_rung, 1}};
  if (found != std::end(kLadders)) {
    ladder = *found;
  } else {
    own_unit = " " + si_unit(dimension);
    own_rung.suffix = own_unit;
  }
  if (si == 0.0) return fmt::format("{}0{}", ladder.before, zero_suffix(ladder.rungs));
  const std::string text = on_ladder(std::abs(si), ladder.rungs, digits, ladder.before);
  return si < 0 ? "-" + text : text;
}

std::string format_percent(double fraction, int decimals) {
  if (std::isnan(fraction)) return "n/a";
  if (std::isinf(fraction)) return fraction > 0 ? "inf" : "-inf";
  std::string text = fmt::format("{:.{}f} %", fraction * 100.0, std::clamp(decimals, 0, 15));
  // A small negative number rounds to "-0.0", which says nothing.
  if (text.front() == '-' && text.find_first_of("123456789") == std::string::npos) text.erase(0, 1);
  return text;
}

}  // namespace penstock::units
