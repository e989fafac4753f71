// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/planning/design_run.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "models/scenario/words.hpp"
#include "models/systems/durability.hpp"
#include "models/systems/hardware.hpp"
#include "models/systems/platform.hpp"
#include "sim/planning/capacity.hpp"
#include "sim/planning/costs.hpp"
#include "sim/planning/objectives.hpp"
#include "sim/planning/window_series.hpp"

namespace penstock::planning {

namespace {

using scenario::TierKind;

/// Durabilities beyond this are beyond any meaning and would not fit a double.
constexpr double kMostNines = 99.0;
/// How much more of a resource the probe gives.
constexpr double kProbe = 1.1;
/// A resource below this utilisation carries nothing; more of it cannot matter.
constexpr double kUnused = 1e-6;
/// From this share of the time on, waiting for others tells what limits a stage.
constexpr double kMuchWaiting = 0.1;
/// "Limited by demand" when most of the time no request is there to serve.
constexpr double kMostlyIdle = 0.5;

class DesignRun {
 public:
  DesignRun(const scenario::Scenario& scenario, const scenario::Design& design,
            const catalogue::Catalogue& catalogue, const RunOptions& options)
      : scenario_(scenario),
        design_(design),
        catalogue_(catalogue),
        options_(options),
        months_(horizon_months(scenario)),
        courses_(pipeline::stock_flow(scenario, months_)),
        tiers_(plan_capacity(scenario, design, catalogue, courses_, months_)),
        windows_(scenario, design, catalogue, courses_, tiers_, months_) {}

  results::DesignResult run() {
    result_.name = design_.name;
    result_.description = design_.description;
    const auto tick = [&](int done, int expected) {
      if (options_.progress) options_.progress(design_.name, done, expected);
      return !(options_.cancelled && options_.cancelled());
    };
    if (const auto done = windows_.run(tick); !done) {
      result_.failure = done.error();
      return std::move(result_);
    }
    result_.windows = windows_.windows();
    costs_ = price(scenario_, design_, catalogue_, courses_, tiers_, windows_, months_);
    result_.ledger = costs_.ledger;
    fill_tiers();
    fill_months();
    fill_summary();
    fill_stages();
    fill_resources();
    for (const auto& objective : scenario_.objectives) {
      result_.objectives.push_back(judge(objective, result_.months, result_.metrics));
    }
    if (options_.probe_resources) probe();
    return std::move(result_);
  }

 private:
  void fill_tiers() {
    for (const auto& course : tiers_) {
      const auto& tier = *course.tier;
      const double servers = static_cast<double>(tier.servers);
      results::TierRow row{.name = tier.name,
                           .kind = parameters::word(tier.kind),
                           .file_system = systems::file_system_name(tier.kind),
                           .purchases = course.purchases};
      row.run_out = course.run_out;
      if (tier.kind == TierKind::kCloudObject) {
        row.device = tier.cloud_class;
        row.nines = catalogue_.cloud_classes.at(tier.cloud_class).durability_nines.value;
      } else {
        row.device = tier.device;
        row.devices = servers * static_cast<double>(tier.per_server);
        row.raw_bytes = systems::raw_capacity(tier, catalogue_, servers).si();
        row.usable_bytes = course.usable.front();
        row.redundancy = parameters::TextCodec<scenario::Redundancy>::print(tier.redundancy);
        const auto safe = systems::durability(design_, tier, catalogue_, fullest(course));
        row.nines = std::min(kMostNines, safe->nines);
        row.mttdl = safe->mttdl.si();
        row.rebuild = safe->rebuild.duration.si();
      }
      result_.tiers.push_back(std::move(row));
    }
  }

  /// The month with the most data per drive has the longest repairs.
  [[nodiscard]] systems::TierState fullest(const TierCourse& course) const {
    systems::TierState state{.servers = course.servers.front(), .fill = 0.0};
    for (int month = 0; month < months_; ++month) {
      if (course.fill(month) <= state.fill) continue;
      state = {course.servers[static_cast<std::size_t>(month)], course.fill(month)};
    }
    state.fill = std::min(1.0, state.fill);
    return state;
  }

  void fill_months() {
    for (int month = 0; month < months_; ++month) {
      results::Month row{.index = month,
                         .date = results::month_label(scenario_.start, month),
                         .simulated = windows_.simulated(month),
                         .metrics = windows_.metrics(month)};
      const auto totals = windows_.totals(month);
      for (std::size_t t = 0; t < tiers_.size(); ++t) {
        const auto& course = tiers_[t];
        const std::string prefix = "tier." + course.tier->name + ".";
        const auto m = static_cast<std::size_t>(month);
        row.metrics[prefix + "stored"] = course.stored[m + 1];
        row.metrics[prefix + "durability"] = *result_.tiers[t].nines;
        if (std::isfinite(course.usable[m])) {
          row.metrics[prefix + "usable"] = course.usable[m];
          row.metrics[prefix + "fill"] = course.fill(month);
          const auto busy = totals.find(course.tier->name + ".device.utilisation");
          if (busy != totals.end()) row.metrics[prefix + "utilisation"] = busy->second;
        }
        const auto wear = costs_.wear.find(course.tier->name);
        if (wear != costs_.wear.end()) row.metrics[prefix + "wear"] = wear->second[m];
      }
      result_.months.push_back(std::move(row));
    }
  }

  void fill_summary() {
    auto& summary = result_.metrics;
    const auto& economics = scenario_.economics;
    const double seconds = months_ * units::kMonth.si();
    const double tco = economics::nominal(costs_.ledger).si();
    summary["tco"] = tco;
    summary["npv"] = economics::discounted(costs_.ledger, economics.discount_rate).si();
    const auto by_category = economics::by_category(costs_.ledger);
    using economics::Category;
    double capex = 0.0;
    for (const auto category :
         {Category::kAccelerators, Category::kDrives, Category::kServers, Category::kNetwork}) {
      capex += by_category[static_cast<std::size_t>(category)].si();
    }
    summary["capex"] = capex;
    summary["useful_gpu_hours"] = costs_.useful_seconds / 3600.0;
    if (costs_.useful_seconds > 0.0) {
      summary["cost_per_useful_gpu_hour"] = tco / costs_.useful_seconds;
    }
    double storage = 0.0;
    for (const auto& row : costs_.ledger) {
      const bool of_tier = std::any_of(tiers_.begin(), tiers_.end(),
                                       [&](const auto& t) { return t.tier->name == row.owner; });
      if (of_tier) storage += row.amount.si();
    }
    if (costs_.stored_byte_seconds > 0.0) {
      summary["cost_per_tb_month"] = storage / costs_.stored_byte_seconds;
    }
    summary["energy"] = costs_.energy;
    summary["power"] = costs_.energy / seconds;
    summary["rack_units"] = costs_.rack_units;
    summary["assumed_share"] = economics::share_of(costs_.ledger, parameters::Basis::kAssumed);
    for (const auto& [stage, amount] : costs_.by_stage) summary["cost." + stage] = amount;
    for (const auto& course : tiers_) {
      // A tier that never runs out lasts the horizon at least.
      summary["tier." + course.tier->name + ".run_out"] =
          (course.run_out ? *course.run_out : months_) * units::kMonth.si();
    }
  }

  /// The simulated month that moves the most bytes stands for the pipeline map.
  [[nodiscard]] const pipeline::Outcome& busiest() const {
    const auto bytes = [](const auto& entry) {
      double sum = 0.0;
      for (const auto& stage : entry.second.stages) sum += stage.bytes_read + stage.bytes_written;
      return sum;
    };
    const auto& outcomes = windows_.outcomes();
    return std::max_element(outcomes.begin(), outcomes.end(),
                            [&](const auto& a, const auto& b) { return bytes(a) < bytes(b); })
        ->second;
  }

  void fill_stages() {
    const auto& outcome = busiest();
    const double days = units::kMonth / units::kDay;
    for (const auto& trace : outcome.stages) {
      results::StageRow row{.name = trace.name,
                            .kind = trace.kind,
                            .bytes_read = trace.bytes_read / days,
                            .bytes_written = trace.bytes_written / days,
                            .read_request = trace.read_request,
                            .write_request = trace.write_request,
                            .requests = trace.active > 0.0 ? trace.calls / trace.active : 0.0,
                            .pattern = trace.pattern,
                            .tiers = trace.tiers};
      for (const auto& stage : scenario_.stages) {
        if (stage.name != trace.name) continue;
        row.reads = stage.reads;
        row.writes = stage.writes.value_or("");
      }
      std::set<std::string> systems;
      for (const auto& tier : design_.tiers) {
        if (std::find(row.tiers.begin(), row.tiers.end(), tier.name) == row.tiers.end()) continue;
        if (systems.insert(systems::file_system_name(tier.kind)).second) {
          row.file_system += (row.file_system.empty() ? "" : " + ") + *systems.rbegin();
        }
      }
      const auto cost = costs_.by_stage.find(trace.name);
      if (cost != costs_.by_stage.end()) row.cost = cost->second;
      fill_waits(trace, outcome, row);
      result_.stages.push_back(std::move(row));
    }
  }

  static void fill_waits(const pipeline::StageTrace& trace, const pipeline::Outcome& outcome,
                         results::StageRow& row) {
    double all = trace.delay;
    for (const double seconds : trace.residence) all += seconds;
    if (all + trace.idle > 0.0 && trace.idle > kMostlyIdle * (all + trace.idle)) {
      row.limited_by = "demand";
      row.limited_share = trace.idle / (all + trace.idle);
    }
    if (all <= 0.0) return;
    if (trace.delay > 0.0) row.waits.push_back({"delay", trace.delay / all});
    for (std::size_t r = 0; r < trace.residence.size(); ++r) {
      if (trace.residence[r] <= 0.0) continue;
      row.waits.push_back({outcome.resources[r].name, trace.residence[r] / all});
    }
    std::stable_sort(row.waits.begin(), row.waits.end(),
                     [](const auto& a, const auto& b) { return a.share > b.share; });
    if (row.limited_by.empty()) name_limit(trace, outcome, all, row);
  }

  /// Where requests wait for others, the resource they wait for the most; where nobody waits, the
  /// one that serves each request the longest: then only more requests in flight would help.
  static void name_limit(const pipeline::StageTrace& trace, const pipeline::Outcome& outcome,
                         double all, results::StageRow& row) {
    double waiting = 0.0;
    for (const double seconds : trace.waiting) waiting += seconds;
    const auto& shares = waiting > kMuchWaiting * all ? trace.waiting : trace.residence;
    const auto largest = std::max_element(shares.begin(), shares.end());
    if (largest == shares.end() || *largest <= 0.0) return;
    const auto index = static_cast<std::size_t>(largest - shares.begin());
    row.limited_by = outcome.resources[index].name;
    row.limited_share = trace.residence[index] / all;
  }

  void fill_resources() {
    const auto& outcomes = windows_.outcomes();
    const auto& names = outcomes.begin()->second.resources;
    double all = 0.0;
    for (const auto& trace : busiest().resources) all += trace.residence;
    for (std::size_t r = 0; r < names.size(); ++r) {
      results::ResourceRow row{.name = names[r].name};
      for (const auto& [month, outcome] : outcomes) {
        const auto& trace = outcome.resources[r];
        row.utilisation = std::max(row.utilisation, trace.utilisation);
        for (const double slice : trace.slices) row.peak = std::max(row.peak, slice);
      }
      if (all > 0.0) row.wait_share = busiest().resources[r].residence / all;
      result_.resources.push_back(std::move(row));
      for (const int month : {outcomes.begin()->first, outcomes.rbegin()->first}) {
        add_timeline(month, r);
        if (outcomes.size() == 1) break;
      }
    }
  }

  void add_timeline(int month, std::size_t resource) {
    const auto& outcome = windows_.outcomes().at(month);
    const auto& trace = outcome.resources[resource];
    if (trace.utilisation <= kUnused) return;
    results::Timeline line{.resource = trace.name, .month = month, .step = outcome.slice_length};
    // Four digits are more than a chart shows, and keep the document small.
    for (const double value : trace.slices)
      line.utilisation.push_back(std::round(value * 1e4) / 1e4);
    result_.timelines.push_back(std::move(line));
  }

  /// The first violated objective, else the one with the least margin, among those that a window
  /// decides; in its worst month.
  void probe() {
    const scenario::Objective* chosen = nullptr;
    double least = 0.0;
    for (std::size_t i = 0; i < scenario_.objectives.size(); ++i) {
      const auto& objective = scenario_.objectives[i];
      const auto& row = result_.objectives[i];
      const bool simulated = busiest().metrics.contains(objective.path);
      if (!simulated || !row.worst) continue;
      if (!row.met) {
        chosen = &objective;
        break;
      }
      const double here = margin(objective, *row.worst);
      if (chosen == nullptr || here < least) {
        chosen = &objective;
        least = here;
      }
    }
    if (chosen == nullptr) return;
    const auto month = nearest_simulated(*worst_month(*chosen, result_.months));
    result_.probed_objective = chosen->path;
    const double before = windows_.outcomes().at(month).metrics.at(chosen->path);
    for (std::size_t r = 0; r < result_.resources.size(); ++r) {
      auto& row = result_.resources[r];
      row.objective_before = before;
      if (!waited_for(windows_.outcomes().at(month), r)) {
        row.objective_after = before;  // rates depend on waits only: more of it changes nothing
        continue;
      }
      if (options_.cancelled && options_.cancelled()) return;
      const auto outcome = windows_.probe(month, row.name, kProbe);
      ++result_.resimulations;
      if (!outcome) continue;
      const auto found = outcome->metrics.find(chosen->path);
      if (found != outcome->metrics.end()) row.objective_after = found->second;
    }
  }

  static bool waited_for(const pipeline::Outcome& outcome, std::size_t resource) {
    return std::any_of(outcome.stages.begin(), outcome.stages.end(),
                       [&](const auto& stage) { return stage.waiting[resource] > 0.0; });
  }

  [[nodiscard]] int nearest_simulated(int month) const {
    int best = windows_.outcomes().begin()->first;
    for (const auto& [candidate, outcome] : windows_.outcomes()) {
      if (std::abs(candidate - month) < std::abs(best - month)) best = candidate;
    }
    return best;
  }

  const scenario::Scenario& scenario_;
  const scenario::Design& design_;
  const catalogue::Catalogue& catalogue_;
  const RunOptions& options_;
  int months_;
  Courses courses_;
  std::vector<TierCourse> tiers_;
  WindowSeries windows_;
  Costs costs_;
  results::DesignResult result_;
};

}  // namespace

int horizon_months(const scenario::Scenario& scenario) {
  return std::max(1, static_cast<int>(std::round(scenario.horizon / units::kMonth)));
}

results::DesignResult run_design(const scenario::Scenario& scenario, const scenario::Design& design,
                                 const catalogue::Catalogue& catalogue, const RunOptions& options) {
  return DesignRun(scenario, design, catalogue, options).run();
}

}  // namespace penstock::planning
