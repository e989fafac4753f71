// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/planning/window_series.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <utility>

#include "models/systems/durability.hpp"

namespace penstock::planning {

namespace {

/// Differences below these are of no interest to anyone: a minute, half a percent of a resource.
constexpr double kTimeFloor = 60.0;
constexpr double kShareFloor = 0.005;

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

double floor_of(const std::string& name) {
  for (const char* time :
       {".makespan", ".backlog", ".checkpoint_time", ".load_time", ".repair_time"}) {
    if (ends_with(name, time)) return kTimeFloor;
  }
  for (const char* share : {".accelerator_utilisation", ".busy", ".utilisation", ".stall"}) {
    if (ends_with(name, share)) return kShareFloor;
  }
  return 0.0;
}

pipeline::Numbers between(const pipeline::Numbers& a, const pipeline::Numbers& b, double share) {
  pipeline::Numbers mixed;
  for (const auto& [name, value] : a) {
    const auto other = b.find(name);
    // A number that arises on one side only, say the first dropped bytes, holds up to that side.
    if (other == b.end()) continue;
    mixed[name] = value + (other->second - value) * share;
  }
  return mixed;
}

/// Totals that become money: energy, wear, cloud traffic and useful work.
double priced(const std::string& name) {
  const bool money = name.starts_with("tier.") || name.ends_with(".busy") ||
                     name.ends_with(".useful_seconds") || name.ends_with(".busy_seconds");
  return money ? kInterpolationTolerance : kUnjudgedTolerance;
}

using Tolerance = std::function<double(const std::string& name)>;

bool near(const pipeline::Numbers& simulated, const pipeline::Numbers& guessed,
          const Tolerance& tolerance) {
  return std::all_of(simulated.begin(), simulated.end(), [&](const auto& entry) {
    const auto& [name, value] = entry;
    const auto guess = guessed.find(name);
    if (guess == guessed.end()) return false;
    const double scale = std::max(std::abs(value), std::abs(guess->second));
    return std::abs(value - guess->second) <= tolerance(name) * scale + floor_of(name);
  });
}

}  // namespace

WindowSeries::WindowSeries(const scenario::Scenario& scenario, const scenario::Design& design,
                           const catalogue::Catalogue& catalogue, const Courses& courses,
                           const std::vector<TierCourse>& tiers, int months)
    : scenario_(scenario),
      design_(design),
      catalogue_(catalogue),
      courses_(courses),
      tiers_(tiers),
      months_(months) {}

pipeline::WindowInput WindowSeries::input(int month) const {
  pipeline::WindowInput input{.scenario = &scenario_,
                              .design = &design_,
                              .catalogue = &catalogue_,
                              .courses = &courses_,
                              .month = month};
  for (const auto& tier : tiers_) {
    const auto m = static_cast<std::size_t>(month);
    const double middle =
        std::isfinite(tier.usable[m]) ? tier.mean_stored(month) / tier.usable[m] : 0.0;
    systems::TierState state{.servers = tier.servers[m], .fill = std::clamp(middle, 0.0, 1.0)};
    const auto safe = systems::durability(design_, *tier.tier, catalogue_, state);
    if (safe) state.failed = safe->failed_share;
    input.platform.tiers[tier.tier->name] = state;
  }
  return input;
}

std::vector<double> WindowSeries::signature(int month) const {
  std::vector<double> numbers;
  for (const auto& source : scenario_.sources) {
    numbers.push_back(pipeline::mean_rate(source, month).si());
  }
  for (const auto& dataset : scenario_.datasets) {
    const auto& course = courses_.at(dataset.name);
    numbers.push_back(course.produced(month));
    numbers.push_back(course.readable(month));
    numbers.push_back(course.readable(month + 1.0));
    for (const auto& stage : scenario_.stages) {
      if (stage.kind == scenario::StageKind::kArchive) {
        numbers.push_back(course.crossing(stage.after, month));
      }
    }
    for (const auto& move : design_.moves) {
      numbers.push_back(course.crossing(move.after, month));
      numbers.push_back(course.older_share(move.after, month + 0.5));
    }
  }
  for (const auto& stage : scenario_.stages) {
    numbers.push_back(pipeline::growth_factor(stage.inference.growth, month));
  }
  for (const auto& [name, tier] : input(month).platform.tiers) {
    numbers.push_back(tier.servers);
    numbers.push_back(tier.fill);
  }
  return numbers;
}

tl::expected<void, std::string> WindowSeries::simulate(int month) {
  const auto [known, fresh] = by_signature_.try_emplace(signature(month), month);
  if (!fresh) {
    outcomes_.emplace(month, outcomes_.at(known->second));
    return {};
  }
  auto outcome = pipeline::simulate(input(month));
  if (!outcome) {
    return tl::unexpected("month " + std::to_string(month + 1) + ": " + outcome.error());
  }
  ++windows_;
  outcomes_.emplace(month, std::move(*outcome));
  return {};
}

bool WindowSeries::agrees(int month, int before, int after) const {
  const auto& outcome = outcomes_.at(month);
  const auto& a = outcomes_.at(before);
  const auto& b = outcomes_.at(after);
  const double share = static_cast<double>(month - before) / (after - before);
  const auto judged = [&](const std::string& name) {
    const auto& objectives = scenario_.objectives;
    const bool named = std::any_of(objectives.begin(), objectives.end(),
                                   [&](const auto& o) { return o.path == name; });
    return named ? kInterpolationTolerance : kUnjudgedTolerance;
  };
  return near(outcome.metrics, between(a.metrics, b.metrics, share), judged) &&
         near(outcome.totals, between(a.totals, b.totals, share), priced);
}

tl::expected<void, std::string> WindowSeries::run(const std::function<bool(int, int)>& tick) {
  const auto step = [&](int month, int expected) -> tl::expected<void, std::string> {
    if (auto done = simulate(month); !done) return done;
    if (!tick(static_cast<int>(outcomes_.size()), expected))
      return tl::unexpected(std::string("cancelled"));
    return {};
  };
  const int last = months_ - 1;
  if (auto done = step(0, 3); !done) return done;
  if (last == 0) return {};
  if (auto done = step(last, 3); !done) return done;
  std::deque<std::pair<int, int>> open{{0, last}};
  while (!open.empty()) {
    const auto [before, after] = open.front();
    open.pop_front();
    if (after - before < 2) continue;
    const int middle = (before + after) / 2;
    const int expected = static_cast<int>(outcomes_.size() + open.size()) + 1;
    if (auto done = step(middle, expected); !done) return done;
    if (agrees(middle, before, after)) continue;
    open.emplace_back(before, middle);
    open.emplace_back(middle, after);
  }
  return {};
}

tl::expected<void, std::string> WindowSeries::run_all() {
  for (int month = 0; month < months_; ++month) {
    if (auto done = simulate(month); !done) return done;
  }
  return {};
}

pipeline::Numbers WindowSeries::at(int month, pipeline::Numbers pipeline::Outcome::*which) const {
  const auto after = outcomes_.lower_bound(month);
  if (after != outcomes_.end() && after->first == month) return after->second.*which;
  if (after == outcomes_.end()) return outcomes_.rbegin()->second.*which;
  const auto before = std::prev(after);
  const double share = static_cast<double>(month - before->first) / (after->first - before->first);
  return between(before->second.*which, after->second.*which, share);
}

pipeline::Numbers WindowSeries::metrics(int month) const {
  return at(month, &pipeline::Outcome::metrics);
}

pipeline::Numbers WindowSeries::totals(int month) const {
  return at(month, &pipeline::Outcome::totals);
}

tl::expected<pipeline::Outcome, std::string> WindowSeries::probe(int month,
                                                                 const std::string& resource,
                                                                 double scale) const {
  auto scaled = input(month);
  scaled.platform.scale[resource] = scale;
  return pipeline::simulate(scaled);
}

}  // namespace penstock::planning
