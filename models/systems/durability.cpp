// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/systems/durability.hpp"

#include <algorithm>
#include <cmath>

#include "models/storage/durability.hpp"
#include "models/storage/hdd.hpp"

namespace penstock::systems {

namespace {

/// Repair reads and writes; a drive that does both in turn gives the mean of its rates.
units::ByteRate mixed_rate(const catalogue::Catalogue& catalogue, const std::string& device,
                           double fill) {
  if (const auto hdd = catalogue.hdds.find(device); hdd != catalogue.hdds.end()) {
    return storage::transfer_rate(hdd->second, fill) *
           static_cast<double>(hdd->second.actuators.value);
  }
  const auto& ssd = catalogue.ssds.at(device);
  return (ssd.read_rate.value + ssd.write_rate.value) * 0.5;
}

const catalogue::Drive& drive_of(const catalogue::Catalogue& catalogue, const std::string& id) {
  const auto hdd = catalogue.hdds.find(id);
  return hdd != catalogue.hdds.end() ? hdd->second.drive : catalogue.ssds.at(id).drive;
}

}  // namespace

std::optional<Durability> durability(const scenario::Design& design, const scenario::Tier& tier,
                                     const catalogue::Catalogue& catalogue,
                                     const TierState& state) {
  if (tier.kind == scenario::TierKind::kCloudObject) return std::nullopt;
  const storage::Scheme scheme{tier.redundancy.data, tier.redundancy.parity};
  const auto& drive = drive_of(catalogue, tier.device);
  const double devices = state.servers * static_cast<double>(tier.per_server);
  const double fill = std::clamp(state.fill, 0.01, 1.0);
  const auto& compute = design.compute;
  const auto& hosts = compute.gpu_nodes > 0 ? compute.nic : compute.cpu_nic;
  const auto& ports = tier.kind == scenario::TierKind::kHci ? hosts : tier.network;
  const units::ByteRate network = ports.rate * (ports.ports * state.servers);

  Durability result;
  result.rebuild = storage::rebuild({.scheme = scheme,
                                     .data_lost = drive.capacity.value * fill,
                                     .peers = std::max<double>(scheme.data, devices - 1.0),
                                     .device_rate = mixed_rate(catalogue, tier.device, fill),
                                     .share = tier.rebuild_share,
                                     .network_rate = network * tier.rebuild_share});
  const auto hazard = storage::hazard(drive.failure_rate.value * units::kYear);
  result.failures_per_second = devices * hazard.si();
  result.failed_share = hazard * result.rebuild.duration;
  result.mttdl = storage::mean_time_to_loss(scheme, hazard, result.rebuild.duration);
  const double groups = devices / (scheme.data + scheme.parity);
  result.nines = storage::nines(storage::loss_probability(groups, result.mttdl, units::kYear));
  return result;
}

}  // namespace penstock::systems
