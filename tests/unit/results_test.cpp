// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "sim/results/json.hpp"
#include "sim/results/result.hpp"
#include "tests/golden/golden.hpp"
#include "tests/unit/sample_result.hpp"

using namespace penstock;
using namespace penstock::results;

namespace {

/// Finite doubles of every magnitude, with the awkward ones often.
rc::Gen<double> finite() {
  return rc::gen::oneOf(rc::gen::map(rc::gen::arbitrary<std::uint64_t>(),
                                     [](std::uint64_t bits) {
                                       double value = 0.0;
                                       static_assert(sizeof value == sizeof bits);
                                       std::memcpy(&value, &bits, sizeof value);
                                       return std::isfinite(value) ? value : 0.1;
                                     }),
                        rc::gen::element(0.0, -0.0, 0.1, 1e-308, 5e-324, 1.7976931348623157e308,
                                         1.0 / 3.0, 15.36e12, 9007199254740993.0));
}

/// Text with quotes, controls, NULs and letters beyond ASCII.
rc::Gen<std::string> text() {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                          "a", "Z", " ", "\"", "\\", "/", "\n", "\t", std::string("\0", 1), "\x1b",
                          "é", "✓", "😀")),
                      [](const std::vector<std::string>& letters) {
                        std::string all;
                        for (const auto& letter : letters) all += letter;
                        return all;
                      });
}

template <class T>
std::vector<T> several(rc::Gen<T> gen) {
  const auto count = *rc::gen::inRange<std::size_t>(0, 4);
  return *rc::gen::container<std::vector<T>>(count, std::move(gen));
}
template <class Build>
auto rows(Build build) {
  std::vector<decltype(build())> all;
  const auto count = *rc::gen::inRange(0, 3);
  for (int i = 0; i < count; ++i) all.push_back(build());
  return all;
}
template <class T>
std::optional<T> maybe(rc::Gen<T> gen) {
  return *rc::gen::arbitrary<bool>() ? std::optional<T>(*gen) : std::nullopt;
}
std::optional<double> maybe_number() {
  return maybe(finite());
}
std::optional<int> maybe_month() {
  return maybe(rc::gen::arbitrary<int>());
}

Metrics metrics() {
  Metrics all;
  for (const auto& key : several(text())) all[key] = *finite();
  return all;
}

template <class E>
E any_word() {
  return static_cast<E>(*rc::gen::inRange<std::size_t>(0, parameters::EnumWords<E>::words.size()));
}

DesignResult any_design() {
  DesignResult d;
  d.name = *text();
  d.description = *text();
  d.failure = *text();
  d.windows = *rc::gen::arbitrary<int>();
  d.resimulations = *rc::gen::arbitrary<int>();
  d.probed_objective = *text();
  d.metrics = metrics();
  d.months = rows([] {
    return Month{*rc::gen::arbitrary<int>(), *text(), *rc::gen::arbitrary<bool>(), metrics()};
  });
  d.stages = rows([] {
    return StageRow{*text(),
                    *text(),
                    several(text()),
                    *text(),
                    *finite(),
                    *finite(),
                    *finite(),
                    *finite(),
                    *finite(),
                    *text(),
                    *text(),
                    several(text()),
                    rows([] {
                      return WaitShare{*text(), *finite()};
                    }),
                    *text(),
                    *finite(),
                    *finite()};
  });
  d.tiers = rows([] {
    return TierRow{*text(),
                   *text(),
                   *text(),
                   *text(),
                   *finite(),
                   *finite(),
                   *finite(),
                   *text(),
                   maybe_month(),
                   maybe_number(),
                   maybe_number(),
                   maybe_number(),
                   rows([] {
                     return Purchase{*rc::gen::arbitrary<int>(), *rc::gen::arbitrary<int>(),
                                     *finite(), *finite()};
                   })};
  });
  d.resources = rows([] {
    return ResourceRow{*text(), *finite(), *finite(), *finite(), maybe_number(), maybe_number()};
  });
  d.objectives = rows([] {
    return ObjectiveRow{*text(),        *text(),   *rc::gen::arbitrary<bool>(),
                        maybe_number(), *finite(), maybe_month()};
  });
  d.ledger = rows([] {
    return economics::LedgerRow{*rc::gen::arbitrary<int>(),
                                any_word<economics::Category>(),
                                *text(),
                                *text(),
                                *finite(),
                                *text(),
                                *finite(),
                                units::Money{*finite()},
                                any_word<parameters::Basis>()};
  });
  d.timelines = rows([] {
    return Timeline{*text(), *rc::gen::arbitrary<int>(), *finite(), several(finite())};
  });
  return d;
}

Result any_result() {
  Result r;
  r.inputs = {*text(),
              *text(),
              *text(),
              *text(),
              *rc::gen::arbitrary<std::uint64_t>(),
              *text(),
              *rc::gen::arbitrary<int>(),
              *text(),
              *text(),
              *finite(),
              *text(),
              several(text())};
  r.designs = rows(any_design);
  r.verdict = {*text(), several(text())};
  r.diagnostics = several(text());
  return r;
}

/// The sample's text with `from` replaced once; fails if it is not there.
std::string edited(const std::string& from, const std::string& to) {
  std::string json = to_json(sample::result());
  const auto at = json.find(from);
  REQUIRE(at != std::string::npos);
  return json.replace(at, from.size(), to);
}

std::string error_of(const std::string& json) {
  const auto read = from_json(json);
  REQUIRE_FALSE(read.has_value());
  return read.error();
}

}  // namespace

TEST_CASE("Any result reads back equal, to the last bit", "[property]") {
  rc::prop("from_json(to_json(r)) == r and prints the same bytes", [] {
    const Result result = any_result();
    const std::string json = to_json(result);
    const auto back = from_json(json);
    if (!back) RC_FAIL(back.error());
    RC_ASSERT(*back == result);
    RC_ASSERT(to_json(*back) == json);  // also tells -0.0 from 0.0, which == does not
  });
}

TEST_CASE("A result that is cut short or flipped never throws", "[property]") {
  const std::string json = to_json(sample::result());
  rc::prop("a prefix is an error", [&] {
    // The last byte is the line break after the closing brace.
    const auto length = *rc::gen::inRange<std::size_t>(0, json.size() - 1);
    RC_ASSERT_FALSE(from_json(json.substr(0, length)).has_value());
  });
  rc::prop("a changed byte gives a result or an error", [&] {
    std::string changed = json;
    changed[*rc::gen::inRange<std::size_t>(0, json.size())] = *rc::gen::arbitrary<char>();
    const auto read = from_json(changed);
    RC_ASSERT(read.has_value() || !read.error().empty());
  });
}

TEST_CASE("The document of the sample is the accepted one", "[unit][golden]") {
  CHECK_GOLDEN("report/sample.json", to_json(sample::result()));
}

TEST_CASE("A missing key is named by its path", "[unit]") {
  CHECK(error_of(edited("\"seed\": 42,", "")) == "inputs.seed: missing");
  CHECK(error_of(edited("{\"resource\":\"cpu\",\"share\":0.88}", "{\"resource\":\"cpu\"}")) ==
        "designs[0].stages[1].waits[0].share: missing");
}

TEST_CASE("A wrong type is named by its path", "[unit]") {
  CHECK(error_of(edited("\"seed\": 42", "\"seed\": \"42\"")) ==
        "inputs.seed: expected a whole number, found a text");
  CHECK(error_of(edited("\"seed\": 42", "\"seed\": 42.5")) ==
        "inputs.seed: expected a whole number, found a number");
  CHECK(error_of(edited("\"seed\": 42", "\"seed\": -1")) ==
        "inputs.seed: the number is out of range");
  CHECK(error_of(edited("\"months\": 36", "\"months\": 3000000000")) ==
        "inputs.months: the number is out of range");
  CHECK(error_of(edited("\"windows\": 3", "\"windows\": null")) ==
        "designs[0].windows: expected a whole number, found null");
  CHECK(error_of(edited("\"share\":0.75", "\"share\":true")) ==
        "designs[0].stages[0].waits[0].share: expected a number, found true or false");
  CHECK(error_of(edited("\"category\":\"energy\"", "\"category\":\"power\""))
            .find("designs[0].ledger[2].category: 'power' is not one of accelerators, drives") ==
        0);
}

TEST_CASE("An unknown key is refused, because its meaning would be lost", "[unit]") {
  CHECK(error_of(edited("\"seed\": 42", "\"seed\": 42, \"colour\": 1")) ==
        "inputs.colour: unknown key");
}

TEST_CASE("Numbers without a fraction are read where a real number is meant", "[unit]") {
  const auto read = from_json(edited("\"discount_rate\": 0.08", "\"discount_rate\": 0"));
  REQUIRE(read.has_value());
  CHECK(read->inputs.discount_rate == 0.0);
}

TEST_CASE("Other documents and other versions are refused with the reason", "[unit]") {
  CHECK(error_of("{}") == "not a result of Penstock: \"format\" is not \"penstock-result\"");
  CHECK(error_of("[]") == "not a result of Penstock: \"format\" is not \"penstock-result\"");
  CHECK(error_of("").find("not JSON: parse error at line 1, column 1") == 0);
  CHECK(error_of("{\"format\": 1}").find("not a result of Penstock") == 0);
  CHECK(error_of(edited("\"version\": 1", "\"version\": 2")).find("newer than 1") !=
        std::string::npos);
  CHECK(error_of(edited("\"version\": 1", "\"version\": 0")).find("run the scenario again") !=
        std::string::npos);
  CHECK(error_of(std::string(100000, '[')).find("not JSON") == 0);
}

TEST_CASE("A number that JSON cannot say is a broken precondition", "[unit]") {
  Result result = sample::result();
  result.designs[1].metrics["tco"] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(to_json(result), "result: designs[1].metrics.tco is not a finite number");
}

TEST_CASE("Bytes that are not UTF-8 do not break the document", "[unit]") {
  Result result = sample::result();
  result.inputs.file = "caf\xe9.yaml";
  const auto read = from_json(to_json(result));
  REQUIRE(read.has_value());
  CHECK(read->inputs.file == "caf\xEF\xBF\xBD.yaml");
}

TEST_CASE("Months are labelled by the calendar", "[unit]") {
  CHECK(month_label("2027-01", 0) == "2027-01");
  CHECK(month_label("2027-01", 11) == "2027-12");
  CHECK(month_label("2027-01", 12) == "2028-01");
  CHECK(month_label("2027-11", 3) == "2028-02");
  for (const char* wrong : {"", "2027", "2027-13", "2027-00", "2027-1", "20270-1", "-027-01"}) {
    CHECK_THROWS_AS(month_label(wrong, 0), std::invalid_argument);
  }
  CHECK_THROWS_AS(month_label("2027-01", -1), std::invalid_argument);
  rc::prop("twelve months later is the same month of the next year", [] {
    const int months = *rc::gen::inRange(0, 6000);
    const auto now = month_label("2027-06", months);
    const auto then = month_label("2027-06", months + 12);
    RC_ASSERT(now.substr(4) == then.substr(4));
    RC_ASSERT(std::stoi(then.substr(0, 4)) == std::stoi(now.substr(0, 4)) + 1);
  });
}

TEST_CASE("A design meets its objectives only if it was simulated", "[unit]") {
  const Result result = sample::result();
  CHECK(meets_objectives(*find_design(result, "smr-archive")));
  CHECK_FALSE(meets_objectives(*find_design(result, "hci")));
  CHECK_FALSE(meets_objectives(*find_design(result, "composable")));
  CHECK(find_design(result, "tape") == nullptr);
}
