// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Repair of failed drives as flows that compete with everything else: the failures that a month has
// on average, evenly spaced, each rebuilt at the speed that the tier's rebuild share allows.
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <cmath>

#include "models/systems/durability.hpp"
#include "sim/pipeline/stage_actor.hpp"

namespace penstock::pipeline {

namespace {

/// Repair works through a drive in pieces of this size.
constexpr units::Bytes kChunk{16.0 * 1024 * 1024};

class Repair final : public StageActor {
 public:
  Repair(WindowContext& window, const scenario::Tier& tier)
      : StageActor(window, "repair " + tier.name, "repair"), tier_(tier) {}

  void define() override {
    const auto& tiers = window_.input.platform.tiers;
    const auto known = tiers.find(tier_.name);
    const auto state = known != tiers.end()
                           ? known->second
                           : systems::TierState{.servers = static_cast<double>(tier_.servers)};
    plan_ = *systems::durability(*window_.input.design, tier_, *window_.input.catalogue, state);
    const double expected = plan_.failures_per_second * window_.length;
    failures_ = std::max(1.0, std::round(expected));
    // Less than one failure a month is one repair of that share of a drive.
    share_of_drive_ = expected / failures_;
    chunks_ = plan_.rebuild.written / kChunk * share_of_drive_;

    TracedClass traced;
    traced.flow.name = name_;
    traced.flow.rate_limit = plan_.rebuild.write_rate / kChunk;
    // Many peers work side by side; the rate limit, not the window, holds repair back.
    traced.flow.window =
        std::max(16.0, state.servers * static_cast<double>(tier_.per_server) /
                           static_cast<double>(tier_.redundancy.data + tier_.redundancy.parity));
    window_.platform.add_repair(tier_.name, kChunk, traced.flow);
    traced.read = kChunk.si() * tier_.redundancy.data;
    traced.written = kChunk.si();
    traced.read_call = traced.write_call = kChunk.si();
    traced_ = &define_class(std::move(traced));
  }

  void run() override {
    const double spacing = window_.length / failures_;
    for (double failure = 0.0; failure < failures_; failure += 1.0) {
      const double due =
          (failure + 0.5) * spacing + (plan_.rebuild.duration - plan_.rebuild.transfer).si();
      simgrid::s4u::this_actor::sleep_until(std::max(due, simgrid::s4u::Engine::get_clock()));
      const double begin = simgrid::s4u::Engine::get_clock();
      window_.network->transfer(traced_->id, chunks_);
      longest_ = std::max(longest_, simgrid::s4u::Engine::get_clock() - begin);
    }
  }

  void report(Outcome& into) override {
    // Repair is the tier's own traffic, not a stage's: it is kept out of the tier's user bytes.
    into.stages.back().tiers = {tier_.name};
    if (longest_ > 0.0) {
      into.metrics["tier." + tier_.name + ".repair_time"] = longest_ / share_of_drive_;
    }
  }

 private:
  const scenario::Tier& tier_;
  systems::Durability plan_;
  TracedClass* traced_ = nullptr;
  double failures_ = 0.0;
  double chunks_ = 0.0;          ///< of one repair
  double share_of_drive_ = 1.0;  ///< that one repair stands for
  double longest_ = 0.0;
};

}  // namespace

std::unique_ptr<StageActor> make_repair(WindowContext& window, const scenario::Tier& tier) {
  return std::make_unique<Repair>(window, tier);
}

}  // namespace penstock::pipeline
