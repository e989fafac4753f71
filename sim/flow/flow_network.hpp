// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Flows through shared resources in simulated time: the common-wait equations of models/queueing,
// solved again whenever the set of active flows changes, on SimGrid's clock.
//
// Closed flows have a number of requests to do and end with a callback. Open flows are sources:
// requests arrive at a rate, and what the network does not serve at once waits in a backlog.
// Between two changes every rate is constant, so amounts, waits and backlogs are integrals of
// constants and exact; simultaneous changes are solved once, at the end of their instant, and only
// the connected component of flows that they touch (docs/theory/flow-network.md).
//
// Calls come from the thread of the engine: from actors (with SimGrid's default sequential
// contexts), from callbacks, or before the run. Callbacks run in kernel context and must not
// block; they may call everything here but transfer(). The network must not outlive the engine.
// A broken precondition is std::invalid_argument or std::out_of_range; numbers that are no network
// and waits that do not converge end the run with NetworkError thrown out of Engine::run().
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

#include "models/queueing/network.hpp"
#include "models/units/quantity.hpp"

namespace penstock::flow {

enum class ClassId : std::uint32_t {};
enum class ResourceId : std::uint32_t {};  ///< index into the resources given at construction
/// Stays valid after the flow has ended: an ended flow has nothing remaining and nothing to cancel.
enum class FlowId : std::uint64_t {};

class NetworkError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Integrals over the whole run up to now.
struct ResourceUse {
  double service_seconds = 0.0;  ///< of all units: utilisation x units
  double busy_seconds = 0.0;     ///< of all units, for energy
  double visits = 0.0;
  double wait_seconds = 0.0;  ///< waited here by all visits together, one after the other or not
};

/// Where the time of a class's requests went. A flow has `window` slots; each slot's time is
/// delay, latency or wait of a request, or idle because a rate limit holds the flow back:
///   window x flow_seconds = delay + idle + sum over resources of (latency + wait)
struct ClassUse {
  double requests = 0.0;                ///< done, those of unfinished flows included
  double flow_seconds = 0.0;            ///< integral of the number of active flows
  double rate_limited_seconds = 0.0;    ///< of them under a rate limit that holds them back
  double delay_seconds = 0.0;           ///< slot time outside all resources
  double idle_seconds = 0.0;            ///< slot time without a request, because of a rate limit
  std::vector<double> latency_seconds;  ///< slot time at each resource without its wait
  std::vector<double> wait_seconds;     ///< slot time waiting for each resource
};

/// Totals of an open flow in requests: offered = served + dropped + backlog.
struct OpenUse {
  double offered = 0.0;  ///< arrivals and bursts
  double served = 0.0;
  double dropped = 0.0;
  double max_backlog = 0.0;
  units::Seconds max_delay{0.0};  ///< largest age of the oldest request in the backlog
};

/// A resource at this instant.
struct ResourceState {
  units::Seconds wait{0.0};
  double utilisation = 0.0;  ///< in [0, 1]
  double busy = 0.0;         ///< share of units at work, in [0, 1]
  double outstanding = 0.0;  ///< requests
};

class FlowNetwork {
 public:
  /// Solutions are remembered by active set, at most `memo_entries` of them.
  explicit FlowNetwork(std::vector<queueing::Resource> resources,
                       std::size_t memo_entries = kDefaultMemo);
  ~FlowNetwork();
  FlowNetwork(const FlowNetwork&) = delete;
  FlowNetwork& operator=(const FlowNetwork&) = delete;

  /// Demands name resources by index. Names of classes should be unique: they order the equations.
  ClassId define(queueing::FlowClass flow);
  /// The device behind it changed state: active flows go on with their remaining requests.
  void redefine(ClassId id, queueing::FlowClass flow);
  /// > 0. A failed pool has no rate at all: suspend the flows that need it.
  void set_units(ResourceId id, double units);

  /// Starts `count` identical flows of `requests` each, at once; `on_end` is called once, from the
  /// kernel, when they are done. requests >= 0, count > 0.
  FlowId start(ClassId id, double requests, std::function<void()> on_end, double count = 1.0);
  /// Starts as above and blocks the calling actor until done. A killed actor takes its flow along.
  void transfer(ClassId id, double requests, double count = 1.0);

  /// A source. While nothing waits its rate is at most `arrivals`; a backlog is drained as fast as
  /// the window allows.
  FlowId open(ClassId id, units::Frequency arrivals);
  void set_arrivals(FlowId id, units::Frequency arrivals);
  /// A burst of requests at this instant.
  void add_backlog(FlowId id, double requests);
  /// Arrivals beyond it are dropped and counted; what waits already stays.
  void set_backlog_limit(FlowId id, double requests);
  [[nodiscard]] double backlog(FlowId id) const;
  [[nodiscard]] OpenUse use_open(FlowId id) const;

  /// A suspended flow keeps what remains; at a suspended source arrivals go on queueing.
  void suspend(FlowId id);
  void resume(FlowId id);
  /// Ends a flow without its callback; returns the requests not done (of each of `count` flows), or
  /// the backlog of a source. 0 if it has ended.
  double cancel(FlowId id);
  /// Requests not done, of each of `count` flows; the backlog of a source; 0 if it has ended.
  [[nodiscard]] double remaining(FlowId id) const;

  /// Requests per second of one closed flow of the class, now; 0 if none is active.
  [[nodiscard]] units::Frequency rate(ClassId id);
  /// Of this flow (of one of its `count`), now.
  [[nodiscard]] units::Frequency rate(FlowId id);
  [[nodiscard]] ResourceState state(ResourceId id);
  [[nodiscard]] ResourceUse use(ResourceId id) const;
  [[nodiscard]] ClassUse use(ClassId id) const;

  [[nodiscard]] std::size_t completions() const;  ///< calls of start() or transfer() done
  [[nodiscard]] std::size_t solves() const;       ///< components solved, those remembered excluded
  [[nodiscard]] std::size_t memo_hits() const;    ///< components whose solution was remembered

  static constexpr std::size_t kDefaultMemo = 16384;

 private:
  class Kernel;
  std::unique_ptr<Kernel> kernel_;
};

}  // namespace penstock::flow
