// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/compute/accelerator.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace penstock::compute {

std::optional<StepModel> StepModel::from(const catalogue::Workload& workload,
                                         std::string_view accelerator) {
  const auto found =
      std::find_if(workload.step_times.begin(), workload.step_times.end(),
                   [&](const auto& entry) { return entry.accelerator == accelerator; });
  if (found == workload.step_times.end()) return std::nullopt;
  return StepModel{.compute = found->time.value,
                   .overhead = workload.step_overhead.value,
                   .barrier = workload.barrier.value};
}

units::Seconds step_time(const StepModel& step, double ranks) {
  if (!(ranks >= 1.0)) throw std::invalid_argument("a job has at least one rank");
  return step.compute + step.overhead + step.barrier * std::log(ranks);
}

queueing::Resource accelerator_pool(std::string name, double ranks) {
  return {.name = std::move(name), .curve = queueing::HardEdge{}, .units = ranks};
}

queueing::Demand step_visit(std::size_t resource, const StepModel& step, double ranks) {
  const units::Seconds time = step_time(step, ranks);
  return {.resource = resource, .service = time, .latency = time};
}

units::Watts mean_power(const catalogue::Accelerator& accelerator, double busy) {
  const units::Watts idle = accelerator.power_idle.value;
  return idle + std::clamp(busy, 0.0, 1.0) * (accelerator.power_active.value - idle);
}

}  // namespace penstock::compute
