// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/systems/tier_path.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "models/compute/processor.hpp"
#include "models/network/transport.hpp"
#include "models/storage/hdd.hpp"
#include "models/storage/nvme.hpp"
#include "models/storage/object_store.hpp"
#include "models/storage/parallel_fs.hpp"
#include "models/storage/redundancy.hpp"
#include "models/storage/smr.hpp"

namespace penstock::systems {

namespace {

using scenario::TierKind;

/// Spread of the latency of one device inside a stripe. Class prior: device latencies of large
/// requests vary by about a fifth.
constexpr double kDeviceLatencyCv = 0.2;

/// Zones that a host-managed drive appends to at a time. Archives write few streams per drive.
constexpr double kArchiveZones = 4.0;

/// Whose service costs hold inside a compute node: the same software as on a storage server.
constexpr const char* kServiceInNodes = "storage-2u-24";

template <class Map>
auto* entry(const Map& map, const std::string& id) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : &found->second;
}

network::Transport transport_of(const scenario::Fabric& fabric) {
  return fabric.transport == scenario::Transport::kTcp ? network::Transport::kTcp
                                                       : network::Transport::kRoce;
}

storage::Scheme scheme_of(const scenario::Tier& tier) {
  return {tier.redundancy.data, tier.redundancy.parity};
}

/// Clients of parallel file systems and NVMe-oF volumes talk to every server; object stores and
/// software-defined servers relay through a primary.
storage::WritePath write_path(TierKind kind) {
  const bool by_client =
      kind == TierKind::kParallelFs || kind == TierKind::kNvmeOf || kind == TierKind::kHci;
  return by_client ? storage::WritePath::kClient : storage::WritePath::kPrimary;
}

}  // namespace

TierPath::TierPath(const scenario::Tier& tier, const scenario::Fabric& fabric,
                   const catalogue::Catalogue& catalogue, const TierState& state,
                   const std::optional<Door>& inside, const AddResource& add)
    : tier_(&tier),
      fabric_(&fabric),
      state_{.fill = std::clamp(state.fill, 0.0, 1.0)},
      failed_(state.failed) {
  const double ports = tier.network.ports * state.servers;
  if (tier.kind == TierKind::kCloudObject) {
    cloud_ = entry(catalogue.cloud_classes, tier.cloud_class);
    assert(cloud_);
    nic_in_ = add(network::port_group(tier.name + ".wan-in", tier.wan.ports));
    nic_out_ = add(network::port_group(tier.name + ".wan-out", tier.wan.ports));
    puts_ = add(storage::request_limit(tier.name + ".puts", static_cast<double>(tier.prefixes)));
    gets_ = add(storage::request_limit(tier.name + ".gets", static_cast<double>(tier.prefixes)));
    return;
  }

  const double devices = state.servers * static_cast<double>(tier.per_server);
  devices_ = devices;
  hdd_ = entry(catalogue.hdds, tier.device);
  ssd_ = entry(catalogue.ssds, tier.device);
  assert(hdd_ || ssd_);
  const storage::Access typical{.write = true, .size = tier.stripe, .sequential = true};
  device_ = add(hdd_ ? storage::hdd_pool(tier.name + ".device", *hdd_, devices)
                     : storage::nvme_pool(tier.name + ".device", *ssd_, devices, state_, typical));
  if (tier.kind == TierKind::kHybrid) {
    flash_ = entry(catalogue.ssds, tier.flash.device);
    assert(flash_);
    flash_pool_ = add(storage::nvme_pool(tier.name + ".flash", *flash_,
                                         state.servers * tier.flash.count, state_, typical));
  }
  if (tier.kind == TierKind::kHci) {
    assert(inside && "a hyperconverged tier needs compute nodes");
    inside_rate_ = inside->ports.rate;
    nic_in_ = inside->in;
    nic_out_ = inside->out;
    cpu_ = inside->cpu;
    server_ = &catalogue.servers.at(kServiceInNodes);
  } else {
    nic_in_ = add(network::port_group(tier.name + ".nic-in", ports));
    nic_out_ = add(network::port_group(tier.name + ".nic-out", ports));
    // Enclosures of drives on the fabric have no storage service: their target is in hardware.
    server_ = entry(catalogue.servers, tier.server);
    if (server_ != nullptr) {
      const double cores = static_cast<double>(server_->cores.value) * state.servers;
      cpu_ = add(compute::core_pool(tier.name + ".cpu", cores));
    }
  }
  if (tier.kind == TierKind::kParallelFs || tier.kind == TierKind::kHci) {
    const double servers =
        tier.kind == TierKind::kHci ? state.servers : static_cast<double>(tier.metadata_servers);
    metadata_ = add(storage::metadata_pool(tier.name + ".metadata", servers));
  }
}

TierPath::Parts TierPath::split(const TierAccess& access) const {
  const double data = tier_->redundancy.data;
  if (access.write && access.io < tier_->stripe) {
    // Small appends share a stripe chunk in the servers' log before they reach the devices.
    return {access.io / tier_->stripe, tier_->stripe, 1.0};
  }
  const auto fan = storage::stripe(access.io, tier_->stripe, data, kDeviceLatencyCv);
  return {fan.visits, fan.visit_size, fan.in_sequence};
}

queueing::Demand TierPath::device_visit(units::Bytes size, bool write, bool sequential) const {
  if (ssd_ != nullptr) {
    // Data is appended in large pieces and deleted by age: flash sees sequential writes.
    return storage::nvme_visit(device_, *ssd_, {write, size, write || sequential}, state_);
  }
  if (write && hdd_->recording == catalogue::Recording::kHostManagedSmr) {
    const auto visit =
        storage::host_managed_visit(device_, *hdd_, {true, size, true, kArchiveZones}, state_);
    assert(visit && "appends are never refused");
    return *visit;
  }
  if (write && hdd_->recording == catalogue::Recording::kDriveManagedSmr) {
    return storage::drive_managed_visit(device_, *hdd_, {true, size, false}, state_,
                                        media_cache()->model, media_cache_full_);
  }
  // Pieces of many objects interleave on a disk: each positions once.
  return storage::hdd_visit(device_, *hdd_, {write, size, false}, state_);
}

void TierPath::add_devices(const TierAccess& access, std::vector<queueing::Demand>& into) const {
  const Parts parts = split(access);
  const storage::Scheme scheme = scheme_of(*tier_);
  const double amplification = access.write ? storage::storage_factor(scheme)
                                            : storage::degraded_read_factor(scheme, failed_);
  const auto scaled = [&](queueing::Demand visit, double share) {
    visit.visits = parts.count * amplification * share;
    // Parity goes out with the data, so it is in flight together with it. A share of less than one
    // call is the mean over calls.
    visit.in_sequence = std::min(1.0, parts.count) * parts.slowest * share;
    return visit;
  };
  const bool tiered = tier_->kind == TierKind::kHybrid;
  const double from_flash = tiered && !access.write ? static_cast<double>(tier_->flash_share) : 0.0;
  if (from_flash < 1.0) {
    into.push_back(
        scaled(device_visit(parts.size, access.write, access.sequential), 1.0 - from_flash));
  }
  if (tiered && (access.write || from_flash > 0.0)) {
    // Writes land on flash first and are destaged to disk at the same mean rate.
    const storage::Access on_flash{access.write, parts.size, access.write || access.sequential};
    into.push_back(scaled(storage::nvme_visit(flash_pool_, *flash_, on_flash, state_),
                          access.write ? 1.0 : from_flash));
  }
}

void TierPath::add_links(const TierAccess& access, std::vector<network::Hop> client_hops,
                         std::vector<queueing::Demand>& into) const {
  const auto transport = transport_of(*fabric_);
  std::vector<network::Hop> hops;
  if (cloud_ != nullptr) {
    hops.push_back({access.write ? nic_out_ : nic_in_, tier_->wan.rate});
    hops.insert(hops.end(), client_hops.begin(), client_hops.end());
  } else {
    const storage::Scheme scheme = scheme_of(*tier_);
    const bool relayed = write_path(tier_->kind) == storage::WritePath::kPrimary;
    const double messages = std::max(1.0, split(access).count);
    const auto factor = storage::write_network_factor(scheme, write_path(tier_->kind));
    // Reading through a primary gathers the other data chunks from their servers.
    const double gathered =
        relayed && !access.write ? static_cast<double>(scheme.data - 1) / scheme.data : 0.0;
    const double in = access.write ? factor.client + factor.east_west : gathered;
    const double out = access.write ? factor.east_west : 1.0 + gathered;
    const auto rate = tier_->kind == TierKind::kHci ? inside_rate_ : tier_->network.rate;
    if (in > 0.0) hops.push_back({nic_in_, rate, messages, in});
    if (out > 0.0) hops.push_back({nic_out_, rate, messages, out});
    for (auto& hop : client_hops) {
      if (access.write) hop.bytes_factor *= factor.client;
      hops.push_back(hop);
    }
  }
  auto visits = network::path_visits(hops, access.io, transport, fabric_->mtu);
  into.insert(into.end(), visits.begin(), visits.end());
}

std::vector<queueing::Demand> TierPath::call(const TierAccess& access,
                                             std::vector<network::Hop> client_hops) const {
  std::vector<queueing::Demand> demands;
  if (cloud_ != nullptr) {
    demands.push_back(
        storage::request_visit(access.write ? puts_ : gets_, *cloud_, access.io, access.write));
  } else {
    add_devices(access, demands);
    if (cpu_ && server_ != nullptr) {
      demands.push_back(
          compute::core_visit(*cpu_, compute::service_cpu(*server_, access.io), 1.0, 1.0));
    }
    if (tier_->kind == TierKind::kNvmeOf) {
      // The target's own time comes on top of the drive's.
      demands.front().latency += network::nvme_of_latency(transport_of(*fabric_));
    }
  }
  add_links(access, std::move(client_hops), demands);
  return demands;
}

std::optional<MediaCache> TierPath::media_cache() const {
  if (hdd_ == nullptr) return std::nullopt;
  // Writes go all over what the drive holds; an empty drive has one band at least.
  const auto footprint = std::max(units::kGB, hdd_->drive.capacity.value * state_.fill);
  const auto model = storage::MediaCacheModel::from(*hdd_, state_, footprint);
  if (!model) return std::nullopt;
  return MediaCache{*model, devices_, tier_->stripe};
}

std::vector<queueing::Demand> TierPath::repair(units::Bytes chunk) const {
  assert(cloud_ == nullptr && "providers repair their own drives");
  const double data = tier_->redundancy.data;
  auto read = device_visit(chunk, false, true);
  read.visits = data;
  read.in_sequence = storage::slowest_of(data, kDeviceLatencyCv);
  std::vector<queueing::Demand> demands{read, device_visit(chunk, true, true)};
  const auto rate = tier_->kind == TierKind::kHci ? inside_rate_ : tier_->network.rate;
  const std::vector<network::Hop> hops{{nic_out_, rate, data, data}, {nic_in_, rate, data, data}};
  const auto visits = network::path_visits(hops, chunk, transport_of(*fabric_), fabric_->mtu);
  demands.insert(demands.end(), visits.begin(), visits.end());
  return demands;
}

std::optional<queueing::Demand> TierPath::metadata(const TierAccess& access) const {
  if (!metadata_ || access.file.si() <= 0.0) return std::nullopt;
  const auto operation =
      access.write ? storage::MetadataOperation::kCreate : storage::MetadataOperation::kOpen;
  return storage::metadata_visit(*metadata_, {}, operation, tier_->redundancy.data,
                                 access.bytes / access.file);
}

}  // namespace penstock::systems
