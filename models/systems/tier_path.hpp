// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// How one tier serves requests: its own resources, and the demands of a read or write call on
// them and on the links at its door. Used by platform.cpp only.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/catalogue/catalogue.hpp"
#include "models/network/fabric.hpp"
#include "models/queueing/network.hpp"
#include "models/scenario/design.hpp"
#include "models/storage/access.hpp"
#include "models/systems/platform.hpp"

namespace penstock::systems {

/// The links of a group of nodes, for tiers that live inside them.
struct Door {
  std::size_t in = 0;
  std::size_t out = 0;
  std::size_t cpu = 0;
  scenario::PortGroup ports;
};

class TierPath {
 public:
  using AddResource = std::function<std::size_t(queueing::Resource)>;

  /// `inside` is the door of the compute nodes, for hyperconverged tiers.
  TierPath(const scenario::Tier& tier, const scenario::Fabric& fabric,
           const catalogue::Catalogue& catalogue, const TierState& state,
           const std::optional<Door>& inside, const AddResource& add);

  /// Demands of one call of `access.io` bytes; the caller repeats it. `client_hops` are the links
  /// between the client and the tier's door, in the direction of the data.
  [[nodiscard]] std::vector<queueing::Demand> call(const TierAccess& access,
                                                   std::vector<network::Hop> client_hops) const;
  /// Demands of the repair of one chunk; see Platform::add_repair.
  [[nodiscard]] std::vector<queueing::Demand> repair(units::Bytes chunk) const;
  [[nodiscard]] std::optional<MediaCache> media_cache() const;
  void set_media_cache_full(bool full) { media_cache_full_ = full; }
  /// Metadata operations of one request of `access.bytes`.
  [[nodiscard]] std::optional<queueing::Demand> metadata(const TierAccess& access) const;

 private:
  /// How a call falls on the devices.
  struct Parts {
    double count = 1.0;
    units::Bytes size{0.0};
    double slowest = 1.0;  ///< expected slowest part over the mean one
  };
  [[nodiscard]] Parts split(const TierAccess& access) const;
  [[nodiscard]] queueing::Demand device_visit(units::Bytes size, bool write, bool sequential) const;
  void add_devices(const TierAccess& access, std::vector<queueing::Demand>& into) const;
  void add_links(const TierAccess& access, std::vector<network::Hop> client_hops,
                 std::vector<queueing::Demand>& into) const;

  const scenario::Tier* tier_;
  const scenario::Fabric* fabric_;
  storage::DeviceState state_;
  double failed_ = 0.0;
  double devices_ = 0.0;
  bool media_cache_full_ = false;
  const catalogue::Hdd* hdd_ = nullptr;
  const catalogue::Ssd* ssd_ = nullptr;
  const catalogue::Ssd* flash_ = nullptr;  ///< hybrid
  const catalogue::Server* server_ = nullptr;
  const catalogue::CloudClass* cloud_ = nullptr;
  std::size_t device_ = 0;
  std::size_t flash_pool_ = 0;
  std::optional<std::size_t> cpu_;
  std::size_t nic_in_ = 0, nic_out_ = 0;
  units::ByteRate inside_rate_{0.0};  ///< hyperconverged: of a port of the nodes
  std::optional<std::size_t> metadata_;
  std::size_t puts_ = 0, gets_ = 0;
};

}  // namespace penstock::systems
