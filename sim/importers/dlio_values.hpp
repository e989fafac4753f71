// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Values of a DLIO file by section and key, checked. Internal to sim/importers.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>

#include "models/parameters/codes.hpp"
#include "models/parameters/diagnostic.hpp"
#include "models/parameters/document.hpp"

namespace penstock::importers {

/// The functions that end in "or" return their last value if the key is not there or wrong, which
/// is an error at its place. Of several spellings the first that is there counts; `mark` gets the
/// place of the value.
class DlioValues {
 public:
  DlioValues(const parameters::Node& sections, parameters::Diagnostics& diagnostics)
      : sections_(sections), diagnostics_(diagnostics) {}

  [[nodiscard]] const parameters::Node& sections() const { return sections_; }
  parameters::Diagnostics& diagnostics() { return diagnostics_; }
  /// "section.key" of all that was asked for.
  [[nodiscard]] const std::set<std::string, std::less<>>& used() const { return used_; }

  void error(parameters::Code code, const parameters::Mark& mark, const std::string& message,
             const std::string& hint = "");
  /// A warning: what the scenario has no place for, and what happens instead.
  void left_out(const parameters::Mark& mark, const std::string& what, const std::string& instead);

  /// Null if none of the spellings is there or has a value.
  const parameters::Node* key(const std::string& section,
                              std::initializer_list<const char*> spellings);
  std::optional<double> number(const parameters::Node& node, const std::string& name, double least,
                               double most);
  /// Seconds: a number, or a distribution, of which the mean counts.
  std::optional<double> time(const parameters::Node& node, const std::string& name);

  double number_or(const std::string& section, std::initializer_list<const char*> spellings,
                   double least, double most, double otherwise, parameters::Mark* mark = nullptr);
  std::uint64_t count_or(const std::string& section, std::initializer_list<const char*> spellings,
                         double least, double most, std::uint64_t otherwise,
                         parameters::Mark* mark = nullptr);
  bool flag_or(const std::string& section, std::initializer_list<const char*> spellings,
               bool otherwise, parameters::Mark* mark = nullptr);
  std::string word_or(const std::string& section, std::initializer_list<const char*> spellings,
                      const std::string& otherwise, parameters::Mark* mark = nullptr);

 private:
  const parameters::Node& sections_;
  parameters::Diagnostics& diagnostics_;
  std::set<std::string, std::less<>> used_;
};

}  // namespace penstock::importers
