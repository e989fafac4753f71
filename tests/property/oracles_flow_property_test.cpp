// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Oracles of flows in simulated time and of whole designs: conservation on a full device, scaling,
// Little's law on every station, bytes per redundancy scheme, latency of every way.
// docs/validation/oracles.md lists all oracles.
#include <rapidcheck.h>
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include <xbt/log.h>
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "models/network/transport.hpp"
#include "models/queueing/solver.hpp"
#include "models/systems/platform.hpp"
#include "sim/flow/flow_network.hpp"
#include "tests/property/draws.hpp"
#include "tests/unit/in_child.hpp"
#include "tests/unit/loaded_scenario.hpp"

using namespace penstock;
using namespace penstock::testing;
using queueing::FlowClass;
using queueing::Resource;
using units::Seconds;
namespace s4u = simgrid::s4u;

namespace {

using Values = std::vector<double>;

bool close(double a, double b, double relative) {
  return std::abs(a - b) <= relative * std::max(std::abs(a), std::abs(b));
}

/// What `scene` fills in on an engine with one host, after the run.
Values simulate(const std::vector<Resource>& resources,
                const std::function<std::function<void()>(flow::FlowNetwork&, Values&)>& scene) {
  return in_child([&] {
    s4u::Engine engine("oracle");
    xbt_log_control_set("root.thres:critical");
    auto* zone = s4u::create_full_zone("world");
    zone->create_host("host", 1e9);
    zone->seal();
    flow::FlowNetwork network(resources);
    Values values;
    const auto after = scene(network, values);
    engine.run();
    if (after) after();
    return values;
  });
}

/// A few resources of each kind and classes that cross some of them.
struct Scene {
  std::vector<Resource> resources;
  std::vector<FlowClass> classes;
  std::vector<double> requests;  ///< of one flow of each class, all started at once
};

Scene any_scene() {
  Scene s;
  s.resources = {{.name = "flash", .curve = queueing::Knee{uniform(1.3, 4.0)}, .units = 3.0},
                 {.name = "disk", .curve = queueing::SeekGain{}, .units = 5.0},
                 {.name = "link"},
                 {.name = "cores", .units = 4.0}};
  const int count = *rc::gen::inRange(1, 8);
  for (int c = 0; c < count; ++c) {
    FlowClass& added = s.classes.emplace_back();
    added.name = "c" + std::to_string(c);
    added.window = *rc::gen::inRange(1, 64);
    added.delay = Seconds{uniform(0.0, 1e-3)};
    for (std::size_t r = 0; r < s.resources.size(); ++r) {
      if (r != static_cast<std::size_t>(c) % 4 && *rc::gen::arbitrary<bool>()) continue;
      const double time = log_uniform(1e-5, 1e-2);
      queueing::Demand& demand = added.demands.emplace_back();
      demand.resource = r;
      demand.visits = demand.in_sequence = uniform(0.5, 3.0);
      (r == 1 ? demand.positioning : demand.service) = Seconds{time};
      demand.latency = Seconds{r == 1 ? time : 2.0 * time};
    }
    s.requests.push_back(std::round(log_uniform(10.0, 1e5)));
  }
  return s;
}

/// Starts all flows of the scene, each `scale` times as long; values: when each ends.
void start_all(const Scene& s, flow::FlowNetwork& net, double scale, Values& ends,
               std::vector<flow::ClassId>& ids) {
  ends.assign(s.classes.size(), 0.0);
  for (std::size_t c = 0; c < s.classes.size(); ++c) {
    ids.push_back(net.define(s.classes[c]));
    net.start(ids.back(), scale * s.requests[c],
              [&ends, c] { ends[c] = s4u::Engine::get_clock(); });
  }
}

}  // namespace

TEST_CASE("a full device is busy for the sum of its work", "[property]") {
  rc::prop("the makespan depends neither on windows nor on order nor on who starts whom", [] {
    // Without latency one flow alone fills the device, so it never idles (I3 and O4).
    const double units = *rc::gen::inRange(1, 8);
    const int count = *rc::gen::inRange(1, 12);
    std::vector<FlowClass> classes;
    Values requests, after;  // which earlier flow starts this one by ending; -1: started at 0
    double work = 0.0;
    for (int f = 0; f < count; ++f) {
      const double service = log_uniform(1e-6, 1e-2);
      classes.push_back({.name = "f" + std::to_string(f),
                         .window = static_cast<double>(*rc::gen::inRange(1, 128)),
                         .demands = {{.resource = 0, .service = Seconds{service}}}});
      requests.push_back(log_uniform(1.0, 1e6));
      after.push_back(*rc::gen::inRange(-1, f));
      work += requests.back() * service / units;
    }
    const Values out =
        simulate({{.name = "device", .units = units}}, [&](flow::FlowNetwork& net, Values& values) {
          std::vector<flow::ClassId> ids;
          for (const auto& c : classes) ids.push_back(net.define(c));
          const auto start = std::make_shared<std::function<void(std::size_t)>>();
          *start = [&, ids, start](std::size_t f) {
            net.start(ids[f], requests[f], [&, start, f] {
              for (std::size_t g = 0; g < after.size(); ++g) {
                if (after[g] == static_cast<double>(f)) (*start)(g);
              }
            });
          };
          for (std::size_t f = 0; f < ids.size(); ++f) {
            if (after[f] < 0.0) (*start)(f);
          }
          return [&net, &values] {
            values = {s4u::Engine::get_clock(), net.use(flow::ResourceId{0}).service_seconds};
          };
        });
    RC_ASSERT(close(out[0], work, 1e-8));
    RC_ASSERT(close(out[1], work * units, 1e-9));
  });
}

TEST_CASE("twice the work takes twice the time", "[property]") {
  rc::prop("all ends scale with the requests of all flows", [] {
    const Scene s = any_scene();
    const double scale = uniform(0.1, 10.0);
    const auto ends = [&](double factor) {
      return simulate(s.resources, [&](flow::FlowNetwork& net, Values& values) {
        std::vector<flow::ClassId> ids;
        start_all(s, net, factor, values, ids);
        return nullptr;
      });
    };
    const Values once = ends(1.0), scaled = ends(scale);
    for (std::size_t f = 0; f < once.size(); ++f) {
      RC_ASSERT(close(scaled[f], scale * once[f], 1e-8));
    }
  });
}

TEST_CASE("Little's law holds on every station over a run", "[property]") {
  rc::prop("requests outstanding, integrated, are the time that visits spent there", [] {
    const Scene s = any_scene();
    Values ends = simulate(s.resources, [&](flow::FlowNetwork& net, Values& values) {
      std::vector<flow::ClassId> ids;
      start_all(s, net, 1.0, values, ids);
      return nullptr;
    });
    std::sort(ends.begin(), ends.end());
    // Between two ends nothing changes: look at the middle of each span of a second run.
    const Values out = simulate(s.resources, [&](flow::FlowNetwork& net, Values& values) {
      const auto own = std::make_shared<Values>();
      const auto ids = std::make_shared<std::vector<flow::ClassId>>();
      start_all(s, net, 1.0, *own, *ids);
      const auto held = std::make_shared<Values>(s.resources.size(), 0.0);
      s4u::Actor::create("looks", s4u::Host::by_name("host"), [&, held] {
        double from = 0.0;
        for (const double to : ends) {
          // Spans at the clock's resolution hold nothing.
          if (to - from > 1e-7) {
            s4u::this_actor::sleep_until(0.5 * (from + to));
            for (std::uint32_t r = 0; r < held->size(); ++r) {
              (*held)[r] += (to - from) * net.state(flow::ResourceId{r}).outstanding;
            }
          }
          from = to;
        }
      });
      return [&, own, ids, held] {
        for (std::size_t r = 0; r < held->size(); ++r) {
          double spent = 0.0;
          for (const auto id : *ids) {
            spent += net.use(id).latency_seconds[r] + net.use(id).wait_seconds[r];
          }
          values.insert(values.end(), {(*held)[r], spent});
        }
        // And the window of each class is delay, latency and wait of its requests, nothing else.
        for (std::size_t c = 0; c < ids->size(); ++c) {
          const auto use = net.use((*ids)[c]);
          double spent = use.delay_seconds;
          for (std::size_t r = 0; r < held->size(); ++r) {
            spent += use.latency_seconds[r] + use.wait_seconds[r];
          }
          values.insert(values.end(), {s.classes[c].window * use.flow_seconds, spent});
        }
      };
    });
    for (std::size_t r = 0; r < s.resources.size(); ++r) {
      RC_ASSERT(std::abs(out[2 * r] - out[2 * r + 1]) <= 1e-6 * out[2 * r + 1] + 1e-5);
    }
    for (std::size_t c = 0; c < s.classes.size(); ++c) {
      const std::size_t at = 2 * (s.resources.size() + c);
      RC_ASSERT(close(out[at], out[at + 1], 1e-8));
    }
  });
}

// O11: bytes of redundancy -----------------------------------------------------------------------

TEST_CASE("devices and links carry the bytes of the scheme", "[unit]") {
  struct Row {
    const char* name;
    double data, parity;
  };
  const Row row =
      GENERATE(Row{"3 copies", 1, 2}, Row{"4+2", 4, 2}, Row{"8+3", 8, 3}, Row{"10+4", 10, 4});
  const std::string text = std::string(R"(
sources:
  feed: {kind: stream, rate: 1 TB/d}
datasets:
  raw: {record: 64 MB, retain: 6 mo}
stages:
  ingest: {kind: ingest, from: [feed], writes: raw}
designs:
  base:
    tiers:
      files: {kind: parallel-fs, servers: 20, device: tlc-7t, per_server: 20, network: 2x200GbE, redundancy: )") +
                           row.name + R"(}
      objects: {kind: object-store, servers: 20, device: tlc-7t, per_server: 20, network: 2x200GbE, redundancy: )" +
                           row.name + R"(}
    compute: {gpu_nodes: 4, gpus_per_node: 8, gpu: h100, cores: 2x56, nic: 2x400GbE}
    place: {raw: files}
)";
  const auto loaded = load(text);
  constexpr double kBytes = 40.0 * 1024 * 1024;  // whole stripes of 1 MiB chunks of all schemes
  constexpr double kFailed = 0.02;
  systems::PlatformState state;
  state.tiers["files"] = {.servers = 20.0, .fill = 0.5};
  state.tiers["objects"] = {.servers = 20.0, .fill = 0.5};
  systems::PlatformState degraded = state;
  degraded.tiers["files"].failed = kFailed;
  const auto& ssd = loaded.catalogue.ssds.at("tlc-7t");
  const double wire = network::wire_efficiency(network::Transport::kRoce, units::Bytes{4096});

  /// Bytes at a resource per byte of payload; `rate` is that of one of its units.
  const auto bytes = [&](const systems::PlatformState& at, const char* tier, bool write,
                         const char* resource, double rate) {
    const systems::Platform platform(loaded.design(), loaded.catalogue, at);
    FlowClass f{.name = "f"};
    platform.add_access({.tier = tier,
                         .write = write,
                         .bytes = units::Bytes{kBytes},
                         .io = units::Bytes{kBytes},
                         .file = units::Bytes{64e6}},
                        systems::Client::kGpuNodes, f);
    const auto index = platform.find(resource);
    REQUIRE(index);
    double seconds = 0.0;
    for (const auto& d : f.demands) {
      if (d.resource == *index) seconds += d.visits * d.service.si();
    }
    return seconds * rate / kBytes;
  };
  const double chunks = (row.data + row.parity) / row.data;
  const double among = (row.data + row.parity - 1.0) / row.data;
  const double server = 25e9 * wire, client = 50e9 * wire;
  CAPTURE(row.name);
  // A drive's time for large pieces is bytes over rate to 1e-6: the request limit joins it at the
  // fourth power.
  for (const char* tier : {"files", "objects"}) {
    const std::string device = std::string(tier) + ".device";
    CHECK(bytes(state, tier, true, device.c_str(), ssd.write_rate.value.si()) ==
          Approx(chunks).epsilon(1e-5));
    CHECK(bytes(state, tier, false, device.c_str(), ssd.read_rate.value.si()) ==
          Approx(1.0).epsilon(1e-5));
  }
  // The client of a file system sends every chunk; an object store's primary relays all but its
  // own.
  CHECK(bytes(state, "files", true, "gpu.nic-out", client) == Approx(chunks));
  CHECK(bytes(state, "files", true, "files.nic-in", server) == Approx(chunks));
  CHECK(bytes(state, "objects", true, "gpu.nic-out", client) == Approx(1.0));
  CHECK(bytes(state, "objects", true, "objects.nic-in", server) == Approx(1.0 + among));
  CHECK(bytes(state, "objects", true, "objects.nic-out", server) == Approx(among));
  CHECK(bytes(state, "files", false, "files.nic-out", server) == Approx(1.0));
  CHECK(bytes(state, "objects", false, "objects.nic-out", server) ==
        Approx(1.0 + (row.data - 1.0) / row.data));
  // Lost chunks cost k reads.
  CHECK(bytes(degraded, "files", false, "files.device", ssd.read_rate.value.si()) ==
        Approx(1.0 + kFailed * (row.data - 1.0)).epsilon(1e-5));
}

// O8: every way takes time -----------------------------------------------------------------------

TEST_CASE("every way over a network has a latency in every shipped scenario", "[unit]") {
  // A way without latency would give a lone flow an infinite rate, or, in SimGrid, starve it.
  int ways = 0;
  for (const auto& entry : std::filesystem::directory_iterator(PENSTOCK_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    const auto read = scenario::read_file(entry.path());
    REQUIRE(read.scenario);
    for (const auto& design : read.scenario->designs) {
      const systems::Platform platform(design, *read.catalogue, {});
      std::vector<systems::Client> clients{systems::Client::kOutside};
      if (design.compute.gpu_nodes > 0) clients.push_back(systems::Client::kGpuNodes);
      if (design.compute.cpu_nodes > 0) clients.push_back(systems::Client::kCpuNodes);
      for (const auto& tier : design.tiers) {
        for (const auto client : clients) {
          for (const bool write : {false, true}) {
            FlowClass f{.name = "f"};
            platform.add_access({.tier = tier.name,
                                 .write = write,
                                 .bytes = units::kMiB,
                                 .io = units::kMiB,
                                 .file = units::kMiB},
                                client, f);
            double network = 0.0;
            bool crosses = false;
            INFO(entry.path().filename() << " " << design.name << " " << tier.name);
            for (const auto& d : f.demands) {
              const auto& name = platform.resources()[d.resource].name;
              INFO(name);
              CHECK((d.service + d.positioning).si() > 0.0);
              CHECK(d.latency.si() >= 0.0);
              if (name.find(".nic-") == std::string::npos &&
                  name.find(".uplink-") == std::string::npos &&
                  name.find(".wan-") == std::string::npos) {
                continue;
              }
              crosses = true;
              network += d.in_sequence * d.latency.si();
            }
            CHECK((!crosses || network > 0.0));
            // And takes at least the wire's time at the fastest port of the catalogue, 800 Gb/s.
            CHECK((!crosses || network >= units::kMiB.si() / 100e9));
            ways += crosses ? 1 : 0;
          }
        }
      }
    }
  }
  CHECK(ways > 50);
}
