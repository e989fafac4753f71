// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Every metric that an objective can name, in one table. Paths are "<stage>.<metric>",
// "tier.<tier>.<metric>" and "<metric>" for the design as a whole; values are in SI base units.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/scenario/pipeline.hpp"
#include "models/units/quantity.hpp"

namespace penstock::scenario {

enum class MetricScope { kStage, kTier, kDesign };

struct Metric {
  MetricScope scope = MetricScope::kDesign;
  std::string_view name;  ///< "fill"
  units::Dimension dimension{};
  bool more_is_better = false;
  bool share = false;            ///< a share of something, from 0 to 1
  std::vector<StageKind> kinds;  ///< stages that have it; empty: all
  std::string_view description;
};

std::span<const Metric> metrics();

/// The metric of that scope and name, or null.
const Metric* find_metric(MetricScope scope, std::string_view name);
/// Whether stages of this kind have the metric.
bool has_metric(const Metric& metric, StageKind kind);

/// "<stage>.fill", "tier.<tier>.fill" or "fill".
std::string path_pattern(const Metric& metric);
/// docs/reference/metrics.md.
std::string metrics_page();

}  // namespace penstock::scenario
