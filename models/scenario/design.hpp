// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// One infrastructure design: tiers of storage, compute nodes, the fabric between them, and where
// each dataset lives. Plain data; described for users by design_parameters.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/parameters/text_codec.hpp"
#include "models/scenario/words.hpp"
#include "models/units/quantity.hpp"

namespace penstock::scenario {

enum class TierKind {
  kParallelFs,    ///< parallel file system on flash servers
  kHybrid,        ///< software-defined servers, flash in front of HDD
  kObjectStore,   ///< object store on high-capacity HDD (or any device)
  kSmrArchive,    ///< host-managed SMR drives, written in zones
  kDualActuator,  ///< object store on dual-actuator HDD
  kNvmeOf,        ///< composable NVMe-oF enclosures
  kHci,           ///< hyperconverged: flash inside the compute nodes
  kCloudObject,   ///< cloud object storage over a WAN link
};

/// Buys `by` more servers (or enclosures) when the forecast fill one lead time ahead passes `at`.
struct Expansion {
  std::optional<units::Ratio> at;  ///< absent: the tier never grows
  std::int64_t by = 1;
  std::optional<units::Seconds> lead_time;  ///< default: the device's
};

struct Tier {
  std::string name;
  TierKind kind = TierKind::kParallelFs;
  std::int64_t servers = 1;       ///< servers, or enclosures (nvme-of); hci: the compute nodes
  std::string device;             ///< catalogue device
  std::int64_t per_server = 1;    ///< devices per server or enclosure
  DeviceGroup flash;              ///< hybrid: flash per server, in front
  units::Ratio flash_share{0.2};  ///< hybrid: share of reads served by flash
  Redundancy redundancy;
  PortGroup network;                  ///< of one server or enclosure
  std::string server;                 ///< catalogue server or enclosure; default by kind
  units::Bytes stripe{1 << 20};       ///< chunk of a striped file or object, per data device
  std::int64_t metadata_servers = 2;  ///< parallel file system
  units::Ratio reserve{0.05};         ///< share of capacity kept free (file system, spare space)
  units::Ratio rebuild_share{0.2};    ///< of device time that repair may take
  std::string cloud_class;            ///< cloud-object: catalogue class
  PortGroup wan;                      ///< cloud-object: the link to the provider
  std::int64_t prefixes = 16;  ///< cloud-object: partitioned prefixes, which carry request limits
  Expansion expand;
};

struct Compute {
  std::int64_t gpu_nodes = 0;
  std::int64_t gpus_per_node = 8;
  std::string gpu;             ///< catalogue accelerator
  CoreGroup cores;             ///< of a GPU node
  units::Bytes memory{1e12};   ///< of a GPU node
  PortGroup nic;               ///< of a GPU node, for storage
  DeviceGroup local_nvme;      ///< of a GPU node
  std::int64_t cpu_nodes = 0;  ///< further nodes for process and extract
  CoreGroup cpu_cores{2, 32};
  units::Bytes cpu_memory{512e9};
  PortGroup cpu_nic;
  std::string cpu_server;  ///< catalogue server of the CPU nodes
};

enum class Transport { kTcp, kRoce };

struct Fabric {
  bool leaf_spine = true;
  units::Ratio oversubscription{1.0};  ///< of the compute leaves towards the storage leaves, >= 1
  Transport transport = Transport::kRoce;
  units::Bytes mtu{4096.0};
  units::Ratio spine_efficiency{0.9};  ///< of hashed paths
};

/// Data of `dataset` older than `after` is moved to tier `to`.
struct Move {
  std::string dataset;
  units::Seconds after{0.0};
  std::string to;
};

struct Placement {
  std::string dataset;
  std::string tier;
};

struct Design {
  std::string name;
  std::string description;
  std::vector<Tier> tiers;
  Compute compute;
  Fabric fabric;
  std::vector<Placement> place;
  std::vector<Move> moves;
  std::optional<std::string> extends;  ///< the base; already merged into the other members
};

}  // namespace penstock::scenario

namespace penstock::parameters {
template <>
struct EnumWords<scenario::TierKind> {
  static constexpr std::array<std::string_view, 8> words{
      "parallel-fs",   "hybrid",  "object-store", "smr-archive",
      "dual-actuator", "nvme-of", "hci",          "cloud-object"};
};
template <>
struct EnumWords<scenario::Transport> {
  static constexpr std::array<std::string_view, 2> words{"tcp", "roce"};
};
}  // namespace penstock::parameters
