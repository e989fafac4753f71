// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "models/catalogue/catalogue_reader.hpp"
#include "models/parameters/reader.hpp"
#include "models/scenario/sections.hpp"
#include "models/units/quote.hpp"
#include "sim/scenario/extends.hpp"
#include "sim/scenario/objective.hpp"
#include "sim/scenario/reading.hpp"

namespace penstock::scenario {
namespace {

using parameters::Code;
using parameters::Entry;
using parameters::Node;
using parameters::ReadContext;
using parameters::Section;

// Far above any real scenario; what follows from a list (objectives x designs) stays bounded.
constexpr std::size_t kMostSources = 1000;
constexpr std::size_t kMostDatasets = 256;
constexpr std::size_t kMostStages = 256;
constexpr std::size_t kMostTiers = 32;
constexpr std::size_t kMostMoves = 256;
constexpr std::size_t kMostObjectives = 256;
constexpr std::size_t kLongestName = 64;

bool valid_name(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !name.empty() && name.size() <= kLongestName && letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) {
           return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

bool check_map(Reading& reading, const Entry& entry, std::string_view label, std::size_t most) {
  const auto& node = entry.value;
  if (!node.is_map()) {
    reading.error(node.is_null() ? Code::kNoValue : Code::kWrongShape, node.mark,
                  fmt::format("'{}'{} has to map names to objects", entry.key, label),
                  fmt::format("write '{}: {{name: {{...}}}}'", entry.key));
    return false;
  }
  if (node.entries.size() > most) {
    reading.error(Code::kOutOfRange, entry.mark,
                  fmt::format("'{}'{} has {} entries, more than {}", entry.key, label,
                              node.entries.size(), most));
    return false;
  }
  return true;
}

void check_name(Reading& reading, const Entry& entry, std::string_view what) {
  if (!valid_name(entry.key)) {
    reading.error(Code::kBadName, entry.mark,
                  fmt::format("{} is no name for a {}", units::quoted(entry.key), what),
                  "up to 64 letters, digits, '-' and '_', starting with a letter");
  }
  if (what == "stage" && entry.key == "tier") {
    reading.error(Code::kBadName, entry.mark, "a stage cannot be called 'tier'",
                  "paths of objectives that start with 'tier.' name tiers");
  }
}

/// Reads a map of named objects of one section.
template <class T>
void read_named(Reading& reading, const Entry& list, const Section& section, std::size_t most,
                std::vector<T>& into) {
  if (!check_map(reading, list, "", most)) return;
  for (const auto& entry : list.value.entries) {
    check_name(reading, entry, section.name);
    T object;
    object.name = entry.key;
    ReadContext context{
        reading.diagnostics, fmt::format("{} {}", section.name, units::quoted(entry.key)), {}};
    parameters::read_object(entry.value, section, &object,
                            parameters::kind_of(entry.value, section), context);
    into.push_back(std::move(object));
  }
}

void read_tiers(Reading& reading, const Entry& list, const std::string& label, Design& design) {
  if (!check_map(reading, list, " of " + label, kMostTiers)) return;
  for (const auto& entry : list.value.entries) {
    check_name(reading, entry, "tier");
    Tier tier;
    tier.name = entry.key;
    ReadContext context{
        reading.diagnostics, fmt::format("tier {} of {}", units::quoted(entry.key), label), {}};
    parameters::read_object(entry.value, tier_section(), &tier,
                            parameters::kind_of(entry.value, tier_section()), context);
    const auto* own = entry.value.entry("enclosures");
    const auto* other = entry.value.entry("servers");
    if (tier.kind == TierKind::kNvmeOf && own != nullptr && other != nullptr && !other->inherited) {
      reading.error(Code::kDuplicateKey, other->mark,
                    fmt::format("{} has both 'servers' and 'enclosures'", context.label),
                    "they are two names of one number");
    }
    design.tiers.push_back(std::move(tier));
  }
}

void read_place(Reading& reading, const Entry& list, const std::string& label, Design& design) {
  if (!check_map(reading, list, " of " + label, kMostDatasets)) return;
  for (const auto& entry : list.value.entries) {
    if (!entry.value.is_scalar()) {
      reading.error(Code::kWrongShape, entry.value.mark,
                    fmt::format("dataset {} of {} needs the name of one tier",
                                units::quoted(entry.key), label),
                    "write 'place: {raw: big}'");
      continue;
    }
    design.place.push_back({entry.key, entry.value.text});
  }
}

void read_moves(Reading& reading, const Entry& list, const std::string& label, Design& design) {
  const auto& node = list.value;
  if (!node.is_sequence() || node.items.size() > kMostMoves) {
    reading.error(
        Code::kWrongShape, node.mark,
        fmt::format("'moves' of {} has to be a list of at most {} maps", label, kMostMoves),
        "write 'moves: [{dataset: raw, after: 30 d, to: big}]'");
    return;
  }
  for (const auto& item : node.items) {
    Move move;
    ReadContext context{reading.diagnostics, fmt::format("a move of {}", label), {}};
    parameters::read_object(item, move_section(), &move, "", context);
    design.moves.push_back(std::move(move));
  }
}

void read_design(Reading& reading, const Entry& entry) {
  Design design;
  design.name = entry.key;
  const auto label = fmt::format("design {}", units::quoted(entry.key));
  check_name(reading, entry, "design");
  ReadContext context{reading.diagnostics, label, {"tiers", "compute", "fabric", "place", "moves"}};
  parameters::read_object(entry.value, design_section(), &design, "", context);
  const auto part = [&](std::string_view key) { return entry.value.entry(key); };
  if (const auto* tiers = part("tiers")) {
    const auto before = reading.diagnostics.size();
    read_tiers(reading, *tiers, label, design);
    if (reading.without_base.contains(entry.key)) {  // the base may have what is missing
      auto& all = reading.diagnostics;
      all.erase(std::remove_if(all.begin() + static_cast<std::ptrdiff_t>(before), all.end(),
                               [](const parameters::Diagnostic& d) {
                                 return d.code == parameters::code_text(Code::kMissingKey);
                               }),
                all.end());
    }
  } else if (entry.value.is_map() && !reading.without_base.contains(entry.key)) {
    reading.error(Code::kMissingKey, entry.value.mark, label + " has no 'tiers'",
                  "a design stores its data somewhere");
  }
  if (const auto* compute = part("compute")) {
    ReadContext inner{reading.diagnostics, "compute of " + label, {}};
    parameters::read_object(compute->value, compute_section(), &design.compute, "", inner);
  }
  if (const auto* fabric = part("fabric")) {
    ReadContext inner{reading.diagnostics, "fabric of " + label, {}};
    parameters::read_object(fabric->value, fabric_section(), &design.fabric, "", inner);
  }
  if (const auto* place = part("place")) read_place(reading, *place, label, design);
  if (const auto* moves = part("moves")) read_moves(reading, *moves, label, design);
  reading.scenario.designs.push_back(std::move(design));
}

void check_version(Reading& reading) {
  const auto* version = reading.root.find("penstock");
  if (version == nullptr) {
    reading.error(Code::kFormatVersion, reading.root.mark, "the scenario has no format version",
                  "write 'penstock: 1' as its first key");
  } else if (!version->is_scalar() || version->text != "1") {
    reading.error(Code::kFormatVersion, version->mark,
                  fmt::format("format version {} is not supported", units::quoted(version->text)),
                  "this program reads version 1");
  }
}

void check_texts(Reading& reading) {
  const auto& root = reading.root;
  const auto& start = reading.scenario.start;
  const bool month = start.size() == 7 && start[4] == '-' && (start[0] == '1' || start[0] == '2') &&
                     std::all_of(start.begin(), start.end(),
                                 [](char c) { return (c >= '0' && c <= '9') || c == '-'; }) &&
                     std::count(start.begin(), start.end(), '-') == 1 && start.substr(5) >= "01" &&
                     start.substr(5) <= "12";
  if (!month) {
    reading.error(Code::kBadValue, mark_of(root, "start"),
                  fmt::format("start: {} is not a month", units::quoted(start)),
                  "for example 2027-01");
  }
  const auto& currency = reading.scenario.economics.currency;
  if (currency.size() != 3 ||
      !std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
    reading.error(Code::kBadValue, mark_of(root, "economics.currency"),
                  fmt::format("currency: {} is not a currency", units::quoted(currency)),
                  "three capital letters: USD");
  }
}

}  // namespace

const Node& Reading::node(std::string_view list, std::string_view name) const {
  return *root.find(list)->find(name);
}

parameters::Mark mark_of(const Node& object, std::string_view dotted_key) {
  const auto* value = object.find_path(dotted_key);
  return value != nullptr ? value->mark : object.mark;
}

parameters::Mark mark_of_item(const Node& object, std::string_view dotted_key, std::size_t index) {
  const auto* value = object.find_path(dotted_key);
  if (value != nullptr && value->is_sequence() && index < value->items.size()) {
    return value->items[index].mark;
  }
  return mark_of(object, dotted_key);
}

void read_sections(Reading& reading) {
  const auto& root = reading.root;
  auto& scenario = reading.scenario;
  check_version(reading);
  ReadContext context{reading.diagnostics,
                      "the scenario",
                      {"penstock", "include", "sources", "datasets", "stages", "designs",
                       "objectives", "economics", "uncertainty", "catalogue"}};
  parameters::read_object(root, scenario_section(), &scenario, "", context);

  if (const auto* entries = root.find("catalogue")) {
    catalogue::read_entries(*entries, reading.catalogue, reading.diagnostics);
  }
  if (const auto* uncertainty = root.entry("uncertainty")) {
    reading.warning(Code::kNotEvaluated, uncertainty->mark,
                    "'uncertainty' is not evaluated by this version",
                    "all inputs take their single values");
  }
  for (const auto* key : {"datasets", "stages", "designs"}) {
    if (root.find(key) == nullptr) {
      reading.error(Code::kMissingKey, root.mark, fmt::format("the scenario has no '{}'", key));
    }
  }
  if (const auto* list = root.entry("sources")) {
    read_named(reading, *list, source_section(), kMostSources, scenario.sources);
  }
  if (const auto* list = root.entry("datasets")) {
    read_named(reading, *list, dataset_section(), kMostDatasets, scenario.datasets);
  }
  if (const auto* list = root.entry("stages")) {
    read_named(reading, *list, stage_section(), kMostStages, scenario.stages);
  }
  if (const auto* list = root.entry("designs");
      list != nullptr && check_map(reading, *list, "", kMostDesigns)) {
    for (const auto& entry : list->value.entries) read_design(reading, entry);
  }
  if (const auto* economics = root.find("economics")) {
    ReadContext inner{reading.diagnostics, "economics", {}};
    parameters::read_object(*economics, economics_section(), &scenario.economics, "", inner);
  }
  check_texts(reading);
}

void read_objectives(Reading& reading) {
  auto& scenario = reading.scenario;
  if (const auto* list = reading.root.find("objectives")) {
    std::vector<const Node*> items;
    if (list->is_scalar()) items.push_back(list);
    for (const auto& item : list->items) items.push_back(&item);
    if (list->is_map() || list->is_null() || items.size() > kMostObjectives) {
      reading.error(
          Code::kWrongShape, list->mark,
          fmt::format("'objectives' has to be a list of at most {} texts", kMostObjectives),
          "write '- tier.fast.fill <= 80 %'");
      items.clear();
    }
    for (const auto* item : items) {
      if (auto objective = read_objective(*item, scenario, reading.diagnostics)) {
        scenario.objectives.push_back(std::move(*objective));
      }
    }
  }
  auto& baseline = scenario.economics.baseline;
  if (scenario.designs.empty()) return;
  if (baseline.empty()) baseline = scenario.designs.front().name;
  if (find_named(scenario.designs, baseline) == nullptr) {
    reading.error(Code::kUnknownName, mark_of(reading.root, "economics.baseline"),
                  fmt::format("the baseline {} is not a design", units::quoted(baseline)),
                  parameters::did_you_mean(baseline, names_of(scenario.designs)));
  }
}

}  // namespace penstock::scenario
