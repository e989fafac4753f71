// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/scenario/parameters_listing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "models/parameters/reader.hpp"
#include "models/scenario/table.hpp"
#include "models/units/parse.hpp"

namespace penstock::scenario {
namespace {

using Json = nlohmann::ordered_json;
using parameters::Parameter;
using parameters::Section;

std::string path_of(const Section& section, const Parameter& row) {
  return section.path.empty() ? row.key : section.path + "." + row.key;
}

std::string type_of(const Parameter& row) {
  auto name = row.type.choices.empty() || row.type.name == "flag"
                  ? row.type.name
                  : fmt::format("{}", fmt::join(row.type.choices, " or "));
  return row.list ? "list of " + name : name;
}

std::string default_of(const Parameter& row) {
  if (row.required) return "required";
  return fmt::format("{}", fmt::join(row.default_text, ", "));
}

Json json_of(const Section& section, const Parameter& row) {
  Json json{{"path", path_of(section, row)},
            {"section", section.name},
            {"key", row.key},
            {"description", row.description},
            {"type", row.type.name},
            {"unit", units::example_unit(row.type.dimension)},
            {"required", row.required},
            {"list", row.list},
            {"sourced", row.sourced},
            {"default", row.default_text},
            {"example", row.type.example},
            {"choices", row.type.choices},
            {"kinds", row.kinds},
            {"refers_to", row.refers_to},
            {"source", row.source}};
  if (row.minimum) json[row.above_minimum ? "exclusive_minimum" : "minimum"] = *row.minimum;
  if (row.maximum) json["maximum"] = *row.maximum;
  return json;
}

std::string as_json() {
  Json list = Json::array();
  for (const auto& section : table()) {
    for (const auto& row : section.rows) list.push_back(json_of(section, row));
  }
  return list.dump(2) + "\n";
}

std::string as_table() {
  std::size_t widest = 0;
  for (const auto& section : table()) {
    for (const auto& row : section.rows) widest = std::max(widest, path_of(section, row).size());
  }
  std::string text;
  for (const auto& section : table()) {
    text += fmt::format("{}{}\n", text.empty() ? "" : "\n", section.description);
    for (const auto& row : section.rows) {
      const auto value = default_of(row);
      text += fmt::format("  {:<{}}  {}{}\n", path_of(section, row), widest, row.description,
                          value.empty() ? "" : fmt::format(" [{}]", value));
    }
  }
  return text;
}

/// Bars would end the cell.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
    text.insert(at, "\\");
  }
  return text;
}

std::string as_markdown() {
  std::string page =
      "# Parameters\n\n"
      "Every input of a scenario file. Quantities are written with their unit; a dotted key is a "
      "map\ninside a map; a list of one may be written as a single value. Values of the catalogue "
      "may be\nplain or `{value, low, high, source, date, basis}`.\n\n"
      "<!-- Generated from the parameter table by `penstock params --format markdown`; do not "
      "edit. "
      "-->\n";
  for (const auto& section : table()) {
    page += fmt::format(
        "\n## {}\n\n{}.\n\n",
        section.path.empty() ? std::string("Top of the file") : fmt::format("`{}`", section.path),
        section.description);
    page += "| key | meaning | type | default | range | kinds |\n|---|---|---|---|---|---|\n";
    for (const auto& row : section.rows) {
      auto meaning = row.description;
      if (!row.refers_to.empty()) meaning += fmt::format(" (name of a {})", row.refers_to);
      if (!row.source.empty()) meaning += fmt::format(". Default: {}", row.source);
      page +=
          fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", cell(row.key), cell(meaning),
                      cell(type_of(row)), cell(default_of(row)), cell(parameters::bounds_text(row)),
                      cell(fmt::format("{}", fmt::join(row.kinds, ", "))));
    }
  }
  return page;
}

}  // namespace

std::string parameters_listing(ListingFormat format) {
  switch (format) {
    case ListingFormat::kTable:
      return as_table();
    case ListingFormat::kJson:
      return as_json();
    case ListingFormat::kMarkdown:
      break;
  }
  return as_markdown();
}

}  // namespace penstock::scenario
