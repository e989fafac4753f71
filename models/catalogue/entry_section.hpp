// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Rows that the sections of several classes of catalogue entries share.
#pragma once

#include <string>
#include <utility>

#include "models/parameters/parameter.hpp"

namespace penstock::catalogue {

/// Starts the section of a class of entries, with the name that every entry has.
template <class T>
parameters::SectionOf<T> entry_section(const std::string& class_name, std::string description) {
  parameters::SectionOf<T> s{class_name, "catalogue." + class_name + ".<id>",
                             std::move(description)};
  s.row("name", [](T& entry) -> auto& {
     return entry.identity.name;
   }).describe("What people call it: maker, model, size");
  return s;
}

/// Failure rate, life and embodied emissions of things that are not drives.
template <class T>
void ageing_rows(parameters::SectionOf<T>& s) {
  s.row("failure_rate", &T::failure_rate)
      .describe("Annualised rate of failures that need a replacement or repair")
      .at_least("0 %/y")
      .at_most("100 %/y")
      .required();
  s.row("life", &T::life)
      .describe("Age at which it is replaced")
      .at_least("0.5 y")
      .at_most("30 y")
      .required();
  s.row("embodied", &T::embodied)
      .describe("Emissions of making one")
      .at_least("0 kgCO2e")
      .at_most("50 tCO2e")
      .required();
}

}  // namespace penstock::catalogue
