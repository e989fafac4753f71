// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The state behind FlowNetwork. Flows are kept in groups, the units of solving: all closed flows of
// a class that run share one group and one clock of work done, so that a change of their rate
// touches none of them; every open flow is a group of its own. Internal to the room; raw doubles
// in SI units.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/queueing/solver.hpp"
#include "sim/flow/backlog.hpp"
#include "sim/flow/flow_network.hpp"
#include "sim/flow/memo.hpp"
#include "sim/flow/schedule.hpp"

namespace simgrid::kernel::timer {
class Timer;
}

namespace penstock::flow {

class FlowNetwork::Kernel {
 public:
  Kernel(std::vector<queueing::Resource> resources, std::size_t memo_entries);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  std::uint32_t define(queueing::FlowClass flow);
  void redefine(std::uint32_t id, queueing::FlowClass flow);
  void set_units(std::uint32_t resource, double units);

  FlowId start(std::uint32_t id, double requests, std::function<void()> on_end, double count);
  FlowId open(std::uint32_t id, double arrivals);
  /// Of an open flow, brought up to now. std::invalid_argument for any other.
  Backlog& backlog(FlowId id);
  /// After a change of a backlog or its arrivals.
  void source_changed(FlowId id);
  void suspend(FlowId id);
  void resume(FlowId id);
  double cancel(FlowId id);
  double remaining(FlowId id);

  double class_rate(std::uint32_t id);
  double flow_rate(FlowId id);
  ResourceState state(std::uint32_t resource);
  ResourceUse use_resource(std::uint32_t resource);
  ClassUse use_class(std::uint32_t id);

  std::size_t completions = 0, solves = 0, memo_hits = 0;

 private:
  static constexpr std::uint32_t kNone = static_cast<std::uint32_t>(-1);

  struct Flow {
    std::uint32_t generation = 0;
    std::uint32_t group = kNone;  ///< kNone: the slot is free
    std::uint64_t order = 0;      ///< of starting or resuming; tells its end from stale ones
    double end = 0.0;             ///< on its group's clock; while suspended what remains
    double count = 1.0;
    bool suspended = false;  ///< a closed one
    std::function<void()> on_end;
  };

  struct End {
    double work;
    std::uint64_t order;
    std::uint32_t slot;
    bool operator<(const End& other) const {  // for a heap with the earliest on top
      return work > other.work || (work == other.work && order > other.order);
    }
  };

  struct Group {
    std::uint32_t flow_class = 0;
    std::uint32_t source = kNone;  ///< slot of its flow, for an open group
    double count = 0.0;            ///< flows that run now
    std::size_t flows = 0;
    double clock = 0.0;  ///< requests that one flow has done at `since`
    double since = 0.0;
    std::vector<End> ends;  ///< a heap; entries of flows gone or suspended are stale
    std::size_t ended = 0;  ///< since the clock was last set back
    double rate = 0.0;      ///< of one flow, as solved
    bool changed = false;   ///< waits for the end of the instant
    bool linked = false;    ///< stands in its resources' lists
    std::uint64_t mark = 0;
    std::vector<std::uint32_t> places;  ///< in those lists, by resource of its class
    // As solved: what the integrals use, and what tells whether there is anything to solve.
    double solved_count = 0.0, solved_limit = 0.0;
    std::uint32_t solved_version = 0;
    double accounted = 0.0;          ///< instant up to which the integrals go
    std::optional<Backlog> backlog;  ///< of an open flow
    bool suspended = false;          ///< of an open flow
  };

  /// Slot time of a class at one resource.
  struct Stay {
    std::uint32_t resource;
    double latency, wait;
  };

  struct Class {
    queueing::FlowClass flow;
    std::uint32_t version = 0;
    std::uint32_t rank = 0;                ///< in the order of names
    std::uint32_t closed = kNone;          ///< group of its closed flows
    std::vector<std::uint32_t> open;       ///< groups of its open flows
    std::vector<std::uint32_t> resources;  ///< visited, each once
    std::vector<std::uint32_t> stay;       ///< index into stays, by demand
    std::vector<Stay> stays;               ///< of all definitions it has had
    ClassUse use;                          ///< without the vectors
  };

  struct Pool {
    std::vector<std::uint32_t> groups;
    double units = 1.0;
    bool changed = false;
    std::uint64_t mark = 0;
    double wait = 0.0, read_delay = 0.0, utilisation = 0.0, busy = 0.0, outstanding = 0.0;
    double visit_rate = 0.0, wait_rate = 0.0;  ///< visits/s; wait-seconds per second
    double accounted = 0.0;
    ResourceUse use;
  };

  // kernel.cpp: flows, their clocks, the events of an instant
  Flow* find(FlowId id);
  std::uint32_t allocate(std::uint32_t group);
  void release(std::uint32_t slot);
  [[nodiscard]] FlowId id_of(std::uint32_t slot) const;
  [[nodiscard]] static double clock(const Group& group, double now);
  void enter(std::uint32_t slot, double requests);
  void leave(Group& group, double count);
  void schedule(std::uint32_t group, double now);
  void touch(std::uint32_t group);
  void on_timer();
  void finish(std::uint32_t group, double now);
  void arm();

  // components.cpp: who is connected, what to solve, integrals
  std::uint32_t add_group(std::uint32_t id);
  void adopt(Class& c, queueing::FlowClass flow);
  [[nodiscard]] bool active(const Group& group) const;
  [[nodiscard]] double limit(const Group& group) const;
  void link(std::uint32_t group);
  void unlink(std::uint32_t group);
  void touch_pool(std::uint32_t resource);
  void flush();
  void stop(std::uint32_t group, double now);
  void collect_from(std::uint32_t group);
  void reach(std::uint32_t resource);
  void solve_component(double now);
  void apply(const queueing::PartialSolution& solution, double now);
  void account(Group& group, double now);
  void account(Pool& pool, double now);
  void rank_classes();

  std::vector<Class> classes_;
  std::vector<Group> groups_;
  std::vector<Pool> pools_;
  std::vector<Flow> flows_;
  std::vector<std::uint32_t> free_flows_, free_groups_;
  std::uint64_t started_ = 0;
  Schedule schedule_;
  queueing::Solver solver_;
  Memo memo_;

  simgrid::kernel::timer::Timer* timer_ = nullptr;
  double timer_date_ = Schedule::kNever;
  bool in_batch_ = false;
  bool unsolved_ = false;  ///< something changed since the last flush()
  bool ranked_ = true;
  std::string failure_;

  // Work space.
  std::uint64_t mark_ = 0;
  std::vector<std::uint32_t> changed_groups_, changed_pools_;
  std::vector<std::uint32_t> component_groups_, component_pools_, seeds_;
  std::vector<std::uint64_t> key_;
  std::vector<queueing::ActiveFlows> active_;
  queueing::PartialSolution solution_;
  struct Ended {
    std::uint64_t order;
    std::function<void()> on_end;
  };
  std::vector<Ended> ended_;
};

}  // namespace penstock::flow
