// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// How long a tier takes to repair a failed drive, and how safe its data is meanwhile.
#pragma once

#include <optional>

#include "models/catalogue/catalogue.hpp"
#include "models/scenario/design.hpp"
#include "models/storage/redundancy.hpp"
#include "models/systems/platform.hpp"

namespace penstock::systems {

struct Durability {
  storage::Rebuild rebuild;          ///< of one drive
  units::Seconds mttdl{0.0};         ///< of one redundancy group
  double nines = 0.0;                ///< of a year, all groups; 0 without redundancy means none
  double failures_per_second = 0.0;  ///< of the whole tier
  double failed_share = 0.0;         ///< of drives that wait for repair, on average
};

/// Birth-death chain with parallel repair at the speed that the tier's drives (its rebuild share)
/// and its network allow. Empty for cloud tiers, whose provider states the durability.
std::optional<Durability> durability(const scenario::Design& design, const scenario::Tier& tier,
                                     const catalogue::Catalogue& catalogue, const TierState& state);

}  // namespace penstock::systems
