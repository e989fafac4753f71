// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/scenario/overrides.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <span>

#include "models/catalogue/catalogue.hpp"
#include "models/catalogue/catalogue_parameters.hpp"
#include "models/parameters/codes.hpp"
#include "models/parameters/reader.hpp"
#include "models/scenario/sections.hpp"
#include "models/units/quote.hpp"
#include "sim/scenario/extends.hpp"

namespace penstock::scenario {
namespace {

using parameters::Code;
using parameters::Diagnostics;
using parameters::did_you_mean;
using parameters::Mark;
using parameters::Node;
using parameters::Section;
using Steps = std::span<const std::string>;

constexpr std::size_t kMostSteps = 16;

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> steps;
  while (true) {
    const auto dot = path.find('.');
    steps.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return steps;
    path.remove_prefix(dot + 1);
  }
}

std::vector<std::string> keys_of(const Node* map) {
  std::vector<std::string> keys;
  if (map == nullptr) return keys;
  for (const auto& entry : map->entries) keys.push_back(entry.key);
  return keys;
}

/// Checks that a path leads to a parameter of an object that exists.
class PathChecker {
 public:
  PathChecker(const Node& root, const Mark& mark, Diagnostics& diagnostics)
      : root_(root), mark_(mark), diagnostics_(diagnostics) {}

  bool check(Steps steps) {
    const auto& top = steps.front();
    if (top == "sources") return named(steps, "source", source_section());
    if (top == "datasets") return named(steps, "dataset", dataset_section());
    if (top == "stages") return named(steps, "stage", stage_section());
    if (top == "designs") return design(steps);
    if (top == "economics") return row(steps.subspan(1), "economics", economics_section());
    if (top == "catalogue") return entry(steps);
    std::vector<std::string> tops{"sources", "datasets",  "stages",
                                  "designs", "economics", "catalogue"};
    for (const auto& known : scenario_section().rows) tops.push_back(known.key);
    if (steps.size() == 1 && scenario_section().find(top) != nullptr) return true;
    return fail(fmt::format("a scenario has no parameter {}",
                            units::quoted(fmt::format("{}", fmt::join(steps, ".")))),
                did_you_mean(top, tops));
  }

 private:
  bool named(Steps steps, std::string_view what, const Section& section) {
    const auto* map = root_.find(steps.front());
    if (steps.size() < 3) return too_short(steps, section);
    if (map == nullptr || map->find(steps[1]) == nullptr) {
      return fail(fmt::format("the scenario has no {} {}", what, units::quoted(steps[1])),
                  did_you_mean(steps[1], keys_of(map)));
    }
    return row(steps.subspan(2), fmt::format("{} '{}'", what, steps[1]), section);
  }

  bool design(Steps steps) {
    const auto* designs = root_.find("designs");
    if (steps.size() < 3) return too_short(steps, design_section());
    if (designs == nullptr || designs->find(steps[1]) == nullptr) {
      return fail(fmt::format("the scenario has no design {}", units::quoted(steps[1])),
                  did_you_mean(steps[1], keys_of(designs)));
    }
    const auto label = fmt::format("design '{}'", steps[1]);
    const auto& part = steps[2];
    if (part == "compute") return row(steps.subspan(3), "compute of " + label, compute_section());
    if (part == "fabric") return row(steps.subspan(3), "fabric of " + label, fabric_section());
    if (part == "place") return place(steps, label);
    if (part == "tiers") return tier(steps, *designs, label);
    if (steps.size() == 3 && design_section().find(part) != nullptr) return true;
    const std::vector<std::string> parts{"tiers", "compute",     "fabric",
                                         "place", "description", "extends"};
    return fail(fmt::format("{} has no parameter {}", label, units::quoted(part)),
                did_you_mean(part, parts));
  }

  bool tier(Steps steps, const Node& designs, const std::string& label) {
    if (steps.size() < 5) return too_short(steps, tier_section());
    Diagnostics ignored;  // bases are reported where designs are read
    const auto complete = with_bases(designs, ignored).designs;
    const auto* tiers = complete.find(steps[1])->find("tiers");
    if (tiers == nullptr || tiers->find(steps[3]) == nullptr) {
      return fail(fmt::format("{} has no tier {}", label, units::quoted(steps[3])),
                  did_you_mean(steps[3], keys_of(tiers)));
    }
    return row(steps.subspan(4), fmt::format("tier '{}' of {}", steps[3], label), tier_section());
  }

  bool place(Steps steps, const std::string& label) {
    const auto known = keys_of(root_.find("datasets"));
    if (steps.size() == 4 && std::find(known.begin(), known.end(), steps[3]) != known.end()) {
      return true;
    }
    return fail(fmt::format("'place' of {} needs the name of a dataset", label),
                did_you_mean(steps.size() > 3 ? steps[3] : "", known));
  }

  bool entry(Steps steps) {
    const auto classes = catalogue::class_names();
    if (steps.size() < 4 || std::find(classes.begin(), classes.end(), steps[1]) == classes.end()) {
      return fail("a catalogue value is written catalogue.<class>.<id>.<key>=value",
                  did_you_mean(steps.size() > 1 ? steps[1] : "", classes));
    }
    const auto own = root_.find_path("catalogue." + steps[1] + "." + steps[2]);
    if (own == nullptr && catalogue::class_of(catalogue::shipped(), steps[2]) != steps[1]) {
      return fail(fmt::format("the catalogue has no {} {}", steps[1], units::quoted(steps[2])), "");
    }
    for (const auto& section : catalogue::sections()) {
      if (section.name == steps[1]) {
        return row(steps.subspan(3), fmt::format("{} '{}'", steps[1], steps[2]), section);
      }
    }
    return false;
  }

  bool row(Steps steps, const std::string& label, const Section& section) {
    const auto key = fmt::format("{}", fmt::join(steps, "."));
    if (section.find(key) != nullptr) return true;
    std::vector<std::string> keys;
    for (const auto& known : section.rows) keys.push_back(known.key);
    return fail(fmt::format("{} has no parameter {}", label, units::quoted(key)),
                did_you_mean(key, keys));
  }

  bool too_short(Steps steps, const Section& section) {
    return fail(fmt::format("{} is no single parameter",
                            units::quoted(fmt::format("{}", fmt::join(steps, ".")))),
                fmt::format("write {}.<key>=value", section.path));
  }

  bool fail(std::string message, std::string hint) {
    report(diagnostics_, Code::kOverride, mark_, std::move(message), std::move(hint));
    return false;
  }

  const Node& root_;
  const Mark& mark_;
  Diagnostics& diagnostics_;
};

void place_marks(Node& node, const Mark& mark) {
  node.mark = mark;
  for (auto& entry : node.entries) {
    entry.mark = mark;
    place_marks(entry.value, mark);
  }
  for (auto& item : node.items) place_marks(item, mark);
}

void store(Node& root, Steps steps, Node value, const Mark& mark) {
  Node* node = &root;
  for (const auto& step : steps) {
    if (!node->is_map()) *node = Node{.kind = Node::Kind::kMap, .mark = mark};
    auto* entry = node->entry(step);
    if (entry == nullptr) {
      node->entries.push_back({step, mark, Node{.mark = mark}});
      entry = &node->entries.back();
    }
    node = &entry->value;
  }
  *node = std::move(value);
}

}  // namespace

void apply_overrides(Node& root, const std::vector<std::string>& overrides,
                     Diagnostics& diagnostics) {
  for (const auto& text : overrides) {
    const Mark mark{fmt::format("--set {}", units::quoted(text)), 0, 0};
    const auto equals = text.find('=');
    const auto steps = split(std::string_view(text).substr(0, equals));
    if (equals == std::string::npos || equals + 1 == text.size() || steps.size() > kMostSteps) {
      report(diagnostics, Code::kOverride, mark, "an override is written path=value",
             "for example economics.electricity='0.2 USD/kWh'");
      continue;
    }
    if (!PathChecker(root, mark, diagnostics).check(steps)) continue;
    auto value = parameters::parse_document(text.substr(equals + 1), mark.file, diagnostics);
    if (!value) continue;
    place_marks(*value, mark);
    store(root, steps, std::move(*value), mark);
  }
}

}  // namespace penstock::scenario
