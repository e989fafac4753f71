// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Metrics by their path in a result, looked up in the table of sim/scenario/metrics.hpp.
#pragma once

#include <string>

namespace penstock::report {

inline constexpr const char* kUsefulAcceleratorHourCost = "cost_per_useful_gpu_hour";
inline constexpr const char* kEffectiveTbMonthCost = "cost_per_tb_month";

/// Unit of the raw number, for files: "s", "B/s", "1", "EUR/s"; empty for a path that the table
/// does not know.
std::string metric_unit(const std::string& path, const std::string& currency);
/// For people: "97.1 %", "11.5 nines", "41.0 min", "$10.94/h".
std::string metric_text(const std::string& path, double value, const std::string& currency);

}  // namespace penstock::report
