// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Scenarios written out in a test, read as users' files are.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "models/catalogue/catalogue.hpp"
#include "models/scenario/scenario.hpp"
#include "sim/scenario/scenario_reader.hpp"

namespace penstock::testing {

struct Loaded {
  scenario::Scenario scenario;
  catalogue::Catalogue catalogue;

  [[nodiscard]] const scenario::Design& design() const { return scenario.designs.front(); }
  [[nodiscard]] const scenario::Tier& tier(const std::string& name) const {
    const auto& tiers = design().tiers;
    return *std::find_if(tiers.begin(), tiers.end(), [&](const auto& t) { return t.name == name; });
  }
};

/// A scenario without errors; what is wrong fails the test.
inline Loaded load(const std::string& yaml) {
  auto read = scenario::read_text("penstock: 1\nname: Test\n" + yaml, "test.penstock.yaml");
  INFO(yaml << "\n" << parameters::render(read.diagnostics));
  REQUIRE(read.scenario);
  return {std::move(*read.scenario), std::move(*read.catalogue)};
}

/// `text` with the first `from` replaced by `to`.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  INFO(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace penstock::testing
