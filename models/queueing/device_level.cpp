// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/queueing/device_level.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace penstock::queueing {

DeviceLevel::DeviceLevel(std::span<const Resource> resources, std::span<const std::size_t> pools)
    : resources_(resources.begin(), resources.end()), pools_(resources.size()) {
  for (const std::size_t p : pools) {
    const Resource& pool = resources[p];
    if (pools_.at(p).units > 0) throw std::invalid_argument(pool.name + " is expanded twice");
    if (!(pool.units >= 1.0) || pool.units != std::floor(pool.units)) {
      throw std::invalid_argument(pool.name + " has no whole number of units");
    }
    const auto units = static_cast<std::size_t>(pool.units);
    // The first unit takes the pool's place, so that indices of other resources stay.
    pools_[p] = {.first = resources_.size() - 1, .units = units};
    for (std::size_t i = 0; i < units; ++i) {
      Resource one = pool;
      one.name += "/" + std::to_string(i);
      one.units = 1.0;
      one.among = std::max(pool.among, pool.units);
      if (i == 0) {
        resources_[p] = one;
      } else {
        resources_.push_back(one);
      }
    }
  }
}

std::size_t DeviceLevel::unit(std::size_t pool, std::size_t index) const {
  const Pool& of = pools_.at(pool);
  if (index >= std::max<std::size_t>(of.units, 1)) {
    throw std::invalid_argument("unit " + std::to_string(index) + " of " + resources_[pool].name);
  }
  return index == 0 ? pool : of.first + index;
}

FlowClass DeviceLevel::place(const FlowClass& flow, std::size_t first, std::size_t width) const {
  if (width == 0) throw std::invalid_argument("a stripe needs at least one unit");
  FlowClass placed = flow;
  placed.demands.clear();
  for (const Demand& demand : flow.demands) {
    const std::size_t units = pools_.at(demand.resource).units;
    if (units == 0) {
      placed.demands.push_back(demand);
      continue;
    }
    const std::size_t parts = std::min(width, units);
    for (std::size_t i = 0; i < parts; ++i) {
      Demand part = demand;
      part.resource = unit(demand.resource, (first + i) % units);
      part.visits /= static_cast<double>(parts);
      part.in_sequence /= static_cast<double>(parts);
      placed.demands.push_back(part);
    }
  }
  return placed;
}

}  // namespace penstock::queueing
