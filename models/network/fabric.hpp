// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The leaf-spine fabric as hard-edge resources: groups of NIC ports in and out, and the uplinks of
// the leaves. A resource's unit is one port; each direction is its own resource (full duplex).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/network/transport.hpp"
#include "models/queueing/network.hpp"
#include "models/units/quantity.hpp"

namespace penstock::network {

/// The ports of a group of equal nodes in one direction.
queueing::Resource port_group(std::string name, double ports);

/// The uplinks of the leaves that hold `ports`: ports / oversubscription, times the share that
/// hashed paths leave (`spine_efficiency`). Oversubscription 1 without a spine is no resource: do
/// not add one then.
queueing::Resource uplinks(std::string name, double ports, double oversubscription,
                           double spine_efficiency);

/// One hop of a path.
struct Hop {
  std::size_t resource = 0;
  units::ByteRate line_rate{0.0};  ///< of one port
  double messages = 1.0;           ///< parallel parts of the request that use this hop
  double bytes_factor = 1.0;       ///< bytes on this hop over payload bytes of the request (copies)
};

/// The demands of a request of `size` bytes on its path. Frames are cut through, so the time on the
/// wire counts once, at the slowest hop, and the transport's message time with it.
std::vector<queueing::Demand> path_visits(const std::vector<Hop>& hops, units::Bytes size,
                                          Transport transport, units::Bytes mtu);

}  // namespace penstock::network
