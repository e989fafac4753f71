// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <rapidcheck.h>

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>

#include "models/parameters/parameter.hpp"
#include "models/parameters/reader.hpp"
#include "models/scenario/scenario.hpp"
#include "models/scenario/sections.hpp"

using namespace penstock;
using namespace penstock::parameters;

namespace {

/// A default object of a section, type-erased like the rows are.
std::shared_ptr<void> object_of(const std::string& section) {
  if (section == "scenario") return std::make_shared<scenario::Scenario>();
  if (section == "source") return std::make_shared<scenario::Source>();
  if (section == "dataset") return std::make_shared<scenario::Dataset>();
  if (section == "stage") return std::make_shared<scenario::Stage>();
  if (section == "design") return std::make_shared<scenario::Design>();
  if (section == "tier") return std::make_shared<scenario::Tier>();
  if (section == "compute") return std::make_shared<scenario::Compute>();
  if (section == "fabric") return std::make_shared<scenario::Fabric>();
  if (section == "move") return std::make_shared<scenario::Move>();
  if (section == "economics") return std::make_shared<scenario::Economics>();
  throw std::logic_error("a section without an object: " + section);
}

template <class T>
void round_trips(const T& value) {
  const auto text = TextCodec<T>::print(value);
  const auto parsed = TextCodec<T>::parse(text);
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(*parsed == value);
}

}  // namespace

TEST_CASE("the default of every row is read back as it was printed", "[property]") {
  for (const auto& section : scenario::sections()) {
    for (const auto& row : section.rows) {
      if (row.default_text.empty()) continue;
      const auto object = object_of(section.name);
      INFO(section.name << "." << row.key << " = " << row.default_text.front());
      REQUIRE(row.set(object.get(), row.default_text));
      CHECK(row.get(object.get()) == row.default_text);
      if (const auto si = row.number(object.get())) {
        if (row.minimum && row.key != "accelerators") CHECK(*si >= *row.minimum);
        if (row.maximum) CHECK(*si <= *row.maximum);
      }
    }
  }
}

TEST_CASE("every row stores and prints random values without loss", "[property]") {
  for (const auto& section : scenario::sections()) {
    for (const auto& row : section.rows) {
      rc::prop(section.name + "." + row.key, [&] {
        const auto object = object_of(section.name);
        std::string text;
        if (!row.type.choices.empty()) {
          text = *rc::gen::elementOf(row.type.choices);
        } else if (row.type.name == "count") {
          const auto low = static_cast<std::int64_t>(row.minimum.value_or(0));
          text = std::to_string(
              *rc::gen::inRange(low, static_cast<std::int64_t>(row.maximum.value_or(1e9)) + 1));
        } else if (row.type.name == "seed") {
          text = std::to_string(*rc::gen::arbitrary<std::uint64_t>());
        } else if (row.number(object.get()) || row.maximum) {
          // Between the bounds, evenly over the orders of magnitude.
          const double high = row.maximum.value_or(1e18);
          const double low = std::max(row.minimum.value_or(0.0), high * 1e-15);
          const double share = *rc::gen::inRange(0, 1'000'000) * 1e-6;
          text = units::exact_si(low * std::pow(high / low, share), row.type.dimension);
        } else {
          text = row.type.example.empty() ? "word-7" : row.type.example;
        }
        const std::vector<std::string> texts{text};
        RC_ASSERT(row.set(object.get(), texts).has_value());
        const auto printed = row.get(object.get());
        const auto number = row.number(object.get());
        const auto again = object_of(section.name);
        RC_ASSERT(row.set(again.get(), printed).has_value());
        RC_ASSERT(row.get(again.get()) == printed);
        RC_ASSERT(row.number(again.get()) == number);
      });
    }
  }
}

TEST_CASE("words are read back as they were printed", "[property]") {
  rc::prop("hours of the day", [] {
    const int start = *rc::gen::inRange(0, 1440);
    const int end = *rc::gen::inRange(start + 1, 1441);
    round_trips(scenario::DayHours{units::Seconds{60.0 * start}, units::Seconds{60.0 * end}});
  });
  rc::prop("periods", [] {
    const double share = *rc::gen::inRange(1, 1'000'000'000) * 1e-9;
    round_trips(scenario::Period{units::Seconds{1e9 * share * share * share}});
  });
  rc::prop("redundancies", [] {
    round_trips(scenario::Redundancy{*rc::gen::inRange(1, 129), *rc::gen::inRange(0, 33)});
  });
  rc::prop("network ports of any rate", [] {
    const double gigabits = *rc::gen::inRange(1, 1'000'000'000) * 1e-5;
    round_trips(
        scenario::PortGroup{*rc::gen::inRange(1, 1025), units::ByteRate{gigabits * 1e9 / 8}});
  });
  rc::prop("cores", [] {
    round_trips(scenario::CoreGroup{*rc::gen::inRange(1, 17), *rc::gen::inRange(1, 1025)});
  });
  rc::prop("devices", [] {
    round_trips(scenario::DeviceGroup{*rc::gen::inRange(0, 1001), "xlc-7x"});
  });
  rc::prop("mixes", [] {
    round_trips(
        scenario::ReadWrite{*rc::gen::inRange(0, 1000) / 7.0, *rc::gen::inRange(1, 1000) / 3.0});
  });
}

TEST_CASE("arbitrary text never breaks a row", "[property]") {
  rc::prop("set either stores or refuses", [](const std::string& text) {
    for (const auto& section : scenario::sections()) {
      const auto object = object_of(section.name);
      for (const auto& row : section.rows) {
        if (row.set(object.get(), std::vector<std::string>{text})) {
          RC_ASSERT(row.get(object.get()).size() == 1U);
        }
      }
    }
  });
}
