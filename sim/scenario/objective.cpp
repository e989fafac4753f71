// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/scenario/objective.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "models/parameters/codes.hpp"
#include "models/parameters/reader.hpp"
#include "models/units/format.hpp"
#include "models/units/parse.hpp"
#include "models/units/quote.hpp"
#include "sim/scenario/metrics.hpp"

namespace penstock::scenario {
namespace {

using parameters::Code;
using parameters::Diagnostics;
using parameters::did_you_mean;
using parameters::Mark;

constexpr std::string_view kTierPrefix = "tier.";
constexpr double kMostNines = 30.0;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

struct Parts {
  std::string_view path;
  Comparison comparison;
  std::string_view limit;
};

std::optional<Parts> split(std::string_view text) {
  const auto at = text.find_first_of("<>");
  if (at == std::string_view::npos) return std::nullopt;
  const bool less = text[at] == '<';
  const bool equal = text.substr(at + 1).starts_with('=');
  const auto limit = trimmed(text.substr(at + (equal ? 2 : 1)));
  const auto path = trimmed(text.substr(0, at));
  if (path.empty() || limit.empty()) return std::nullopt;
  const auto comparison = less ? (equal ? Comparison::kLessEqual : Comparison::kLess)
                               : (equal ? Comparison::kGreaterEqual : Comparison::kGreater);
  return Parts{path, comparison, limit};
}

std::vector<std::string> names_of(MetricScope scope, std::optional<StageKind> kind = {}) {
  std::vector<std::string> names;
  for (const auto& metric : metrics()) {
    if (metric.scope != scope || (kind && !has_metric(metric, *kind))) continue;
    names.emplace_back(metric.name);
  }
  return names;
}

/// Finds the metric of a path; reports a path that leads nowhere.
class PathReader {
 public:
  PathReader(const Scenario& scenario, const Mark& mark, Diagnostics& diagnostics)
      : scenario_(scenario), mark_(mark), diagnostics_(diagnostics) {}

  const Metric* metric(std::string_view path) {
    const auto dot = path.find('.');
    if (dot == std::string_view::npos) return design_metric(path);
    if (path.starts_with(kTierPrefix)) return tier_metric(path.substr(kTierPrefix.size()));
    return stage_metric(path.substr(0, dot), path.substr(dot + 1));
  }

 private:
  const Metric* design_metric(std::string_view name) {
    const auto* found = find_metric(MetricScope::kDesign, name);
    if (found == nullptr) {
      fail(fmt::format("a design has no metric {}", units::quoted(name)),
           did_you_mean(name, names_of(MetricScope::kDesign)));
    }
    return found;
  }

  const Metric* tier_metric(std::string_view rest) {
    const auto dot = rest.find('.');
    if (dot == std::string_view::npos) {
      fail("a metric of a tier is written tier.<tier>.<metric>", "for example tier.fast.fill");
      return nullptr;
    }
    const auto tier = rest.substr(0, dot);
    std::set<std::string> tiers;
    std::vector<std::string> without;
    for (const auto& design : scenario_.designs) {
      bool has = false;
      for (const auto& own : design.tiers) {
        tiers.insert(own.name);
        has = has || own.name == tier;
      }
      if (!has) without.push_back(design.name);
    }
    if (!tiers.contains(std::string(tier))) {
      const std::vector<std::string> known(tiers.begin(), tiers.end());
      fail(fmt::format("no design has a tier {}", units::quoted(tier)), did_you_mean(tier, known));
      return nullptr;
    }
    if (!without.empty()) {
      report_warning(
          diagnostics_, Code::kObjectivePath, mark_,
          fmt::format("the objective does not bind {}, which {} no tier '{}'",
                      fmt::join(without, ", "), without.size() == 1 ? "has" : "have", tier));
    }
    const auto name = rest.substr(dot + 1);
    const auto* found = find_metric(MetricScope::kTier, name);
    if (found == nullptr) {
      fail(fmt::format("a tier has no metric {}", units::quoted(name)),
           did_you_mean(name, names_of(MetricScope::kTier)));
    }
    return found;
  }

  const Metric* stage_metric(std::string_view stage, std::string_view name) {
    std::vector<std::string> known;
    for (const auto& own : scenario_.stages) {
      known.push_back(own.name);
      if (own.name != stage) continue;
      const auto* found = find_metric(MetricScope::kStage, name);
      if (found == nullptr || !has_metric(*found, own.kind)) {
        fail(fmt::format("stage '{}' of kind {} has no metric {}", stage,
                         parameters::word(own.kind), units::quoted(name)),
             did_you_mean(name, names_of(MetricScope::kStage, own.kind)));
        return nullptr;
      }
      return found;
    }
    known.emplace_back("tier");
    fail(fmt::format("the scenario has no stage {}", units::quoted(stage)),
         did_you_mean(stage, known));
    return nullptr;
  }

  void fail(std::string message, std::string hint) {
    report(diagnostics_, Code::kObjectivePath, mark_, std::move(message), std::move(hint));
  }

  const Scenario& scenario_;
  const Mark& mark_;
  Diagnostics& diagnostics_;
};

std::optional<double> read_limit(std::string_view text, const Metric& metric, const Mark& mark,
                                 Diagnostics& diagnostics) {
  const bool nines = metric.scope == MetricScope::kTier && metric.name == "durability";
  auto number = text;
  for (const std::string_view unit : {"nines", "nine"}) {
    if (nines && number.ends_with(unit)) {
      number = trimmed(number.substr(0, number.size() - unit.size()));
      break;
    }
  }
  const auto si = units::parse_si(number, metric.dimension);
  if (!si) {
    report(diagnostics, Code::kObjectiveLimit, mark,
           "limit of the objective: " + si.error().message,
           nines ? "write '11 nines'" : si.error().hint);
    return std::nullopt;
  }
  if (metric.share && (*si < 0.0 || *si > 1.0)) {
    report(diagnostics, Code::kObjectiveLimit, mark,
           fmt::format("'{}' is a share: {} is outside of 0 % to 100 %", metric.name,
                       units::quoted(text)),
           *si > 1.0 && *si <= 100.0 ? fmt::format("did you mean '{} %'?", number) : "");
    return std::nullopt;
  }
  if (*si < 0.0 || (nines && *si > kMostNines)) {
    report(diagnostics, Code::kObjectiveLimit, mark,
           fmt::format("{} cannot occur as a limit of '{}'", units::quoted(text), metric.name));
    return std::nullopt;
  }
  return *si;
}

}  // namespace

std::optional<Objective> read_objective(const parameters::Node& node, const Scenario& scenario,
                                        Diagnostics& diagnostics) {
  if (!node.is_scalar()) {
    report(diagnostics, Code::kWrongShape, node.mark, "an objective has to be a single text",
           "write '- tier.fast.fill <= 80 %'");
    return std::nullopt;
  }
  const auto parts = split(node.text);
  if (!parts) {
    report(diagnostics, Code::kObjectiveSyntax, node.mark,
           fmt::format("{} is not an objective", units::quoted(node.text)),
           "write a metric, <= or >=, and a limit: 'tier.fast.fill <= 80 %'");
    return std::nullopt;
  }
  const auto* metric = PathReader(scenario, node.mark, diagnostics).metric(parts->path);
  if (metric == nullptr) return std::nullopt;
  const auto limit = read_limit(parts->limit, *metric, node.mark, diagnostics);
  if (!limit) return std::nullopt;
  const bool at_least =
      parts->comparison == Comparison::kGreater || parts->comparison == Comparison::kGreaterEqual;
  if (at_least != metric->more_is_better) {
    report_warning(diagnostics, Code::kObjectiveLimit, node.mark,
                   fmt::format("{} of '{}' is better, but the objective asks for {}",
                               metric->more_is_better ? "more" : "less", parts->path,
                               at_least ? "at least" : "at most"),
                   "is the comparison the wrong way round?");
  }
  return Objective{.text = node.text,
                   .path = std::string(parts->path),
                   .comparison = parts->comparison,
                   .limit = *limit,
                   .dimension = metric->dimension,
                   .mark = node.mark};
}

}  // namespace penstock::scenario
