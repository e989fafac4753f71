// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The pages and the schema that are generated from the tables. UPDATE_GOLDEN=1 writes them anew.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "models/parameters/codes.hpp"
#include "models/parameters/document.hpp"
#include "models/scenario/table.hpp"
#include "sim/scenario/json_schema.hpp"
#include "sim/scenario/metrics.hpp"
#include "sim/scenario/parameters_listing.hpp"
#include "tests/golden/golden.hpp"
#include "tests/unit/scenario_fixture.hpp"

using namespace penstock;
using namespace penstock::scenario;
using nlohmann::json;

namespace {

/// As an editor reads YAML 1.2: plain numbers and truth values are not texts.
json to_json(const parameters::Node& node) {
  if (node.is_map()) {
    json object = json::object();
    for (const auto& entry : node.entries) object[entry.key] = to_json(entry.value);
    return object;
  }
  if (node.is_sequence()) {
    json array = json::array();
    for (const auto& item : node.items) array.push_back(to_json(item));
    return array;
  }
  if (node.is_null()) return nullptr;
  if (!node.plain) return node.text;
  if (node.text == "true" || node.text == "false") return node.text == "true";
  const auto number = json::parse(node.text, nullptr, false);
  return number.is_number() ? number : json(node.text);
}

class SchemaCheck {
 public:
  SchemaCheck() : document_(json::parse(json_schema())) {
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(document_), schema_);
  }

  /// The complaints, one a line.
  std::string complaints(const json& value) {
    valijson::Validator validator;
    valijson::ValidationResults results;
    validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(value), &results);
    std::string all;
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
      for (const auto& step : error.context) all += step;
      all += ": " + error.description + "\n";
    }
    return all;
  }
  std::string complaints_of(const std::string& text) {
    parameters::Diagnostics diagnostics;
    const auto root = parameters::parse_document(text, "s.yaml", diagnostics);
    REQUIRE(root);
    return complaints(to_json(*root));
  }

 private:
  json document_;
  valijson::Schema schema_;
};

}  // namespace

TEST_CASE("The reference pages are those of the tables", "[unit][golden]") {
  CHECK_GOLDEN("../../docs/reference/parameters.md", parameters_listing(ListingFormat::kMarkdown));
  CHECK_GOLDEN("../../docs/reference/metrics.md", metrics_page());
  CHECK_GOLDEN("../../docs/reference/diagnostics.md", parameters::diagnostics_page());
  CHECK_GOLDEN("../../docs/reference/penstock.schema.json", json_schema());
}

TEST_CASE("The schema accepts every shipped scenario", "[unit]") {
  SchemaCheck check;
  for (const auto& entry : std::filesystem::directory_iterator(PENSTOCK_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    parameters::Diagnostics diagnostics;
    const auto root = parameters::read_document(entry.path(), diagnostics);
    REQUIRE(root);
    INFO(entry.path());
    CHECK(check.complaints(to_json(*root)) == "");
  }
}

TEST_CASE("The schema refuses what the reader refuses", "[unit]") {
  SchemaCheck check;
  CHECK(check.complaints_of(fixture::kValid) == "");
  const auto refused = [&](const std::string& from, const std::string& to) {
    const auto text = fixture::changed(from, to);
    INFO(text);
    CHECK_FALSE(check.complaints_of(text).empty());
    CHECK_FALSE(fixture::read(text).scenario);
  };
  refused("retain: 6 mo", "retian: 6 mo");          // unknown key
  refused("kind: vehicle, ", "");                   // required key
  refused("kind: vehicle", "kind: bicycle");        // not a choice
  refused("count: 10", "count: ten");               // not a count
  refused("count: 10", "count: 0");                 // below the bound
  refused("rate: 400 GB/d", "rate: 400");           // no unit
  refused("cores: 64", "cores: 64, epochs: 3");     // key of another kind
  refused("redundancy: 8+2", "redundancy: raid6");  // notation
  refused("penstock: 1\n", "");                     // version
  refused("{raw: big", "{raw: [big]");              // shape
}

TEST_CASE("The schema describes every row", "[unit]") {
  const auto text = json_schema();
  for (const auto& section : table()) {
    for (const auto& row : section.rows) {
      if (row.key.starts_with("<")) continue;  // stands for any key
      INFO(section.name << "." << row.key);
      const auto last = row.key.substr(row.key.rfind('.') + 1);
      CHECK(text.find("\"" + last + "\": {") != std::string::npos);
      CHECK(text.find(row.description) != std::string::npos);
    }
  }
}

TEST_CASE("The listing for programs holds every row", "[unit]") {
  const auto listing = json::parse(parameters_listing(ListingFormat::kJson));
  std::size_t rows = 0;
  for (const auto& section : table()) rows += section.rows.size();
  CHECK(listing.size() == rows);
  const auto rate = std::find_if(listing.begin(), listing.end(), [](const json& row) {
    return row["path"] == "sources.<name>.rate";
  });
  REQUIRE(rate != listing.end());
  CHECK((*rate)["exclusive_minimum"] == 0.0);
  CHECK((*rate)["unit"] == "GB/s");
  CHECK(parameters_listing(ListingFormat::kTable).find("designs.<name>.tiers.<name>.redundancy") !=
        std::string::npos);
}
