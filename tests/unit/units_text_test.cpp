// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/units/format.hpp"
#include "models/units/parse.hpp"
#include "models/units/quantity.hpp"

namespace units = penstock::units;
using namespace penstock::units;  // NOLINT(google-build-using-namespace)

// ---------------------------------------------------------------------------------------------
// Text for people

TEST_CASE("People read three significant digits and a fitting prefix", "[unit]") {
  CHECK(units::format(Bytes{15.36e12}) == "15.4 TB");
  CHECK(units::format(Bytes{512}) == "512 B");
  CHECK(units::format(ByteRate{30e9}) == "30.0 GB/s");
  CHECK(units::format(4 * kMinute) == "4.00 min");
  CHECK(units::format(1.5 * kHour) == "1.50 h");
  CHECK(units::format(12.5 * kDay) == "12.5 d");
  CHECK(units::format(5 * kYear) == "5.00 y");
  CHECK(units::format(Seconds{85e-6}) == "85.0 us");
  CHECK(units::format(Money{950}) == "$950");
  CHECK(units::format(Money{5}) == "$5.00");
  CHECK(units::format(Money{18400}) == "$18.4 k");
  CHECK(units::format(Money{18.4e6}) == "$18.4 M");
  CHECK(units::format(Money{-1234}) == "-$1.23 k");
  CHECK(units::format(Frequency{200}) == "200 /s");
  CHECK(units::format(Frequency{1.25e6}) == "1.25 M/s");
  CHECK(units::format(8 / kMonth) == "96.0 /y");
  CHECK(units::format(42 * kKilowattHour) == "42.0 kWh");
  CHECK(units::format(4200 * kKilowattHour) == "4.20 MWh");
  CHECK(units::format(Watts{13.5}) == "13.5 W");
  CHECK(units::format(Watts{2.5e6}) == "2.50 MW");
  CHECK(units::format(Kilograms{1234}) == "1.23 tCO2e");
  CHECK(units::format(Money{0.12} / kKilowattHour) == "$0.120/kWh");
  CHECK(units::format(Money{22} / kTB) == "$22.0/TB");
  CHECK(units::format(Money{0.023} / kGB / kMonth) == "$23.0/TB-month");
  CHECK(units::format(Money{18400} / kYear) == "$18.4 k/y");
  CHECK(units::format(PowerPrice{10.5}) == "$10.5/W");
  CHECK(units::format(Kilograms{0.3} / kKilowattHour) == "300 gCO2e/kWh");
  CHECK(units::format(Kilograms{20} / kTB) == "20.0 kgCO2e/TB");
  CHECK(units::format(SecondsPerByte{4e-9}) == "4.00 ns/B");
  CHECK(units::format(Ratio{0.25}) == "0.250");
  CHECK(units::format(kGB * kHour) == "3.60e12 B-s");
  CHECK(units::format(Bytes{15.36e12}, 2) == "15 TB");
  CHECK(units::format(Bytes{15.36e12}, 4) == "15.36 TB");
  CHECK(units::format(Bytes{456e9}, 1) == "500 GB");
}

TEST_CASE("Rounding may reach the next prefix", "[unit]") {
  CHECK(units::format(Bytes{999.96e9}) == "1.00 TB");
  CHECK(units::format(Bytes{999.4e9}) == "999 GB");
  CHECK(units::format(Bytes{-999.5e9}) == "-1.00 TB");
  CHECK(units::format(Bytes{999.7}) == "1.00 kB");
  CHECK(units::format(Seconds{59.96}) == "1.00 min");
  CHECK(units::format(Seconds{59.94}) == "59.9 s");
  CHECK(units::format(Seconds{3599}) == "1.00 h");
  CHECK(units::format(Seconds{86399}) == "1.00 d");
  CHECK(units::format(364.9 * kDay) == "365 d");
  CHECK(units::format(365.2 * kDay, 2) == "1.0 y");
  CHECK(units::format(23.97 / kDay) == "1.00 /h");
  CHECK(units::format(24 / kDay) == "1.00 /h");
  CHECK(units::format(59.98 / kHour) == "1.00 /min");
  CHECK(units::format(59.98 / kMinute) == "1.00 /s");
  CHECK(units::format(Seconds{9.996e-7}) == "1.00 us");
  CHECK(units::format(Money{999.9}) == "$1.00 k");
  CHECK(units::format(Money{9.999}) == "$10.0");
}

TEST_CASE("Zero, the undefined and the very large and small are readable", "[unit]") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  CHECK(units::format(Bytes{0}) == "0 B");
  CHECK(units::format(Bytes{-0.0}) == "0 B");
  CHECK(units::format(Seconds{0}) == "0 s");
  CHECK(units::format(Frequency{0}) == "0 /s");
  CHECK(units::format(Money{0}) == "$0");
  CHECK(units::format(EnergyPrice{0}) == "$0/kWh");
  CHECK(units::format(Kilograms{0}) == "0 kgCO2e");
  CHECK(units::format(Bytes{std::nan("")}) == "n/a");
  CHECK(units::format(Seconds{kInfinity}) == "inf");
  CHECK(units::format(Seconds{-kInfinity}) == "-inf");
  CHECK(units::format(Bytes{1.2345e24}) == "1.23e6 EB");
  CHECK(units::format(Bytes{12345e18}) == "12300 EB");
  CHECK(units::format(Bytes{0.5}) == "0.500 B");
  CHECK(units::format(Bytes{1e-9}) == "1.00e-9 B");
}

TEST_CASE("Percentages have fixed decimals", "[unit]") {
  CHECK(format_percent(0.931) == "93.1 %");
  CHECK(format_percent(-0.154) == "-15.4 %");
  CHECK(format_percent(1.0 / 3.0, 2) == "33.33 %");
  CHECK(format_percent(-0.0001) == "0.0 %");
  CHECK(format_percent(0.9996, 0) == "100 %");
  CHECK(format_percent(std::nan("")) == "n/a");
}

// ---------------------------------------------------------------------------------------------
// Text for files

TEST_CASE("What a person wrote is written back as it was", "[unit]") {
  const auto round_trip = [](const std::string& text) {
    const auto dimension = dimension_of(text);
    REQUIRE(dimension);
    return exact_si(*parse_si(text, *dimension), *dimension);
  };
  for (const char* text : {"15.36 TB",
                           "4 MiB",
                           "64 KiB",
                           "512 B",
                           "4 PB",
                           "30 GB/s",
                           "400 GB/d",
                           "2 TB/d",
                           "12.5 GB/s",
                           "5 y",
                           "6 mo",
                           "90 d",
                           "1.5 h",
                           "30 min",
                           "4 ms",
                           "200/s",
                           "40/d",
                           "8/mo",
                           "25 %/y",
                           "0.12 USD/kWh",
                           "195 USD/kW-month",
                           "22 USD/TB",
                           "0.023 USD/GB-month",
                           "18.4 MUSD",
                           "25000 USD",
                           "13.5 W",
                           "2.5 MW",
                           "42 kWh",
                           "0.3 kgCO2e/kWh",
                           "20 kgCO2e/TB",
                           "5 tCO2e",
                           "4 ns/B",
                           "0.25",
                           "-1.5 TB",
                           "0 B",
                           "-0 B",
                           "3000 USD/y",
                           "1e-6"}) {
    CHECK(round_trip(text) == text);
  }
  CHECK(round_trip("15360 GB") == "15.36 TB");
  CHECK(round_trip("25 Gbit/s") == "3.125 GB/s");
  CHECK(round_trip("1:4") == "0.25");
  CHECK(round_trip("$5") == "5 USD");
}

TEST_CASE("A value that is not finite has no exact text", "[unit]") {
  CHECK_THROWS_AS(units::exact(Bytes{std::nan("")}), std::invalid_argument);
  CHECK_THROWS_AS(units::exact(Bytes{std::numeric_limits<double>::infinity()}),
                  std::invalid_argument);
}

TEST_CASE("Raw numbers have a unit for their header", "[unit]") {
  CHECK(si_unit(Ratio::dimension) == "1");
  CHECK(si_unit(kBytes) == "B");
  CHECK(si_unit(kTime) == "s");
  CHECK(si_unit(ByteRate::dimension) == "B/s");
  CHECK(si_unit(Frequency::dimension) == "1/s");
  CHECK(si_unit(Watts::dimension) == "W");
  CHECK(si_unit(CapacityPrice::dimension) == "USD/B");
  CHECK(si_unit(StoragePrice::dimension) == "USD/B-s");
  CHECK(si_unit(PowerPrice::dimension) == "USD/W");
  CHECK(si_unit(EnergyPrice::dimension) == "USD/J");
  CHECK(si_unit(CarbonIntensity::dimension) == "kgCO2e/J");
  CHECK(si_unit(SecondsPerByte::dimension) == "s/B");
}

// ---------------------------------------------------------------------------------------------
// The reference manual

namespace {

/// The cells of the rows of the table that follows the heading, without the two header rows.
std::vector<std::vector<std::string>> table_after(const std::string& heading) {
  std::ifstream file{std::string{PENSTOCK_SOURCE_DIR} + "/docs/reference/units.md"};
  std::vector<std::vector<std::string>> rows;
  std::string line;
  bool inside = false;
  while (std::getline(file, line)) {
    if (line.starts_with("## ")) inside = line == "## " + heading;
    if (!inside || !line.starts_with("| ")) continue;
    std::vector<std::string> cells;
    std::istringstream cut{line.substr(1)};
    for (std::string cell; std::getline(cut, cell, '|');) {
      const auto first = cell.find_first_not_of(" `");
      const auto last = cell.find_last_not_of(" `");
      cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
    }
    rows.push_back(cells);
  }
  REQUIRE(rows.size() > 2);
  rows.erase(rows.begin(), rows.begin() + 2);
  return rows;
}

}  // namespace

TEST_CASE("Every example of the reference manual holds", "[unit]") {
  for (const auto& row : table_after("Examples")) {
    REQUIRE(row.size() == 2);
    INFO(row[0] << " is " << row[1]);
    // A quotient of two quantities, as in "4e11 B / 86400 s", is worked out here.
    const auto slash = row[1].find(" / ");
    const std::string above = row[1].substr(0, slash);
    const Dimension dimension = dimension_of(row[0]).value();
    const double found = parse_si(row[0], dimension).value();
    double expected = 0.0;
    if (slash == std::string::npos) {
      expected = parse_si(above, dimension).value();
    } else {
      const std::string below = row[1].substr(slash + 3);
      const Dimension divisor = dimension_of(below).value();
      expected = parse_si(above, dimension + divisor).value() / parse_si(below, divisor).value();
    }
    // Two texts of one quantity may round differently in the last place.
    CHECK(found == Approx(expected).epsilon(4e-16));
  }
}

TEST_CASE("Every error of the reference manual is reported as it says", "[unit]") {
  for (const auto& row : table_after("Errors")) {
    REQUIRE(row.size() == 4);
    const auto parsed = parse_si(row[0], dimension_of(row[1]).value());
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().message == row[2]);
    CHECK(parsed.error().hint == row[3]);
  }
}

TEST_CASE("Every printed text of the reference manual is as it says", "[unit]") {
  for (const auto& row : table_after("How quantities are printed")) {
    REQUIRE(row.size() == 3);
    const Dimension dimension = dimension_of(row[0]).value();
    const double si = parse_si(row[0], dimension).value();
    CHECK(format_si(si, dimension) == row[1]);
    CHECK(exact_si(si, dimension) == row[2]);
  }
}

TEST_CASE("Every symbol of the reference manual is a unit", "[unit]") {
  std::size_t symbols = 0;
  for (const auto& row : table_after("Units")) {
    std::istringstream words{row[1]};
    for (std::string word; words >> word;) {
      const bool in_code = word.find('`') != std::string::npos || word == row[1];
      std::erase_if(word, [](char c) { return c == '`' || c == ',' || c == '(' || c == ')'; });
      if (!in_code || word == "/") continue;
      INFO(word);
      CHECK(dimension_of("1 " + word).has_value());
      ++symbols;
    }
  }
  CHECK(symbols > 20);
}
