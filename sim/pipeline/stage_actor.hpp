// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A stage inside a window. The window calls prepare() on all stages while the platform is built,
// define() once the flow network exists, and then runs each stage's body as one S4U actor. When the
// window ends, report() turns counters into metrics; a body may be stopped at any wait.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/queueing/network.hpp"
#include "models/scenario/scenario.hpp"
#include "models/systems/platform.hpp"
#include "sim/flow/flow_network.hpp"
#include "sim/pipeline/lineage.hpp"
#include "sim/pipeline/window.hpp"

namespace penstock::pipeline {

/// What all stages of a window share.
struct WindowContext {
  const WindowInput& input;
  systems::Platform& platform;
  Lineage& lineage;
  flow::FlowNetwork* network = nullptr;  ///< set before define()
  double length = 0.0;                   ///< of the window, seconds

  [[nodiscard]] const scenario::Dataset& dataset(const std::string& name) const;
  [[nodiscard]] const scenario::Source& source(const std::string& name) const;
  [[nodiscard]] const Course& course(const std::string& dataset) const;
  /// Tiers that hold the dataset and the share of its stock on each at mid-month, youngest first.
  struct Place {
    std::string tier;
    double share = 1.0;
  };
  [[nodiscard]] std::vector<Place> places(const std::string& dataset) const;
  [[nodiscard]] const std::string& home(const std::string& dataset) const;
};

/// A class of requests with what it moves, so that counters of requests become bytes.
struct TracedClass {
  flow::ClassId id{};
  queueing::FlowClass flow;
  double read = 0.0;  ///< bytes per request
  double written = 0.0;
  double read_call = 0.0;  ///< bytes of one call
  double write_call = 0.0;
  std::vector<std::pair<std::string, double>> tier_reads;  ///< bytes per request, by tier
  std::vector<std::pair<std::string, double>> tier_writes;
};

class StageActor {
 public:
  StageActor(WindowContext& window, std::string name, std::string kind);
  virtual ~StageActor() = default;
  StageActor(const StageActor&) = delete;
  StageActor& operator=(const StageActor&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  virtual void prepare() {}
  virtual void define() = 0;
  virtual void run() = 0;
  /// Metrics and totals of this kind of stage; traffic() has been reported already.
  virtual void report(Outcome& into) = 0;

  /// The platform's demands have changed: running requests go on with the new ones.
  void redefine();

  /// Bytes that the stage has written to the tier so far.
  [[nodiscard]] double written_to(const std::string& tier) const;

  /// Bytes, calls and request-time of all classes, into totals and a StageTrace.
  void report_traffic(Outcome& into) const;

 protected:
  /// Appends a read (or write) of `bytes` per request in calls of `io`, by `client`, over the tiers
  /// that hold the dataset.
  void add_read(TracedClass& into, const std::string& dataset, double bytes, double io,
                double parallel, systems::Client client, bool whole_stock, bool sequential) const;
  void add_write(TracedClass& into, const std::string& dataset, double bytes, double io,
                 double parallel, systems::Client client) const;
  void add_tier(TracedClass& into, const systems::TierAccess& access, systems::Client client) const;
  /// Defines the class in the network and keeps it for report_traffic().
  TracedClass& define_class(TracedClass traced);

  WindowContext& window_;
  std::string name_;
  std::string kind_;
  std::string pattern_ = "sequential";

 private:
  std::vector<std::unique_ptr<TracedClass>> classes_;
  std::optional<std::size_t> redefining_;  ///< index of the next class that define() gives again
};

/// The actor of each stage of the scenario, of each move of the design and of each tier's repairs.
std::vector<std::unique_ptr<StageActor>> make_stages(WindowContext& window);

std::unique_ptr<StageActor> make_ingest(WindowContext& window, const scenario::Stage& stage);
std::unique_ptr<StageActor> make_batch(WindowContext& window, const scenario::Stage& stage);
std::unique_ptr<StageActor> make_train(WindowContext& window, const scenario::Stage& stage);
std::unique_ptr<StageActor> make_deploy(WindowContext& window, const scenario::Stage& stage);
/// Follows the media caches of a tier on drive-managed SMR drives; `stages` are redefined when they
/// fill up or have been cleaned.
void run_media_cache(WindowContext& window, const std::string& tier,
                     const std::vector<std::unique_ptr<StageActor>>& stages);

std::unique_ptr<StageActor> make_repair(WindowContext& window, const scenario::Tier& tier);
std::unique_ptr<StageActor> make_move(WindowContext& window, const scenario::Move& move);

}  // namespace penstock::pipeline
