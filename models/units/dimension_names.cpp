// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "models/units/format.hpp"
#include "models/units/parse.hpp"

namespace penstock::units {
namespace {

struct Name {
  Dimension dimension;
  std::string_view name;
  std::string_view example;
};

constexpr std::array kNames = {
    Name{Ratio::dimension, "pure number", ""},
    Name{Bytes::dimension, "capacity", "TB"},
    Name{Seconds::dimension, "duration", "h"},
    Name{Joules::dimension, "energy", "kWh"},
    Name{Money::dimension, "amount of money", "USD"},
    Name{Kilograms::dimension, "mass of greenhouse gas", "kgCO2e"},
    Name{Frequency::dimension, "frequency", "/s"},
    Name{ByteRate::dimension, "data rate", "GB/s"},
    Name{SecondsPerByte::dimension, "time per byte", "ns/B"},
    Name{Watts::dimension, "power", "W"},
    Name{EnergyPrice::dimension, "energy price", "USD/kWh"},
    Name{CapacityPrice::dimension, "price of capacity", "USD/TB"},
    Name{StoragePrice::dimension, "price of storage", "USD/GB-month"},
    Name{MoneyRate::dimension, "cost rate", "USD/y"},
    Name{PowerPrice::dimension, "price of power", "USD/W"},
    Name{CarbonIntensity::dimension, "carbon intensity", "kgCO2e/kWh"},
    Name{CarbonPerByte::dimension, "carbon footprint of capacity", "kgCO2e/TB"},
};

const Name* find(Dimension dimension) {
  const auto found = std::ranges::find(kNames, dimension, &Name::dimension);
  return found == kNames.end() ? nullptr : &*found;
}

/// Appends `symbol` |exponent| times, joined by "-".
void append(std::string& product, std::string_view symbol, int exponent) {
  for (int i = 0; i < exponent; ++i) {
    if (!product.empty()) product += '-';
    product += symbol;
  }
}

}  // namespace

std::string dimension_name(Dimension dimension) {
  const Name* name = find(dimension);
  return name != nullptr ? std::string{name->name}
                         : fmt::format("quantity in {}", si_unit(dimension));
}

std::string example_unit(Dimension dimension) {
  const Name* name = find(dimension);
  if (name != nullptr) return std::string{name->example};
  const std::string unit = si_unit(dimension);
  return unit.starts_with("1/") ? unit.substr(1) : unit;
}

std::string si_unit(Dimension dimension) {
  std::string above;
  std::string below;
  // Joules per second, on either side, are watts.
  const int energy = dimension.energy;
  int watts = 0;
  if (energy > 0 && dimension.time < 0) watts = std::min(energy, -dimension.time);
  if (energy < 0 && dimension.time > 0) watts = -std::min(-energy, dimension.time);
  const auto place = [&](std::string_view symbol, int exponent) {
    append(exponent > 0 ? above : below, symbol, exponent > 0 ? exponent : -exponent);
  };
  place("USD", dimension.money);
  place("kgCO2e", dimension.mass);
  place("W", watts);
  place("J", energy - watts);
  place("B", dimension.bytes);
  place("s", dimension.time + watts);
  if (below.empty()) return above.empty() ? "1" : above;
  return fmt::format("{}/{}", above.empty() ? "1" : above, below);
}

}  // namespace penstock::units
