// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/sharing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/queueing/solver.hpp"

namespace penstock::calibration {

tl::expected<std::vector<double>, std::string> shared_rates(const FlashOperation& reads,
                                                            double devices,
                                                            std::span<const Tenant> tenants) {
  using units::Seconds;
  std::vector<queueing::Resource> resources{
      {.name = "drive", .curve = queueing::Knee{.exponent = reads.knee}, .units = devices}};
  double processes = 0.0;
  for (const Tenant& tenant : tenants) processes += tenant.processes;
  // The scheduler shares the host by processes: one that asks for less than its part never waits
  // for the others, one of a deep queue gets its part.
  const double process_rate = std::min(reads.process_rate, reads.host_rate / processes);
  std::vector<queueing::FlowClass> flows;
  flows.reserve(tenants.size());
  for (const Tenant& tenant : tenants) {
    const auto at = reads.at(tenant.size);
    const std::size_t process = resources.size();
    resources.push_back({.name = fmt::format("process {}", process), .units = tenant.processes});
    queueing::FlowClass flow{.name = fmt::format("tenant {}", process),
                             .window = tenant.depth * tenant.processes};
    flow.demands = {
        {.resource = 0, .service = Seconds{1.0 / at.rate}, .latency = Seconds{at.latency}},
        {.resource = process, .service = Seconds{1.0 / process_rate}}};
    flows.push_back(std::move(flow));
  }
  std::vector<queueing::ActiveFlows> active;
  for (const auto& flow : flows) active.push_back({.flow = &flow});
  auto solution = queueing::solve(resources, active);
  if (!solution) return tl::unexpected("the network has no solution: " + solution.error().message);
  return std::move(solution->rates);
}

}  // namespace penstock::calibration
