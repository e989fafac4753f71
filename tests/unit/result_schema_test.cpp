// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The published schema of results against an independent validator.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "sim/results/json.hpp"
#include "tests/golden/golden.hpp"
#include "tests/unit/sample_result.hpp"

using namespace penstock;
using namespace penstock::results;

namespace {

/// Whether the published schema accepts `document`; the first complaint goes to `why`.
bool accepts(const nlohmann::json& document, std::string& why) {
  const auto schema_json = nlohmann::json::parse(json_schema());
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_json), schema);
  valijson::Validator validator;
  valijson::ValidationResults complaints;
  const bool valid =
      validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &complaints);
  valijson::ValidationResults::Error error;
  why = complaints.popError(error) ? error.description : "";
  return valid;
}

}  // namespace

TEST_CASE("The published schema of results is the one the program knows", "[unit][golden]") {
  CHECK_GOLDEN("../../docs/reference/result.schema.json", json_schema());
}

TEST_CASE("The schema accepts results and refuses what reading refuses", "[unit]") {
  std::string why;
  const auto good = nlohmann::json::parse(to_json(sample::result()));
  {
    const bool accepted = accepts(good, why);
    INFO(why);
    CHECK(accepted);
  }
  const auto both_refuse = [&](const nlohmann::json& document) {
    CHECK_FALSE(accepts(document, why));
    CHECK_FALSE(from_json(document.dump()).has_value());
  };
  auto wrong = good;
  wrong["inputs"].erase("seed");
  both_refuse(wrong);
  wrong = good;
  wrong["version"] = 2;
  both_refuse(wrong);
  wrong = good;
  wrong["designs"][0]["colour"] = "red";
  both_refuse(wrong);
  wrong = good;
  wrong["designs"][0]["ledger"][0]["category"] = "power";
  both_refuse(wrong);
  wrong = good;
  wrong["designs"][0]["months"][3]["index"] = 3.5;
  both_refuse(wrong);
  wrong = good;
  wrong["designs"][0]["months"][3]["metrics"]["tco"] = "dear";
  both_refuse(wrong);
}
