// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What a design consists of, as a bill of materials: counts, prices, power, space, lives and
// failure rates, with the basis of each price. Ledger rows, energy and racks are sums over it.
#pragma once

#include <string>
#include <vector>

#include "models/catalogue/catalogue.hpp"
#include "models/economics/ledger.hpp"
#include "models/scenario/design.hpp"
#include "models/units/quantity.hpp"

namespace penstock::systems {

struct HardwareItem {
  economics::Category category = economics::Category::kServers;
  std::string item;   ///< "Seagate Exos X24 24 TB"
  std::string owner;  ///< tier name, "compute" or "fabric"
  double count = 0.0;
  std::string unit;         ///< "drive", "server", "port"
  units::Money price{0.0};  ///< of one
  parameters::Basis basis = parameters::Basis::kAssumed;
  units::Watts power_idle{0.0};  ///< of one
  units::Watts power_active{0.0};
  std::string busy;          ///< resource whose busy share drives its power; empty: always active
  double rack_units = 0.0;   ///< of one
  units::Seconds life{0.0};  ///< 0: outlives every horizon
  units::Frequency failure_rate{0.0};
};

using Hardware = std::vector<HardwareItem>;

/// Drives, servers or enclosures, racks and NICs of `servers` servers of a tier. Cloud tiers own
/// nothing.
Hardware tier_hardware(const scenario::Tier& tier, const catalogue::Catalogue& catalogue,
                       double servers);
/// GPU nodes with their accelerators and local NVMe, CPU nodes, their NICs and racks.
Hardware compute_hardware(const scenario::Design& design, const catalogue::Catalogue& catalogue);
/// Switch ports for `ports` NIC ports of `rate`: one each, and two more per oversubscription share
/// with leaf-spine.
Hardware fabric_hardware(const scenario::Fabric& fabric, const catalogue::Catalogue& catalogue,
                         double ports, units::ByteRate rate);
/// NIC ports of `servers` servers of a tier that need switch ports.
double tier_ports(const scenario::Tier& tier, double servers);

/// Raw bytes of one tier with `servers` servers, and what of them holds user data.
units::Bytes raw_capacity(const scenario::Tier& tier, const catalogue::Catalogue& catalogue,
                          double servers);
units::Bytes usable_capacity(const scenario::Tier& tier, const catalogue::Catalogue& catalogue,
                             double servers);

}  // namespace penstock::systems
