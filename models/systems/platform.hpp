// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// One design as the resources of a queueing network, and the ways through it: what a request of a
// client to a tier demands of drives, servers, links, cores and request limits. Every tier kind is
// a composition of the same device, redundancy and network models (docs/theory/systems.md); pools
// of identical devices are one resource each.
//
// Resource names: "<tier>.device", "<tier>.flash", "<tier>.cpu", "<tier>.nic-in", "<tier>.nic-out",
// "<tier>.metadata", "<tier>.puts", "<tier>.gets", "<tier>.wan-in", "<tier>.wan-out",
// "<nodes>.cores", "<nodes>.nic-in", "<nodes>.nic-out", "<nodes>.uplink-in", "<nodes>.uplink-out",
// "gpu.local", with <nodes> "gpu" or "cpu". A hyperconverged tier uses the NICs and cores of the
// GPU nodes, or of the CPU nodes where there are no others.
//
// The design is valid (sim/scenario checked every reference). Not thread-safe while building.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/catalogue/catalogue.hpp"
#include "models/queueing/network.hpp"
#include "models/scenario/design.hpp"
#include "models/storage/smr.hpp"
#include "models/units/quantity.hpp"

namespace penstock::systems {

/// What months of use have done to a tier.
struct TierState {
  double servers = 1.0;  ///< servers or enclosures now, purchases included
  double fill = 0.5;     ///< share of its usable capacity that holds data
  double failed = 0.0;   ///< share of drives that wait for repair: reads of their data degrade
};

struct PlatformState {
  std::map<std::string, TierState, std::less<>> tiers;
  /// Capacity factor by resource name, 1 where absent: "10 % more of it" is 1.1.
  std::map<std::string, double, std::less<>> scale;
};

/// Who issues a request: nodes of the design, or something outside it (sensors, users).
enum class Client { kGpuNodes, kCpuNodes, kOutside };

/// What one request of a stage does to one tier.
struct TierAccess {
  std::string tier;
  bool write = false;
  units::Bytes bytes{0.0};     ///< per request of the stage, payload
  units::Bytes io{1048576.0};  ///< size of one read or write call
  double parallel = 1.0;       ///< calls of one request in flight together
  bool sequential = true;      ///< in large pieces, or random records
  units::Bytes file{0.0};      ///< mean file size, for metadata operations; 0: one open file
};

/// The media caches of a tier on drive-managed SMR drives.
struct MediaCache {
  storage::MediaCacheModel model;  ///< of one drive
  double drives = 0.0;
  units::Bytes chunk{0.0};  ///< of one write to a drive
};

class TierPath;  // how one tier serves; tier_path.hpp

class Platform {
 public:
  Platform(const scenario::Design& design, const catalogue::Catalogue& catalogue,
           const PlatformState& state);
  ~Platform();
  Platform(Platform&&) noexcept;
  Platform& operator=(Platform&&) noexcept;

  [[nodiscard]] const std::vector<queueing::Resource>& resources() const { return resources_; }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view resource) const;

  /// Adds a resource of a stage's own (its accelerators); the state's scale applies.
  std::size_t add(queueing::Resource resource);

  /// Appends the demands of `access` by `client` to the flow.
  void add_access(const TierAccess& access, Client client, queueing::FlowClass& into) const;

  /// Appends core time on the client's nodes: `threads` cores at most work for one flow, which
  /// keeps `window` requests in flight. Outside clients compute at their own cost.
  void add_cores(units::Seconds core_time, double window, double threads, Client client,
                 queueing::FlowClass& into) const;

  /// Appends reads (or writes) of the GPU nodes' own NVMe: a node-local cache. `remote` is the
  /// share that travels from another node.
  void add_local(units::Bytes bytes, units::Bytes io, double parallel, bool write, double remote,
                 queueing::FlowClass& into) const;

  /// Appends the repair of one chunk of `chunk` bytes of a lost drive: as many chunks as the scheme
  /// has data are read from other drives, travel between servers, and one is written.
  void add_repair(const std::string& tier, units::Bytes chunk, queueing::FlowClass& into) const;

  /// Empty unless the tier's drives are drive-managed SMR.
  [[nodiscard]] std::optional<MediaCache> media_cache(const std::string& tier) const;
  /// From now on, demands of writes to the tier are those of full (or again empty) media caches.
  void set_media_cache_full(const std::string& tier, bool full);

  /// Nodes where a stage without accelerators runs: CPU nodes if there are any.
  [[nodiscard]] Client batch_client() const;

 private:
  struct Nodes {  ///< a group of equal compute nodes
    std::string name;
    double count = 0.0;
    scenario::PortGroup nic;
    std::size_t cores = 0, nic_in = 0, nic_out = 0;
    std::optional<std::size_t> uplink_in, uplink_out;
  };

  std::optional<Nodes> add_nodes(const std::string& name, double count, scenario::CoreGroup cores,
                                 scenario::PortGroup nic);
  [[nodiscard]] const Nodes& nodes(Client client) const;

  const scenario::Design* design_;
  const PlatformState* state_;
  std::vector<queueing::Resource> resources_;
  std::optional<Nodes> gpu_;
  std::optional<Nodes> cpu_;
  std::optional<std::size_t> local_;  ///< node-local NVMe
  const catalogue::Ssd* local_ssd_ = nullptr;
  std::map<std::string, std::unique_ptr<TierPath>, std::less<>> tiers_;
};

/// "parallel file system", "object store": what the pipeline map prints.
std::string file_system_name(scenario::TierKind kind);

}  // namespace penstock::systems
