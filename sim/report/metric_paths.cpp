// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/report/metric_paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "models/units/format.hpp"
#include "sim/report/figures.hpp"
#include "sim/scenario/metrics.hpp"

namespace penstock::report {
namespace {

/// "tier.fast.fill" is a tier's, "train.stall" a stage's, "tco" the design's.
const scenario::Metric* find(const std::string& path) {
  using scenario::MetricScope;
  const auto last = path.rfind('.');
  if (last == std::string::npos) return scenario::find_metric(MetricScope::kDesign, path);
  const bool tier = path.starts_with("tier.") && last > std::string_view("tier.").size();
  return scenario::find_metric(tier ? MetricScope::kTier : MetricScope::kStage,
                               std::string_view(path).substr(last + 1));
}

/// Values that results carry beside the table's metrics; objectives cannot name them.
struct Extra {
  std::string_view name;
  units::Dimension dimension;
  bool share = false;
};
constexpr Extra kExtras[] = {
    {"stored", units::kBytes}, {"usable", units::kBytes}, {"assumed_share", {}, true}};

const Extra* find_extra(const std::string& path) {
  static constexpr Extra kStageCost{"cost", units::kMoney};
  if (path.starts_with("cost.")) return &kStageCost;
  const auto last = path.rfind('.');
  const auto name = std::string_view(path).substr(last == std::string::npos ? 0 : last + 1);
  const auto* at = std::ranges::find(kExtras, name, &Extra::name);
  return at == std::end(kExtras) ? nullptr : at;
}

constexpr const char* kUsefulHours = "useful_gpu_hours";  // the one value in hours

std::string text_of(double value, units::Dimension dimension, const std::string& currency) {
  if (dimension == units::kMoney) return money(units::Money{value}, currency);
  return units::format_si(value, dimension);
}

std::string in_currency(std::string text, const std::string& from, const std::string& currency) {
  const auto at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), currency);
}

}  // namespace

std::string metric_unit(const std::string& path, const std::string& currency) {
  const auto* metric = find(path);
  if (metric == nullptr) {
    if (path == kUsefulHours) return "h";
    const auto* extra = find_extra(path);
    return extra == nullptr ? "" : in_currency(units::si_unit(extra->dimension), "USD", currency);
  }
  return in_currency(units::si_unit(metric->dimension), "USD", currency);
}

std::string metric_text(const std::string& path, double value, const std::string& currency) {
  const auto* metric = find(path);
  if (metric == nullptr) {
    if (path == kUsefulHours) return units::format(units::Ratio{value}) + " h";
    const auto* extra = find_extra(path);
    if (extra != nullptr && extra->share) return units::format_percent(value);
    return text_of(value, extra == nullptr ? units::Dimension{} : extra->dimension, currency);
  }
  if (metric->share) return units::format_percent(value);
  if (metric->name == "durability") return fmt::format("{:.1f} nines", value);
  const std::string sign = currency_sign(currency);
  const std::string before = sign == "$" ? "$" : sign + " ";
  if (metric->name == kUsefulAcceleratorHourCost) {
    return before + unit_cost(value * units::kHour.si()) + "/h";
  }
  if (metric->name == kEffectiveTbMonthCost) {
    return before + unit_cost(value * units::kTB.si() * units::kMonth.si()) + "/TB-month";
  }
  return text_of(value, metric->dimension, currency);
}

}  // namespace penstock::report
