// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/planning/capacity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/systems/hardware.hpp"

namespace penstock::planning {

namespace {

/// Checkpoints that training keeps on `tier`.
double checkpoints_on(const std::string& tier, const scenario::Scenario& scenario,
                      const scenario::Design& design) {
  double bytes = 0.0;
  for (const auto& stage : scenario.stages) {
    if (stage.kind != scenario::StageKind::kTrain) continue;
    const auto& training = stage.training;
    const auto& dataset = training.checkpoint_to.value_or(stage.reads.front());
    const auto place = std::find_if(design.place.begin(), design.place.end(),
                                    [&](const auto& p) { return p.dataset == dataset; });
    if (place != design.place.end() && place->tier == tier) {
      bytes += training.checkpoint.size.si() * static_cast<double>(training.checkpoint.keep);
    }
  }
  return bytes;
}

units::Seconds lead_time(const scenario::Tier& tier, const catalogue::Catalogue& catalogue) {
  if (tier.expand.lead_time) return *tier.expand.lead_time;
  if (const auto hdd = catalogue.hdds.find(tier.device); hdd != catalogue.hdds.end()) {
    return hdd->second.drive.lead_time.value;
  }
  return catalogue.ssds.at(tier.device).drive.lead_time.value;
}

/// Orders whatever the forecast one lead time ahead needs. The forecast is the plan itself: demand
/// is known, so a tier is late only if its first need is nearer than the lead time.
void plan_purchases(TierCourse& course, const catalogue::Catalogue& catalogue, int months) {
  const auto& tier = *course.tier;
  if (!tier.expand.at || tier.kind == scenario::TierKind::kCloudObject) return;
  const int lead =
      static_cast<int>(std::ceil(lead_time(tier, catalogue) / units::kMonth * (1.0 - 1e-12)));
  const double step = static_cast<double>(tier.expand.by);
  const double step_usable = systems::usable_capacity(tier, catalogue, step).si();
  double servers = course.servers.front();
  for (int month = 0; month + lead < months; ++month) {
    const double forecast = course.stored[static_cast<std::size_t>(month + lead + 1)];
    const double usable = systems::usable_capacity(tier, catalogue, servers).si();
    const double missing = forecast - *tier.expand.at * usable;
    if (missing <= 0.0) continue;
    const double bought = step * std::ceil(missing / (*tier.expand.at * step_usable));
    servers += bought;
    course.purchases.push_back({.ordered = month,
                                .arrives = month + lead,
                                .servers = bought,
                                .raw_bytes = systems::raw_capacity(tier, catalogue, bought).si()});
    for (int m = month + lead; m < months; ++m) {
      course.servers[static_cast<std::size_t>(m)] += bought;
    }
  }
}

}  // namespace

double TierCourse::fill(int month) const {
  const auto m = static_cast<std::size_t>(month);
  return std::isfinite(usable[m]) ? stored[m + 1] / usable[m] : 0.0;
}

double TierCourse::mean_stored(int month) const {
  const auto m = static_cast<std::size_t>(month);
  return 0.5 * (stored[m] + stored[m + 1]);
}

double stored_on(const scenario::Dataset& dataset, const std::string& tier,
                 const scenario::Design& design, const pipeline::Course& course, double time) {
  std::vector<const scenario::Move*> moves;
  for (const auto& move : design.moves) {
    if (move.dataset == dataset.name) moves.push_back(&move);
  }
  std::sort(moves.begin(), moves.end(),
            [](const auto* a, const auto* b) { return a->after < b->after; });
  const auto home = std::find_if(design.place.begin(), design.place.end(),
                                 [&](const auto& p) { return p.dataset == dataset.name; });
  if (home == design.place.end()) return 0.0;
  double share = 0.0;
  double rest = 1.0;
  const std::string* at = &home->tier;
  for (const auto* move : moves) {
    const double older = course.older_share(move->after, time);
    if (*at == tier) share += std::max(0.0, rest - older);
    rest = older;
    at = &move->to;
  }
  if (*at == tier) share += rest;
  return course.stock(time) * share * static_cast<double>(dataset.copies) / dataset.reduction;
}

std::vector<TierCourse> plan_capacity(const scenario::Scenario& scenario,
                                      const scenario::Design& design,
                                      const catalogue::Catalogue& catalogue, const Courses& courses,
                                      int months) {
  std::vector<TierCourse> plan;
  for (const auto& tier : design.tiers) {
    TierCourse course{.tier = &tier};
    const double checkpoints = checkpoints_on(tier.name, scenario, design);
    for (int month = 0; month <= months; ++month) {
      double bytes = checkpoints;
      for (const auto& dataset : scenario.datasets) {
        bytes += stored_on(dataset, tier.name, design, courses.at(dataset.name), month);
      }
      course.stored.push_back(bytes);
    }
    course.servers.assign(static_cast<std::size_t>(months), static_cast<double>(tier.servers));
    plan_purchases(course, catalogue, months);
    for (int month = 0; month < months; ++month) {
      const double servers = course.servers[static_cast<std::size_t>(month)];
      course.usable.push_back(tier.kind == scenario::TierKind::kCloudObject
                                  ? std::numeric_limits<double>::infinity()
                                  : systems::usable_capacity(tier, catalogue, servers).si());
      if (!course.run_out && course.fill(month) > 1.0) course.run_out = month;
    }
    plan.push_back(std::move(course));
  }
  return plan;
}

}  // namespace penstock::planning
