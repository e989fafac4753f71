// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Deploy: an open flow of requests that read their input from storage (or bring it along), take an
// accelerator and write their answers; and the model, which every node reads anew from time to
// time.
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <cmath>

#include "models/compute/inference.hpp"
#include "sim/pipeline/stage_actor.hpp"

namespace penstock::pipeline {

namespace {

/// Requests per accelerator that the front end lets in at a time: enough to hide storage behind
/// compute, few enough that a full accelerator answers within a few service times.
constexpr double kRequestsPerAccelerator = 8.0;

constexpr double kModelCall = 4.0 * 1024 * 1024;
constexpr double kModelParallel = 8.0;

class Deploy final : public StageActor {
 public:
  Deploy(WindowContext& window, const scenario::Stage& stage)
      : StageActor(window, stage.name, parameters::word(stage.kind)),
        stage_(stage),
        inference_(stage.inference) {
    pattern_ = "random";
  }

  void prepare() override {
    pool_ = window_.platform.add(compute::inference_pool(
        name_ + ".accelerators", static_cast<double>(inference_.accelerators)));
  }

  void define() override {
    TracedClass answer;
    answer.flow.name = name_;
    answer.flow.window = kRequestsPerAccelerator * static_cast<double>(inference_.accelerators);
    const double input = inference_.input.si();
    const double output = inference_.output.si();
    for (const auto& dataset : stage_.reads) {
      const double bytes = input / static_cast<double>(stage_.reads.size());
      add_read(answer, dataset, bytes, bytes, 1.0, systems::Client::kGpuNodes, true, false);
    }
    answer.flow.demands.push_back(compute::inference_visit(pool_, inference_.service_time));
    if (stage_.writes && output > 0.0) {
      add_write(answer, *stage_.writes, output, output, 1.0, systems::Client::kGpuNodes);
    }
    answer_ = &define_class(std::move(answer));

    TracedClass load;
    load.flow.name = name_ + " model";
    add_tier(load,
             {.tier = model_tier(),
              .bytes = inference_.model,
              .io = units::Bytes{std::min(kModelCall, std::max(1.0, inference_.model.si()))},
              .parallel = kModelParallel},
             systems::Client::kGpuNodes);
    load_ = &define_class(std::move(load));

    if (stage_.writes) {
      window_.lineage.declare_continuous(*stage_.writes, [this] {
        return started_ ? window_.network->use_open(flow_).served * inference_.output.si() : 0.0;
      });
    }
  }

  void run() override {
    const auto rate = inference_.requests * growth_factor(inference_.growth, window_.input.month);
    flow_ = window_.network->open(answer_->id, rate);
    started_ = true;
    if (inference_.model.si() <= 0.0) return;
    const auto& compute = window_.input.design->compute;
    const double nodes = std::ceil(static_cast<double>(inference_.accelerators) /
                                   static_cast<double>(compute.gpus_per_node));
    for (double due = 0.0; due < window_.length; due += inference_.reload.length.si()) {
      simgrid::s4u::this_actor::sleep_until(due);
      window_.network->transfer(load_->id, 1.0, nodes);
      slowest_load_ = std::max(slowest_load_, simgrid::s4u::Engine::get_clock() - due);
    }
  }

  void report(Outcome& into) override {
    const auto use = window_.network->use_open(flow_);
    const auto classes = window_.network->use(answer_->id);
    double inside = classes.delay_seconds;
    for (const double seconds : classes.latency_seconds) inside += seconds;
    for (const double seconds : classes.wait_seconds) inside += seconds;
    into.metrics[name_ + ".requests"] = use.served / window_.length;
    into.metrics[name_ + ".backlog"] = use.max_delay.si();
    if (classes.requests > 0.0) into.metrics[name_ + ".latency"] = inside / classes.requests;
    into.metrics[name_ + ".load_time"] = slowest_load_;
    const double busy = use.served * inference_.service_time.si();
    into.metrics[name_ + ".accelerator_utilisation"] =
        busy / (static_cast<double>(inference_.accelerators) * window_.length);
    into.totals[name_ + ".useful_seconds"] = busy;
    into.totals[name_ + ".busy_seconds"] = busy;
    into.totals[name_ + ".unfinished"] = window_.network->backlog(flow_);
  }

 private:
  [[nodiscard]] const std::string& model_tier() const {
    if (inference_.model_from) return window_.home(*inference_.model_from);
    if (!stage_.reads.empty()) return window_.home(stage_.reads.front());
    if (stage_.writes) return window_.home(*stage_.writes);
    return window_.input.design->tiers.front().name;  // there is no model to read
  }

  const scenario::Stage& stage_;
  const scenario::Inference& inference_;
  std::size_t pool_ = 0;
  TracedClass* answer_ = nullptr;
  TracedClass* load_ = nullptr;
  flow::FlowId flow_{};
  bool started_ = false;
  double slowest_load_ = 0.0;
};

}  // namespace

std::unique_ptr<StageActor> make_deploy(WindowContext& window, const scenario::Stage& stage) {
  return std::make_unique<Deploy>(window, stage);
}

}  // namespace penstock::pipeline
