// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/pipeline/window.hpp"

#include <simgrid/s4u.hpp>

#include <algorithm>
#include <cassert>

#include "sim/pipeline/stage_actor.hpp"
#include "sim/pipeline/worker.hpp"

namespace penstock::pipeline {

namespace {

/// Utilisation is recorded over this many equal slices of a window, 4 h each.
constexpr int kSlices = 183;

/// SimGrid needs a platform of its own to host actors; it takes no part in the model.
simgrid::s4u::Host* make_stage_host() {
  auto* zone = simgrid::s4u::create_full_zone("window");
  auto* host = zone->create_host("stages", 1e9);
  zone->seal();
  return host;
}

class Sampler {
 public:
  Sampler(const flow::FlowNetwork& network, std::vector<queueing::Resource> resources)
      : network_(network),
        resources_(std::move(resources)),
        last_(resources_.size(), 0.0),
        slices_(resources_.size()) {}

  void sample(double step) {
    for (std::size_t r = 0; r < resources_.size(); ++r) {
      const double now =
          network_.use(flow::ResourceId{static_cast<std::uint32_t>(r)}).service_seconds;
      slices_[r].push_back((now - last_[r]) / (step * resources_[r].units));
      last_[r] = now;
    }
  }
  std::vector<double> take(std::size_t resource) { return std::move(slices_[resource]); }

 private:
  const flow::FlowNetwork& network_;
  std::vector<queueing::Resource> resources_;
  std::vector<double> last_;
  std::vector<std::vector<double>> slices_;
};

}  // namespace

Outcome simulate_here(const WindowInput& input) {
  int argc = 1;
  char program[] = "penstock-window";
  char* argv[] = {program, nullptr};
  simgrid::s4u::Engine engine(&argc, argv);
  auto* host = make_stage_host();

  systems::Platform platform(*input.design, *input.catalogue, input.platform);
  Lineage lineage;
  WindowContext window{
      .input = input, .platform = platform, .lineage = lineage, .length = units::kMonth.si()};
  auto stages = make_stages(window);
  for (auto& stage : stages) stage->prepare();
  flow::FlowNetwork network(platform.resources());
  window.network = &network;
  for (auto& stage : stages) stage->define();
  for (auto& stage : stages) {
    simgrid::s4u::Actor::create(stage->name(), host, [body = stage.get()] { body->run(); });
  }
  Sampler sampler(network, platform.resources());
  const double step = window.length / kSlices;
  simgrid::s4u::Actor::create("sampler", host, [&] {
    for (int slice = 1; slice <= kSlices; ++slice) {
      simgrid::s4u::this_actor::sleep_until(slice * step);
      sampler.sample(step);
    }
  });
  engine.run_until(window.length);

  Outcome outcome{.slice_length = step};
  for (auto& stage : stages) {
    stage->report_traffic(outcome);
    stage->report(outcome);
  }
  const auto& resources = platform.resources();
  for (std::size_t r = 0; r < resources.size(); ++r) {
    const auto use = network.use(flow::ResourceId{static_cast<std::uint32_t>(r)});
    const double capacity = resources[r].units * window.length;
    ResourceTrace trace{.name = resources[r].name,
                        .utilisation = use.service_seconds / capacity,
                        .busy = use.busy_seconds / capacity,
                        .slices = sampler.take(r)};
    for (const auto& stage : outcome.stages) trace.residence += stage.residence[r];
    outcome.totals[trace.name + ".busy"] = trace.busy;
    outcome.totals[trace.name + ".utilisation"] = trace.utilisation;
    outcome.resources.push_back(std::move(trace));
  }
  outcome.totals["window.completions"] = static_cast<double>(network.completions());
  return outcome;
}

tl::expected<Outcome, std::string> simulate(const WindowInput& input) {
  return in_worker([&input] { return encode(simulate_here(input)); })
      .and_then([](const std::string& bytes) -> tl::expected<Outcome, std::string> {
        return decode(bytes);
      });
}

}  // namespace penstock::pipeline
