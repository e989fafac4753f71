// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/queueing/equations.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace penstock::queueing {

namespace {

// Utilisation below which the path may start.
constexpr double kRoom = 0.7;
constexpr double kFirstRounding = 0.5;

/// Time that a rate limit adds to a request, rounded off by the barrier, with its derivatives by
/// the time T and by log(barrier): the positive root h of (T + h - cap) h = barrier cap (T + h).
struct Hold {
  double time, by_time, by_log_barrier;
};

Hold hold(double time, double cap, double barrier) {
  if (barrier == 0.0) {
    return time < cap ? Hold{cap - time, -1.0, 0.0} : Hold{0.0, 0.0, 0.0};
  }
  const double rounding = barrier * cap;
  const double linear = time - cap - rounding;
  const double root = std::sqrt(linear * linear + 4.0 * rounding * time);
  const double held =
      linear < 0.0 ? 0.5 * (root - linear) : 2.0 * rounding * time / (linear + root);
  return {held, (rounding - held) / root, rounding * (held + time) / root};
}

}  // namespace

void Equations::clear() {
  flows.clear();
  visits.clear();
  resources.clear();
}

bool Equations::prepare(std::span<const double> factors) {
  const std::size_t count = resources.size();
  unknowns_ = 0;
  wait_.assign(count, 0.0);
  write_rate_.assign(count, 0.0);
  delay_.assign(count, 0.0);
  sums_.assign(count, Sums{});
  weights_.assign(count, Sums{});
  by_wait_.assign(count, 0.0);
  by_delay_.assign(count, 0.0);
  by_distance_.assign(count, 0.0);
  column_.assign(count, 0.0);
  idle_.assign(count, 0);
  rate_.assign(flows.size(), 0.0);
  slope_.assign(flows.size(), 0.0);
  drift_.assign(flows.size(), 0.0);

  // Typical times of a visit and the wait that would saturate each resource on its own.
  for (const LoadedFlow& flow : flows) {
    const double requests = flow.count * flow.window;
    for (std::uint32_t i = flow.first; i < flow.last; ++i) {
      const Visit& visit = visits[i];
      Sums& sums = sums_[visit.resource];
      for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += requests * visit.terms[k];
      if (visit.waiting > 0.0) {
        resources[visit.resource].start +=
            requests * (visit.terms[Visit::kService] + visit.terms[Visit::kPositioning]) /
            visit.waiting;
      }
    }
  }
  for (std::size_t r = 0; r < count; ++r) {
    LoadedResource& resource = resources[r];
    const Sums& sums = sums_[r];
    const double work = sums[Visit::kService] + sums[Visit::kPositioning];
    if (work > 0.0) {
      resource.wait_index = static_cast<std::int32_t>(unknowns_++);
      resource.scale = (sums[Visit::kLatency] + work) / sums[Visit::kVisits];
      // A knee without any latency has no way to wait but the edge.
      if (resource.kind == LoadedResource::Kind::kKnee && sums[Visit::kLatency] == 0.0) {
        resource.kind = LoadedResource::Kind::kEdge;
      }
      wait_[r] = std::max(resource.start / resource.units, 0.01 * resource.scale);
      if (!factors.empty()) wait_[r] *= factors[r];
    }
  }
  for (std::size_t r = 0; r < count; ++r) {
    LoadedResource& resource = resources[r];
    if (resource.read_delay_per_write_rate > 0.0 && sums_[r][Visit::kReads] > 0.0 &&
        sums_[r][Visit::kWrites] > 0.0) {
      resource.write_index = static_cast<std::int32_t>(unknowns_++);
    }
  }
  residual_.assign(unknowns_, 0.0);
  matrix_.assign(unknowns_ * unknowns_, 0.0);
  first_.assign(unknowns_, 0.0);
  pull_.assign(unknowns_, 0.0);
  return start();
}

bool Equations::start() {
  // Write rates start from the rates at the first waits, without their own delay.
  barrier_ = 1.0;
  distance_ = 1.0;
  evaluate_rates();
  for (std::size_t r = 0; r < resources.size(); ++r) {
    if (resources[r].write_index >= 0) {
      write_rate_[r] = sums_[r][Visit::kWrites] / resources[r].units;
    }
  }
  // Longer waits where the load is still too high, then the factors that make this the solution.
  for (int tries = 0; tries < 40; ++tries) {
    evaluate_rates();
    bool room = true;
    for (std::size_t r = 0; r < resources.size(); ++r) {
      if (resources[r].wait_index < 0) continue;
      const double share = utilisation(r);
      if (!(share < kRoom)) {
        wait_[r] *= 8.0;
        room = false;
      }
    }
    if (!room) continue;
    for (std::size_t r = 0; r < resources.size(); ++r) {
      LoadedResource& resource = resources[r];
      if (resource.write_index >= 0) {
        first_[static_cast<std::size_t>(resource.write_index)] = std::log(write_rate_[r]);
      }
      if (resource.wait_index < 0) continue;
      first_[static_cast<std::size_t>(resource.wait_index)] = std::log(wait_[r]);
      const double share = utilisation(r);
      if (resource.kind == LoadedResource::Kind::kKnee) {
        const double mean = latency(r) / sums_[r][Visit::kVisits];
        const double power = std::pow(share, resource.exponent);
        resource.offset = std::log(wait_[r] / mean);
        resource.offset -= power > 1e-12
                               ? std::log(std::expm1(-std::log1p(-power) / resource.exponent))
                               : resource.exponent * std::log(share) - std::log(resource.exponent);
      } else {
        resource.offset = std::log(wait_[r] * (1.0 - share) / (resource.scale * share));
      }
    }
    return true;
  }
  return false;
}

double Equations::latency(std::size_t r) const {
  return sums_[r][Visit::kLatency] + delay_[r] * sums_[r][Visit::kReads];
}

double Equations::utilisation(std::size_t r) const {
  const LoadedResource& resource = resources[r];
  if (resource.kind != LoadedResource::Kind::kSeek) return work(r) / resource.units;
  return work(r) / seek_state(resource, outstanding(r), rounding_).busy;
}

void Equations::evaluate_rates() {
  // Corners go from a rounding of kFirstRounding to the barrier.
  rounding_ = rounding_by_distance_ = 0.0;
  if (barrier_ > 0.0) {
    rounding_by_distance_ = std::log(kFirstRounding / barrier_);
    rounding_ = barrier_ * std::exp(distance_ * rounding_by_distance_);
  }
  for (std::size_t r = 0; r < resources.size(); ++r) {
    sums_[r] = Sums{};
    delay_[r] = resources[r].read_delay_per_write_rate * write_rate_[r];
  }
  for (std::size_t f = 0; f < flows.size(); ++f) {
    const LoadedFlow& flow = flows[f];
    double time = flow.base;
    for (std::uint32_t i = flow.first; i < flow.last; ++i) {
      const Visit& visit = visits[i];
      time += visit.waiting * wait_[visit.resource] + visit.reading * delay_[visit.resource];
    }
    if (flow.cap > 0.0) {
      const Hold held = hold(time, flow.cap, rounding_);
      time += held.time;
      rate_[f] = flow.window / time;
      slope_[f] = -(rate_[f] / time) * (1.0 + held.by_time);
      drift_[f] = -(rate_[f] / time) * held.by_log_barrier * rounding_by_distance_;
    } else {
      rate_[f] = flow.window / time;
      slope_[f] = -rate_[f] / time;
      drift_[f] = 0.0;
    }
    const double rate = flow.count * rate_[f];
    for (std::uint32_t i = flow.first; i < flow.last; ++i) {
      const Visit& visit = visits[i];
      Sums& sums = sums_[visit.resource];
      for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += rate * visit.terms[k];
    }
  }
}

double Equations::outstanding(std::size_t r) const {
  const Sums& sums = sums_[r];
  return sums[Visit::kLatency] + delay_[r] * sums[Visit::kReads] + wait_[r] * sums[Visit::kShared];
}

double Equations::work(std::size_t r) const {
  double positioning = sums_[r][Visit::kPositioning];
  if (resources[r].kind == LoadedResource::Kind::kSeek) {
    positioning /= seek_state(resources[r], outstanding(r), rounding_).gain;
  }
  return sums_[r][Visit::kService] + positioning;
}

void Equations::evaluate_resource(std::size_t r) {
  const LoadedResource& resource = resources[r];
  const Sums& sums = sums_[r];
  Sums& weights = weights_[r];
  weights = Sums{};
  const double wait = wait_[r];
  double load = 0.0;  // utilisation of the busy units
  double by_outstanding = 0.0, by_rounding = 0.0;

  if (resource.kind == LoadedResource::Kind::kSeek) {
    const SeekState seek = seek_state(resource, outstanding(r), rounding_);
    const double work = sums[Visit::kService] + sums[Visit::kPositioning] / seek.gain;
    load = work / seek.busy;
    weights[Visit::kService] = 1.0 / work;
    weights[Visit::kPositioning] = 1.0 / (seek.gain * work);
    const double by_gain = -sums[Visit::kPositioning] / (seek.gain * seek.gain * work);
    by_outstanding = by_gain * seek.gain_by_n - seek.busy_by_n / seek.busy;
    by_rounding = by_gain * seek.gain_by_rounding - seek.busy_by_rounding / seek.busy;
    weights[Visit::kLatency] = by_outstanding;
    weights[Visit::kReads] = by_outstanding * delay_[r];
    weights[Visit::kShared] = by_outstanding * wait;
  } else {
    const double work = sums[Visit::kService] + sums[Visit::kPositioning];
    load = work / resource.units;
    weights[Visit::kService] = weights[Visit::kPositioning] = 1.0 / work;
  }

  const auto row = static_cast<std::size_t>(resource.wait_index);
  by_delay_[r] = by_outstanding * sums[Visit::kReads];
  by_wait_[r] = by_outstanding * sums[Visit::kShared];
  by_distance_[r] = 0.0;
  idle_[r] = 0;
  if (resource.kind == LoadedResource::Kind::kKnee) {
    // log u - log(1 - (L / (L + W))^q) / q, with L the rate-weighted mean latency.
    const double mean = latency(r);
    const double factor = distance_ == 0.0 ? 1.0 : std::exp(-distance_ * resource.offset);
    const double ratio = factor * wait * sums[Visit::kVisits] / mean;
    const double open = -std::expm1(-resource.exponent * std::log1p(ratio));
    residual_[row] = std::log(load) - std::log(open) / resource.exponent;
    const double by_log_ratio = -(1.0 - open) * ratio / ((1.0 + ratio) * open);
    weights[Visit::kLatency] = -by_log_ratio / mean;
    weights[Visit::kReads] = -by_log_ratio * delay_[r] / mean;
    weights[Visit::kVisits] = by_log_ratio / sums[Visit::kVisits];
    by_wait_[r] = by_log_ratio / wait;
    by_delay_[r] = -by_log_ratio * sums[Visit::kReads] / mean;
    by_distance_[r] = -by_log_ratio * resource.offset;
    column_[r] = wait;
  } else if (barrier_ > 0.0) {
    // W = barrier scale u / (1 - u): nobody waits below the edge as the barrier goes to 0.
    const double log_factor = resource.offset - std::log(barrier_);
    const double push = barrier_ * std::exp(distance_ * log_factor) * resource.scale / wait;
    residual_[row] = std::log(load * (1.0 + push));
    by_distance_[r] = log_factor * push / (1.0 + push) + rounding_by_distance_ * by_rounding;
    by_wait_[r] -= push / ((1.0 + push) * wait);
    column_[r] = wait;
  } else {
    residual_[row] = std::log(load);
    column_[r] = resource.scale;
    if (residual_[row] < -wait / resource.scale) {
      residual_[row] = -wait / resource.scale;
      idle_[r] = 1;
    }
  }
}

void Equations::evaluate(double barrier, double distance) {
  barrier_ = barrier;
  distance_ = distance;
  evaluate_all();
}

void Equations::evaluate_exactly() {
  barrier_ = distance_ = 0.0;
  evaluate_all();
}

void Equations::evaluate_all() {
  evaluate_rates();
  norm_ = square_ = 0.0;
  for (std::size_t r = 0; r < resources.size(); ++r) {
    if (resources[r].wait_index >= 0) evaluate_resource(r);
    if (resources[r].write_index >= 0) {
      residual_[static_cast<std::size_t>(resources[r].write_index)] =
          std::log(sums_[r][Visit::kWrites] / (resources[r].units * write_rate_[r]));
    }
  }
  if (anchored_ && barrier_ > 0.0) apply_anchor();
  for (const double value : residual_) {
    norm_ = std::max(norm_, std::abs(value));
    square_ += value * value;
  }
  finite_ = std::isfinite(square_);
}

void Equations::apply_anchor() {
  const auto pull = [&](std::int32_t index, double value) {
    if (index < 0) return;
    const auto i = static_cast<std::size_t>(index);
    const double back = first_[i] - std::log(value);
    pull_[i] = back - residual_[i];
    residual_[i] = (1.0 - distance_) * residual_[i] + distance_ * back;
  };
  for (std::size_t r = 0; r < resources.size(); ++r) {
    pull(resources[r].wait_index, wait_[r]);
    pull(resources[r].write_index, write_rate_[r]);
  }
}

void Equations::move(const std::vector<double>& step) {
  for (std::size_t r = 0; r < resources.size(); ++r) {
    const LoadedResource& resource = resources[r];
    if (resource.wait_index >= 0) {
      const double by = step[static_cast<std::size_t>(resource.wait_index)];
      if (barrier_ > 0.0 || resource.kind == LoadedResource::Kind::kKnee) {
        wait_[r] *= std::exp(by);
      } else {
        wait_[r] = std::max(0.0, wait_[r] + resource.scale * by);
      }
    }
    if (resource.write_index >= 0) {
      write_rate_[r] *= std::exp(step[static_cast<std::size_t>(resource.write_index)]);
    }
  }
}

void Equations::save(std::vector<double>& out) const {
  out.clear();
  out.insert(out.end(), wait_.begin(), wait_.end());
  out.insert(out.end(), write_rate_.begin(), write_rate_.end());
}

void Equations::restore(const std::vector<double>& in) {
  const auto half = in.begin() + static_cast<std::ptrdiff_t>(wait_.size());
  std::copy(in.begin(), half, wait_.begin());
  std::copy(half, in.end(), write_rate_.begin());
}

}  // namespace penstock::queueing
