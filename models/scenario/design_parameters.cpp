// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/parameters/parameter.hpp"
#include "models/scenario/design.hpp"
#include "models/scenario/sections.hpp"

namespace penstock::scenario {
namespace {

using parameters::Section;
using parameters::SectionOf;
using Kinds = std::vector<std::string>;

constexpr auto kMostServers = "1000000";

Section build_tier() {
  const Kinds servers{"parallel-fs", "hybrid", "object-store", "smr-archive", "dual-actuator"};
  const Kinds with_network{"parallel-fs", "hybrid",        "object-store",
                           "smr-archive", "dual-actuator", "nvme-of"};
  const Kinds own{"parallel-fs",   "hybrid",  "object-store", "smr-archive",
                  "dual-actuator", "nvme-of", "hci"};
  const Kinds cloud{"cloud-object"};

  SectionOf<Tier> s{"tier", "designs.<name>.tiers.<name>", "One storage system of a design"};
  s.row("kind", &Tier::kind).describe("What kind of system it is").required();
  s.row("servers", &Tier::servers)
      .describe(
          "Number of servers; nvme-of: of enclosures; hci: of compute nodes with storage, by "
          "default all of them")
      .at_least("1")
      .at_most(kMostServers)
      .kinds(own);
  s.row("enclosures", &Tier::servers)
      .describe("Number of enclosures: another name for `servers`")
      .at_least("1")
      .at_most(kMostServers)
      .kinds({"nvme-of"});
  s.row("device", &Tier::device)
      .describe("Catalogue device that holds the data")
      .refers_to("device")
      .kinds(own);
  s.row("per_server", &Tier::per_server)
      .describe("Devices per server, enclosure or node")
      .at_least("1")
      .at_most("1000")
      .kinds(own);
  s.row("flash", &Tier::flash)
      .describe("Flash per server in front of the disks")
      .refers_to("device")
      .kinds({"hybrid"});
  s.row("flash_share", &Tier::flash_share)
      .describe("Share of the reads that the flash serves")
      .at_least("0")
      .at_most("1")
      .kinds({"hybrid"})
      .source("assumed; depends on the locality of the reads");
  s.row("redundancy", &Tier::redundancy)
      .describe("Erasure code (data + parity) or number of copies")
      .kinds(own);
  s.row("network", &Tier::network)
      .describe("Network ports of one server or enclosure")
      .kinds(with_network);
  s.row("server", &Tier::server)
      .describe("Catalogue server or enclosure without drives; by default that of the kind")
      .refers_to("server")
      .kinds(with_network);
  s.row("stripe", &Tier::stripe)
      .describe("Chunk of a striped file or object, per data device")
      .at_least("4 KiB")
      .at_most("1 GiB")
      .kinds(own);
  s.row("metadata_servers", &Tier::metadata_servers)
      .describe("Metadata servers of the parallel file system")
      .at_least("1")
      .at_most("10000")
      .kinds({"parallel-fs"});
  s.row("reserve", &Tier::reserve)
      .describe("Share of the capacity that is kept free for the file system and for rebuilds")
      .at_least("0")
      .at_most("0.9")
      .kinds(own)
      .source("assumed: usual for file systems");
  s.row("rebuild_share", &Tier::rebuild_share)
      .describe("Share of the device time that repair may take")
      .more_than("0")
      .at_most("1")
      .kinds(own)
      .source("assumed");
  s.row("class", &Tier::cloud_class)
      .describe("Catalogue class of cloud storage")
      .refers_to("cloud class")
      .kinds(cloud);
  s.row("wan", &Tier::wan).describe("The link to the provider").kinds(cloud);
  s.row("prefixes", &Tier::prefixes)
      .describe("Partitioned prefixes, each with its own request limits")
      .at_least("1")
      .at_most("1000000")
      .kinds(cloud);
  s.row("expand.at", [](Tier& t) -> auto& { return t.expand.at; })
      .describe("Forecast fill at which servers are ordered; absent: the tier never grows")
      .more_than("0")
      .at_most("1")
      .kinds(own);
  s.row("expand.by", [](Tier& t) -> auto& { return t.expand.by; })
      .describe("Servers or enclosures per order")
      .at_least("1")
      .at_most(kMostServers)
      .kinds(own);
  s.row("expand.lead_time", [](Tier& t) -> auto& { return t.expand.lead_time; })
      .describe("Time from order to use; by default that of the device")
      .at_least("0 s")
      .at_most("5 y")
      .kinds(own);
  return std::move(s).build();
}

Section build_compute() {
  SectionOf<Compute> s{"compute", "designs.<name>.compute", "The compute nodes of a design"};
  s.row("gpu_nodes", &Compute::gpu_nodes)
      .describe("Nodes with accelerators")
      .at_least("0")
      .at_most(kMostServers);
  s.row("gpus_per_node", &Compute::gpus_per_node)
      .describe("Accelerators of one node")
      .at_least("1")
      .at_most("128");
  s.row("gpu", &Compute::gpu).describe("Catalogue accelerator").refers_to("accelerator");
  s.row("cores", &Compute::cores).describe("Sockets and cores of a GPU node");
  s.row("memory", &Compute::memory)
      .describe("Host memory of a GPU node")
      .at_least("1 GB")
      .at_most("1 PB");
  s.row("nic", &Compute::nic).describe("Ports of a GPU node towards storage");
  s.row("local_nvme", &Compute::local_nvme)
      .describe("Local NVMe drives of a GPU node, for caches")
      .refers_to("flash device");
  s.row("cpu_nodes", &Compute::cpu_nodes)
      .describe("Further nodes without accelerators")
      .at_least("0")
      .at_most(kMostServers);
  s.row("cpu_cores", &Compute::cpu_cores).describe("Sockets and cores of a CPU node");
  s.row("cpu_memory", &Compute::cpu_memory)
      .describe("Host memory of a CPU node")
      .at_least("1 GB")
      .at_most("1 PB");
  s.row("cpu_nic", &Compute::cpu_nic).describe("Ports of a CPU node");
  s.row("cpu_server", &Compute::cpu_server)
      .describe("Catalogue server of the CPU nodes; by default a 2U server")
      .refers_to("server");
  return std::move(s).build();
}

Section build_fabric() {
  SectionOf<Fabric> s{"fabric", "designs.<name>.fabric", "The network between the systems"};
  s.row("leaf_spine", &Fabric::leaf_spine)
      .describe("Two levels of switches; false: one switch, or one non-blocking fabric");
  s.row("oversubscription", &Fabric::oversubscription)
      .describe("Of the compute leaves towards the storage leaves: 2 means half the bandwidth")
      .at_least("1")
      .at_most("64");
  s.row("transport", &Fabric::transport).describe("Transport of storage traffic");
  s.row("mtu", &Fabric::mtu)
      .describe("Largest packet")
      .at_least("256 B")
      .at_most("64 KiB")
      .source("4,096 B is the usual RoCE packet");
  s.row("spine_efficiency", &Fabric::spine_efficiency)
      .describe("Share of the spine bandwidth that hashed paths reach")
      .more_than("0")
      .at_most("1")
      .source("assumed: collisions of hashed flows");
  return std::move(s).build();
}

Section build_move() {
  SectionOf<Move> s{"move", "designs.<name>.moves[]", "Data that changes its tier with age"};
  s.row("dataset", &Move::dataset).describe("The dataset").refers_to("dataset").required();
  s.row("after", &Move::after)
      .describe("Age at which its data moves")
      .at_least("0 s")
      .at_most("100 y")
      .required();
  s.row("to", &Move::to).describe("The tier that it moves to").refers_to("tier").required();
  return std::move(s).build();
}

Section build_design() {
  SectionOf<Design> s{"design", "designs.<name>", "One infrastructure design"};
  s.row("description", &Design::description).describe("A sentence for tables and reports");
  s.row("extends", &Design::extends)
      .describe("A design that this one changes: maps are merged key by key")
      .refers_to("design");
  return std::move(s).build();
}

}  // namespace

const Section& tier_section() {
  static const Section section = build_tier();
  return section;
}
const Section& compute_section() {
  static const Section section = build_compute();
  return section;
}
const Section& fabric_section() {
  static const Section section = build_fabric();
  return section;
}
const Section& move_section() {
  static const Section section = build_move();
  return section;
}
const Section& design_section() {
  static const Section section = build_design();
  return section;
}

}  // namespace penstock::scenario
