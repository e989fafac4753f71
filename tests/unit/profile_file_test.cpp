// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Profiles written and read again, and files that were damaged in between.
#include "models/calibration/profile_file.hpp"

#include <rapidcheck.h>

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include "models/calibration/form.hpp"
#include "models/catalogue/catalogue.hpp"
#include "models/catalogue/catalogue_reader.hpp"

using namespace penstock;
using namespace penstock::calibration;

namespace {

/// The parameters that the form needs, and one more.
Series some_series(const Form& form) {
  Series series;
  for (const auto name : form.parameters) {
    series.parameters.push_back({std::string(name), 1.5, "s", 0.25});
  }
  series.parameters.push_back({"another", 6.9e-05, "B/s", 1e-6, true});
  series.calibrated_on = 3;
  series.condition = 12.5;
  series.rms = 0.012;
  return series;
}

Profile some_profile() {
  Profile profile;
  profile.id = "my-device";
  profile.name = "My device";
  profile.form = forms().front().word;
  profile.series = {some_series(forms().front())};
  profile.series[0].remarks = {"one thing"};
  profile.measurements = "fio.csv";
  profile.where = {"device=My device"};
  profile.calibrated_on = {"iodepth=1,32", "numjobs=1"};
  profile.provenance = {"measurements in fio.csv", "2026-11-22", parameters::Basis::kMeasured};
  return profile;
}

struct Read {
  Profiles profiles;
  parameters::Diagnostics diagnostics;
};

Read read_text(const std::string& yaml) {
  Read read;
  const auto root = parameters::parse_document(yaml, "device.yaml", read.diagnostics);
  if (!root) return read;
  const auto* node = root->find_path("catalogue.profile");
  REQUIRE(node != nullptr);
  read_profiles(*node, read.profiles, read.diagnostics);
  return read;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// What reading says about some_profile() with one text replaced.
std::string damaged(const std::string& from, const std::string& to) {
  const auto read = read_text(replaced(to_yaml(some_profile()), from, to));
  CHECK(read.profiles.empty());
  return parameters::render(read.diagnostics);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string any_text() {
  // All of Unicode but surrogates; letters are what matters most.
  const auto letters =
      *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::weightedOneOf<std::uint32_t>(
          {{6, rc::gen::inRange<std::uint32_t>(0x01, 0x80)},
           {1, rc::gen::inRange<std::uint32_t>(0x80, 0xd800)},
           {1, rc::gen::inRange<std::uint32_t>(0xe000, 0xfffe)},
           {1, rc::gen::inRange<std::uint32_t>(0x10000, 0x110000)}}));
  std::string text;
  for (const auto letter : letters) {
    const auto byte = [&](std::uint32_t bits) { text += static_cast<char>(bits); };
    if (letter < 0x80) {
      byte(letter);
    } else if (letter < 0x800) {
      byte(0xc0 | letter >> 6U);
      byte(0x80 | (letter & 0x3fU));
    } else if (letter < 0x10000) {
      byte(0xe0 | letter >> 12U);
      byte(0x80 | (letter >> 6U & 0x3fU));
      byte(0x80 | (letter & 0x3fU));
    } else {
      byte(0xf0 | letter >> 18U);
      byte(0x80 | (letter >> 12U & 0x3fU));
      byte(0x80 | (letter >> 6U & 0x3fU));
      byte(0x80 | (letter & 0x3fU));
    }
  }
  return text;
}

/// Any finite double, of all magnitudes.
double any_number() {
  const auto bits = *rc::gen::arbitrary<std::uint64_t>();
  double value = 0.0;
  std::memcpy(&value, &bits, sizeof value);
  return std::isfinite(value) ? value : 1.0;
}

bool same(double a, double b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

}  // namespace

TEST_CASE("A profile is read back as it was written", "[property]") {
  rc::prop("texts byte by byte and numbers bit by bit", [] {
    Profile profile = some_profile();
    profile.name = any_text() + "x";
    profile.measurements = any_text();
    profile.where = {any_text(), any_text()};
    profile.calibrated_on = {};
    profile.provenance.source = any_text();
    profile.series.push_back(profile.series[0]);
    auto& series = profile.series[1];
    series.rows = {{any_text() + "a", any_text()}, {"interface", any_text()}};
    series.remarks = {any_text()};
    series.condition = 1.0 + std::abs(any_number());
    series.rms = std::abs(any_number());
    series.calibrated_on = *rc::gen::inRange<std::size_t>(0, 1'000'000);
    for (auto& parameter : series.parameters) {
      parameter.value = any_number();
      parameter.standard_error = std::abs(any_number());
      parameter.from_prior = *rc::gen::arbitrary<bool>();
      parameter.unit = *rc::gen::element<std::string>("s", "B/s", "1/s", "B", "1", "s/B");
    }
    RC_PRE(std::isfinite(series.condition));

    const auto yaml = to_yaml(profile);
    const auto read = read_text(yaml);
    if (!read.diagnostics.empty()) RC_FAIL(parameters::render(read.diagnostics));
    const auto& back = read.profiles.at("my-device");
    RC_ASSERT(back.name == profile.name);
    RC_ASSERT(back.form == profile.form);
    RC_ASSERT(back.measurements == profile.measurements);
    RC_ASSERT(back.where == profile.where);
    RC_ASSERT(back.calibrated_on == profile.calibrated_on);
    RC_ASSERT(back.provenance == profile.provenance);
    RC_ASSERT(back.series.size() == 2U);
    for (std::size_t i = 0; i < 2; ++i) {
      const auto& was = profile.series[i];
      const auto& now = back.series[i];
      RC_ASSERT(now.rows == was.rows);
      RC_ASSERT(now.remarks == was.remarks);
      RC_ASSERT(now.calibrated_on == was.calibrated_on);
      RC_ASSERT(same(now.condition, was.condition));
      RC_ASSERT(same(now.rms, was.rms));
      RC_ASSERT(now.parameters.size() == was.parameters.size());
      for (std::size_t p = 0; p < was.parameters.size(); ++p) {
        RC_ASSERT(now.parameters[p].name == was.parameters[p].name);
        RC_ASSERT(now.parameters[p].unit == was.parameters[p].unit);
        RC_ASSERT(same(now.parameters[p].value, was.parameters[p].value));
        RC_ASSERT(same(now.parameters[p].standard_error, was.parameters[p].standard_error));
        RC_ASSERT(now.parameters[p].from_prior == was.parameters[p].from_prior);
      }
    }
    RC_ASSERT(to_yaml(back) == yaml);
  });
}

TEST_CASE("Damaged profiles are refused with the place of the damage", "[unit]") {
  const auto form = std::string(forms().front().word);
  CHECK(contains(damaged("form: \"" + form + "\"", "form: \"" + form + "z\""),
                 "device.yaml:6:13: error[PEN301]: form of profile 'my-device': there is no form"));
  CHECK(contains(damaged("form: \"" + form + "\"", "form: \"" + form + "z\""),
                 "did you mean '" + form + "'?"));
  CHECK(contains(damaged("measurements:", "mesurements:"), "did you mean 'measurements'?"));
  CHECK(contains(damaged("value: 6.9e-05", "value: .nan"), "'.nan' is not a finite number"));
  CHECK(contains(damaged("value: 6.9e-05", "value: nan"), "PEN206"));
  CHECK(contains(damaged("value: 6.9e-05", "value: 1e999"), "is not a finite number"));
  CHECK(contains(damaged("value: 6.9e-05", "value: 6.9e-05 s"), "is not a finite number"));
  CHECK(contains(damaged("value: 6.9e-05, ", ""), "PEN203"));
  CHECK(contains(damaged("standard_error: 1e-06", "standard_error: -1"), "PEN207"));
  CHECK(contains(damaged("unit: \"B/s\"", "unit: \"furlong\""), "'furlong' is no SI base unit"));
  CHECK(contains(damaged("unit: \"B/s\"", "unit: \"ms\""), "'ms' is no SI base unit"));
  CHECK(contains(damaged("unit: \"B/s\"", "unit: \"B/ms\""), "'B/ms' is no SI base unit"));
  CHECK(contains(damaged("unit: \"B/s\"", "unit: \"ms2\""), "'ms2' is no SI base unit"));
  CHECK(contains(damaged("unit: \"B/s\"", "unit: \"B/s/s\""), "'B/s/s' is no SI base unit"));
  CHECK(contains(damaged("from_prior: true", "from_prior: perhaps"), "PEN206"));
  CHECK(contains(damaged("condition: 12.5", "condition: 0.5"), "PEN207"));
  CHECK(contains(damaged("calibrated_on: 3", "calibrated_on: three"), "PEN206"));
  CHECK(contains(damaged("rows: {}", "rows: [a]"), "has to map columns to values"));
  CHECK(contains(damaged("rows: {}", "rows: {a: [1]}"), "needs a single value"));
  CHECK(contains(damaged("basis: measured", "basis: guessed"), "PEN206"));
  CHECK(contains(damaged("my-device:", "\"my device\":"), "PEN211"));

  auto twice = some_profile();
  twice.series[0].parameters.push_back(twice.series[0].parameters.back());
  auto read = read_text(to_yaml(twice));
  CHECK(
      contains(parameters::render(read.diagnostics), "has the name of an earlier one, 'another'"));
  auto same_rows = some_profile();
  same_rows.series.push_back(same_rows.series[0]);
  read = read_text(to_yaml(same_rows));
  CHECK(contains(parameters::render(read.diagnostics), "holds for the same rows"));
  auto none = some_profile();
  none.series.clear();
  read = read_text(replaced(to_yaml(none), "series:\n", "series: []\n"));
  CHECK(contains(parameters::render(read.diagnostics), "has no series"));
}

TEST_CASE("Powers of units, as slopes and interferences have, are read", "[unit]") {
  for (const std::string unit : {"s2", "B/s2", "B2/s2", "1/s2", "B/s", "1/s", "1"}) {
    INFO(unit);
    const auto read =
        read_text(replaced(to_yaml(some_profile()), "unit: \"B/s\"", "unit: \"" + unit + "\""));
    CHECK(parameters::render(read.diagnostics).empty());
    REQUIRE(read.profiles.contains("my-device"));
    CHECK(read.profiles.at("my-device").series[0].find("another")->unit == unit);
  }
}

TEST_CASE("All mistakes of a profile are reported at once", "[unit]") {
  auto yaml = to_yaml(some_profile());
  yaml = replaced(yaml, "value: 6.9e-05", "value: x");
  yaml = replaced(yaml, "unit: \"B/s\"", "unit: \"q\"");
  yaml = replaced(yaml, "remarks:", "remarx:");
  CHECK(read_text(yaml).diagnostics.size() == 3);
}

TEST_CASE("A parameter that the form needs cannot be missing", "[unit]") {
  for (const auto& form : forms()) {
    for (const auto name : form.parameters) {
      INFO(form.word << " " << name);
      auto profile = some_profile();
      profile.form = form.word;
      profile.series = {some_series(form)};
      REQUIRE(read_text(to_yaml(profile)).diagnostics.empty());
      std::erase_if(profile.series[0].parameters,
                    [&](const Parameter& parameter) { return parameter.name == name; });
      const auto read = read_text(to_yaml(profile));
      CHECK(read.profiles.empty());
      CHECK(contains(parameters::render(read.diagnostics), "error[PEN203]"));
    }
  }
}

TEST_CASE("A profile that cannot be written is a broken promise", "[unit]") {
  auto profile = some_profile();
  profile.series[0].parameters[0].value = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(to_yaml(profile), std::invalid_argument);
  profile = some_profile();
  profile.id = "no id";
  CHECK_THROWS_AS(to_yaml(profile), std::invalid_argument);
}

TEST_CASE("Any name gives an id", "[property]") {
  CHECK(id_of("My device, 1 TB (new)") == "my-device-1-tb-new");
  CHECK(id_of("8x 2TB HDD") == "x-2tb-hdd");
  CHECK(id_of("  ") == "device");
  rc::prop("that a catalogue accepts", [] { RC_ASSERT(is_id(id_of(any_text()))); });
}

TEST_CASE("The catalogue keeps profiles and lists their parameters", "[unit]") {
  parameters::Diagnostics diagnostics;
  const auto root = parameters::parse_document(to_yaml(some_profile()), "device.yaml", diagnostics);
  REQUIRE(root.has_value());
  auto catalogue = catalogue::shipped();
  catalogue::read_entries(*root->find("catalogue"), catalogue, diagnostics);
  INFO(parameters::render(diagnostics));
  REQUIRE(diagnostics.empty());
  CHECK(catalogue.profiles.size() == 1);
  CHECK(catalogue::class_of(catalogue, "my-device") == "profile");
  const auto rows = catalogue::rows(catalogue);
  REQUIRE_FALSE(rows.empty());
  const auto& last = rows.back();
  CHECK(last.entry == "my-device");
  CHECK(last.class_name == "profile");
  CHECK(last.key == "another");
  CHECK(last.value == "6.9e-05 B/s");
  CHECK(last.provenance.basis == parameters::Basis::kClassPrior);
}

TEST_CASE("One profile is read from a file, or the one of an id", "[unit]") {
  const auto folder = std::filesystem::temp_directory_path() / "penstock-profile-test";
  std::filesystem::create_directories(folder);
  const auto path = folder / "device.yaml";
  const auto write = [&](const std::string& text) { std::ofstream(path) << text; };
  write(to_yaml(some_profile()));
  CHECK(read_profile(path)->name == "My device");
  CHECK(read_profile(path, "my-device").has_value());
  const auto other = read_profile(path, "my-devise");
  REQUIRE_FALSE(other.has_value());
  CHECK(contains(parameters::render(other.error()), "did you mean 'my-device'?"));
  auto two = to_yaml(some_profile());
  const auto at = two.find("    my-device:");
  two += replaced(two.substr(at), "my-device:", "another-one:");
  write(two);
  const auto several = read_profile(path);
  REQUIRE_FALSE(several.has_value());
  CHECK(contains(parameters::render(several.error()), "PEN651]: the file holds 2 profiles"));
  CHECK(read_profile(path, "another-one").has_value());
  write("catalogue: {}\n");
  const auto none = read_profile(path);
  REQUIRE_FALSE(none.has_value());
  CHECK(contains(parameters::render(none.error()), "the file holds no profile"));
  std::filesystem::remove_all(folder);
  CHECK(contains(parameters::render(read_profile(path).error()), "PEN101"));
}
