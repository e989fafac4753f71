// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/pipeline/stock_flow.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace penstock::pipeline {

namespace {

using scenario::Dataset;
using scenario::Scope;
using scenario::Stage;
using scenario::StageKind;

const double kMonthSeconds = units::kMonth.si();

double months_of(units::Seconds duration) {
  return duration.si() / kMonthSeconds;
}

template <class T>
const T& named(const std::vector<T>& things, const std::string& name) {
  const auto found = std::find_if(things.begin(), things.end(),
                                  [&](const T& thing) { return thing.name == name; });
  assert(found != things.end() && "the scenario is valid: every reference resolves");
  return *found;
}

/// Does this input count as a parent, whose bytes the dataset's ratio multiplies?
bool is_parent(const Dataset& dataset, const std::string& input) {
  return dataset.from.empty() ||
         std::find(dataset.from.begin(), dataset.from.end(), input) != dataset.from.end();
}

/// Builds courses in the order of the lineage: a dataset is built once its inputs are.
class Builder {
 public:
  Builder(const scenario::Scenario& scenario, int months) : scenario_(scenario), months_(months) {}

  const Course& course(const std::string& name) {
    if (const auto found = courses_.find(name); found != courses_.end()) return found->second;
    return courses_.emplace(name, build(named(scenario_.datasets, name))).first->second;
  }

  std::map<std::string, Course> take() && { return std::move(courses_); }

 private:
  /// Archives may add to what another stage writes; what is rewritten as a whole is that alone.
  Course build(const Dataset& dataset) {
    std::vector<double> written(static_cast<std::size_t>(months_));
    for (const auto& stage : scenario_.stages) {
      if (stage.writes != dataset.name) continue;
      if (rewrites(stage)) return rewritten_by(stage, dataset);
      add_written(stage, dataset, written);
    }
    return {dataset, std::move(written)};
  }

  /// Reads the stock of its inputs and writes a new version of its output. Experiments always do.
  static bool rewrites(const Stage& stage) {
    if (stage.kind == StageKind::kModel) return true;
    return stage.scope != Scope::kNew && stage.kind != StageKind::kIngest &&
           stage.kind != StageKind::kDeploy && stage.kind != StageKind::kArchive;
  }

  static double share_of(const Stage& stage) {
    const bool part = stage.kind == StageKind::kModel || stage.scope == Scope::kSubset;
    return part ? static_cast<double>(stage.subset) : 1.0;
  }

  Course rewritten_by(const Stage& stage, const Dataset& dataset) {
    std::vector<double> version(static_cast<std::size_t>(months_));
    add_written(stage, dataset, version);
    const bool experiments = stage.kind == StageKind::kModel && stage.experiments.si() > 0.0;
    const units::Seconds period = experiments ? 1.0 / stage.experiments : stage.every.length;
    const double runs = static_cast<double>(stage.iterations) * runs_per_month(period);
    std::vector<double> made(version.size(), runs);
    return {dataset, std::move(version), std::move(made)};
  }

  void add_written(const Stage& stage, const Dataset& dataset, std::vector<double>& into) {
    for (int month = 0; month < months_; ++month) {
      double& written = into[static_cast<std::size_t>(month)];
      switch (stage.kind) {
        case StageKind::kIngest:
          for (const auto& source : stage.from) {
            const auto rate = mean_rate(named(scenario_.sources, source), month);
            written += (rate * units::kMonth).si() * dataset.ratio;
          }
          break;
        case StageKind::kDeploy:
          written += (stage.inference.requests * units::kMonth).si() * stage.inference.output.si() *
                     growth_factor(stage.inference.growth, month);
          break;
        default:
          for (const auto& input : stage.reads) {
            if (!is_parent(dataset, input)) continue;
            const Course& from = course(input);
            const double read = stage.kind == StageKind::kArchive
                                    ? from.crossing(stage.after, month)
                                : rewrites(stage) ? from.readable(month) * share_of(stage)
                                                  : from.produced(month);
            written += read * dataset.ratio;
          }
      }
    }
  }

  const scenario::Scenario& scenario_;
  int months_;
  std::map<std::string, Course> courses_;
};

}  // namespace

double growth_factor(units::Frequency growth, int month) {
  return std::pow(1.0 + (growth * units::kYear), month / 12.0);
}

units::ByteRate mean_rate(const scenario::Source& source, int month) {
  const units::ByteRate unit =
      source.rate ? *source.rate : source.record.value() / source.interval.value();
  return unit * (static_cast<double>(source.count) * growth_factor(source.growth, month));
}

int runs_per_month(units::Seconds period) {
  // A period that divides the month exactly must not gain a run from rounding.
  return std::max(1, static_cast<int>(std::ceil(kMonthSeconds / period.si() * (1.0 - 1e-12))));
}

Course::Course(const Dataset& dataset, std::vector<double> produced)
    : initial_(dataset.initial.si()),
      retain_(dataset.retain ? months_of(*dataset.retain)
                             : std::numeric_limits<double>::infinity()),
      versions_(1.0),
      produced_(std::move(produced)) {
  cumulative_.resize(produced_.size() + 1);
  for (std::size_t m = 0; m < produced_.size(); ++m)
    cumulative_[m + 1] = cumulative_[m] + produced_[m];
}

Course::Course(const Dataset& dataset, std::vector<double> version, std::vector<double> made)
    : Course(dataset, version) {
  versions_ = static_cast<double>(dataset.versions);
  version_ = std::move(version);
  kept_.resize(version_.size());
  double so_far = 0.0;
  for (std::size_t m = 0; m < version_.size(); ++m) {
    so_far += made[m];
    kept_[m] = std::min(versions_, so_far);
    produced_[m] = version_[m] * made[m];
    cumulative_[m + 1] = cumulative_[m] + produced_[m];
  }
}

double Course::cumulative(double time) const {
  if (time <= 0.0) return 0.0;
  const double last = static_cast<double>(produced_.size());
  if (time >= last) return cumulative_.back();
  const auto month = static_cast<std::size_t>(time);
  return cumulative_[month] + (time - static_cast<double>(month)) * produced_[month];
}

double Course::initial_left(double time) const {
  // Without an age limit nothing expires; 1 - t / infinity is exactly 1.
  return initial_ * std::max(0.0, 1.0 - time / retain_);
}

double Course::stock(double time) const {
  if (!version_.empty()) {
    if (time <= 0.0) return initial_;
    const auto month = std::min(static_cast<std::size_t>(std::ceil(time)) - 1, version_.size() - 1);
    return kept_[month] * version_[month];
  }
  return cumulative(time) - cumulative(time - retain_) + initial_left(time);
}

double Course::readable(double time) const {
  if (version_.empty()) return stock(time);
  // A reader waits for the run of its own month.
  return version_[std::min(static_cast<std::size_t>(std::max(0.0, time)), version_.size() - 1)];
}

double Course::crossing(units::Seconds age, int month) const {
  const double a = months_of(age);
  double bytes = cumulative(month + 1 - a) - cumulative(month - a);
  if (std::isfinite(retain_)) {
    // The initial stock is spread evenly over ages 0 to retain: it passes `age` at a steady rate
    // until its youngest part has.
    const double active = std::clamp(a - month, 0.0, 1.0);
    bytes += initial_ / retain_ * active;
  }
  return bytes;
}

double Course::older_share(units::Seconds age, double time) const {
  const double all = stock(time);
  if (all <= 0.0 || !version_.empty()) return 0.0;
  const double a = months_of(age);
  double old = std::max(0.0, cumulative(time - a) - cumulative(time - retain_));
  old += std::isfinite(retain_) ? initial_ * std::max(0.0, 1.0 - std::max(a, time) / retain_)
                                : initial_;
  return std::min(1.0, old / all);
}

std::map<std::string, Course> stock_flow(const scenario::Scenario& scenario, int months) {
  Builder builder(scenario, months);
  for (const auto& dataset : scenario.datasets) builder.course(dataset.name);
  return std::move(builder).take();
}

}  // namespace penstock::pipeline
