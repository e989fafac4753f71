// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What the desktop knows about a metric path of a result ("train.accelerator_utilisation"), from
// the table in sim/scenario/metrics.hpp: how to call it, how to print it, and which direction is
// good.
#pragma once

#include <QString>
#include <string>

namespace penstock::gui {

enum class Better { kLower, kHigher, kNeither };

struct MetricInfo {
  std::string path;
  std::string currency;
  QString label;  ///< "train accelerator utilisation"
  QString help;   ///< what it means; empty for a metric that the table does not know
  Better better = Better::kNeither;
  bool share = false;  ///< a fraction, shown as a percentage
  bool money = false;  ///< money or a price
};

/// A path that the table does not know is a pure number without a good direction; "cost.STAGE" is
/// money.
MetricInfo metric_info(const std::string& path, const std::string& currency);

/// "97.1 %", "4.00 min", "$18.4 M".
QString metric_text(const MetricInfo& metric, double value);
/// Whether a difference is large enough to be shown beside `reference`.
bool noticeable(const MetricInfo& metric, double difference, double reference);
/// "+$1.20 M", "−8.8 points"; "same" if it is not noticeable.
QString difference_text(const MetricInfo& metric, double difference, double reference);
/// Of the plain number, for exports: "USD", "s", "1".
QString metric_unit(const MetricInfo& metric);

}  // namespace penstock::gui
