// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The unit symbols that the parser knows. Internal to models/units.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "models/units/quantity.hpp"

namespace penstock::units {

/// One symbol with its prefix. A number of this unit is number * 10^exp10 * factor / divisor in SI
/// base units; the power of ten is kept apart so that "0.1 TB" is rounded once, as 0.1e12 is.
struct UnitSymbol {
  static constexpr std::size_t kCapacity = 12;

  std::array<char, kCapacity> text{};
  std::size_t length = 0;
  Dimension dimension;
  int exp10 = 0;
  double factor = 1.0;   ///< a whole number: 1024^n, 60, 3600, ...
  double divisor = 1.0;  ///< a whole number: 8 for bits

  [[nodiscard]] constexpr std::string_view name() const { return {text.data(), length}; }
};

/// All symbols, sorted by name.
std::span<const UnitSymbol> unit_symbols();

/// The symbol called exactly `name`, or null. Upper and lower case differ.
const UnitSymbol* find_unit(std::string_view name);

/// "gigabytes" for GB, "kibibits" for Kibit; empty for symbols that are not data.
std::string spelled_data_unit(std::string_view name);

/// What to write instead of `name`, which is no symbol: a sentence, or empty if nothing is near.
std::string unit_hint(std::string_view name);

}  // namespace penstock::units
