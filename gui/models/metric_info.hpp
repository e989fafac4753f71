// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What the desktop knows about a metric path of a result ("train.accelerator_utilisation"): how to
// call it, how to print it, and which direction is good.
#pragma once

#include <QString>
#include <string>

#include "gui/models/quantity_text.hpp"
#include "sim/results/result.hpp"

namespace penstock::gui {

enum class Better { kLower, kHigher, kNeither };

struct MetricInfo {
  QString label;  ///< "train accelerator utilisation"
  NumberFormat format;
  Better better = Better::kNeither;
};

/// Known by the last part of the path; an unknown metric is a pure number without a good direction.
MetricInfo metric_info(const std::string& path, const std::string& currency);

/// The same for the metric of an objective, whose limit says its unit: "... >= 11 nines".
MetricInfo objective_info(const results::ObjectiveRow& objective, const std::string& currency);

}  // namespace penstock::gui
