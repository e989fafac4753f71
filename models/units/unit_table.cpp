// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/units/unit_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "models/units/parse.hpp"

namespace penstock::units {
namespace {

/// A symbol and the prefixes it takes. Prefixes that nobody writes are left out, so that "mb" and
/// "MS" are mistakes and not millibits and megaseconds.
struct Family {
  std::string_view symbol;
  Dimension dimension;
  int exp10;
  double factor;
  double divisor;
  std::string_view prefixes;
  bool iec;
};

constexpr Dimension kNone{};
constexpr Dimension kPerTime = kNone - kTime;
constexpr Dimension kRate = kBytes - kTime;
constexpr Dimension kPower = kEnergy - kTime;
constexpr double kBits = 8.0;

constexpr std::array kFamilies = {
    Family{"%", kNone, -2, 1, 1, "", false},
    // Data. "kb" is left out on purpose: it is meant as kB as often as it is meant as kbit.
    Family{"B", kBytes, 0, 1, 1, "kMGTPE", true},
    Family{"KB", kBytes, 3, 1, 1, "", false},
    Family{"bit", kBytes, 0, 1, kBits, "kMGTPE", true},
    Family{"b", kBytes, 0, 1, kBits, "MGTP", false},
    Family{"Bps", kRate, 0, 1, 1, "kMGTP", false},
    Family{"bps", kRate, 0, 1, kBits, "kMGTP", false},
    // Time
    Family{"s", kTime, 0, 1, 1, "mun", false},
    Family{"µs", kTime, -6, 1, 1, "", false},  // U+00B5, micro sign
    Family{"μs", kTime, -6, 1, 1, "", false},  // U+03BC, Greek letter mu
    Family{"second", kTime, 0, 1, 1, "", false},
    Family{"seconds", kTime, 0, 1, 1, "", false},
    Family{"min", kTime, 0, kMinute.si(), 1, "", false},
    Family{"minute", kTime, 0, kMinute.si(), 1, "", false},
    Family{"minutes", kTime, 0, kMinute.si(), 1, "", false},
    Family{"h", kTime, 0, kHour.si(), 1, "", false},
    Family{"hour", kTime, 0, kHour.si(), 1, "", false},
    Family{"hours", kTime, 0, kHour.si(), 1, "", false},
    Family{"d", kTime, 0, kDay.si(), 1, "", false},
    Family{"day", kTime, 0, kDay.si(), 1, "", false},
    Family{"days", kTime, 0, kDay.si(), 1, "", false},
    Family{"w", kTime, 0, kWeek.si(), 1, "", false},
    Family{"wk", kTime, 0, kWeek.si(), 1, "", false},
    Family{"week", kTime, 0, kWeek.si(), 1, "", false},
    Family{"weeks", kTime, 0, kWeek.si(), 1, "", false},
    Family{"mo", kTime, 0, kMonth.si(), 1, "", false},
    Family{"month", kTime, 0, kMonth.si(), 1, "", false},
    Family{"months", kTime, 0, kMonth.si(), 1, "", false},
    Family{"y", kTime, 0, kYear.si(), 1, "", false},
    Family{"yr", kTime, 0, kYear.si(), 1, "", false},
    Family{"year", kTime, 0, kYear.si(), 1, "", false},
    Family{"years", kTime, 0, kYear.si(), 1, "", false},
    // Frequency
    Family{"Hz", kPerTime, 0, 1, 1, "kMG", false},
    Family{"IOPS", kPerTime, 0, 1, 1, "kM", false},
    Family{"rpm", kPerTime, 0, 1, kMinute.si(), "", false},
    // Money
    Family{"USD", kMoney, 0, 1, 1, "kMG", false},
    Family{"$", kMoney, 0, 1, 1, "kMG", false},
    // Power and energy
    Family{"W", kPower, 0, 1, 1, "mkMG", false},
    Family{"J", kEnergy, 0, 1, 1, "mukMG", false},
    Family{"Wh", kEnergy, 0, kHour.si(), 1, "mkMGT", false},
    // Greenhouse gas: the base unit is the kilogram.
    Family{"gCO2e", kMass, -3, 1, 1, "mk", false},
    Family{"tCO2e", kMass, 3, 1, 1, "kM", false},
};

constexpr int prefix_exponent(char prefix) {
  switch (prefix) {
    case 'n':
      return -9;
    case 'u':
      return -6;
    case 'm':
      return -3;
    case 'k':
      return 3;
    case 'M':
      return 6;
    case 'G':
      return 9;
    case 'T':
      return 12;
    case 'P':
      return 15;
    default:
      return 18;  // E
  }
}

constexpr std::string_view kIecPrefixes = "KMGTPE";

constexpr std::size_t count_symbols() {
  std::size_t count = 0;
  for (const Family& family : kFamilies) {
    count += 1 + family.prefixes.size() + (family.iec ? kIecPrefixes.size() : 0);
  }
  return count;
}

constexpr UnitSymbol make_symbol(std::string_view prefix, const Family& family) {
  UnitSymbol symbol;
  for (const char c : prefix) symbol.text[symbol.length++] = c;
  for (const char c : family.symbol) symbol.text[symbol.length++] = c;
  symbol.dimension = family.dimension;
  symbol.exp10 = family.exp10;
  symbol.factor = family.factor;
  symbol.divisor = family.divisor;
  return symbol;
}

constexpr auto make_table() {
  std::array<UnitSymbol, count_symbols()> table;
  std::size_t next = 0;
  for (const Family& family : kFamilies) {
    table[next++] = make_symbol("", family);
    for (const char prefix : family.prefixes) {
      UnitSymbol symbol = make_symbol({&prefix, 1}, family);
      symbol.exp10 += prefix_exponent(prefix);
      table[next++] = symbol;
    }
    if (!family.iec) continue;
    double factor = 1.0;
    for (const char prefix : kIecPrefixes) {
      factor *= 1024.0;
      const char text[] = {prefix, 'i'};
      UnitSymbol symbol = make_symbol({text, 2}, family);
      symbol.factor *= factor;
      table[next++] = symbol;
    }
  }
  std::ranges::sort(table, {}, &UnitSymbol::name);
  return table;
}

constexpr auto kTable = make_table();
static_assert(std::ranges::adjacent_find(kTable, {}, &UnitSymbol::name) == kTable.end(),
              "a unit symbol has two meanings");

/// Words that people write and that are no slip of a symbol.
constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kSpecialHints = {{
    {"m", "write 'min' for minutes or 'mo' for months"},
    {"M", "write 'mo' for months, or the factor into the number: '5e6'"},
    {"k", "write the factor into the number: '5e3'"},
    {"K", "write the factor into the number: '5e3'"},
    {"G", "write the unit too: 'GB', 'GiB' or 'Gbit'"},
    {"T", "write the unit too: 'TB', 'TiB' or 'Tbit'"},
    {"P", "write the unit too: 'PB' or 'PiB'"},
    {"kb", "write 'kB' for kilobytes or 'kbit' for kilobits"},
    {"Kb", "write 'kB' for kilobytes or 'kbit' for kilobits"},
    {"S", "write 's' for seconds"},
    {"sec", "write 's' for seconds"},
    {"secs", "write 's' for seconds"},
    {"mins", "write 'min' for minutes"},
    {"hr", "write 'h' for hours"},
    {"hrs", "write 'h' for hours"},
    {"mth", "write 'mo' for months"},
    {"a", "write 'y' for years"},
    {"per", "write '/' instead of 'per'"},
    {"pct", "write '%'"},
    {"percent", "write '%'"},
    {"EUR", "money is written in USD, whatever the currency of the scenario"},
    {"€", "money is written in USD, whatever the currency of the scenario"},
    {"GBP", "money is written in USD, whatever the currency of the scenario"},
    {"£", "money is written in USD, whatever the currency of the scenario"},
}};

/// Words that only count things.
constexpr std::array<std::string_view, 28> kCounts = {
    "request", "requests", "drive",  "drives",  "device",  "devices", "disk",
    "disks",   "port",     "ports",  "node",    "nodes",   "server",  "servers",
    "rack",    "racks",    "GPU",    "GPUs",    "core",    "cores",   "file",
    "files",   "object",   "record", "records", "samples", "people",  "FTE"};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string described(std::string_view name) {
  const std::string data = spelled_data_unit(name);
  return data.empty() ? fmt::format("'{}'", name) : fmt::format("'{}' ({})", name, data);
}

}  // namespace

std::span<const UnitSymbol> unit_symbols() {
  return kTable;
}

const UnitSymbol* find_unit(std::string_view name) {
  const auto found = std::ranges::lower_bound(kTable, name, {}, &UnitSymbol::name);
  return found != kTable.end() && found->name() == name ? &*found : nullptr;
}

std::string spelled_data_unit(std::string_view name) {
  const UnitSymbol* unit = find_unit(name);
  if (unit == nullptr || unit->dimension != kBytes) return "";
  const bool is_bit = unit->divisor == kBits;
  for (const std::string_view symbol : {"bit", "B", "b"}) {
    if (name.ends_with(symbol)) {
      name.remove_suffix(symbol.size());
      break;
    }
  }
  constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kSpelled = {{
      {"", ""},
      {"k", "kilo"},
      {"K", "kilo"},
      {"M", "mega"},
      {"G", "giga"},
      {"T", "tera"},
      {"P", "peta"},
      {"E", "exa"},
      {"Ki", "kibi"},
      {"Mi", "mebi"},
      {"Gi", "gibi"},
      {"Ti", "tebi"},
      {"Pi", "pebi"},
      {"Ei", "exbi"},
  }};
  const auto prefix =
      std::ranges::find(kSpelled, name, [](const auto& entry) { return entry.first; });
  return fmt::format("{}{}", prefix->second, is_bit ? "bits" : "bytes");
}

std::string unit_hint(std::string_view name) {
  for (const auto& [word, hint] : kSpecialHints) {
    if (word == name) return std::string{hint};
  }
  if (std::ranges::find(kCounts, name) != kCounts.end()) {
    return "counts have no unit: leave the word out";
  }
  // Spelling with the wrong case is the commonest slip, and "gb" may mean two things.
  std::vector<std::string_view> same;
  for (const UnitSymbol& unit : kTable) {
    if (equal_ignoring_case(unit.name(), name)) same.push_back(unit.name());
  }
  if (same.size() == 1) return fmt::format("did you mean '{}'?", same.front());
  if (same.size() > 1) {
    std::string hint = "upper and lower case differ: did you mean ";
    for (std::size_t i = 0; i < same.size(); ++i) {
      if (i > 0) hint += " or ";
      hint += described(same[i]);
    }
    return hint + "?";
  }
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    names.reserve(kTable.size());
    for (const UnitSymbol& unit : kTable) names.emplace_back(unit.name());
    return names;
  }();
  if (const auto near = nearest(name, kNames)) return fmt::format("did you mean '{}'?", *near);
  return "";
}

}  // namespace penstock::units
