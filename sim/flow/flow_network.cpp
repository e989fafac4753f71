// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/flow/flow_network.hpp"

#include <simgrid/s4u/Semaphore.hpp>

#include <cmath>
#include <string>
#include <utility>

#include "sim/flow/kernel.hpp"

namespace penstock::flow {

namespace {

std::uint32_t index(ClassId id) {
  return static_cast<std::uint32_t>(id);
}
std::uint32_t index(ResourceId id) {
  return static_cast<std::uint32_t>(id);
}

void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

bool is_amount(double value) {
  return value >= 0.0 && std::isfinite(value);
}

}  // namespace

FlowNetwork::FlowNetwork(std::vector<queueing::Resource> resources, std::size_t memo_entries)
    : kernel_(std::make_unique<Kernel>(std::move(resources), memo_entries)) {}

FlowNetwork::~FlowNetwork() = default;

ClassId FlowNetwork::define(queueing::FlowClass flow) {
  return ClassId{kernel_->define(std::move(flow))};
}

void FlowNetwork::redefine(ClassId id, queueing::FlowClass flow) {
  kernel_->redefine(index(id), std::move(flow));
}

void FlowNetwork::set_units(ResourceId id, double units) {
  require(is_amount(units) && units > 0.0, "units of a resource must be above 0");
  kernel_->set_units(index(id), units);
}

FlowId FlowNetwork::start(ClassId id, double requests, std::function<void()> on_end, double count) {
  require(is_amount(requests), "requests of a flow must be 0 or more");
  require(is_amount(count) && count > 0.0, "count of a flow must be above 0");
  return kernel_->start(index(id), requests, std::move(on_end), count);
}

void FlowNetwork::transfer(ClassId id, double requests, double count) {
  const simgrid::s4u::SemaphorePtr done = simgrid::s4u::Semaphore::create(0);
  const FlowId flow = start(
      id, requests, [done] { done->release(); }, count);
  try {
    done->acquire();
  } catch (...) {  // the actor is killed
    cancel(flow);
    throw;
  }
}

FlowId FlowNetwork::open(ClassId id, units::Frequency arrivals) {
  require(is_amount(arrivals.si()), "arrivals must be 0 or more");
  return kernel_->open(index(id), arrivals.si());
}

void FlowNetwork::set_arrivals(FlowId id, units::Frequency arrivals) {
  require(is_amount(arrivals.si()), "arrivals must be 0 or more");
  kernel_->backlog(id).set_arrivals(arrivals.si());
  kernel_->source_changed(id);
}

void FlowNetwork::add_backlog(FlowId id, double requests) {
  require(is_amount(requests), "a burst must be 0 or more requests");
  kernel_->backlog(id).add(requests);
  kernel_->source_changed(id);
}

void FlowNetwork::set_backlog_limit(FlowId id, double requests) {
  require(requests >= 0.0, "a backlog limit must be 0 or more requests");
  kernel_->backlog(id).set_limit(requests);
}

double FlowNetwork::backlog(FlowId id) const {
  return kernel_->backlog(id).waiting();
}

OpenUse FlowNetwork::use_open(FlowId id) const {
  const Backlog& queue = kernel_->backlog(id);
  return {queue.offered(), queue.served(), queue.dropped(), queue.max_waiting(),
          units::Seconds{queue.max_age()}};
}

void FlowNetwork::suspend(FlowId id) {
  kernel_->suspend(id);
}
void FlowNetwork::resume(FlowId id) {
  kernel_->resume(id);
}
double FlowNetwork::cancel(FlowId id) {
  return kernel_->cancel(id);
}
double FlowNetwork::remaining(FlowId id) const {
  return kernel_->remaining(id);
}

units::Frequency FlowNetwork::rate(ClassId id) {
  return units::Frequency{kernel_->class_rate(index(id))};
}
units::Frequency FlowNetwork::rate(FlowId id) {
  return units::Frequency{kernel_->flow_rate(id)};
}
ResourceState FlowNetwork::state(ResourceId id) {
  return kernel_->state(index(id));
}
ResourceUse FlowNetwork::use(ResourceId id) const {
  return kernel_->use_resource(index(id));
}
ClassUse FlowNetwork::use(ClassId id) const {
  return kernel_->use_class(index(id));
}

std::size_t FlowNetwork::completions() const {
  return kernel_->completions;
}
std::size_t FlowNetwork::solves() const {
  return kernel_->solves;
}
std::size_t FlowNetwork::memo_hits() const {
  return kernel_->memo_hits;
}

}  // namespace penstock::flow
