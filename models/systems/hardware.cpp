// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/systems/hardware.hpp"

#include <cassert>

namespace penstock::systems {

namespace {

using economics::Category;
using scenario::TierKind;

constexpr double kRackUnits = 42.0;

const catalogue::Drive& drive_of(const catalogue::Catalogue& catalogue, const std::string& id) {
  if (const auto hdd = catalogue.hdds.find(id); hdd != catalogue.hdds.end()) {
    return hdd->second.drive;
  }
  const auto ssd = catalogue.ssds.find(id);
  assert(ssd != catalogue.ssds.end() && "the scenario is valid: every device is in the catalogue");
  return ssd->second.drive;
}

const std::string& drive_name(const catalogue::Catalogue& catalogue, const std::string& id) {
  if (const auto hdd = catalogue.hdds.find(id); hdd != catalogue.hdds.end()) {
    return hdd->second.identity.name;
  }
  return catalogue.ssds.at(id).identity.name;
}

HardwareItem drives(const catalogue::Catalogue& catalogue, const std::string& id, double count,
                    const std::string& owner, std::string busy) {
  const auto& drive = drive_of(catalogue, id);
  return {.category = Category::kDrives,
          .item = drive_name(catalogue, id),
          .owner = owner,
          .count = count,
          .unit = "drive",
          .price = drive.price.value * drive.capacity.value,
          .basis = drive.price.provenance.basis,
          .power_idle = drive.power_idle.value,
          .power_active = drive.power_active.value,
          .busy = std::move(busy),
          .life = drive.life.value,
          .failure_rate = drive.failure_rate.value};
}

void add_nics(const catalogue::Catalogue& catalogue, double ports, units::ByteRate rate,
              const std::string& owner, Hardware& into) {
  if (ports <= 0.0) return;
  const auto* nic = catalogue::nic_for(catalogue, rate);
  assert(nic && "the scenario is valid: every port rate has a NIC in the catalogue");
  into.push_back({.category = Category::kNetwork,
                  .item = nic->identity.name,
                  .owner = owner,
                  .count = ports,
                  .unit = "port",
                  .price = nic->price.value,
                  .basis = nic->price.provenance.basis,
                  .power_idle = nic->power.value,
                  .power_active = nic->power.value});
}

void add_racks(const catalogue::Catalogue& catalogue, double rack_units, const std::string& owner,
               Hardware& into) {
  if (rack_units <= 0.0) return;
  const auto& facility = catalogue.facilities.at("us-average");
  into.push_back({.category = Category::kServers,
                  .item = "racks",
                  .owner = owner,
                  .count = rack_units / kRackUnits,
                  .unit = "rack",
                  .price = facility.rack_price.value,
                  .basis = facility.rack_price.provenance.basis});
}

HardwareItem servers_of(const catalogue::Server& server, double count, const std::string& owner,
                        std::string busy) {
  return {.category = Category::kServers,
          .item = server.identity.name,
          .owner = owner,
          .count = count,
          .unit = "server",
          .price = server.price.value,
          .basis = server.price.provenance.basis,
          .power_idle = server.power_idle.value,
          .power_active = server.power_active.value,
          .busy = std::move(busy),
          .rack_units = server.rack_units.value,
          .life = server.life.value};
}

}  // namespace

Hardware tier_hardware(const scenario::Tier& tier, const catalogue::Catalogue& catalogue,
                       double servers) {
  Hardware hardware;
  if (tier.kind == TierKind::kCloudObject) return hardware;
  hardware.push_back(drives(catalogue, tier.device, servers * static_cast<double>(tier.per_server),
                            tier.name, tier.name + ".device"));
  if (tier.kind == TierKind::kHybrid) {
    hardware.push_back(drives(catalogue, tier.flash.device, servers * tier.flash.count, tier.name,
                              tier.name + ".flash"));
  }
  if (tier.kind == TierKind::kHci) return hardware;  // the GPU nodes are the servers
  if (const auto found = catalogue.servers.find(tier.server); found != catalogue.servers.end()) {
    const auto& server = found->second;
    hardware.push_back(servers_of(server, servers, tier.name, tier.name + ".cpu"));
    add_racks(catalogue, servers * server.rack_units.value, tier.name, hardware);
    add_nics(catalogue, tier.network.ports * servers, tier.network.rate, tier.name, hardware);
  } else {
    const auto& enclosure = catalogue.enclosures.at(tier.server);
    hardware.push_back({.category = Category::kServers,
                        .item = enclosure.identity.name,
                        .owner = tier.name,
                        .count = servers,
                        .unit = "enclosure",
                        .price = enclosure.price.value,
                        .basis = enclosure.price.provenance.basis,
                        .power_idle = enclosure.power.value,
                        .power_active = enclosure.power.value,
                        .rack_units = enclosure.rack_units.value});
    add_racks(catalogue, servers * enclosure.rack_units.value, tier.name, hardware);
  }
  return hardware;
}

Hardware compute_hardware(const scenario::Design& design, const catalogue::Catalogue& catalogue) {
  Hardware hardware;
  const auto& compute = design.compute;
  const double nodes = static_cast<double>(compute.gpu_nodes);
  if (nodes > 0.0) {
    const auto& gpu = catalogue.accelerators.at(compute.gpu);
    const double gpus = nodes * static_cast<double>(compute.gpus_per_node);
    hardware.push_back({.category = Category::kAccelerators,
                        .item = gpu.identity.name,
                        .owner = "compute",
                        .count = gpus,
                        .unit = "accelerator",
                        .price = gpu.price.value,
                        .basis = gpu.price.provenance.basis,
                        .power_idle = gpu.power_idle.value,
                        .power_active = gpu.power_active.value,
                        .busy = "accelerators",
                        .life = gpu.life.value});
    hardware.push_back({.category = Category::kAccelerators,
                        .item = gpu.identity.name + " node",
                        .owner = "compute",
                        .count = nodes,
                        .unit = "node",
                        .price = gpu.node_price.value,
                        .basis = gpu.node_price.provenance.basis,
                        .power_idle = gpu.node_power.value,
                        .power_active = gpu.node_power.value,
                        .rack_units = gpu.node_rack_units.value,
                        .life = gpu.life.value});
    add_racks(catalogue, nodes * gpu.node_rack_units.value, "compute", hardware);
    add_nics(catalogue, compute.nic.ports * nodes, compute.nic.rate, "compute", hardware);
    if (compute.local_nvme.count > 0) {
      hardware.push_back(drives(catalogue, compute.local_nvme.device,
                                nodes * compute.local_nvme.count, "compute", "gpu.local"));
    }
  }
  if (compute.cpu_nodes > 0) {
    const double cpu_nodes = static_cast<double>(compute.cpu_nodes);
    const auto& server = catalogue.servers.at(compute.cpu_server);
    auto item = servers_of(server, cpu_nodes, "cpu", "cpu.cores");
    hardware.push_back(std::move(item));
    add_racks(catalogue, cpu_nodes * server.rack_units.value, "cpu", hardware);
    add_nics(catalogue, compute.cpu_nic.ports * cpu_nodes, compute.cpu_nic.rate, "cpu", hardware);
  }
  return hardware;
}

Hardware fabric_hardware(const scenario::Fabric& fabric, const catalogue::Catalogue& catalogue,
                         double ports, units::ByteRate rate) {
  if (ports <= 0.0) return {};
  const auto* port = catalogue::switch_port_for(catalogue, rate);
  assert(port && "the scenario is valid: every port rate has a switch port in the catalogue");
  const double count = fabric.leaf_spine ? ports * (1.0 + 2.0 / fabric.oversubscription) : ports;
  return {{.category = Category::kNetwork,
           .item = port->identity.name,
           .owner = "fabric",
           .count = count,
           .unit = "port",
           .price = port->price.value,
           .basis = port->price.provenance.basis,
           .power_idle = port->power.value,
           .power_active = port->power.value}};
}

double tier_ports(const scenario::Tier& tier, double servers) {
  const bool own = tier.kind != TierKind::kCloudObject && tier.kind != TierKind::kHci;
  return own ? tier.network.ports * servers : 0.0;
}

units::Bytes raw_capacity(const scenario::Tier& tier, const catalogue::Catalogue& catalogue,
                          double servers) {
  if (tier.kind == TierKind::kCloudObject) return units::Bytes{0.0};
  return drive_of(catalogue, tier.device).capacity.value *
         (servers * static_cast<double>(tier.per_server));
}

units::Bytes usable_capacity(const scenario::Tier& tier, const catalogue::Catalogue& catalogue,
                             double servers) {
  const double data = tier.redundancy.data;
  const double efficiency = data / (data + tier.redundancy.parity);
  return raw_capacity(tier, catalogue, servers) * (efficiency * (1.0 - tier.reserve));
}

}  // namespace penstock::systems
