// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/flow/backlog.hpp"

#include <algorithm>

namespace penstock::flow {

void Backlog::advance(double now, double service) {
  const double duration = now - now_;
  if (duration <= 0.0) return;
  const double growth = arrivals_ - service;
  offered_ += arrivals_ * duration;
  if (waiting_ == 0.0 && growth <= 0.0) {
    now_ = now;
    return;
  }
  if (growth <= 0.0) {
    pass(duration, arrivals_, service);
  } else {
    // Growing until it is full, then at a standstill with the excess dropped.
    const double room = std::max(0.0, limit_ - waiting_);
    const double filling = std::min(duration, room / growth);
    if (filling > 0.0) pass(filling, arrivals_, service);
    const double rest = duration - filling;
    if (rest > 0.0) {
      dropped_ += growth * rest;
      pass(rest, service, service);
    }
  }
  now_ = now;
}

void Backlog::pass(double duration, double admitted, double service) {
  const double arrived = admitted * duration;
  if (arrived > 0.0) {
    if (!chunks_.empty() && tail_rate_ == admitted && chunks_.back().last == now_) {
      chunks_.back().last += duration;
      chunks_.back().requests += arrived;
    } else {
      chunks_.push_back({now_, now_ + duration, arrived});
      tail_rate_ = admitted;
    }
  }
  waiting_ = std::max(0.0, waiting_ + (admitted - service) * duration);
  serve(duration, service);
  max_waiting_ = std::max(max_waiting_, waiting_);
}

void Backlog::serve(double duration, double service) {
  // The oldest request's age is linear in time within a chunk: its maxima lie where chunks change
  // and at the end.
  const double end = now_ + duration;
  double left = service * duration;
  while (!chunks_.empty() && left > 0.0) {
    Chunk& chunk = chunks_.front();
    if (left < chunk.requests) {
      chunk.first += (chunk.last - chunk.first) * (left / chunk.requests);
      chunk.requests -= left;
      left = 0.0;
      break;
    }
    left -= chunk.requests;
    max_age_ = std::max(max_age_, end - left / service - chunk.last);
    chunks_.pop_front();
  }
  now_ = end;
  if (!chunks_.empty()) max_age_ = std::max(max_age_, now_ - chunks_.front().first);
}

void Backlog::add(double requests) {
  offered_ += requests;
  const double admitted = std::min(requests, std::max(0.0, limit_ - waiting_));
  dropped_ += requests - admitted;
  if (admitted <= 0.0) return;
  waiting_ += admitted;
  chunks_.push_back({now_, now_, admitted});
  tail_rate_ = -1.0;
  max_waiting_ = std::max(max_waiting_, waiting_);
}

void Backlog::drained() {
  waiting_ = 0.0;
  chunks_.clear();
  tail_rate_ = -1.0;
}

double Backlog::until_drained(double service) const {
  if (waiting_ <= 0.0 || service <= arrivals_) return std::numeric_limits<double>::infinity();
  return waiting_ / (service - arrivals_);
}

}  // namespace penstock::flow
