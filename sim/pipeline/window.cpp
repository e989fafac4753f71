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

/// Everything that actors hold while they run.
struct Month {
  explicit Month(const WindowInput& input)
      : platform(*input.design, *input.catalogue, input.platform),
        context{
            .input = input, .platform = platform, .lineage = lineage, .length = units::kMonth.si()},
        stages(make_stages(context)) {
    for (auto& stage : stages) stage->prepare();
    network = std::make_unique<flow::FlowNetwork>(platform.resources());
    context.network = network.get();
    for (auto& stage : stages) stage->define();
    sampler = std::make_unique<Sampler>(*network, platform.resources());
  }

  void start(simgrid::s4u::Host* host) {
    for (auto& stage : stages) {
      simgrid::s4u::Actor::create(stage->name(), host, [body = stage.get()] { body->run(); });
    }
    for (const auto& tier : context.input.design->tiers) {
      if (tier.kind == scenario::TierKind::kCloudObject || !platform.media_cache(tier.name))
        continue;
      simgrid::s4u::Actor::create("media cache of " + tier.name, host, [this, name = tier.name] {
        run_media_cache(context, name, stages);
      });
    }
    simgrid::s4u::Actor::create("sampler", host, [this] {
      const double step = context.length / kSlices;
      for (int slice = 1; slice <= kSlices; ++slice) {
        simgrid::s4u::this_actor::sleep_until(slice * step);
        sampler->sample(step);
      }
    });
  }

  systems::Platform platform;
  Lineage lineage;
  WindowContext context;
  std::vector<std::unique_ptr<StageActor>> stages;
  std::unique_ptr<flow::FlowNetwork> network;
  std::unique_ptr<Sampler> sampler;
};

}  // namespace

Outcome simulate_here(const WindowInput& input) {
  int argc = 1;
  char program[] = "penstock-window";
  char* argv[] = {program, nullptr};
  // Never destroyed: actors that the end of the month cuts off still hold what they wait for, which
  // SimGrid refuses to destroy, and a process simulates one window only.
  auto& engine = *new simgrid::s4u::Engine(&argc, argv);
  auto* host = make_stage_host();
  auto& month = *new Month(input);
  month.start(host);
  engine.run_until(month.context.length);

  Outcome outcome{.slice_length = month.context.length / kSlices};
  for (auto& stage : month.stages) {
    stage->report_traffic(outcome);
    stage->report(outcome);
  }
  const auto& resources = month.platform.resources();
  for (std::size_t r = 0; r < resources.size(); ++r) {
    const auto use = month.network->use(flow::ResourceId{static_cast<std::uint32_t>(r)});
    const double capacity = resources[r].units * month.context.length;
    ResourceTrace trace{.name = resources[r].name,
                        .utilisation = use.service_seconds / capacity,
                        .busy = use.busy_seconds / capacity,
                        .slices = month.sampler->take(r)};
    for (const auto& stage : outcome.stages) trace.residence += stage.residence[r];
    outcome.totals[trace.name + ".busy"] = trace.busy;
    outcome.totals[trace.name + ".utilisation"] = trace.utilisation;
    outcome.resources.push_back(std::move(trace));
  }
  outcome.totals["window.completions"] = static_cast<double>(month.network->completions());
  return outcome;
}

tl::expected<Outcome, std::string> simulate(const WindowInput& input) {
  return in_worker([&input] { return encode(simulate_here(input)); })
      .and_then([](const std::string& bytes) -> tl::expected<Outcome, std::string> {
        return decode(bytes);
      });
}

}  // namespace penstock::pipeline
