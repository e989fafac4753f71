// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/parameters/parameter.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "models/parameters/reader.hpp"
#include "models/scenario/pipeline.hpp"
#include "models/scenario/scenario.hpp"
#include "models/scenario/sections.hpp"

using namespace penstock;
using namespace penstock::parameters;
using scenario::Stage;
using scenario::StageKind;
using scenario::Tier;

namespace {

/// A struct with every form of member that the table knows.
struct Pump {
  std::string kind = "big";
  std::int64_t count = 1;
  std::optional<units::Bytes> tank;
  Sourced<units::Watts> power;
  std::optional<Sourced<units::Ratio>> wear;
  std::vector<std::string> feeds;
  units::Seconds pause{0.0};
};

Section pump_section() {
  SectionOf<Pump> s{"pump", "pumps.<name>", "A pump"};
  s.row("kind", &Pump::kind).describe("kind");
  s.row("count", &Pump::count).describe("count").at_least("1").at_most("1000");
  s.row("tank", &Pump::tank).describe("tank").more_than("0 B").kinds({"big"});
  s.row("power", &Pump::power).describe("power").at_least("0 W").at_most("1 MW").required();
  s.row("wear", &Pump::wear).describe("wear").at_most("1");
  s.row("feeds", &Pump::feeds).describe("feeds");
  s.row("pause.length", &Pump::pause).describe("pause").at_most("1 h");
  return std::move(s).build();
}

struct Result {
  Pump pump;
  Diagnostics diagnostics;
  bool good = false;
};

Result read(const std::string& text, std::string_view kind = "") {
  Result result;
  const auto root = parse_document(text, "f", result.diagnostics);
  REQUIRE(root);
  ReadContext context{result.diagnostics, "pump 'p'", {}};
  result.good = read_object(*root, pump_section(), &result.pump, kind, context);
  return result;
}

/// All diagnostics as "PEN201 1:7", in their order.
std::vector<std::string> places(const Diagnostics& diagnostics) {
  std::vector<std::string> all;
  for (const auto& d : diagnostics) {
    all.push_back(d.code + " " + std::to_string(d.mark.line) + ":" + std::to_string(d.mark.column));
  }
  return all;
}

using Places = std::vector<std::string>;

template <class T>
std::string refusal(const std::string& text) {
  const auto parsed = TextCodec<T>::parse(text);
  return parsed ? "accepted as " + TextCodec<T>::print(*parsed) : "refused";
}

}  // namespace

TEST_CASE("all forms of members are read", "[unit]") {
  const auto result = read(
      "{count: 3, tank: 2 GB, power: {value: 5 kW, low: 4 kW, high: 6 kW, source: sheet, "
      "date: 2026-04, basis: datasheet}, wear: 3 %, feeds: [a, b], pause: {length: 5 min}}");
  CAPTURE(render(result.diagnostics));
  REQUIRE(result.good);
  const auto& p = result.pump;
  CHECK(p.count == 3);
  CHECK(p.tank->si() == 2e9);
  CHECK(p.power.value.si() == 5e3);
  CHECK(p.power.low->si() == 4e3);
  CHECK(p.power.high->si() == 6e3);
  CHECK(p.power.provenance == Provenance{"sheet", "2026-04", Basis::kDatasheet});
  CHECK(p.wear->value.si() == 0.03);
  CHECK(p.wear->provenance == Provenance{"f:1", "", Basis::kAssumed});
  CHECK(p.feeds == std::vector<std::string>{"a", "b"});
  CHECK(p.pause.si() == 300.0);
}

TEST_CASE("a single value stands for a list of one", "[unit]") {
  CHECK(read("{power: 1 W, feeds: a}").pump.feeds == std::vector<std::string>{"a"});
}

TEST_CASE("all mistakes of an object are found at their places", "[unit]") {
  const auto result = read(
      "count: 0\n"       // out of range
      "tank: 5\n"        // no unit
      "feeds: {a: 1}\n"  // a map
      "pause: 5 min\n"   // not a map
      "powr: 1 W\n"      // unknown
      "wear:\n");        // no value; and power is missing
  CHECK(places(result.diagnostics) == Places{"PEN207 1:8", "PEN206 2:7", "PEN204 3:8", "PEN204 4:8",
                                             "PEN201 5:1", "PEN205 6:1", "PEN203 1:1"});
  CHECK(result.diagnostics[0].message ==
        "count of pump 'p' is '0', but has to be at least 1 and at most 1000");
  CHECK(result.diagnostics[4].hint == "did you mean 'power'?");
  CHECK(result.pump.count == 1);
}

TEST_CASE("keys of other kinds are refused unless they are inherited", "[unit]") {
  auto result = read("{power: 1 W, tank: 1 GB}", "small");
  CHECK(places(result.diagnostics) == Places{"PEN202 1:14"});
  CHECK(result.diagnostics[0].message.find("belongs to kind big") != std::string::npos);

  Diagnostics diagnostics;
  auto root = *parse_document("{power: 1 W, tank: 1 GB}", "f", diagnostics);
  root.entry("tank")->inherited = true;
  ReadContext context{diagnostics, "pump 'p'", {}};
  Pump pump;
  CHECK(read_object(root, pump_section(), &pump, "small", context));
  CHECK_FALSE(pump.tank);
}

TEST_CASE("ranges and dates of sourced values are checked", "[unit]") {
  CHECK(places(read("power: {value: 5 W, low: 6 W}").diagnostics) == Places{"PEN208 1:8"});
  CHECK(places(read("power: {value: 5 W, high: 4 W}").diagnostics) == Places{"PEN208 1:8"});
  CHECK(places(read("power: {value: 5 W, high: 4 MW}").diagnostics) == Places{"PEN207 1:27"});
  CHECK(places(read("power: {low: 5 W}").diagnostics) == Places{"PEN203 1:8"});
  CHECK(places(read("power: {value: 5 W, date: 2026-13}").diagnostics) == Places{"PEN206 1:27"});
  CHECK(places(read("power: {value: 5 W, basis: guess}").diagnostics) == Places{"PEN206 1:28"});
  CHECK(places(read("power: {value: 5 W, bases: assumed}").diagnostics) == Places{"PEN201 1:21"});
  CHECK(places(read("power: [1 W]").diagnostics) == Places{"PEN204 1:8"});
}

TEST_CASE("infinities, NaN and absurd numbers never get in", "[unit]") {
  for (const auto* value : {".inf", "inf W", "nan W", ".nan", "1e400 W", "-1 W", "1e300 W"}) {
    const auto result = read("power: " + std::string(value));
    INFO(value);
    CHECK_FALSE(result.good);
    CHECK(result.pump.power.value.si() == 0.0);
  }
}

TEST_CASE("hours of the day", "[unit]") {
  const auto hours = *TextCodec<scenario::DayHours>::parse("08:00-20:30");
  CHECK(hours.start.si() == 8 * 3600.0);
  CHECK(hours.end.si() == 20.5 * 3600.0);
  CHECK(TextCodec<scenario::DayHours>::parse("00:00 - 24:00").has_value());
  for (const auto* text :
       {"20:00-08:00", "8-20", "08:00-24:30", "08:60-09:00", "", "a", "08:00-08:00"}) {
    CHECK(refusal<scenario::DayHours>(text) == "refused");
  }
}

TEST_CASE("periods are durations, frequencies or words", "[unit]") {
  const auto length = [](const std::string& text) {
    return TextCodec<scenario::Period>::parse(text)->length.si();
  };
  CHECK(length("1 d") == 86400.0);
  CHECK(length("once per day") == 86400.0);
  CHECK(length("twice per week") == 3.5 * 86400.0);
  CHECK(length("4 times per hour") == 900.0);
  CHECK(length("8/mo") == Approx(units::kMonth.si() / 8));
  CHECK(length("40/d") == Approx(2160.0));
  for (const auto* text : {"0/d", "0 s", "-1 d", "once", "once per fortnight", "5", "5 GB", ""}) {
    CHECK(refusal<scenario::Period>(text) == "refused");
  }
}

TEST_CASE("redundancies", "[unit]") {
  const auto r = [](const std::string& text) {
    return *TextCodec<scenario::Redundancy>::parse(text);
  };
  CHECK(r("8+2") == scenario::Redundancy{8, 2});
  CHECK(r(" 10 + 4 ") == scenario::Redundancy{10, 4});
  CHECK(r("3 copies") == scenario::Redundancy{1, 2});
  CHECK(r("1 copy") == scenario::Redundancy{1, 0});
  CHECK(r("none") == scenario::Redundancy{1, 0});
  for (const auto* text :
       {"0+2", "8+", "+2", "8-2", "0 copies", "17 copies", "500+2", "raid6", ""}) {
    CHECK(refusal<scenario::Redundancy>(text) == "refused");
  }
}

TEST_CASE("network ports, cores, devices and mixes", "[unit]") {
  CHECK(TextCodec<scenario::PortGroup>::parse("2x200GbE") ==
        scenario::PortGroup{2, units::ByteRate{25e9}});
  CHECK(TextCodec<scenario::PortGroup>::parse("100GbE") ==
        scenario::PortGroup{1, units::ByteRate{12.5e9}});
  for (const auto* text : {"2x HDR", "0x100GbE", "100", "x100GbE", "2x-100GbE", "1e9GbE", "0GbE"}) {
    CHECK(refusal<scenario::PortGroup>(text) == "refused");
  }
  CHECK(TextCodec<scenario::CoreGroup>::parse("2x56") == scenario::CoreGroup{2, 56});
  CHECK(TextCodec<scenario::CoreGroup>::parse("112") == scenario::CoreGroup{1, 112});
  CHECK(refusal<scenario::CoreGroup>("2x") == "refused");
  CHECK(TextCodec<scenario::DeviceGroup>::parse("8x tlc-7t") == scenario::DeviceGroup{8, "tlc-7t"});
  CHECK(TextCodec<scenario::DeviceGroup>::parse("none") == scenario::DeviceGroup{});
  CHECK(refusal<scenario::DeviceGroup>("tlc-7t") == "refused");
  CHECK(TextCodec<scenario::ReadWrite>::parse("1:4") == scenario::ReadWrite{1, 4});
  CHECK(TextCodec<scenario::ReadWrite>::parse("0:1") == scenario::ReadWrite{0, 1});
  for (const auto* text : {"0:0", "1", "-1:2", "inf:1", "nan:1", "1:1e999"}) {
    CHECK(refusal<scenario::ReadWrite>(text) == "refused");
  }
}

TEST_CASE("every row of the table describes itself", "[unit]") {
  for (const auto& section : scenario::sections()) {
    std::set<std::string> keys;
    for (const auto& row : section.rows) {
      INFO(section.name << "." << row.key);
      CHECK(keys.insert(row.key).second);
      CHECK(row.description.size() > 5);
      CHECK(row.description.back() != '.');
      CHECK_FALSE(row.type.name.empty());
      if (row.minimum && row.maximum) CHECK(*row.minimum <= *row.maximum);
    }
  }
}

TEST_CASE("kinds of rows are kinds of the section", "[unit]") {
  for (const auto& section : scenario::sections()) {
    const auto* kind = section.find("kind");
    for (const auto& row : section.rows) {
      for (const auto& name : row.kinds) {
        INFO(section.name << "." << row.key << " for " << name);
        REQUIRE(kind != nullptr);
        const auto& known = kind->type.choices;
        CHECK(std::find(known.begin(), known.end(), name) != known.end());
      }
    }
  }
}

TEST_CASE("accelerators of a deploy stage are those of its inference", "[unit]") {
  Diagnostics diagnostics;
  const auto root = *parse_document("{accelerators: 16, kind: deploy}", "f", diagnostics);
  Stage stage;
  ReadContext context{diagnostics, "stage 's'", {}};
  REQUIRE(read_object(root, scenario::stage_section(), &stage, "deploy", context));
  CHECK(stage.inference.accelerators == 16);
  CHECK(stage.training.accelerators == 0);
}
