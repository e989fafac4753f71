// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/flow/kernel.hpp"

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u/Engine.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace penstock::flow {

namespace {

using simgrid::kernel::timer::Timer;

// Dates this close belong to one instant: a few units in the last place of the clock, which is
// what adding and subtracting dates costs.
double tolerance(double now) {
  return 2e-15 * now;
}

double now() {
  return simgrid::s4u::Engine::get_clock();
}

constexpr std::size_t kEndsBeforeSetBack = 64;

}  // namespace

FlowNetwork::Kernel::Kernel(std::vector<queueing::Resource> resources, std::size_t memo_entries)
    : solver_(resources), memo_(memo_entries) {
  pools_.resize(resources.size());
  for (std::size_t r = 0; r < resources.size(); ++r) pools_[r].units = resources[r].units;
}

FlowNetwork::Kernel::~Kernel() {
  if (timer_ != nullptr && simgrid::s4u::Engine::has_instance()) timer_->remove();
}

FlowNetwork::Kernel::Flow* FlowNetwork::Kernel::find(FlowId id) {
  const auto value = static_cast<std::uint64_t>(id);
  const auto slot = static_cast<std::uint32_t>(value);
  if (slot >= flows_.size()) throw std::out_of_range("no such flow");
  Flow& flow = flows_[slot];
  return flow.generation == value >> 32U && flow.group != kNone ? &flow : nullptr;
}

FlowId FlowNetwork::Kernel::id_of(std::uint32_t slot) const {
  return FlowId{(std::uint64_t{flows_[slot].generation} << 32U) | slot};
}

std::uint32_t FlowNetwork::Kernel::allocate(std::uint32_t group) {
  std::uint32_t slot = 0;
  if (free_flows_.empty()) {
    slot = static_cast<std::uint32_t>(flows_.size());
    flows_.emplace_back();
  } else {
    slot = free_flows_.back();
    free_flows_.pop_back();
  }
  flows_[slot].group = group;
  return slot;
}

void FlowNetwork::Kernel::release(std::uint32_t slot) {
  Flow& flow = flows_[slot];
  ++flow.generation;
  flow.group = kNone;
  flow.suspended = false;
  flow.on_end = nullptr;
  free_flows_.push_back(slot);
}

double FlowNetwork::Kernel::clock(const Group& group, double now) {
  return group.clock + group.rate * (now - group.since);
}

FlowId FlowNetwork::Kernel::start(std::uint32_t id, double requests, std::function<void()> on_end,
                                  double count) {
  const std::uint32_t slot = allocate(classes_.at(id).closed);
  flows_[slot].count = count;
  flows_[slot].on_end = std::move(on_end);
  enter(slot, requests);
  return id_of(slot);
}

void FlowNetwork::Kernel::enter(std::uint32_t slot, double requests) {
  Flow& flow = flows_[slot];
  const double date = now();
  Group& group = groups_[flow.group];
  if (group.flows == 0) {
    group.ends.clear();
    group.clock = 0.0;
    group.since = date;
    group.ended = 0;
  }
  flow.order = started_++;
  flow.end = clock(group, date) + requests;
  flow.suspended = false;
  group.count += flow.count;
  ++group.flows;
  group.ends.push_back({flow.end, flow.order, slot});
  std::push_heap(group.ends.begin(), group.ends.end());
  schedule(flow.group, date);
  touch(flow.group);
}

void FlowNetwork::Kernel::leave(Group& group, double count) {
  --group.flows;
  group.count = group.flows == 0 ? 0.0 : group.count - count;
}

void FlowNetwork::Kernel::schedule(std::uint32_t index, double date) {
  Group& group = groups_[index];
  if (group.backlog) {
    schedule_.set(index, date + group.backlog->until_drained(group.rate));
    return;
  }
  while (!group.ends.empty()) {
    const End& next = group.ends.front();
    const Flow& flow = flows_[next.slot];
    if (flow.group == index && flow.order == next.order && !flow.suspended) break;
    std::pop_heap(group.ends.begin(), group.ends.end());
    group.ends.pop_back();
  }
  if (group.ends.empty()) {
    schedule_.set(index, Schedule::kNever);
    return;
  }
  const double left = group.ends.front().work - group.clock;
  if (left <= 0.0) {
    schedule_.set(index, date);
  } else {
    schedule_.set(index, group.rate > 0.0 ? group.since + left / group.rate : Schedule::kNever);
  }
}

void FlowNetwork::Kernel::touch(std::uint32_t index) {
  Group& group = groups_[index];
  if (!group.changed) {
    group.changed = true;
    changed_groups_.push_back(index);
  }
  unsolved_ = true;
  if (!in_batch_) arm();
}

void FlowNetwork::Kernel::finish(std::uint32_t index, double date) {
  Group& group = groups_[index];
  if (group.backlog) {
    group.backlog->advance(date, group.rate);
    group.backlog->drained();
    schedule_.set(index, Schedule::kNever);
    touch(index);
    return;
  }
  // The top is due. Others are as well if less is left than the clock can tell.
  const double reached = clock(group, date) + group.rate * tolerance(date);
  double work = 0.0;
  bool any = false;
  while (!group.ends.empty()) {
    const End next = group.ends.front();
    Flow& flow = flows_[next.slot];
    const bool stale = flow.group != index || flow.order != next.order || flow.suspended;
    if (!stale) {
      if (any && next.work > reached) break;
      work = next.work;
      any = true;
      leave(group, flow.count);
      ++group.ended;
      ended_.push_back({next.order, std::move(flow.on_end)});
      release(next.slot);
    }
    std::pop_heap(group.ends.begin(), group.ends.end());
    group.ends.pop_back();
  }
  if (any) {
    group.clock = work;
    group.since = date;
  }
  // Set the clock back now and then, so that it never grows past what a double resolves.
  if (group.ended >= std::max(kEndsBeforeSetBack, group.ends.size())) {
    for (End& end : group.ends) {
      end.work -= group.clock;
      Flow& flow = flows_[end.slot];
      if (flow.group == index && flow.order == end.order && !flow.suspended)
        flow.end -= group.clock;
    }
    group.clock = 0.0;
    group.ended = 0;
  }
  schedule(index, date);
  touch(index);
}

void FlowNetwork::Kernel::on_timer() {
  timer_ = nullptr;
  in_batch_ = true;
  const double date = now();
  const double instant = date + tolerance(date);
  for (;;) {
    while (schedule_.date() <= instant) finish(schedule_.index(), date);
    if (!ended_.empty()) {
      if (ended_.size() > 1) {
        std::sort(ended_.begin(), ended_.end(),
                  [](const Ended& a, const Ended& b) { return a.order < b.order; });
      }
      completions += ended_.size();
      for (Ended& flow : ended_) {
        if (flow.on_end) flow.on_end();
      }
      ended_.clear();
      continue;
    }
    if (!unsolved_) break;
    flush();
    if (!failure_.empty()) throw NetworkError(failure_);
  }
  in_batch_ = false;
  arm();
}

void FlowNetwork::Kernel::arm() {
  const double target = unsolved_ ? now() : std::max(schedule_.date(), now());
  if (timer_ != nullptr) {
    if (timer_date_ == target) return;
    timer_->remove();
    timer_ = nullptr;
  }
  if (target == Schedule::kNever) return;
  timer_date_ = target;
  timer_ = Timer::set(target, [this] { on_timer(); });
}

FlowId FlowNetwork::Kernel::open(std::uint32_t id, double arrivals) {
  Class& flow_class = classes_.at(id);
  const std::uint32_t index = add_group(id);
  flow_class.open.push_back(index);
  Group& group = groups_[index];
  group.backlog.emplace(now());
  group.backlog->set_arrivals(arrivals);
  group.count = 1.0;
  group.flows = 1;
  group.source = allocate(index);
  touch(index);
  return id_of(group.source);
}

Backlog& FlowNetwork::Kernel::backlog(FlowId id) {
  const Flow* flow = find(id);
  if (flow == nullptr || !groups_[flow->group].backlog) {
    throw std::invalid_argument("this flow has no backlog: it is closed or has ended");
  }
  Group& group = groups_[flow->group];
  group.backlog->advance(now(), group.rate);
  return *group.backlog;
}

void FlowNetwork::Kernel::source_changed(FlowId id) {
  const std::uint32_t index = find(id)->group;
  schedule(index, now());
  touch(index);
}

void FlowNetwork::Kernel::suspend(FlowId id) {
  Flow* flow = find(id);
  if (flow == nullptr) return;
  Group& group = groups_[flow->group];
  if (group.backlog) {
    group.suspended = true;
  } else {
    if (flow->suspended) return;
    flow->end = std::max(0.0, flow->end - clock(group, now()));
    flow->suspended = true;
    leave(group, flow->count);
    schedule(flow->group, now());
  }
  touch(flow->group);
}

void FlowNetwork::Kernel::resume(FlowId id) {
  Flow* flow = find(id);
  if (flow == nullptr) return;
  Group& group = groups_[flow->group];
  if (group.backlog) {
    group.suspended = false;
    touch(flow->group);
  } else if (flow->suspended) {
    enter(static_cast<std::uint32_t>(static_cast<std::uint64_t>(id)), flow->end);
  }
}

double FlowNetwork::Kernel::remaining(FlowId id) {
  const Flow* flow = find(id);
  if (flow == nullptr) return 0.0;
  Group& group = groups_[flow->group];
  if (group.backlog) return backlog(id).waiting();
  return flow->suspended ? flow->end : std::max(0.0, flow->end - clock(group, now()));
}

double FlowNetwork::Kernel::cancel(FlowId id) {
  Flow* flow = find(id);
  if (flow == nullptr) return 0.0;
  const double left = remaining(id);
  const std::uint32_t index = flow->group;
  Group& group = groups_[index];
  const auto slot = static_cast<std::uint32_t>(static_cast<std::uint64_t>(id));
  if (group.backlog) {
    stop(index, now());
    std::erase(classes_[group.flow_class].open, index);
    group.backlog.reset();
    group.count = 0.0;
    group.flows = 0;
    group.suspended = false;
    free_groups_.push_back(index);
    unsolved_ = true;
    if (!in_batch_) arm();
  } else {
    if (!flow->suspended) leave(group, flow->count);
    touch(index);
  }
  release(slot);
  if (!group.backlog) schedule(index, now());
  return left;
}

double FlowNetwork::Kernel::class_rate(std::uint32_t id) {
  if (unsolved_) flush();
  const Group& group = groups_[classes_.at(id).closed];
  return group.flows > 0 ? group.rate : 0.0;
}

double FlowNetwork::Kernel::flow_rate(FlowId id) {
  if (unsolved_) flush();
  const Flow* flow = find(id);
  return flow == nullptr || flow->suspended ? 0.0 : groups_[flow->group].rate;
}

}  // namespace penstock::flow
