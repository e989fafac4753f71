// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/importers/dlio_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "models/units/quote.hpp"

namespace penstock::importers {

using parameters::Code;
using parameters::Mark;
using parameters::Node;

void DlioValues::error(Code code, const Mark& mark, const std::string& message,
                       const std::string& hint) {
  report(diagnostics_, code, mark, message, hint);
}
void DlioValues::left_out(const Mark& mark, const std::string& what, const std::string& instead) {
  report_warning(diagnostics_, Code::kNotTakenOver, mark, what, instead);
}

const Node* DlioValues::key(const std::string& section,
                            std::initializer_list<const char*> spellings) {
  const auto* map = sections_.find(section);
  if (map == nullptr && section == "reader") map = sections_.find("data_reader");
  const Node* found = nullptr;
  for (const auto* spelling : spellings) {
    used_.insert(section + "." + spelling);
    const auto* value = map != nullptr ? map->find(spelling) : nullptr;
    if (value != nullptr && !value->is_null() && found == nullptr) found = value;
  }
  return found;
}

std::optional<double> DlioValues::number(const Node& node, const std::string& name, double least,
                                         double most) {
  double value = 0.0;
  const auto* end = node.text.data() + node.text.size();
  const auto parsed = std::from_chars(node.text.data(), end, value);
  if (!node.is_scalar() || node.text.empty() || parsed.ec != std::errc() || parsed.ptr != end) {
    error(Code::kBadValue, node.mark,
          node.is_scalar() ? fmt::format("{}: {} is no number", name, units::quoted(node.text))
                           : fmt::format("{} has to be a number", name),
          node.text.find("${") != std::string::npos ? "interpolations of Hydra are not resolved"
                                                    : "");
    return std::nullopt;
  }
  if (!(value >= least && value <= most)) {
    error(Code::kOutOfRange, node.mark, fmt::format("{}: {}", name, node.text),
          fmt::format("it has to be from {:g} to {:g}", least, most));
    return std::nullopt;
  }
  return value;
}

double DlioValues::number_or(const std::string& section,
                             std::initializer_list<const char*> spellings, double least,
                             double most, double otherwise, Mark* mark) {
  const auto* node = key(section, spellings);
  if (node == nullptr) return otherwise;
  if (mark != nullptr) *mark = node->mark;
  return number(*node, section + "." + *spellings.begin(), least, most).value_or(otherwise);
}

std::uint64_t DlioValues::count_or(const std::string& section,
                                   std::initializer_list<const char*> spellings, double least,
                                   double most, std::uint64_t otherwise, Mark* mark) {
  const auto* node = key(section, spellings);
  if (node == nullptr) return otherwise;
  if (mark != nullptr) *mark = node->mark;
  const auto name = section + "." + *spellings.begin();
  const auto value = number(*node, name, least, most);
  if (!value) return otherwise;
  if (std::floor(*value) != *value) {
    error(Code::kBadValue, node->mark, fmt::format("{}: {} is no whole number", name, node->text));
    return otherwise;
  }
  return static_cast<std::uint64_t>(*value);
}

bool DlioValues::flag_or(const std::string& section, std::initializer_list<const char*> spellings,
                         bool otherwise, Mark* mark) {
  const auto* node = key(section, spellings);
  if (node == nullptr) return otherwise;
  if (mark != nullptr) *mark = node->mark;
  std::string word = node->text;
  std::ranges::transform(word, word.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (word == "true" || word == "yes" || word == "on") return true;
  if (word == "false" || word == "no" || word == "off") return false;
  error(Code::kBadValue, node->mark,
        fmt::format("{}.{} has to be True or False", section, *spellings.begin()));
  return otherwise;
}

std::string DlioValues::word_or(const std::string& section,
                                std::initializer_list<const char*> spellings,
                                const std::string& otherwise, Mark* mark) {
  const auto* node = key(section, spellings);
  if (node == nullptr) return otherwise;
  if (mark != nullptr) *mark = node->mark;
  if (!node->is_scalar()) {
    error(Code::kWrongShape, node->mark,
          fmt::format("{}.{} has to be a word", section, *spellings.begin()));
    return otherwise;
  }
  return node->text;
}

std::optional<double> DlioValues::time(const Node& node, const std::string& name) {
  constexpr double kMost = 86'400.0;
  if (!node.is_map()) return number(node, name, 0.0, kMost);
  const auto part = [&](const char* part_name, double otherwise) {
    const auto* value = node.find(part_name);
    if (value == nullptr) return otherwise;
    return number(*value, name + "." + part_name, 0.0, kMost).value_or(otherwise);
  };
  const auto* type = node.find("type");
  const std::string kind = type != nullptr ? type->text : "normal";
  double mean = 0.0;
  if (kind == "normal") {
    mean = part("mean", 0.0);
  } else if (kind == "uniform") {
    mean = (part("min", 0.0) + part("max", 0.0)) / 2.0;
  } else if (kind == "gamma") {
    mean = part("shape", 1.0) * part("scale", 1.0);
  } else if (kind == "exponential") {
    mean = part("scale", 1.0);
  } else if (kind == "poisson") {
    mean = part("lam", 1.0);
  } else {
    error(Code::kBadValue, node.mark,
          fmt::format("{}: {} is no distribution", name, units::quoted(kind)),
          "it is normal, uniform, gamma, exponential or poisson");
    return std::nullopt;
  }
  left_out(node.mark, fmt::format("the distribution of {}", name),
           fmt::format("every step takes the mean, {:g} s", mean));
  return mean;
}

}  // namespace penstock::importers
