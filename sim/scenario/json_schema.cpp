// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/scenario/json_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "models/calibration/profile_sections.hpp"
#include "models/catalogue/catalogue.hpp"
#include "models/catalogue/catalogue_parameters.hpp"
#include "models/parameters/reader.hpp"
#include "models/scenario/sections.hpp"
#include "models/units/parse.hpp"

namespace penstock::scenario {
namespace {

using Json = nlohmann::ordered_json;
using parameters::Parameter;
using parameters::Section;

/// A number with a unit; which units there are is left to the reader.
constexpr auto kQuantity = R"(^ *[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)? *[^ 0-9].*$)";
constexpr auto kName = "^[A-Za-z][A-Za-z0-9_-]*$";

Json reference(const std::string& name) {
  return {{"$ref", "#/definitions/" + name}};
}

std::string title_of(const std::string& key) {
  auto title = key.substr(key.rfind('.') + 1);
  std::replace(title.begin(), title.end(), '_', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
    title[0] = static_cast<char>(title[0] - 32);
  return title;
}

/// A value without its description.
Json value_schema(const Parameter& row) {
  const auto& type = row.type;
  if (type.name == "flag") return {{"enum", Json::array({true, false, "yes", "no", "on", "off"})}};
  if (!type.choices.empty()) return {{"enum", type.choices}};
  Json schema;
  if (type.name == "count" || type.name == "seed") {
    schema["type"] = "integer";
  } else if (type.bare_number) {
    schema["type"] = Json::array({"number", "string"});
  } else {
    schema["type"] = "string";
  }
  if (schema["type"] != "string") {  // bounds mean bare numbers only
    if (row.minimum) schema[row.above_minimum ? "exclusiveMinimum" : "minimum"] = *row.minimum;
    if (row.maximum) schema["maximum"] = *row.maximum;
  }
  if (!type.pattern.empty()) {
    schema["pattern"] = type.pattern;
  } else if (!(type.dimension == units::Dimension{})) {
    schema["pattern"] = kQuantity;
  }
  return schema;
}

Json default_json(const Parameter& row) {
  const auto one = [&](const std::string& text) -> Json {
    if (row.type.name == "flag") return text == "true";
    if (row.type.bare_number) {
      const auto parsed = Json::parse(text, nullptr, false);
      if (parsed.is_number()) return parsed;
    }
    return text;
  };
  if (!row.list) return one(row.default_text.front());
  Json list = Json::array();
  for (const auto& text : row.default_text) list.push_back(one(text));
  return list;
}

/// A value with its range and provenance.
Json sourced(const Json& value) {
  return {{"type", "object"},
          {"properties",
           {{"value", value},
            {"low", value},
            {"high", value},
            {"source", {{"type", "string"}}},
            {"date", {{"type", Json::array({"string", "integer"})}}},
            {"basis", {{"enum", parameters::TextCodec<parameters::Basis>::type().choices}}}}},
          {"required", Json::array({"value"})},
          {"additionalProperties", false}};
}

/// A text with a unit and nothing else to check: most of the catalogue.
bool is_plain_quantity(const Parameter& row) {
  return !row.type.bare_number && row.type.pattern.empty() && row.type.choices.empty() &&
         !(row.type.dimension == units::Dimension{});
}

Json row_schema(const Parameter& row) {
  Json schema{{"title", title_of(row.key)}, {"description", row.description}};
  const auto bounds = parameters::bounds_text(row);
  if (!bounds.empty()) {
    schema["description"] = fmt::format("{} ({})", row.description, bounds);
  }
  const auto value = value_schema(row);
  if (row.list) {
    schema["anyOf"] = Json::array({value, Json{{"type", "array"}, {"items", value}}});
  } else if (row.sourced) {
    if (is_plain_quantity(row)) {
      schema["allOf"] = Json::array({reference("sourced_quantity")});
    } else {
      schema["anyOf"] = Json::array({value, sourced(value)});
    }
  } else {
    schema.update(value);
  }
  const auto unit = units::example_unit(row.type.dimension);
  if (!unit.empty()) schema["x-unit"] = unit;
  if (!row.default_text.empty() && !row.required && !row.default_text.front().empty()) {
    schema["default"] = default_json(row);
  }
  if (!row.type.example.empty()) schema["examples"] = Json::array({row.type.example});
  if (!row.refers_to.empty()) schema["x-refers-to"] = row.refers_to;
  if (!row.source.empty()) schema["x-source"] = row.source;
  return schema;
}

Json object_schema(const std::string& description) {
  return {{"type", "object"},
          {"description", description},
          {"additionalProperties", false},
          {"properties", Json::object()}};
}

/// Dotted keys become nested objects.
void add_rows(Json& object, const Section& section) {
  for (const auto& row : section.rows) {
    auto* properties = &object["properties"];
    std::string rest = row.key;
    for (auto dot = rest.find('.'); dot != std::string::npos; dot = rest.find('.')) {
      const auto head = rest.substr(0, dot);
      if (!properties->contains(head)) (*properties)[head] = object_schema(title_of(head));
      properties = &(*properties)[head]["properties"];
      rest = rest.substr(dot + 1);
    }
    (*properties)[rest] = row_schema(row);
  }
}

/// Keys that objects of one kind cannot have, and those that they need.
void add_kinds(Json& object, const Section& section) {
  const auto* kind = section.find("kind");
  if (kind == nullptr) return;
  for (const auto& name : kind->type.choices) {
    Json then = Json::object();
    for (const auto& row : section.rows) {
      const auto head = row.key.substr(0, row.key.find('.'));
      const bool any =
          std::any_of(section.rows.begin(), section.rows.end(), [&](const auto& other) {
            return other.key.substr(0, other.key.find('.')) == head &&
                   parameters::applies(other, name);
          });
      if (!any) then["properties"][head] = false;
      if (row.required && !row.kinds.empty() && parameters::applies(row, name)) {
        then["required"].push_back(row.key);
      }
    }
    if (then.empty()) continue;
    object["allOf"].push_back(
        {{"if",
          {{"properties", {{"kind", {{"const", name}}}}}, {"required", Json::array({"kind"})}}},
         {"then", then}});
  }
}

Json section_schema(const Section& section, bool with_required) {
  auto object = object_schema(section.description);
  add_rows(object, section);
  if (with_required) {
    for (const auto& row : section.rows) {
      if (row.required && row.kinds.empty()) object["required"].push_back(row.key);
    }
  }
  add_kinds(object, section);
  return object;
}

Json named(const std::string& definition, const std::string& description) {
  return {{"type", "object"},
          {"description", description},
          {"propertyNames", {{"pattern", kName}}},
          {"additionalProperties", reference(definition)}};
}

Json design_schema() {
  auto design = section_schema(design_section(), true);
  auto& properties = design["properties"];
  properties["tiers"] = named("tier", "The storage systems of the design");
  properties["compute"] = reference("compute");
  properties["fabric"] = reference("fabric");
  properties["place"] = {{"type", "object"},
                         {"description", "The tier of each dataset"},
                         {"additionalProperties", {{"type", "string"}}}};
  properties["moves"] = {{"type", "array"},
                         {"description", "Data that changes its tier with age"},
                         {"items", reference("move")}};
  return design;
}

Json list_of(const Json& items) {
  return {{"type", "array"}, {"items", items}};
}

/// A profile is complete in itself: lists of series and of their parameters.
Json profile_schema() {
  auto series = section_schema(calibration::series_section(), true);
  series["properties"]["rows"] = {
      {"type", "object"},
      {"description", "Column and value of the rows it holds for"},
      {"additionalProperties", {{"type", Json::array({"string", "number", "boolean"})}}}};
  series["properties"]["parameters"] =
      list_of(section_schema(calibration::parameter_section(), true));
  series["required"].push_back("parameters");
  auto profile = section_schema(calibration::profile_section(), true);
  profile["properties"]["series"] = list_of(series);
  profile["required"].push_back("series");
  return profile;
}

/// Entries of the catalogue change single values of shipped ones, so nothing is required.
Json catalogue_schema(Json& definitions) {
  auto catalogue = object_schema("Entries that are added to the shipped ones, or change them");
  const auto classes = catalogue::class_names();
  for (const auto& section : catalogue::sections()) {
    if (section.name.starts_with("profile")) continue;
    if (std::find(classes.begin(), classes.end(), section.name) != classes.end()) {
      auto entry = section_schema(section, false);
      entry["properties"]["extends"] = {
          {"type", "string"}, {"description", "An entry of the same class to start from"}};
      definitions["catalogue." + section.name] = std::move(entry);
      catalogue["properties"][section.name] =
          named("catalogue." + section.name, section.description);
      continue;
    }
    // "cloud.storage" is a list of bands inside "cloud"; "workload.step_times" maps accelerators.
    const auto dot = section.name.find('.');
    auto& owner = definitions["catalogue." + section.name.substr(0, dot)]["properties"];
    auto& property = owner[section.name.substr(dot + 1)];
    if (section.rows.size() == 1 && section.rows.front().key.starts_with('<')) {
      property = {{"type", "object"},
                  {"description", section.description},
                  {"additionalProperties", row_schema(section.rows.front())}};
    } else {
      const auto* price = section.find("price");
      property = {
          {"description", section.description},
          {"anyOf", Json::array({Json{{"type", "array"}, {"items", section_schema(section, true)}},
                                 row_schema(*price)})}};
    }
  }
  definitions["catalogue.profile"] = profile_schema();
  catalogue["properties"]["profile"] =
      named("catalogue.profile", calibration::profile_section().description);
  return catalogue;
}

}  // namespace

std::string json_schema() {
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"title", "Penstock scenario"},
              {"description", "Generated from the parameter table; do not edit."}};
  schema.update(section_schema(scenario_section(), false));
  schema["required"] = Json::array({"penstock"});
  Json definitions;
  const Json quantity{{"type", "string"}, {"pattern", kQuantity}};
  definitions["quantity"] = quantity;
  definitions["sourced_quantity"] = {
      {"anyOf", Json::array({reference("quantity"), sourced(reference("quantity"))})}};
  definitions["source"] = section_schema(source_section(), true);
  definitions["dataset"] = section_schema(dataset_section(), true);
  definitions["stage"] = section_schema(stage_section(), true);
  definitions["tier"] =
      section_schema(tier_section(), false);  // extended designs name changes only
  definitions["compute"] = section_schema(compute_section(), true);
  definitions["fabric"] = section_schema(fabric_section(), true);
  definitions["move"] = section_schema(move_section(), true);
  definitions["design"] = design_schema();
  definitions["economics"] = section_schema(economics_section(), true);

  auto& properties = schema["properties"];
  properties["include"] = {
      {"description", "Files that are merged below this one; paths count from its folder"},
      {"anyOf", Json::array({Json{{"type", "string"}},
                             Json{{"type", "array"}, {"items", {{"type", "string"}}}}})}};
  properties["sources"] = named("source", "Where data comes from");
  properties["datasets"] = named("dataset", "Bodies of data");
  properties["stages"] = named("stage", "What is done with the data, in order");
  properties["designs"] = named("design", "Infrastructure designs to compare");
  properties["objectives"] = {
      {"description", "What a design has to reach in every month"},
      {"type", "array"},
      {"items",
       {{"type", "string"},
        {"pattern", "^[^<>]+[<>]=?[^<>=]+$"},
        {"examples", Json::array({"train.accelerator_utilisation >= 90 %"})}}}};
  properties["economics"] = reference("economics");
  properties["uncertainty"] = {{"type", "object"},
                               {"description", "Not evaluated by this version"}};
  properties["catalogue"] = catalogue_schema(definitions);
  schema["definitions"] = std::move(definitions);
  return schema.dump(2) + "\n";
}

}  // namespace penstock::scenario
