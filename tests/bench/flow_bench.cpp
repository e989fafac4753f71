// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Completions per second of wall time in closed loops: each completion starts the next flow.
// SimGrid allows one engine per process, so all cases share one; every case starts its own network
// at the engine's present instant.
#include <benchmark/benchmark.h>
#include <xbt/log.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <random>
#include <simgrid/s4u.hpp>
#include <string>
#include <vector>

#include "models/queueing/solver.hpp"
#include "sim/flow/flow_network.hpp"

namespace {

using namespace penstock;
using flow::ClassId;
using flow::FlowNetwork;
using queueing::ActiveFlows;
using queueing::Demand;
using queueing::FlowClass;
using queueing::Resource;
using units::Seconds;

simgrid::s4u::Engine& engine() {
  static simgrid::s4u::Engine* const only = [] {
    auto* created = new simgrid::s4u::Engine("flow_bench");  // lives as long as the process
    xbt_log_control_set("root.thres:critical");
    auto* zone = simgrid::s4u::create_full_zone("world");
    zone->create_host("host", 1e9);
    zone->seal();
    return created;
  }();
  return *only;
}

/// 10 resources of all three curves and 20 classes with 4 visits each: one component.
std::vector<Resource> coupled_resources() {
  std::vector<Resource> all;
  for (std::size_t r = 0; r < 10; ++r) {
    all.push_back({.name = "r" + std::to_string(r)});
    if (r % 3 == 0) all.back().curve = queueing::Knee{1.7};
    if (r % 5 == 1) all.back().curve = queueing::SeekGain{};
  }
  return all;
}

std::vector<FlowClass> coupled_classes() {
  std::vector<FlowClass> all;
  for (std::size_t c = 0; c < 20; ++c) {
    FlowClass& added = all.emplace_back();
    added.name = "c" + std::to_string(100 + c);
    added.window = 8.0;
    for (std::size_t k = 0; k < 4; ++k) {
      added.demands.push_back({.resource = (3 * c + k * (1 + c % 3)) % 10,
                               .service = Seconds{1e-5 * static_cast<double>(1 + k)},
                               .latency = Seconds{2e-4}});
    }
  }
  return all;
}

/// Runs `completions` through the loops; the flow that ends in class c starts one in c + stride.
void run_loops(benchmark::State& state, std::vector<Resource> resources,
               const std::vector<FlowClass>& classes, std::size_t flows_each, std::size_t stride,
               std::size_t memo, std::size_t completions) {
  std::size_t solves = 0, hits = 0, done = 0;
  for (auto _ : state) {
    state.PauseTiming();
    engine();
    FlowNetwork network(resources, memo);
    std::vector<ClassId> ids;
    for (const FlowClass& c : classes) ids.push_back(network.define(c));
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> size(50.0, 150.0);
    std::size_t left = completions;
    std::function<void(std::size_t)> next = [&](std::size_t c) {
      if (left == 0) return;
      --left;
      network.start(ids[c], size(random),
                    [&next, &ids, c, stride] { next((c + stride) % ids.size()); });
    };
    state.ResumeTiming();
    for (std::size_t i = 0; i < flows_each; ++i) {
      for (std::size_t c = 0; c < ids.size(); ++c) next(c);
    }
    engine().run();
    done += network.completions();
    solves += network.solves();
    hits += network.memo_hits();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(done));
  state.counters["solves_per_flow"] = static_cast<double>(solves) / static_cast<double>(done);
  state.counters["remembered_per_flow"] = static_cast<double>(hits) / static_cast<double>(done);
}

/// The same active set all the time: nothing to solve.
void coupled_steady(benchmark::State& state) {
  run_loops(state, coupled_resources(), coupled_classes(), 1, 0, FlowNetwork::kDefaultMemo, 20000);
}

/// Every completion changes the active set to one hardly ever seen: each is solved.
void coupled_changing(benchmark::State& state) {
  run_loops(state, coupled_resources(), coupled_classes(), 1, 7, 0, 20000);
}

/// Every completion moves a flow between a class and its partner: few active sets that recur.
void coupled_recurring(benchmark::State& state) {
  std::vector<FlowClass> classes = coupled_classes();
  classes.resize(10);
  run_loops(state, coupled_resources(), classes, 2, 5, static_cast<std::size_t>(state.range(0)),
            20000);
}

void independent_devices(benchmark::State& state) {
  std::vector<Resource> resources;
  std::vector<FlowClass> classes;
  for (std::size_t d = 0; d < 1000; ++d) {
    resources.push_back({.name = "ssd" + std::to_string(d), .curve = queueing::Knee{1.7}});
    FlowClass& added = classes.emplace_back();
    added.name = "read" + std::to_string(d);
    added.window = 4.0;
    added.demands.push_back({.resource = d,
                             .service = Seconds{1e-6 * (1.0 + 1e-4 * static_cast<double>(d))},
                             .latency = Seconds{80e-6}});
  }
  run_loops(state, resources, classes, 8, 0, FlowNetwork::kDefaultMemo, 400000);
}

void solve_coupled(benchmark::State& state) {
  const std::vector<Resource> resources = coupled_resources();
  const std::vector<FlowClass> classes = coupled_classes();
  queueing::Solver solver(resources);
  queueing::PartialSolution solution;
  std::mt19937_64 random(1);
  std::vector<ActiveFlows> active;
  double steps = 0.0;
  for (auto _ : state) {
    active.clear();
    for (const FlowClass& c : classes) {
      active.push_back({.flow = &c, .count = 1.0 + static_cast<double>(random() % 3)});
    }
    if (!solver.solve(active, solution)) state.SkipWithError("did not converge");
    steps += solution.iterations;
    benchmark::DoNotOptimize(solution.rates.data());
  }
  state.counters["steps"] = steps / static_cast<double>(state.iterations());
}

void solve_one_resource(benchmark::State& state) {
  const std::vector<Resource> resources{{.name = "ssd", .curve = queueing::Knee{1.7}}};
  std::vector<FlowClass> classes;
  for (std::size_t c = 0; c < 8; ++c) {
    classes.push_back({.name = "c" + std::to_string(c),
                       .window = static_cast<double>(1 + 4 * c),
                       .demands = {{.service = Seconds{1e-6}, .latency = Seconds{80e-6}}}});
  }
  queueing::Solver solver(resources);
  queueing::PartialSolution solution;
  std::vector<ActiveFlows> active;
  for (const FlowClass& c : classes) active.push_back({.flow = &c});
  for (auto _ : state) {
    if (!solver.solve(active, solution)) state.SkipWithError("did not converge");
    benchmark::DoNotOptimize(solution.rates.data());
  }
}

}  // namespace

BENCHMARK(coupled_steady)->Unit(benchmark::kMillisecond);
BENCHMARK(coupled_changing)->Unit(benchmark::kMillisecond);
BENCHMARK(coupled_recurring)->Arg(0)->Arg(16384)->Unit(benchmark::kMillisecond);
BENCHMARK(independent_devices)->Unit(benchmark::kMillisecond);
BENCHMARK(solve_coupled)->Unit(benchmark::kMicrosecond);
BENCHMARK(solve_one_resource)->Unit(benchmark::kMicrosecond);

BENCHMARK_MAIN();
