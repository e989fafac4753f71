// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/flash_operation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace penstock::calibration {

namespace {

// Above this byte rate a drive hangs on PCIe: SATA ends at 560 MB/s, SAS at 1.1 GB/s.
constexpr double kSataRate = 620e6;
// Flash knees: 1.5 to 1.8 on five drives.
constexpr Prior kFlashKnee{1.65, 0.12};
// Requests/s that one thread submits (libaio 150 to 300 k, io_uring 350 to 400 k, user space 1 M),
// and one host of ten or twenty cores.
constexpr Prior kProcess{350e3, 0.7};
constexpr Prior kHost{900e3, 1.0};
// What a PCIe drive gives at most where the points do not show it.
constexpr double kClassRate = 700e3;
constexpr double kClassByteRate = 5e9;
constexpr double kClassLatency = 100e-6;
constexpr double kClassLatencyByteRate = 1e9;
// Spread of rates and latencies before the points speak, and of the shares of a latency.
constexpr double kCeilingSpread = 0.6, kLatencySpread = 0.5;
constexpr double kIdleSpread = 0.05, kBatchSpread = 0.25;
// Processes of depth 1 take 0.6 to 1.2 % more of an AHCI host for each further one, 4 to 8 % of a
// single core; seen from 8 on.
constexpr double kSwitchingSpread = 0.01, kCrowd = 8.0;

double size(const Point& p) {
  return p.at(Condition::kSize);
}
/// One cell in ten is off by more than any form explains (idle states, more processes than cores):
/// beyond three times the noise a residual counts as its root.
double softened(double residual) {
  constexpr double kTrusted = 3.0;
  const double ratio = residual / kTrusted;
  return std::copysign(kTrusted * std::sqrt(2.0 * (std::sqrt(1.0 + ratio * ratio) - 1.0)),
                       residual);
}

/// What the optimiser minimises: squares of residuals and of departures from priors.
double squares(const std::vector<double>& residuals, std::span<const Unknown> unknowns,
               std::span<const double> values) {
  double sum = 0.0;
  for (const double r : residuals) sum += r * r;
  for (std::size_t i = 0; i < unknowns.size(); ++i) {
    const auto& u = unknowns[i];
    if (!u.prior) continue;
    const double off =
        u.logarithmic ? std::log(values[i] / u.prior->centre) : values[i] - u.prior->centre;
    sum += off * off / (u.prior->spread * u.prior->spread);
  }
  return sum;
}

}  // namespace

FlashOperationFit::FlashOperationFit(std::vector<const Point*> points)
    : points_(std::move(points)) {
  for (const auto* p : points_) {
    const double rate = *p->rate();
    best_ = std::max(best_, rate);
    best_drive_ = std::max(best_drive_, rate / p->devices());
    best_bytes_ = std::max(best_bytes_, rate * size(*p) / p->devices());
    best_process_ = std::max(best_process_, rate / p->processes());
    sizes_.insert(size(*p));
    alone_ = alone_ || p->outstanding() <= 1.0;
    deep_ = deep_ || p->depth() > 1.0;
    crowded_ = crowded_ || (p->processes() >= kCrowd && p->depth() <= 2.0);
  }
  fast_ = best_bytes_ > kSataRate;
}

tl::expected<Estimate, std::string> FlashOperationFit::fit() {
  tl::expected<Estimate, std::string> best = tl::unexpected<std::string>("nothing to fit");
  double lowest = std::numeric_limits<double>::infinity();
  for (const Start start :
       {Start{false, false}, Start{false, true}, Start{true, false}, Start{true, true}}) {
    const auto unknowns = this->unknowns(start);
    auto estimate = minimise(unknowns, [this](std::span<const double> v) { return residuals(v); },
                             {.noise = kFlashNoise, .most_condition = 1e8});
    if (!estimate) {
      if (!best) best = std::move(estimate);
      continue;
    }
    const double cost = squares(residuals(estimate->values), unknowns, estimate->values);
    if (cost < lowest * (1.0 - 1e-6)) {
      lowest = cost;
      unknowns_ = unknowns;
      best = std::move(estimate);
    }
  }
  return best;
}

FlashOperation FlashOperationFit::operation(std::span<const double> values) const {
  FlashOperation o{.knee = values[0], .process_rate = values[1], .host_rate = values[2]};
  std::size_t i = 3;
  if (alone_) o.idle_exit = values[i++];
  if (deep_) o.batch_delay = values[i++];
  if (crowded_) o.switching = values[i++];
  for (const double s : sizes_) {
    o.sizes[s] = {.latency = values[i], .rate = values[i + 1]};
    i += 2;
  }
  return o;
}

std::vector<Unknown> FlashOperationFit::unknowns(Start start) const {
  const Prior knee = fast_ ? kFlashKnee : kSataKnee;
  std::vector<Unknown> all{
      {.name = "knee", .start = knee.centre, .prior = knee, .least = 0.2, .most = 20.0},
      {.name = "process_rate",
       .start =
           start.at_process ? 1.02 * best_process_ : std::max(kProcess.centre, 1.5 * best_process_),
       .prior = kProcess},
      {.name = "host_rate",
       .start = start.at_host ? 1.02 * best_ : std::max(kHost.centre, 1.5 * best_),
       .prior = kHost}};
  if (alone_) {
    all.push_back({.name = "idle_exit",
                   .start = 0.0,
                   .logarithmic = false,
                   .prior = Prior{0.0, kIdleSpread},
                   .least = 0.0,
                   .most = 1.0});
  }
  if (deep_) {
    all.push_back({.name = "batch_delay",
                   .start = 0.0,
                   .logarithmic = false,
                   .prior = Prior{0.0, kBatchSpread},
                   .least = 0.0,
                   .most = 10.0});
  }
  if (crowded_) {
    all.push_back({.name = "switching",
                   .start = start.at_host ? kSwitchingSpread : 0.0,
                   .logarithmic = false,
                   .prior = Prior{0.0, kSwitchingSpread},
                   .least = 0.0,
                   .most = 1.0});
  }
  for (const double s : sizes_) {
    // The least loaded point bounds the latency, the most loaded one the ceiling.
    double latency = kClassLatency + s / kClassLatencyByteRate;
    double reached = 0.0;
    for (const auto* p : points_) {
      if (size(*p) != s) continue;
      latency = std::min(latency, p->outstanding() / *p->rate());
      reached = std::max(reached, *p->rate() / p->devices());
    }
    double ceiling = std::max(1.05 * reached, std::min(best_drive_, best_bytes_ / s));
    if (fast_) ceiling = std::max(ceiling, std::min(kClassRate, kClassByteRate / s));
    all.push_back({.name = fmt::format("latency@{}", s),
                   .start = latency,
                   .prior = Prior{latency, kLatencySpread}});
    all.push_back({.name = fmt::format("rate@{}", s),
                   .start = reached * (start.at_host ? 1.6 : 1.05),
                   .prior = Prior{ceiling, kCeilingSpread}});
  }
  return all;
}

std::vector<double> FlashOperationFit::residuals(std::span<const double> values) const {
  const FlashOperation o = operation(values);
  std::vector<double> out;
  out.reserve(points_.size());
  for (const auto* p : points_) {
    const double x =
        closed_loop_rate(o, o.sizes.at(size(*p)), p->depth(), p->processes(), p->devices());
    out.push_back(softened(std::log(x / *p->rate()) / kFlashNoise));
  }
  return out;
}

}  // namespace penstock::calibration
