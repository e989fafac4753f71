// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/systems/platform.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "models/compute/processor.hpp"
#include "models/network/fabric.hpp"
#include "models/network/transport.hpp"
#include "models/storage/nvme.hpp"
#include "models/systems/tier_path.hpp"

namespace penstock::systems {

namespace {

/// `calls` calls per request, `parallel` of them in flight together: how many the request waits for
/// one after the other. Less than one call per request is a mean.
double rounds(double calls, double parallel) {
  return calls <= parallel ? std::min(calls, 1.0) : calls / parallel;
}

void repeat(queueing::Demand demand, double calls, double parallel, queueing::FlowClass& into) {
  demand.visits *= calls;
  demand.in_sequence *= rounds(calls, parallel);
  into.demands.push_back(demand);
}

}  // namespace

Platform::Platform(const scenario::Design& design, const catalogue::Catalogue& catalogue,
                   const PlatformState& state)
    : design_(&design), state_(&state) {
  const auto& compute = design.compute;
  gpu_ = add_nodes("gpu", static_cast<double>(compute.gpu_nodes), compute.cores, compute.nic);
  cpu_ =
      add_nodes("cpu", static_cast<double>(compute.cpu_nodes), compute.cpu_cores, compute.cpu_nic);
  if (compute.gpu_nodes > 0 && compute.local_nvme.count > 0) {
    const auto found = catalogue.ssds.find(compute.local_nvme.device);
    assert(found != catalogue.ssds.end());
    local_ssd_ = &found->second;
    local_ = add(storage::nvme_pool(
        "gpu.local", *local_ssd_, static_cast<double>(compute.gpu_nodes) * compute.local_nvme.count,
        {.fill = 0.8}, {.write = true, .size = units::kMiB, .sequential = true}));
  }
  std::optional<Door> inside;
  if (const auto& hosts = gpu_ ? gpu_ : cpu_) {
    inside = Door{hosts->nic_in, hosts->nic_out, hosts->cores, hosts->nic};
  }
  for (const auto& tier : design.tiers) {
    const auto known = state.tiers.find(tier.name);
    const TierState tier_state = known != state.tiers.end()
                                     ? known->second
                                     : TierState{.servers = static_cast<double>(tier.servers)};
    tiers_.emplace(tier.name, std::make_unique<TierPath>(
                                  tier, design.fabric, catalogue, tier_state, inside,
                                  [this](queueing::Resource r) { return add(std::move(r)); }));
  }
}

Platform::~Platform() = default;
Platform::Platform(Platform&&) noexcept = default;
Platform& Platform::operator=(Platform&&) noexcept = default;

std::optional<Platform::Nodes> Platform::add_nodes(const std::string& name, double count,
                                                   scenario::CoreGroup cores,
                                                   scenario::PortGroup nic) {
  if (count <= 0.0) return std::nullopt;
  Nodes group{.name = name, .count = count, .nic = nic};
  const double ports = nic.ports * count;
  group.cores = add(compute::core_pool(name + ".cores", cores.sockets * cores.cores * count));
  group.nic_in = add(network::port_group(name + ".nic-in", ports));
  group.nic_out = add(network::port_group(name + ".nic-out", ports));
  const auto& fabric = design_->fabric;
  if (fabric.leaf_spine) {
    const auto link = [&](const char* direction) {
      return add(network::uplinks(name + direction, ports, fabric.oversubscription,
                                  fabric.spine_efficiency));
    };
    group.uplink_in = link(".uplink-in");
    group.uplink_out = link(".uplink-out");
  }
  return group;
}

std::size_t Platform::add(queueing::Resource resource) {
  if (const auto found = state_->scale.find(resource.name); found != state_->scale.end()) {
    resource.units *= found->second;
  }
  resources_.push_back(std::move(resource));
  return resources_.size() - 1;
}

std::optional<std::size_t> Platform::find(std::string_view resource) const {
  const auto found = std::find_if(resources_.begin(), resources_.end(),
                                  [&](const auto& r) { return r.name == resource; });
  if (found == resources_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - resources_.begin());
}

const Platform::Nodes& Platform::nodes(Client client) const {
  const auto& group = client == Client::kGpuNodes ? gpu_ : cpu_;
  assert(group && "the scenario is valid: a stage runs on nodes that the design has");
  return *group;
}

void Platform::add_repair(const std::string& tier, units::Bytes chunk,
                          queueing::FlowClass& into) const {
  const auto demands = tiers_.at(tier)->repair(chunk);
  into.demands.insert(into.demands.end(), demands.begin(), demands.end());
}

std::optional<MediaCache> Platform::media_cache(const std::string& tier) const {
  return tiers_.at(tier)->media_cache();
}

void Platform::set_media_cache_full(const std::string& tier, bool full) {
  tiers_.at(tier)->set_media_cache_full(full);
}

Client Platform::batch_client() const {
  if (cpu_) return Client::kCpuNodes;
  return gpu_ ? Client::kGpuNodes : Client::kOutside;
}

void Platform::add_access(const TierAccess& access, Client client,
                          queueing::FlowClass& into) const {
  if (access.bytes.si() <= 0.0) return;
  const auto& path = *tiers_.at(access.tier);
  std::vector<network::Hop> hops;
  if (client != Client::kOutside) {
    const Nodes& group = nodes(client);
    const auto& uplink = access.write ? group.uplink_out : group.uplink_in;
    if (uplink) hops.push_back({*uplink, group.nic.rate});
    hops.push_back({access.write ? group.nic_out : group.nic_in, group.nic.rate});
    const auto cost = network::host_cost(design_->fabric.transport == scenario::Transport::kTcp
                                             ? network::Transport::kTcp
                                             : network::Transport::kRoce);
    const units::Seconds per_call = cost.per_byte * access.io + cost.per_message;
    if (per_call.si() > 0.0) {
      repeat(compute::core_visit(group.cores, per_call, 1.0, 1.0), access.bytes / access.io,
             access.parallel, into);
    }
  }
  for (const auto& demand : path.call(access, std::move(hops))) {
    repeat(demand, access.bytes / access.io, access.parallel, into);
  }
  if (const auto metadata = path.metadata(access)) {
    auto visit = *metadata;
    visit.in_sequence = rounds(visit.visits, access.parallel);
    into.demands.push_back(visit);
  }
}

void Platform::add_cores(units::Seconds core_time, double window, double threads, Client client,
                         queueing::FlowClass& into) const {
  if (core_time.si() <= 0.0 || client == Client::kOutside) return;
  into.demands.push_back(compute::core_visit(nodes(client).cores, core_time, window, threads));
}

void Platform::add_local(units::Bytes bytes, units::Bytes io, double parallel, bool write,
                         double remote, queueing::FlowClass& into) const {
  if (bytes.si() <= 0.0) return;
  assert(local_ && "the scenario is valid: a node-local cache needs local NVMe");
  const double calls = bytes / io;
  repeat(storage::nvme_visit(*local_, *local_ssd_, {write, io, true}, {.fill = 0.8}), calls,
         parallel, into);
  if (remote <= 0.0) return;
  const auto transport = design_->fabric.transport == scenario::Transport::kTcp
                             ? network::Transport::kTcp
                             : network::Transport::kRoce;
  const std::vector<network::Hop> hops{{gpu_->nic_out, gpu_->nic.rate},
                                       {gpu_->nic_in, gpu_->nic.rate}};
  for (const auto& visit : network::path_visits(hops, io, transport, design_->fabric.mtu)) {
    repeat(visit, calls * remote, parallel, into);
  }
}

std::string file_system_name(scenario::TierKind kind) {
  using scenario::TierKind;
  switch (kind) {
    case TierKind::kParallelFs:
      return "parallel FS";
    case TierKind::kHybrid:
      return "hybrid SDS";
    case TierKind::kObjectStore:
    case TierKind::kDualActuator:
      return "object store";
    case TierKind::kSmrArchive:
      return "zoned archive";
    case TierKind::kNvmeOf:
      return "NVMe-oF volumes";
    case TierKind::kHci:
      return "hyperconverged";
    case TierKind::kCloudObject:
      return "cloud object";
  }
  assert(false);
  return {};
}

}  // namespace penstock::systems
