// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <rapidcheck.h>
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "models/network/transport.hpp"
#include "models/queueing/solver.hpp"
#include "models/storage/redundancy.hpp"
#include "models/systems/durability.hpp"
#include "models/systems/hardware.hpp"
#include "models/systems/platform.hpp"
#include "tests/unit/loaded_scenario.hpp"

using namespace penstock;
using namespace penstock::systems;
using economics::Category;
using testing::load;
using testing::Loaded;
using testing::with;

namespace {

/// One tier of every kind beside four GPU nodes and two CPU nodes.
const std::string kDesign = R"(
sources:
  feed: {kind: stream, rate: 1 TB/d}
datasets:
  raw: {record: 64 MB, retain: 6 mo}
stages:
  ingest: {kind: ingest, from: [feed], writes: raw}
designs:
  base:
    tiers:
      fast: {kind: parallel-fs, servers: 10, device: tlc-7t, per_server: 20, redundancy: 8+2, network: 2x200GbE}
      mixed: {kind: hybrid, servers: 6, device: cmr-24t, per_server: 60, flash: 4x tlc-7t, flash_share: 30 %, redundancy: 4+2, network: 2x100GbE}
      big: {kind: object-store, servers: 14, device: cmr-24t, per_server: 60, redundancy: 10+4, network: 100GbE, reserve: 10 %}
      shelf: {kind: smr-archive, servers: 10, device: hm-smr-32t, per_server: 102, redundancy: 8+2, network: 100GbE}
      twin: {kind: dual-actuator, servers: 14, device: dual-18t, per_server: 60, redundancy: 10+4, network: 100GbE}
      mesh: {kind: nvme-of, servers: 10, device: tlc-7t, per_server: 24, redundancy: 8+2, network: 6x100GbE}
      inner: {kind: hci, servers: 4, device: tlc-7t, per_server: 8, redundancy: 2 copies}
      cloud: {kind: cloud-object, class: s3-standard, wan: 2x100GbE, prefixes: 16}
    compute: {gpu_nodes: 4, gpus_per_node: 8, gpu: h100, cores: 2x56, nic: 2x400GbE, local_nvme: 4x tlc-7t,
              cpu_nodes: 2, cpu_cores: 2x32, cpu_nic: 2x100GbE}
    fabric: {leaf_spine: true, oversubscription: 2, transport: roce}
    place: {raw: big}
)";

const std::vector<std::string> kTiers{"fast", "mixed", "big",   "shelf",
                                      "twin", "mesh",  "inner", "cloud"};

constexpr double kMi = 1024.0 * 1024.0;

/// A design as resources, with flows on it.
struct Bench {
  explicit Bench(const std::string& text = kDesign, PlatformState state_ = {})
      : loaded(load(text)),
        state(std::move(state_)),
        platform(loaded.design(), loaded.catalogue, state) {}

  [[nodiscard]] queueing::FlowClass flow(const TierAccess& access, Client client,
                                         double window = 1.0) const {
    queueing::FlowClass out{.name = "test", .window = window};
    platform.add_access(access, client, out);
    return out;
  }
  [[nodiscard]] std::size_t index(const std::string& resource) const {
    const auto found = platform.find(resource);
    INFO(resource);
    REQUIRE(found);
    return *found;
  }
  /// Service-seconds that one request takes of a resource.
  [[nodiscard]] double load_on(const queueing::FlowClass& f, const std::string& resource) const {
    double seconds = 0.0;
    for (const auto& d : f.demands) {
      if (d.resource == index(resource)) {
        seconds += d.visits * (d.service + d.positioning).si();
      }
    }
    return seconds;
  }
  [[nodiscard]] double visits_to(const queueing::FlowClass& f, const std::string& resource) const {
    double visits = 0.0;
    for (const auto& d : f.demands) visits += d.resource == index(resource) ? d.visits : 0.0;
    return visits;
  }
  /// Requests per second of one flow alone.
  [[nodiscard]] double rate(const queueing::FlowClass& f) const {
    const std::vector<queueing::ActiveFlows> active{{&f}};
    const auto solution = queueing::solve(platform.resources(), active);
    REQUIRE(solution);
    return solution->rates.front();
  }

  Loaded loaded;
  PlatformState state;
  Platform platform;
};

TierAccess call(const std::string& tier, bool write, double bytes = 8 * kMi, double io = 8 * kMi) {
  return {.tier = tier,
          .write = write,
          .bytes = units::Bytes{bytes},
          .io = units::Bytes{io},
          .file = units::Bytes{64e6}};
}

const HardwareItem& item(const Hardware& hardware, const std::string& unit,
                         const std::string& name = "") {
  const auto found = std::find_if(hardware.begin(), hardware.end(), [&](const auto& i) {
    return i.unit == unit && (name.empty() || i.item.find(name) != std::string::npos);
  });
  INFO(unit << " " << name);
  REQUIRE(found != hardware.end());
  return *found;
}

double sum_of(const Hardware& hardware) {
  return std::accumulate(hardware.begin(), hardware.end(), 0.0,
                         [](double s, const auto& i) { return s + i.count * i.price.si(); });
}

}  // namespace

TEST_CASE("Usable capacity is raw capacity less parity and reserve", "[unit]") {
  const auto loaded = load(kDesign);
  // 10 x 20 x 7.68 TB = 1,536 TB; x 8/10 x 0.95.
  CHECK(raw_capacity(loaded.tier("fast"), loaded.catalogue, 10).si() == Approx(1536e12));
  CHECK(usable_capacity(loaded.tier("fast"), loaded.catalogue, 10).si() == Approx(1167.36e12));
  // 14 x 60 x 24 TB = 20.16 PB; x 10/14 x 0.9.
  CHECK(usable_capacity(loaded.tier("big"), loaded.catalogue, 14).si() == Approx(12.96e15));
  // Two copies: 4 x 8 x 7.68 TB / 2 x 0.95. The flash of a hybrid server is a cache, not capacity.
  CHECK(usable_capacity(loaded.tier("inner"), loaded.catalogue, 4).si() == Approx(116.736e12));
  CHECK(raw_capacity(loaded.tier("mixed"), loaded.catalogue, 6).si() == Approx(8.64e15));
  CHECK(raw_capacity(loaded.tier("cloud"), loaded.catalogue, 1).si() == 0.0);
}

TEST_CASE("A tier of servers is billed for drives, servers, racks and ports", "[unit]") {
  const auto loaded = load(kDesign);
  const auto hardware = tier_hardware(loaded.tier("fast"), loaded.catalogue, 10);
  CHECK(hardware.size() == 4);
  const auto& drives = item(hardware, "drive");
  CHECK(drives.count == 200);
  CHECK(drives.category == Category::kDrives);
  CHECK(drives.price.si() == Approx(7.68 * 365));  // 365 USD/TB
  CHECK(drives.busy == "fast.device");
  CHECK(drives.owner == "fast");
  CHECK(drives.life.si() == Approx(5 * 8766 * 3600.0));
  CHECK(item(hardware, "server").count == 10);
  CHECK(item(hardware, "server").price.si() == Approx(15000));
  CHECK(item(hardware, "rack").count == Approx(10 * 2 / 42.0));
  CHECK(item(hardware, "port").count == 20);
  CHECK(item(hardware, "port").price.si() == Approx(1400));
  // 200 x 2,803.2 + 10 x 15,000 + 20/42 x 2,000 + 20 x 1,400.
  CHECK(sum_of(hardware) == Approx(560640 + 150000 + 952.381 + 28000));
}

TEST_CASE("Each tier kind is billed for what it consists of", "[unit]") {
  const auto loaded = load(kDesign);
  const auto bill = [&](const char* name, double servers) {
    return tier_hardware(loaded.tier(name), loaded.catalogue, servers);
  };
  SECTION("a hybrid server has its flash beside the disks") {
    const auto hardware = bill("mixed", 6);
    CHECK(item(hardware, "drive", "Exos").count == 360);
    CHECK(item(hardware, "drive", "Exos").price.si() == Approx(24 * 22));
    CHECK(item(hardware, "drive", "Exos").busy == "mixed.device");
    CHECK(hardware.at(1).count == 24);
    CHECK(hardware.at(1).busy == "mixed.flash");
    CHECK(item(hardware, "server").price.si() == Approx(22000));
  }
  SECTION("servers of disks") {
    CHECK(item(bill("big", 14), "drive").count == 840);
    CHECK(item(bill("big", 14), "server").price.si() == Approx(20000));
    CHECK(item(bill("shelf", 10), "drive").count == 1020);
    CHECK(item(bill("shelf", 10), "drive").price.si() == Approx(32 * 20));
    CHECK(item(bill("shelf", 10), "rack").count == Approx(10 * 5 / 42.0));
    CHECK(item(bill("twin", 14), "drive").count == 840);
  }
  SECTION("an enclosure brings its own ports") {
    const auto hardware = bill("mesh", 10);
    CHECK(hardware.size() == 3);
    CHECK(item(hardware, "enclosure").count == 10);
    CHECK(item(hardware, "enclosure").price.si() == Approx(20000));
    CHECK(item(hardware, "drive").count == 240);
    CHECK(item(hardware, "rack").count == Approx(10 * 2 / 42.0));
  }
  SECTION("a hyperconverged tier is drives in nodes that are paid for already") {
    const auto hardware = bill("inner", 4);
    REQUIRE(hardware.size() == 1);
    CHECK(hardware.front().count == 32);
  }
  SECTION("nobody owns the cloud") {
    CHECK(bill("cloud", 1).empty());
  }
  CHECK(tier_ports(loaded.tier("fast"), 10) == 20);
  CHECK(tier_ports(loaded.tier("mesh"), 10) == 60);
  CHECK(tier_ports(loaded.tier("inner"), 4) == 0);
  CHECK(tier_ports(loaded.tier("cloud"), 1) == 0);
}

TEST_CASE("Compute nodes are billed with accelerators, cards and local flash", "[unit]") {
  const auto loaded = load(kDesign);
  const auto hardware = compute_hardware(loaded.design(), loaded.catalogue);
  CHECK(item(hardware, "accelerator").count == 32);
  CHECK(item(hardware, "accelerator").price.si() == Approx(30000));
  CHECK(item(hardware, "node").count == 4);
  CHECK(item(hardware, "node").price.si() == Approx(60000));
  CHECK(item(hardware, "port", "400").count == 8);
  CHECK(item(hardware, "drive").count == 16);
  CHECK(item(hardware, "drive").owner == "compute");
  CHECK(item(hardware, "server").count == 2);
  CHECK(item(hardware, "server").owner == "cpu");
  CHECK(item(hardware, "port", "100").count == 4);
  // 32 x 30,000 + 4 x 60,000 + 4 x 8/42 x 2,000 + 8 x 1,900 + 16 x 2,803.2, and two servers of
  // 15,000 with 4/42 of a rack and four ports of 900.
  CHECK(sum_of(hardware) ==
        Approx(960000 + 240000 + 1523.81 + 15200 + 44851.2 + 30000 + 190.476 + 3600));
}

TEST_CASE("Switch ports shrink with oversubscription", "[unit]") {
  const auto loaded = load(kDesign);
  const units::ByteRate rate{50e9};  // 400 GbE
  const auto count = [&](bool leaf_spine, double oversubscription) {
    const scenario::Fabric fabric{.leaf_spine = leaf_spine,
                                  .oversubscription = units::Ratio{oversubscription}};
    return fabric_hardware(fabric, loaded.catalogue, 8, rate).front();
  };
  CHECK(count(true, 1).count == 24);  // leaf, uplink and spine port of each
  CHECK(count(true, 2).count == 16);
  CHECK(count(false, 2).count == 8);
  CHECK(count(true, 2).price.si() == Approx(1700));
  CHECK(fabric_hardware({}, loaded.catalogue, 0, rate).empty());
}

TEST_CASE("Every tier kind serves reads and writes at a finite rate", "[unit]") {
  const Bench bench;
  for (const auto& tier : kTiers) {
    for (const bool write : {false, true}) {
      for (const double io : {4096.0, 256 * 1024.0, 8 * kMi, 64 * kMi}) {
        INFO(tier << (write ? " write " : " read ") << io);
        const auto flow = bench.flow(call(tier, write, 64 * kMi, io), Client::kGpuNodes);
        CHECK(!flow.demands.empty());
        for (const auto& d : flow.demands) {
          CHECK(d.visits > 0.0);
          CHECK(std::isfinite(d.visits));
          CHECK(d.in_sequence >= 0.0);
          CHECK(std::isfinite(d.in_sequence));
          CHECK((d.service + d.positioning).si() >= 0.0);
          CHECK(std::isfinite((d.service + d.positioning + d.latency).si()));
        }
        const double rate = bench.rate(flow);
        CHECK(rate > 0.0);
        CHECK(std::isfinite(rate));
      }
    }
  }
}

TEST_CASE("Devices take the payload and its parity", "[unit]") {
  const Bench bench;
  // 8 MiB in chunks of 1 MiB: eight data chunks (or one copy), times (k + m) / k on writes.
  CHECK(bench.visits_to(bench.flow(call("fast", false), Client::kGpuNodes), "fast.device") ==
        Approx(8));
  CHECK(bench.visits_to(bench.flow(call("fast", true), Client::kGpuNodes), "fast.device") ==
        Approx(10));
  // Four data chunks of 2 MiB, six with parity.
  CHECK(bench.visits_to(bench.flow(call("mixed", true), Client::kGpuNodes), "mixed.device") ==
        Approx(6));
  // Two whole copies.
  CHECK(bench.visits_to(bench.flow(call("inner", true), Client::kGpuNodes), "inner.device") ==
        Approx(2));
  // A flow at full speed on one tier's drives moves parity at the drives' write rate: 200 drives of
  // tlc-7t. Many flows, so that the drives limit, not the links: device seconds per payload byte.
  const auto write = bench.flow(call("fast", true), Client::kGpuNodes);
  const auto chunk = bench.flow(call("fast", true, kMi, kMi), Client::kGpuNodes);
  CHECK(bench.load_on(write, "fast.device") ==
        Approx(10.0 * bench.load_on(chunk, "fast.device") / 1.25).epsilon(1e-9));
}

TEST_CASE("Small appends are gathered into whole chunks", "[unit]") {
  const Bench bench;
  // 256 calls of 4 KiB fill one chunk of 1 MiB, which goes to 1.25 devices.
  const auto flow = bench.flow(call("fast", true, kMi, 4096), Client::kGpuNodes);
  CHECK(bench.visits_to(flow, "fast.device") == Approx(1.25));
}

TEST_CASE("A hybrid tier reads its share from flash and writes to both", "[unit]") {
  const Bench bench;
  const auto read = bench.flow(call("mixed", false), Client::kGpuNodes);
  CHECK(bench.visits_to(read, "mixed.flash") == Approx(0.3 * 4));
  CHECK(bench.visits_to(read, "mixed.device") == Approx(0.7 * 4));
  const auto write = bench.flow(call("mixed", true), Client::kGpuNodes);
  CHECK(bench.visits_to(write, "mixed.flash") == Approx(6));
  CHECK(bench.visits_to(write, "mixed.device") == Approx(6));
}

TEST_CASE("Network bytes follow who sends the chunks", "[unit]") {
  const Bench bench;
  const double efficiency = network::wire_efficiency(network::Transport::kRoce, units::Bytes{4096});
  const auto bytes = [&](const queueing::FlowClass& f, const char* resource, double gigabits) {
    return bench.load_on(f, resource) * efficiency * gigabits * 1e9 / 8 / (8 * kMi);
  };
  SECTION("a client of a parallel file system sends parity itself") {
    const auto f = bench.flow(call("fast", true), Client::kGpuNodes);
    CHECK(bytes(f, "gpu.nic-out", 400) == Approx(1.25));
    CHECK(bytes(f, "gpu.uplink-out", 400) == Approx(1.25));
    CHECK(bytes(f, "fast.nic-in", 200) == Approx(1.25));
    CHECK(bytes(f, "fast.nic-out", 200) == 0.0);
  }
  SECTION("and reads the data chunks only") {
    const auto f = bench.flow(call("fast", false), Client::kGpuNodes);
    CHECK(bytes(f, "gpu.nic-in", 400) == Approx(1.0));
    CHECK(bytes(f, "gpu.uplink-in", 400) == Approx(1.0));
    CHECK(bytes(f, "fast.nic-out", 200) == Approx(1.0));
    CHECK(bytes(f, "fast.nic-in", 200) == 0.0);
  }
  SECTION("the primary of an object store relays: (k + m - 1) / k among the servers") {
    const auto f = bench.flow(call("big", true), Client::kCpuNodes);
    CHECK(bytes(f, "cpu.nic-out", 100) == Approx(1.0));
    CHECK(bytes(f, "big.nic-in", 100) == Approx(1.0 + 1.3));
    CHECK(bytes(f, "big.nic-out", 100) == Approx(1.3));
  }
  SECTION("and gathers (k - 1) / k of what it reads") {
    const auto f = bench.flow(call("big", false), Client::kCpuNodes);
    CHECK(bytes(f, "cpu.nic-in", 100) == Approx(1.0));
    CHECK(bytes(f, "big.nic-out", 100) == Approx(1.0 + 0.9));
    CHECK(bytes(f, "big.nic-in", 100) == Approx(0.9));
  }
  SECTION("clients outside the design bring no links of their own") {
    const auto f = bench.flow(call("big", true), Client::kOutside);
    CHECK(bytes(f, "big.nic-in", 100) == Approx(2.3));
    CHECK(bytes(f, "gpu.nic-out", 400) == 0.0);
    CHECK(bytes(f, "cpu.nic-out", 100) == 0.0);
  }
  SECTION("a hyperconverged tier uses the GPU nodes' links, at their rate") {
    const auto read = bench.flow(call("inner", false), Client::kGpuNodes);
    CHECK_FALSE(bench.platform.find("inner.nic-in"));
    CHECK(bytes(read, "gpu.nic-out", 400) == Approx(1.0));
    CHECK(bytes(read, "gpu.nic-in", 400) == Approx(1.0));
    const auto write = bench.flow(call("inner", true), Client::kGpuNodes);
    CHECK(bytes(write, "gpu.nic-out", 400) == Approx(2.0));
    CHECK(bytes(write, "gpu.nic-in", 400) == Approx(2.0));
  }
  SECTION("the cloud lies behind its link") {
    const auto f = bench.flow(call("cloud", true), Client::kCpuNodes);
    CHECK(bytes(f, "cloud.wan-out", 100) == Approx(1.0));
    CHECK(bytes(f, "cloud.wan-in", 100) == 0.0);
    CHECK(bytes(f, "cpu.nic-out", 100) == Approx(1.0));
  }
}

TEST_CASE("Storage services take core time where there are cores", "[unit]") {
  const Bench bench;
  // 5 us and 0.4 ns/B of a 2U server; the object service of a 4U server takes 30 us.
  CHECK(bench.load_on(bench.flow(call("fast", false), Client::kGpuNodes), "fast.cpu") ==
        Approx(5e-6 + 0.4e-9 * 8 * kMi));
  CHECK(bench.load_on(bench.flow(call("big", false), Client::kGpuNodes), "big.cpu") ==
        Approx(30e-6 + 0.4e-9 * 8 * kMi));
  // The service of a hyperconverged tier runs on the GPU nodes, beside a message of 1 us.
  CHECK(bench.load_on(bench.flow(call("inner", false), Client::kGpuNodes), "gpu.cores") ==
        Approx(1e-6 + 5e-6 + 0.4e-9 * 8 * kMi));
  // Without GPU nodes it lies in the CPU nodes.
  const auto start = kDesign.find("    compute:");
  const auto end = kDesign.find("    fabric:");
  const auto no_gpus = with(kDesign, kDesign.substr(start, end - start),
                            "    compute: {cpu_nodes: 4, cpu_cores: 2x32, cpu_nic: 2x100GbE}\n");
  const Bench cpu_only(no_gpus);
  CHECK(cpu_only.load_on(cpu_only.flow(call("inner", false), Client::kCpuNodes), "cpu.cores") ==
        Approx(1e-6 + 5e-6 + 0.4e-9 * 8 * kMi));
  // An enclosure's target is in hardware.
  CHECK_FALSE(bench.platform.find("mesh.cpu"));
}

TEST_CASE("File systems look files up, object stores do not", "[unit]") {
  const Bench bench;
  // 8 MiB of files of 64 MB: one open for each 7.6 requests.
  const auto f = bench.flow(call("fast", false), Client::kGpuNodes);
  CHECK(bench.visits_to(f, "fast.metadata") == Approx(8 * kMi / 64e6));
  CHECK(bench.platform.find("inner.metadata"));
  CHECK_FALSE(bench.platform.find("big.metadata"));
  CHECK_FALSE(bench.platform.find("mesh.metadata"));
}

TEST_CASE("The cloud is limited by its prefixes", "[unit]") {
  const auto rate = [](const std::string& text, bool write) {
    const Bench bench(text);
    // 4 KiB requests by the thousands: neither the link nor the connections limit.
    return bench.rate(bench.flow(call("cloud", write, 4096, 4096), Client::kGpuNodes, 1e6));
  };
  CHECK(rate(kDesign, false) == Approx(16 * 5500).epsilon(1e-6));
  CHECK(rate(kDesign, true) == Approx(16 * 3500).epsilon(1e-6));
  CHECK(rate(with(kDesign, "prefixes: 16", "prefixes: 4"), false) ==
        Approx(4 * 5500).epsilon(1e-6));
}

TEST_CASE("Oversubscription halves what the compute leaves take", "[unit]") {
  const auto flat = with(kDesign, "oversubscription: 2", "oversubscription: 1");
  // 4 nodes x 2 ports of 50 GB/s, 90 % of them behind hashed paths.
  CHECK(Bench(flat).platform.resources().at(Bench(flat).index("gpu.uplink-in")).units ==
        Approx(8 * 0.9));
  const Bench bench;
  CHECK(bench.platform.resources().at(bench.index("gpu.uplink-in")).units == Approx(4 * 0.9));
  CHECK(bench.platform.resources().at(bench.index("cpu.uplink-out")).units == Approx(2 * 0.9));
  const auto rate = [](const std::string& text) {
    const Bench b(text);
    return b.rate(b.flow(call("fast", false), Client::kCpuNodes, 10000));
  };
  // Two CPU nodes with 4 ports of 12.5 GB/s: their uplink is far below the tier's 20 x 25 GB/s.
  CHECK(rate(flat) / rate(kDesign) == Approx(2.0).epsilon(1e-6));
  const Bench one_switch(with(kDesign, "leaf_spine: true", "leaf_spine: false"));
  CHECK_FALSE(one_switch.platform.find("gpu.uplink-in"));
}

TEST_CASE("Local flash is read on the spot, or over the nodes' links", "[unit]") {
  const Bench bench;
  queueing::FlowClass own{.name = "own"};
  bench.platform.add_local(units::Bytes{8 * kMi}, units::Bytes{kMi}, 4, false, 0.0, own);
  CHECK(bench.visits_to(own, "gpu.local") == Approx(8));
  CHECK(bench.load_on(own, "gpu.nic-in") == 0.0);
  queueing::FlowClass spread{.name = "spread"};
  bench.platform.add_local(units::Bytes{8 * kMi}, units::Bytes{kMi}, 4, false, 0.75, spread);
  CHECK(bench.visits_to(spread, "gpu.nic-in") == Approx(6));
  CHECK(bench.visits_to(spread, "gpu.nic-out") == Approx(6));
}

TEST_CASE("The repair of one chunk reads the data of its stripe and writes one", "[unit]") {
  const Bench bench;
  queueing::FlowClass repair{.name = "repair"};
  bench.platform.add_repair("big", units::Bytes{4 * kMi}, repair);
  CHECK(bench.visits_to(repair, "big.device") == Approx(11));
  const double wire = network::wire_efficiency(network::Transport::kRoce, units::Bytes{4096});
  // Ten chunks leave their servers and ten arrive where the lost one is computed.
  CHECK(bench.load_on(repair, "big.nic-out") * wire * 12.5e9 == Approx(10 * 4 * kMi));
  CHECK(bench.load_on(repair, "big.nic-in") * wire * 12.5e9 == Approx(10 * 4 * kMi));
}

TEST_CASE("Reads of missing drives cost the data chunks of their stripes", "[unit]") {
  PlatformState state;
  state.tiers["fast"] = {.servers = 10.0, .fill = 0.5, .failed = 0.01};
  const Bench bench(kDesign, state);
  // 1 % of the chunks are computed from 8 others: 8 x (1 + 0.01 x 7).
  CHECK(bench.visits_to(bench.flow(call("fast", false), Client::kGpuNodes), "fast.device") ==
        Approx(8 * 1.07));
}

TEST_CASE("A tier's durability follows its repair", "[unit]") {
  const auto loaded = load(kDesign);
  const auto& tier = loaded.tier("fast");
  const auto safe =
      durability(loaded.design(), tier, loaded.catalogue, {.servers = 10, .fill = 0.5});
  REQUIRE(safe);
  // 3.84 TB lost, so 8 x 3.84 TB read and 3.84 TB written by 199 drives that give a fifth of the
  // mean of their read and write rates.
  const auto& ssd = loaded.catalogue.ssds.at("tlc-7t");
  const double drives = 199 * 0.2 * 0.5 * (ssd.read_rate.value + ssd.write_rate.value).si();
  const double network = 0.2 * 20 * 25e9;  // a fifth of 20 ports of 200 GbE
  const double transfer = std::max(9 * 3.84e12 / drives, 8 * 3.84e12 / network);
  CHECK(safe->rebuild.duration.si() == Approx(600 + transfer));
  // The chain of three states with failures 10 l, 9 l, 8 l and repairs m, 2 m:
  // T2 = (1 + 2 m T1)/(8 l), T1 = (1 + m T0)/(9 l), T0 = 1/(10 l).
  const double l = -std::log1p(-0.003) / units::kYear.si();
  const double m = 1.0 / safe->rebuild.duration.si();
  const double t0 = 1 / (10 * l), t1 = (1 + m * t0) / (9 * l), t2 = (1 + 2 * m * t1) / (8 * l);
  CHECK(safe->mttdl.si() == Approx(t0 + t1 + t2).epsilon(1e-9));
  // 20 groups of ten drives.
  CHECK(safe->nines ==
        Approx(-std::log10(20 * units::kYear.si() / safe->mttdl.si())).epsilon(1e-6));
  CHECK(safe->failures_per_second == Approx(200 * l));
  CHECK(safe->failed_share == Approx(l / m));
  CHECK_FALSE(durability(loaded.design(), loaded.tier("cloud"), loaded.catalogue, {}));
}

TEST_CASE("Fuller tiers are less safe, and parity makes them safer", "[property]") {
  rc::prop("durability falls with fill and rises with parity", [] {
    const int parity = *rc::gen::inRange(1, 4);
    const double fill = *rc::gen::inRange(1, 99) / 100.0;
    const auto nines = [&](int p, double f) {
      const auto loaded =
          load(with(kDesign, "redundancy: 8+2", "redundancy: 8+" + std::to_string(p)));
      return durability(loaded.design(), loaded.tier("fast"), loaded.catalogue,
                        {.servers = 10, .fill = f})
          ->nines;
    };
    RC_ASSERT(nines(parity, fill) > nines(parity, fill + 0.01));
    RC_ASSERT(nines(parity + 1, fill) > nines(parity, fill));
  });
}

TEST_CASE("A pool is sized by the state of its tier, and a probe by its scale", "[unit]") {
  PlatformState state;
  state.tiers["fast"] = {.servers = 15.0, .fill = 0.7};
  state.scale["fast.nic-out"] = 1.1;
  const Bench bench(kDesign, state);
  const auto units = [&](const char* name) {
    return bench.platform.resources().at(bench.index(name)).units;
  };
  CHECK(units("fast.device") == Approx(300));
  CHECK(units("fast.nic-in") == Approx(30));
  CHECK(units("fast.nic-out") == Approx(33));
  CHECK(units("fast.cpu") == Approx(15 * 64));
  CHECK(units("twin.device") == Approx(14 * 60 * 2));  // actuators
  CHECK(units("gpu.cores") == Approx(4 * 112));
  CHECK(units("cpu.cores") == Approx(2 * 64));
  CHECK(units("cloud.wan-in") == Approx(2));
}

TEST_CASE("More servers never slow a flow that is alone", "[property]") {
  const auto loaded = load(kDesign);
  rc::prop("the rate does not fall with the number of servers", [&] {
    const auto tier = *rc::gen::elementOf(kTiers);
    const bool write = *rc::gen::arbitrary<bool>();
    const double io = 4096.0 * *rc::gen::inRange(1, 4096);
    const double window = *rc::gen::inRange(1, 2000);
    const double few = *rc::gen::inRange(1, 40);
    const double more = few + *rc::gen::inRange(1, 40);
    const auto rate = [&](double servers) {
      PlatformState state;
      state.tiers[tier] = {.servers = servers, .fill = 0.5};
      const Platform platform(loaded.design(), loaded.catalogue, state);
      queueing::FlowClass flow{.name = "f", .window = window};
      platform.add_access(call(tier, write, io, io), Client::kGpuNodes, flow);
      const std::vector<queueing::ActiveFlows> active{{&flow}};
      const auto solution = queueing::solve(platform.resources(), active);
      RC_ASSERT(solution.has_value());
      return solution->rates.front();
    };
    // The solver is exact to 1e-9 or so.
    RC_ASSERT(rate(more) >= rate(few) * (1.0 - 1e-7));
  });
}
