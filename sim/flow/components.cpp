// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <simgrid/s4u/Engine.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

#include "sim/flow/kernel.hpp"

namespace penstock::flow {

namespace {

double now() {
  return simgrid::s4u::Engine::get_clock();
}

constexpr double kUnlimited = std::numeric_limits<double>::infinity();
// A rate this close to the arrivals keeps up with them; the difference is the solver's.
constexpr double kKeepsUp = 1e-9;

}  // namespace

std::uint32_t FlowNetwork::Kernel::define(queueing::FlowClass flow) {
  const auto id = static_cast<std::uint32_t>(classes_.size());
  Class& added = classes_.emplace_back();
  adopt(added, std::move(flow));
  added.closed = add_group(id);
  ranked_ = false;
  return id;
}

void FlowNetwork::Kernel::adopt(Class& c, queueing::FlowClass flow) {
  for (const queueing::Demand& d : flow.demands) {
    if (d.resource >= pools_.size()) throw std::out_of_range("demand on no resource");
  }
  c.flow = std::move(flow);
  c.resources.clear();
  c.stay.clear();
  for (const queueing::Demand& d : c.flow.demands) {
    const auto resource = static_cast<std::uint32_t>(d.resource);
    if (std::ranges::find(c.resources, resource) == c.resources.end()) {
      c.resources.push_back(resource);
    }
    auto stay = std::ranges::find(c.stays, resource, &Stay::resource);
    if (stay == c.stays.end()) stay = c.stays.insert(stay, Stay{resource, 0.0, 0.0});
    c.stay.push_back(static_cast<std::uint32_t>(stay - c.stays.begin()));
  }
}

void FlowNetwork::Kernel::redefine(std::uint32_t id, queueing::FlowClass flow) {
  Class& c = classes_.at(id);
  const auto set_aside = [&](std::uint32_t group) {
    account(groups_[group], now());
    if (groups_[group].linked) unlink(group);
    touch(group);
  };
  set_aside(c.closed);
  for (const std::uint32_t group : c.open) set_aside(group);
  adopt(c, std::move(flow));
  ++c.version;
  ranked_ = false;
}

void FlowNetwork::Kernel::set_units(std::uint32_t resource, double units) {
  Pool& pool = pools_.at(resource);
  if (pool.units == units) return;
  account(pool, now());
  pool.units = units;
  solver_.set_units(resource, units);
  touch_pool(resource);
  unsolved_ = true;
  if (!in_batch_) arm();
}

std::uint32_t FlowNetwork::Kernel::add_group(std::uint32_t id) {
  std::uint32_t index = 0;
  if (free_groups_.empty()) {
    index = static_cast<std::uint32_t>(groups_.size());
    groups_.emplace_back();
    schedule_.resize(groups_.size());
  } else {
    index = free_groups_.back();
    free_groups_.pop_back();
  }
  groups_[index].flow_class = id;
  groups_[index].accounted = now();
  return index;
}

bool FlowNetwork::Kernel::active(const Group& group) const {
  if (!group.backlog) return group.flows > 0;
  return !group.suspended && (group.backlog->arrivals() > 0.0 || group.backlog->waiting() > 0.0);
}

double FlowNetwork::Kernel::limit(const Group& group) const {
  if (!group.backlog || group.backlog->waiting() > 0.0) return kUnlimited;
  return group.backlog->arrivals();
}

void FlowNetwork::Kernel::touch_pool(std::uint32_t resource) {
  Pool& pool = pools_[resource];
  if (pool.changed) return;
  pool.changed = true;
  changed_pools_.push_back(resource);
}

void FlowNetwork::Kernel::link(std::uint32_t index) {
  Group& group = groups_[index];
  group.linked = true;
  group.places.clear();
  for (const std::uint32_t resource : classes_[group.flow_class].resources) {
    group.places.push_back(static_cast<std::uint32_t>(pools_[resource].groups.size()));
    pools_[resource].groups.push_back(index);
    touch_pool(resource);
  }
}

void FlowNetwork::Kernel::unlink(std::uint32_t index) {
  Group& group = groups_[index];
  group.linked = false;
  const std::vector<std::uint32_t>& resources = classes_[group.flow_class].resources;
  for (std::size_t i = 0; i < resources.size(); ++i) {
    std::vector<std::uint32_t>& list = pools_[resources[i]].groups;
    const std::uint32_t place = group.places[i];
    const std::uint32_t last = list.back();
    list[place] = last;
    list.pop_back();
    if (last != index) {
      const std::vector<std::uint32_t>& others = classes_[groups_[last].flow_class].resources;
      const auto at = std::ranges::find(others, resources[i]) - others.begin();
      groups_[last].places[static_cast<std::size_t>(at)] = place;
    }
    touch_pool(resources[i]);
  }
}

void FlowNetwork::Kernel::stop(std::uint32_t index, double date) {
  Group& group = groups_[index];
  account(group, date);
  if (group.linked) unlink(index);
  if (group.backlog) group.backlog->advance(date, group.rate);
  group.rate = 0.0;
  group.solved_count = 0.0;
  schedule_.set(index, Schedule::kNever);
}

void FlowNetwork::Kernel::flush() {
  const double date = now();
  unsolved_ = false;
  if (!ranked_) rank_classes();
  // Which groups run, and which of them run differently from what was solved?
  ++mark_;
  component_groups_.clear();
  seeds_.clear();
  for (const std::uint32_t index : changed_groups_) {
    Group& group = groups_[index];
    group.changed = false;
    if (group.backlog) group.backlog->advance(date, group.rate);
    if (!active(group)) {
      if (group.linked || group.solved_count > 0.0) stop(index, date);
      continue;
    }
    if (!group.linked) {
      link(index);
      seeds_.push_back(index);
    } else if (group.solved_count != group.count || group.solved_limit != limit(group) ||
               group.solved_version != classes_[group.flow_class].version) {
      seeds_.push_back(index);
    }
  }
  changed_groups_.clear();
  for (const std::uint32_t index : seeds_) {
    if (groups_[index].mark == mark_) continue;
    component_groups_.clear();
    component_pools_.clear();
    collect_from(index);
    solve_component(date);
  }
  for (const std::uint32_t resource : changed_pools_) {
    Pool& pool = pools_[resource];
    pool.changed = false;
    if (pool.mark == mark_) continue;
    component_groups_.clear();
    component_pools_.clear();
    reach(resource);
    if (!component_groups_.empty()) {
      solve_component(date);
      continue;
    }
    account(pool, date);
    pool.wait = pool.read_delay = pool.utilisation = pool.busy = pool.outstanding = 0.0;
    pool.visit_rate = pool.wait_rate = 0.0;
  }
  changed_pools_.clear();
  if (!failure_.empty()) {
    unsolved_ = true;  // the next timer ends the run
    if (!in_batch_) arm();
  }
}

void FlowNetwork::Kernel::collect_from(std::uint32_t index) {
  Group& group = groups_[index];
  group.mark = mark_;
  component_groups_.push_back(index);
  for (const std::uint32_t resource : classes_[group.flow_class].resources) reach(resource);
}

void FlowNetwork::Kernel::reach(std::uint32_t resource) {
  // Breadth first over pools; component_pools_ is the queue.
  if (pools_[resource].mark == mark_) return;
  std::size_t next = component_pools_.size();
  pools_[resource].mark = mark_;
  component_pools_.push_back(resource);
  for (; next < component_pools_.size(); ++next) {
    for (const std::uint32_t index : pools_[component_pools_[next]].groups) {
      Group& group = groups_[index];
      if (group.mark == mark_) continue;
      group.mark = mark_;
      component_groups_.push_back(index);
      for (const std::uint32_t other : classes_[group.flow_class].resources) {
        if (pools_[other].mark == mark_) continue;
        pools_[other].mark = mark_;
        component_pools_.push_back(other);
      }
    }
  }
}

void FlowNetwork::Kernel::solve_component(double date) {
  for (const std::uint32_t index : component_groups_) {
    Group& group = groups_[index];
    account(group, date);
    if (group.backlog) group.backlog->advance(date, group.rate);
  }
  for (const std::uint32_t resource : component_pools_) account(pools_[resource], date);

  std::sort(component_groups_.begin(), component_groups_.end(),
            [&](std::uint32_t a, std::uint32_t b) {
              const Group &left = groups_[a], &right = groups_[b];
              if (left.flow_class != right.flow_class) {
                return classes_[left.flow_class].rank < classes_[right.flow_class].rank;
              }
              const double x = limit(left), y = limit(right);
              return x != y ? x < y : a < b;
            });
  std::sort(component_pools_.begin(), component_pools_.end());
  key_.clear();
  active_.clear();
  for (const std::uint32_t index : component_groups_) {
    Group& group = groups_[index];
    const Class& c = classes_[group.flow_class];
    const double most = limit(group);
    group.solved_count = group.count;
    group.solved_limit = most;
    group.solved_version = c.version;
    key_.push_back((std::uint64_t{group.flow_class} << 32U) | c.version);
    key_.push_back(std::bit_cast<std::uint64_t>(group.count));
    key_.push_back(std::bit_cast<std::uint64_t>(most));
    active_.push_back({&c.flow, group.count, units::Frequency{most}});
  }
  for (const std::uint32_t resource : component_pools_) {
    key_.push_back(std::bit_cast<std::uint64_t>(pools_[resource].units));
  }
  if (const queueing::PartialSolution* known = memo_.find(key_)) {
    ++memo_hits;
    apply(*known, date);
    return;
  }
  ++solves;
  if (auto solved = solver_.solve(active_, solution_); !solved) {
    failure_ = solved.error().message;
    return;
  }
  memo_.insert(key_, solution_);
  apply(solution_, date);
}

void FlowNetwork::Kernel::apply(const queueing::PartialSolution& solution, double date) {
  for (const std::uint32_t resource : component_pools_) {
    Pool& pool = pools_[resource];
    pool.wait = pool.read_delay = pool.utilisation = pool.busy = pool.outstanding = 0.0;
    pool.visit_rate = pool.wait_rate = 0.0;
  }
  for (std::size_t i = 0; i < solution.resources.size(); ++i) {
    Pool& pool = pools_[solution.resources[i]];
    pool.wait = solution.waits[i];
    pool.read_delay = solution.read_delays[i];
    pool.utilisation = solution.utilisation[i];
    pool.busy = solution.busy[i];
    pool.outstanding = solution.outstanding[i];
  }
  for (std::size_t i = 0; i < component_groups_.size(); ++i) {
    const std::uint32_t index = component_groups_[i];
    Group& group = groups_[index];
    double rate = solution.rates[i];
    if (group.backlog && group.solved_limit < kUnlimited &&
        rate >= group.solved_limit * (1.0 - kKeepsUp)) {
      rate = group.solved_limit;
    }
    if (rate != group.rate) {
      if (!group.backlog) group.clock = clock(group, date);
      group.since = date;
      group.rate = rate;
    }
    schedule(index, date);
    for (const queueing::Demand& d : classes_[group.flow_class].flow.demands) {
      Pool& pool = pools_[d.resource];
      const double visits = group.count * rate * d.visits;
      pool.visit_rate += visits;
      pool.wait_rate += visits * d.sharing * pool.wait;
    }
  }
}

void FlowNetwork::Kernel::account(Group& group, double date) {
  const double duration = date - group.accounted;
  group.accounted = date;
  if (duration <= 0.0 || group.solved_count == 0.0) return;
  Class& c = classes_[group.flow_class];
  const double flow_seconds = group.solved_count * duration;
  const double requests = flow_seconds * group.rate;
  c.use.requests += requests;
  c.use.flow_seconds += flow_seconds;
  c.use.delay_seconds += requests * c.flow.delay.si();
  double time = c.flow.delay.si();
  for (std::size_t i = 0; i < c.flow.demands.size(); ++i) {
    const queueing::Demand& d = c.flow.demands[i];
    const Pool& pool = pools_[d.resource];
    const double latency = d.in_sequence * (d.latency.si() + (d.writes ? 0.0 : pool.read_delay));
    const double wait = d.in_sequence * d.sharing * pool.wait;
    c.stays[c.stay[i]].latency += requests * latency;
    c.stays[c.stay[i]].wait += requests * wait;
    time += latency + wait;
  }
  const double idle = c.flow.window - group.rate * time;
  if (idle > kKeepsUp * c.flow.window) {
    c.use.idle_seconds += flow_seconds * idle;
    c.use.rate_limited_seconds += flow_seconds;
  }
}

void FlowNetwork::Kernel::account(Pool& pool, double date) {
  const double duration = date - pool.accounted;
  pool.accounted = date;
  if (duration <= 0.0) return;
  pool.use.service_seconds += pool.utilisation * pool.units * duration;
  pool.use.busy_seconds += pool.busy * pool.units * duration;
  pool.use.visits += pool.visit_rate * duration;
  pool.use.wait_seconds += pool.wait_rate * duration;
}

void FlowNetwork::Kernel::rank_classes() {
  std::vector<std::uint32_t> order(classes_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return queueing::Solver::before(classes_[a].flow, classes_[b].flow);
  });
  for (std::uint32_t i = 0; i < order.size(); ++i) classes_[order[i]].rank = i;
  ranked_ = true;
}

ResourceState FlowNetwork::Kernel::state(std::uint32_t resource) {
  if (unsolved_) flush();
  const Pool& pool = pools_.at(resource);
  return {units::Seconds{pool.wait}, pool.utilisation, pool.busy, pool.outstanding};
}

ResourceUse FlowNetwork::Kernel::use_resource(std::uint32_t resource) {
  Pool& pool = pools_.at(resource);
  account(pool, now());
  return pool.use;
}

ClassUse FlowNetwork::Kernel::use_class(std::uint32_t id) {
  Class& c = classes_.at(id);
  account(groups_[c.closed], now());
  for (const std::uint32_t group : c.open) account(groups_[group], now());
  ClassUse use = c.use;
  use.latency_seconds.assign(pools_.size(), 0.0);
  use.wait_seconds.assign(pools_.size(), 0.0);
  for (const Stay& stay : c.stays) {
    use.latency_seconds[stay.resource] += stay.latency;
    use.wait_seconds[stay.resource] += stay.wait;
  }
  return use;
}

}  // namespace penstock::flow
