// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/report/difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/units/parse.hpp"
#include "sim/report/design_values.hpp"

namespace penstock::report {
namespace {

using results::DesignResult;
using results::Result;

constexpr std::size_t kParts = parameters::EnumWords<Part>::words.size();

bool same(const Value& a, const Value& b) {
  if (a.number && b.number) {
    // Sums in another order differ in the last digits; nobody pays for those.
    constexpr double kTolerance = 1e-9;
    const double largest = std::max(std::abs(*a.number), std::abs(*b.number));
    if (std::abs(*a.number - *b.number) > kTolerance * largest) return false;
  }
  return a.text == b.text;  // an objective's text also says when it is missed
}

/// Appends what differs, in the order of paths; returns how many values are the same.
int compare(const std::string& prefix, const Values& before, const Values& after,
            std::vector<Change>& changes) {
  int unchanged = 0;
  auto a = before.begin();
  auto b = after.begin();
  while (a != before.end() || b != after.end()) {
    const bool only_a = b == after.end() || (a != before.end() && a->first < b->first);
    const bool only_b = a == before.end() || (b != after.end() && b->first < a->first);
    if (only_a) {
      changes.push_back({ChangeKind::kRemoved, prefix + a->first, a->second.text, "",
                         a->second.number, std::nullopt});
      ++a;
    } else if (only_b) {
      changes.push_back({ChangeKind::kAdded, prefix + b->first, "", b->second.text, std::nullopt,
                         b->second.number});
      ++b;
    } else {
      if (same(a->second, b->second)) {
        ++unchanged;
      } else {
        changes.push_back({ChangeKind::kChanged, prefix + a->first, a->second.text, b->second.text,
                           a->second.number, b->second.number});
      }
      ++a;
      ++b;
    }
  }
  return unchanged;
}

std::optional<units::Money> tco_of(const DesignResult* design) {
  if (design == nullptr || !design->failure.empty()) return std::nullopt;
  return economics::nominal(design->ledger);
}

DesignDifference compare_designs(const Result& a, const DesignResult* before, const Result& b,
                                 const DesignResult* after) {
  DesignDifference difference;
  difference.before = before != nullptr ? before->name : "";
  difference.after = after != nullptr ? after->name : "";
  difference.tco_before = tco_of(before);
  difference.tco_after = tco_of(after);
  for (std::size_t i = 0; i < kParts; ++i) {
    const auto part = static_cast<Part>(i);
    const auto word = parameters::word(part);
    difference.unchanged[i] =
        compare(word + ".", before != nullptr ? values_of(a, *before, part) : Values{},
                after != nullptr ? values_of(b, *after, part) : Values{}, difference.changes[i]);
  }
  return difference;
}

/// Why `side` names no design of its result; empty if all is well.
std::string unknown_design(const Side& side) {
  if (side.design.empty() || results::find_design(*side.result, side.design) != nullptr) return {};
  std::vector<std::string> names;
  for (const auto& design : side.result->designs) names.push_back(design.name);
  std::string message = fmt::format("{} has no design '{}'", side.name, side.design);
  if (const auto near = units::nearest(side.design, names)) {
    return message + "; did you mean '" + *near + "'?";
  }
  return message + fmt::format("; it has {}", fmt::join(names, ", "));
}

void pair_all(const Side& before, const Side& after, std::vector<DesignDifference>& pairs) {
  const auto wanted = [](const Side& side, const std::string& name) {
    return side.design.empty() || side.design == name;
  };
  for (const auto& design : before.result->designs) {
    if (!wanted(before, design.name)) continue;
    pairs.push_back(compare_designs(*before.result, &design, *after.result,
                                    results::find_design(*after.result, design.name)));
  }
  for (const auto& design : after.result->designs) {
    if (!wanted(after, design.name)) continue;
    if (results::find_design(*before.result, design.name) != nullptr) continue;
    pairs.push_back(compare_designs(*before.result, nullptr, *after.result, &design));
  }
}

void set_headline(Difference& difference, const Side& before, const Side& after) {
  const Result& a = *before.result;
  const Result& b = *after.result;
  if (difference.designs.size() == 1) {
    difference.headline_before = difference.designs[0].before;
    difference.headline_after = difference.designs[0].after;
  } else if (!a.verdict.winner.empty() && !b.verdict.winner.empty()) {
    difference.headline_before = a.verdict.winner;
    difference.headline_after = b.verdict.winner;
  } else {
    difference.headline_before = a.inputs.baseline;
    difference.headline_after = b.inputs.baseline;
  }
  difference.tco_before = tco_of(results::find_design(a, difference.headline_before));
  difference.tco_after = tco_of(results::find_design(b, difference.headline_after));
}

}  // namespace

tl::expected<Difference, std::string> difference(const Side& before, const Side& after) {
  const Result& a = *before.result;
  const Result& b = *after.result;
  for (const auto* side : {&before, &after}) {
    if (auto problem = unknown_design(*side); !problem.empty()) return tl::unexpected(problem);
  }
  if (a.inputs.currency != b.inputs.currency) {
    return tl::unexpected(fmt::format("costs in {} ({}) and in {} ({}) cannot be compared",
                                      a.inputs.currency, before.name, b.inputs.currency,
                                      after.name));
  }
  Difference difference;
  difference.before = before.name;
  difference.after = after.name;
  difference.currency = b.inputs.currency;
  difference.months = b.inputs.months;
  compare("inputs.", input_values(a), input_values(b), difference.inputs);
  if (!before.design.empty() && !after.design.empty()) {
    difference.designs.push_back(compare_designs(a, results::find_design(a, before.design), b,
                                                 results::find_design(b, after.design)));
  } else {
    pair_all(before, after, difference.designs);
  }
  set_headline(difference, before, after);
  return difference;
}

}  // namespace penstock::report
