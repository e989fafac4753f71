// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Predicted against measured figures as a drawing: logarithmic axes of equal length, a diagonal for
// perfect predictions and lines 10 % beside it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace penstock::validation {

struct ScatterSeries {
  std::string name;
  std::vector<std::pair<double, double>> points;  ///< measured, predicted; both > 0
};

struct ScatterPlot {
  std::string title;
  std::string unit;  ///< of both axes: "1/s" or what is counted
  std::vector<ScatterSeries> series;
};

/// A complete SVG of at most a few tens of kB: points that fall on the same pixel are drawn once.
/// Its colours can be told apart on light and on dark pages, and by people who see few colours.
/// Precondition: at least one point.
std::string to_svg(const ScatterPlot& plot);

}  // namespace penstock::validation
