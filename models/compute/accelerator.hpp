// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Data-parallel training steps on accelerators.
//
//   t_step(n) = T + a + c ln n          n ranks: compute, fixed loss, barrier over rank jitter
//
// Source: docs/theory/devices.md, section 6 (MLPerf Storage v1.0, three systems).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "models/catalogue/entries.hpp"
#include "models/queueing/network.hpp"
#include "models/units/quantity.hpp"

namespace penstock::compute {

struct StepModel {
  units::Seconds compute{0.0};   ///< T
  units::Seconds overhead{0.0};  ///< a
  units::Seconds barrier{0.0};   ///< c

  /// Empty if the workload has no step time for this accelerator.
  static std::optional<StepModel> from(const catalogue::Workload& workload,
                                       std::string_view accelerator);
};

/// t_step for `ranks` >= 1.
units::Seconds step_time(const StepModel& step, double ranks);

/// The accelerators of one job: a hard edge with `ranks` units, one batch per visit and rank.
queueing::Resource accelerator_pool(std::string name, double ranks);
queueing::Demand step_visit(std::size_t resource, const StepModel& step, double ranks);

/// Mean power of one accelerator that computes for the share `busy` of the time.
units::Watts mean_power(const catalogue::Accelerator& accelerator, double busy);

}  // namespace penstock::compute
