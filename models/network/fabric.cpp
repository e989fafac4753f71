// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/network/fabric.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace penstock::network {

queueing::Resource port_group(std::string name, double ports) {
  return {.name = std::move(name), .curve = queueing::HardEdge{}, .units = ports};
}

queueing::Resource uplinks(std::string name, double ports, double oversubscription,
                           double spine_efficiency) {
  if (!(oversubscription >= 1.0 && spine_efficiency > 0.0 && spine_efficiency <= 1.0)) {
    throw std::invalid_argument("oversubscription is at least 1, the spine's share in (0, 1]");
  }
  return {.name = std::move(name),
          .curve = queueing::HardEdge{},
          .units = ports / oversubscription * spine_efficiency};
}

std::vector<queueing::Demand> path_visits(const std::vector<Hop>& hops, units::Bytes size,
                                          Transport transport, units::Bytes mtu) {
  const double efficiency = wire_efficiency(transport, mtu);
  std::vector<queueing::Demand> demands;
  demands.reserve(hops.size());
  std::size_t slowest = 0;
  for (const Hop& hop : hops) {
    if (!(hop.messages > 0.0 && hop.line_rate.si() > 0.0)) {
      throw std::invalid_argument("a hop carries messages over a link with a rate");
    }
    const units::Bytes message = size * hop.bytes_factor / hop.messages;
    demands.push_back({.resource = hop.resource,
                       .visits = hop.messages,
                       .service = message / (efficiency * hop.line_rate)});
    if (demands.back().service > demands[slowest].service) slowest = demands.size() - 1;
  }
  if (!demands.empty()) {
    const Hop& hop = hops[slowest];
    demands[slowest].latency =
        message_latency(message_time(transport), size * hop.bytes_factor / hop.messages,
                        efficiency * hop.line_rate);
  }
  return demands;
}

}  // namespace penstock::network
