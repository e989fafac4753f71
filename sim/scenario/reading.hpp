// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What the steps of reading a scenario share. Internal to sim/scenario.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "models/catalogue/catalogue.hpp"
#include "models/parameters/codes.hpp"
#include "models/parameters/diagnostic.hpp"
#include "models/parameters/document.hpp"
#include "models/scenario/scenario.hpp"

namespace penstock::scenario {

/// A scenario on its way from the tree to the struct. The tree has its includes, overrides and
/// bases; it stays, because checks report at the places of its values.
struct Reading {
  const parameters::Node& root;
  Scenario& scenario;
  catalogue::Catalogue& catalogue;
  parameters::Diagnostics& diagnostics;
  /// Designs whose base is missing: what else they lack is not reported.
  std::set<std::string> without_base;

  void error(parameters::Code code, const parameters::Mark& mark, std::string message,
             std::string hint = "") {
    report(diagnostics, code, mark, std::move(message), std::move(hint));
  }
  void warning(parameters::Code code, const parameters::Mark& mark, std::string message,
               std::string hint = "") {
    report_warning(diagnostics, code, mark, std::move(message), std::move(hint));
  }

  /// The map of an object: node("stages", "train"). The objects were read from the tree, so it
  /// exists.
  [[nodiscard]] const parameters::Node& node(std::string_view list, std::string_view name) const;
};

/// Place of the value of a key, or of the object if the key is not written.
parameters::Mark mark_of(const parameters::Node& object, std::string_view dotted_key);
/// Place of the item `index` of a list that may be written as a single value.
parameters::Mark mark_of_item(const parameters::Node& object, std::string_view dotted_key,
                              std::size_t index);

/// Whether the object was read with the kind that it says: a wrong one leaves the default.
template <class Kind>
bool kind_is_known(const parameters::Node& object, Kind kind) {
  const auto* written = object.find("kind");
  return written != nullptr && written->is_scalar() && written->text == parameters::word(kind);
}

template <class T>
std::vector<std::string> names_of(const std::vector<T>& objects) {
  std::vector<std::string> names;
  for (const auto& object : objects) names.push_back(object.name);
  return names;
}

template <class T>
const T* find_named(const std::vector<T>& objects, std::string_view name) {
  for (const auto& object : objects) {
    if (object.name == name) return &object;
  }
  return nullptr;
}

/// Tree to structs: keys, values, names and shapes (sections_reader.cpp).
void read_sections(Reading& reading);
/// Sources, datasets and stages against each other (pipeline_checks.cpp). Datasets that do not say
/// what they are made of take it from the stage that writes them.
void check_pipeline(Reading& reading);
/// Designs against the catalogue and the datasets (design_checks.cpp). Fills in servers that follow
/// from the kind, and the number of compute nodes of hyperconverged tiers.
void check_designs(Reading& reading);
/// What stages ask of every design (demand_checks.cpp). Fills in the stages' accelerator where all
/// designs hold the same.
void check_demands(Reading& reading);
/// Objectives and the baseline (sections_reader.cpp); after the designs.
void read_objectives(Reading& reading);

}  // namespace penstock::scenario
