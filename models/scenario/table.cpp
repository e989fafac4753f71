// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/scenario/table.hpp"

#include "models/catalogue/catalogue_parameters.hpp"
#include "models/scenario/sections.hpp"

namespace penstock::scenario {

const std::vector<parameters::Section>& table() {
  static const std::vector<parameters::Section> all = [] {
    auto joined = sections();
    for (auto& section : catalogue::sections()) joined.push_back(std::move(section));
    return joined;
  }();
  return all;
}

}  // namespace penstock::scenario
