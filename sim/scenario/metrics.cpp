// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/scenario/metrics.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "models/units/parse.hpp"

namespace penstock::scenario {
namespace {

using units::kBytes;
using units::kEnergy;
using units::kMoney;
using units::kTime;
constexpr units::Dimension kRatio{};
constexpr auto kPerTime = kRatio - kTime;
constexpr auto kMoneyRate = kMoney - kTime;
constexpr auto kStoragePrice = kMoney - kBytes - kTime;

constexpr auto kStage = MetricScope::kStage;
constexpr auto kTier = MetricScope::kTier;
constexpr auto kDesign = MetricScope::kDesign;

const std::vector<Metric>& table() {
  using enum StageKind;
  const std::vector<StageKind> with_runs{kProcess, kExtract, kModel, kTrain, kArchive};
  static const std::vector<Metric> all{
      {kStage,
       "accelerator_utilisation",
       kRatio,
       true,
       true,
       {kTrain, kDeploy},
       "Ideal compute time over the time of the steps, as MLPerf Storage defines it; kind deploy: "
       "busy time over time"},
      {kStage,
       "backlog",
       kTime,
       false,
       false,
       {},
       "Longest time that data, a run or a request waited before it was taken in"},
      {kStage,
       "dropped",
       kBytes,
       false,
       false,
       {kIngest},
       "Data of the month that found the buffer of its source full"},
      {kStage, "makespan", kTime, false, false, with_runs,
       "From the data of a period being there to its last byte out; the longest of the month"},
      {kStage,
       "throughput",
       kBytes - kTime,
       true,
       false,
       {},
       "Bytes read and written per time while the stage is active"},
      {kStage, "iops", kPerTime, true, false, {}, "Storage requests per time while active"},
      {kStage, "latency", kTime, false, false, {kDeploy}, "Mean time of a request"},
      {kStage, "requests", kPerTime, true, false, {kDeploy}, "Requests served per time"},
      {kStage, "load_time", kTime, false, false, {kDeploy}, "Longest time to load the model"},
      {kStage, "completed", kRatio, true, true, with_runs,
       "Share of the month's runs that were completed in it"},
      {kStage, "checkpoint_time", kTime, false, false, {kTrain}, "Longest time of a checkpoint"},
      {kStage,
       "stall",
       kRatio,
       false,
       true,
       {kTrain},
       "Share of the running time lost to checkpoints and interruptions"},
      {kStage,
       "goodput",
       kRatio,
       true,
       true,
       {kTrain},
       "Share of the running time that went into committed steps"},
      {kTier, "fill", kRatio, false, true, {}, "Data over the capacity for data"},
      {kTier,
       "durability",
       kRatio,
       true,
       false,
       {},
       "Nines of the chance that an object survives a year; drives fail independently"},
      {kTier,
       "run_out",
       kTime,
       true,
       false,
       {},
       "From the start to the month in which data no longer fits"},
      {kTier,
       "wear",
       kRatio,
       false,
       false,
       {},
       "Written bytes over what the drives are rated for, over the horizon"},
      {kTier, "utilisation", kRatio, false, true, {}, "Busy share of the busiest resource"},
      {kDesign, "tco", kMoney, false, false, {}, "Total cost of the horizon, nominal"},
      {kDesign, "npv", kMoney, false, false, {}, "Total cost of the horizon, discounted"},
      {kDesign, "capex", kMoney, false, false, {}, "Purchases of the horizon, nominal"},
      {kDesign,
       "cost_per_useful_gpu_hour",
       kMoneyRate,
       false,
       false,
       {},
       "Total cost over the useful accelerator-hours"},
      {kDesign,
       "cost_per_tb_month",
       kStoragePrice,
       false,
       false,
       {},
       "Cost of the tiers per effective byte and time"},
      {kDesign, "energy", kEnergy, false, false, {}, "Energy of the IT over the horizon"},
      {kDesign, "power", kEnergy - kTime, false, false, {}, "Mean power of the IT"},
      {kDesign, "rack_units", kRatio, false, false, {}, "Height of all that is in racks"},
  };
  return all;
}

}  // namespace

std::span<const Metric> metrics() {
  return table();
}

const Metric* find_metric(MetricScope scope, std::string_view name) {
  for (const auto& metric : table()) {
    if (metric.scope == scope && metric.name == name) return &metric;
  }
  return nullptr;
}

bool has_metric(const Metric& metric, StageKind kind) {
  return metric.kinds.empty() ||
         std::find(metric.kinds.begin(), metric.kinds.end(), kind) != metric.kinds.end();
}

std::string path_pattern(const Metric& metric) {
  switch (metric.scope) {
    case MetricScope::kStage:
      return fmt::format("<stage>.{}", metric.name);
    case MetricScope::kTier:
      return fmt::format("tier.<tier>.{}", metric.name);
    case MetricScope::kDesign:
      break;
  }
  return std::string(metric.name);
}

std::string metrics_page() {
  std::string page =
      "# Metrics\n\n"
      "Objectives, results and sweeps name metrics by these paths. An objective is written\n"
      "`path comparison limit`, for example `train.accelerator_utilisation >= 90 %`, and has to "
      "hold in every month.\n\n"
      "<!-- Generated from sim/scenario/metrics.cpp; do not edit. -->\n\n"
      "| path | unit | better | stages | meaning |\n|---|---|---|---|---|\n";
  for (const auto& metric : table()) {
    std::vector<std::string> kinds;
    for (const auto kind : metric.kinds) kinds.push_back(parameters::word(kind));
    const auto unit = metric.name == "durability" ? std::string("nines")
                      : metric.share              ? std::string("%")
                                                  : units::example_unit(metric.dimension);
    page += fmt::format("| `{}` | {} | {} | {} | {} |\n", path_pattern(metric), unit,
                        metric.more_is_better ? "more" : "less", fmt::join(kinds, ", "),
                        metric.description);
  }
  return page;
}

}  // namespace penstock::scenario
