// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/flash_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "models/calibration/error_summary.hpp"
#include "models/calibration/flash_model.hpp"
#include "models/calibration/least_squares.hpp"

namespace penstock::calibration {

namespace {

// Relative error of one measured rate, with what the form leaves out: 1 % noise, 2 % form.
constexpr double kNoise = 0.02;
// Above this byte rate a drive hangs on PCIe: SATA ends at 560 MB/s, SAS at 1.1 GB/s.
constexpr double kSataRate = 620e6;
// Knees: flash 1.5 to 1.8 on five drives, SATA links 2.7 to 3.7 on ten.
constexpr Prior kFlashKnee{1.65, 0.12};
constexpr Prior kSataKnee{3.0, 0.25};
// Requests/s that one thread submits (libaio 150 to 300 k, io_uring 350 to 400 k, user space 1 M),
// and one host of ten or twenty cores.
constexpr Prior kProcess{350e3, 0.5};
constexpr Prior kHost{900e3, 0.8};
// What a PCIe drive gives at most where the points do not show it.
constexpr double kClassRate = 700e3;
constexpr double kClassByteRate = 5e9;
constexpr double kClassLatency = 100e-6;
constexpr double kClassLatencyByteRate = 1e9;
// Spread of rates and latencies before the points speak.
// Mixes repeat to 8 to 33 % between shapes of equal depth.
constexpr double kMixNoise = 0.05;
constexpr double kCeilingSpread = 0.6, kLatencySpread = 0.5;
constexpr double kIdleSpread = 0.05, kBatchSpread = 0.25;
// A write is acknowledged by the buffer: 8 to 30 us; reads wait for programs in proportion to
// writes, about twice the read latency at the write rate of a saturated drive (1.0 to 3.2).
constexpr Prior kWriteLatency{15e-6, 0.4};
constexpr double kWriteShareOfReads = 0.4, kWriteCeilingSpread = 0.5, kKnownCeilingSpread = 0.1;
constexpr double kInterference = 2.0, kInterferenceSpread = 0.7;
// Network and target of a remote drive: 20 to 100 us, and a queue pair of its own per process.
constexpr Prior kRemoteDelay{30e-6, 0.8};
constexpr Prior kRemoteProcess{150e3, 0.6};

double depth(const Point& p) {
  return p.get(Condition::kDepth, 1.0);
}
double processes(const Point& p) {
  return p.get(Condition::kProcesses, 1.0);
}
double devices(const Point& p) {
  return p.get(Condition::kDevices, 1.0);
}
double size(const Point& p) {
  return p.at(Condition::kSize);
}
double share(const Point& p) {
  return p.get(Condition::kReadShare, 1.0);
}
bool remote(const Point& p) {
  return p.get(Condition::kRemote, 0.0) > 0.0;
}

void add(Series& series, std::string name, double value, std::string unit, double error,
         bool from_prior = false) {
  series.parameters.push_back({.name = std::move(name),
                               .value = value,
                               .unit = std::move(unit),
                               .standard_error = error,
                               .from_prior = from_prior});
}

/// One cell in ten is off by more than any form explains (idle states, more processes than cores):
/// beyond three times the noise a residual counts as its root.
double softened(double residual) {
  constexpr double kTrusted = 3.0;
  const double ratio = residual / kTrusted;
  return std::copysign(kTrusted * std::sqrt(2.0 * (std::sqrt(1.0 + ratio * ratio) - 1.0)),
                       residual);
}

/// A parameter whose spread the points did not narrow is the class's, not the drive's.
bool is_prior(double value, double error, const Prior& prior) {
  return error > 0.9 * prior.spread * value;
}

struct Start {
  bool at_host = false;     ///< the host's limit explains the ceiling
  bool at_process = false;  ///< a process's limit explains the rate of one
};

/// Fits one kind of request.
class OperationFit {
 public:
  explicit OperationFit(std::vector<const Point*> points) : points_(std::move(points)) {
    for (const auto* p : points_) {
      const double rate = *p->rate();
      best_ = std::max(best_, rate);
      best_drive_ = std::max(best_drive_, rate / devices(*p));
      best_bytes_ = std::max(best_bytes_, rate * size(*p) / devices(*p));
      best_process_ = std::max(best_process_, rate / processes(*p));
      sizes_.insert(size(*p));
      alone_ = alone_ || p->outstanding() <= 1.0;
      deep_ = deep_ || depth(*p) > 1.0;
    }
    fast_ = best_bytes_ > kSataRate;
  }

  tl::expected<Estimate, std::string> fit() {
    tl::expected<Estimate, std::string> best = tl::unexpected<std::string>("nothing to fit");
    double lowest = std::numeric_limits<double>::infinity();
    for (const Start start :
         {Start{false, false}, Start{false, true}, Start{true, false}, Start{true, true}}) {
      const auto unknowns = this->unknowns(start);
      auto estimate = minimise(unknowns, [this](std::span<const double> v) { return residuals(v); },
                               {.noise = kNoise, .most_condition = 1e8});
      if (!estimate) {
        if (!best) best = std::move(estimate);
        continue;
      }
      const double cost = this->cost(unknowns, estimate->values);
      if (cost < lowest * (1.0 - 1e-6)) {
        lowest = cost;
        unknowns_ = unknowns;
        best = std::move(estimate);
      }
    }
    return best;
  }

  [[nodiscard]] const std::vector<Unknown>& unknowns() const { return unknowns_; }
  [[nodiscard]] bool fast() const { return fast_; }

  [[nodiscard]] FlashOperation operation(std::span<const double> values) const {
    FlashOperation o{.knee = values[0], .process_rate = values[1], .host_rate = values[2]};
    std::size_t i = 3;
    if (alone_) o.idle_exit = values[i++];
    if (deep_) o.batch_delay = values[i++];
    for (const double s : sizes_) {
      o.sizes[s] = {.latency = values[i], .rate = values[i + 1]};
      i += 2;
    }
    return o;
  }

 private:
  [[nodiscard]] std::vector<Unknown> unknowns(Start start) const {
    const Prior knee = fast_ ? kFlashKnee : kSataKnee;
    std::vector<Unknown> all{
        {.name = "knee", .start = knee.centre, .prior = knee, .least = 0.2, .most = 20.0},
        {.name = "process_rate",
         .start = start.at_process ? 1.02 * best_process_
                                   : std::max(kProcess.centre, 1.5 * best_process_),
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
    for (const double s : sizes_) {
      // The least loaded point bounds the latency, the most loaded one the ceiling.
      double latency = kClassLatency + s / kClassLatencyByteRate;
      double reached = 0.0;
      for (const auto* p : points_) {
        if (size(*p) != s) continue;
        latency = std::min(latency, p->outstanding() / *p->rate());
        reached = std::max(reached, *p->rate() / devices(*p));
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

  [[nodiscard]] std::vector<double> residuals(std::span<const double> values) const {
    const FlashOperation o = operation(values);
    std::vector<double> out;
    out.reserve(points_.size());
    for (const auto* p : points_) {
      const double x =
          closed_loop_rate(o, o.sizes.at(size(*p)), depth(*p), processes(*p), devices(*p));
      out.push_back(softened(std::log(x / *p->rate()) / kNoise));
    }
    return out;
  }

  [[nodiscard]] double cost(std::span<const Unknown> unknowns,
                            std::span<const double> values) const {
    double sum = 0.0;
    for (const double r : residuals(values)) sum += r * r;
    for (std::size_t i = 0; i < unknowns.size(); ++i) {
      const auto& u = unknowns[i];
      if (!u.prior) continue;
      const double off =
          u.logarithmic ? std::log(values[i] / u.prior->centre) : values[i] - u.prior->centre;
      sum += off * off / (u.prior->spread * u.prior->spread);
    }
    return sum;
  }

  std::vector<const Point*> points_;
  std::set<double> sizes_;
  double best_ = 0.0, best_drive_ = 0.0, best_bytes_ = 0.0, best_process_ = 0.0;
  bool alone_ = false, deep_ = false, fast_ = false;
  std::vector<Unknown> unknowns_;
};

std::string unit_of(std::string_view name) {
  if (name.starts_with("latency")) return "s";
  return name.starts_with("rate") || name.ends_with("_rate") ? "1/s" : "1";
}

std::optional<std::string> implausible(const Estimate& estimate,
                                       const std::vector<Unknown>& unknowns) {
  for (std::size_t i = 0; i < unknowns.size(); ++i) {
    const double value = estimate.values[i];
    if (unknowns[i].name.starts_with("latency") && !(value > 1e-7 && value < 60.0)) {
      return fmt::format("a base latency of {:.2g} s is not plausible", value);
    }
    if (unknowns[i].name.starts_with("rate") && !(value > 1e-3 && value < 1e9)) {
      return fmt::format("a drive's ceiling of {:.2g} requests/s is not plausible", value);
    }
  }
  if (estimate.rms > 0.5) {
    return fmt::format(
        "the rates are off by {:.0f} % from any closed loop; are they of one drive "
        "and one set-up?",
        100.0 * estimate.rms);
  }
  return std::nullopt;
}

tl::expected<void, std::string> fit_operation(const std::string& name,
                                              std::vector<const Point*> points, Series& series) {
  std::set<Shape> shapes;
  for (const auto* p : points) shapes.insert({depth(*p), processes(*p), size(*p)});
  if (shapes.size() < 2) {
    series.remarks.push_back(fmt::format("{}: one point only, left out", name));
    return {};
  }
  OperationFit fit(points);
  const auto estimate = fit.fit();
  if (!estimate) return tl::unexpected(fmt::format("{}: {}", name, estimate.error()));
  if (const auto why = implausible(*estimate, fit.unknowns())) {
    return tl::unexpected(fmt::format("{}: {}", name, *why));
  }
  std::vector<std::string> priors;
  for (std::size_t i = 0; i < fit.unknowns().size(); ++i) {
    const Unknown& u = fit.unknowns()[i];
    const double value = estimate->values[i], error = estimate->standard_errors[i];
    const bool prior = u.logarithmic && is_prior(value, error, *u.prior);
    if (prior) priors.push_back(u.name);
    add(series, name + "." + u.name, value, unit_of(u.name), error, prior);
  }
  if (!priors.empty()) {
    series.remarks.push_back(
        fmt::format("{}: {} not determined by these points, taken from the class", name,
                    fmt::join(priors, ", ")));
  }
  series.condition = std::max(series.condition, estimate->condition);
  series.rms = std::max(series.rms, estimate->rms);
  return {};
}

/// Residuals of points that only the network describes.
std::vector<double> network_residuals(const FlashModel& model,
                                      const std::vector<const Point*>& points, double noise) {
  std::vector<double> out;
  out.reserve(points.size());
  for (const auto* p : points) {
    const auto figures = solve_closed_loop(model, *p);
    out.push_back(figures ? std::log(figures->rate / *p->rate()) / noise
                          : std::numeric_limits<double>::quiet_NaN());
  }
  return out;
}

/// Mixed points of one size: how writes delay reads, and what a write costs.
tl::expected<void, std::string> fit_mix(double s, const std::vector<const Point*>& points,
                                        Series& series) {
  const FlashModel base = flash_model(series);
  const auto reads = base.operations.find(operation_of(*points.front(), false));
  const auto writes = base.operations.find(operation_of(*points.front(), true));
  if (reads == base.operations.end()) {
    return tl::unexpected<std::string>(
        "rows of mixed reads and writes need pure reads beside them, at depth 1 and a deep queue");
  }
  const FlashOperation::AtSize alone = reads->second.at(s);
  const bool known = writes != base.operations.end();

  std::vector<double> acknowledged;
  double ceiling = kWriteShareOfReads * alone.rate;
  for (const auto* p : points) {
    if (p->has(Observation::kWriteMean)) acknowledged.push_back(p->at(Observation::kWriteMean));
    if (p->has(Observation::kWriteRate)) {
      ceiling = std::max(ceiling, 1.05 * p->at(Observation::kWriteRate) / devices(*p));
    }
  }
  if (known) ceiling = writes->second.at(s).rate;
  Prior latency = kWriteLatency;
  if (!acknowledged.empty()) latency = {.centre = quantile(acknowledged, 0.5), .spread = 0.1};
  const double kappa = kInterference * alone.latency / ceiling;
  const std::vector<Unknown> unknowns{
      {.name = "interference", .start = kappa, .prior = Prior{kappa, kInterferenceSpread}},
      {.name = "latency", .start = latency.centre, .prior = latency},
      {.name = "rate",
       .start = ceiling,
       .prior = Prior{ceiling, known ? kKnownCeilingSpread : kWriteCeilingSpread}}};
  const auto estimate =
      minimise(unknowns,
               [&](std::span<const double> values) {
                 FlashModel model = base;
                 model.mixes[s] = {.interference = values[0],
                                   .write = {.latency = values[1], .rate = values[2]}};
                 return network_residuals(model, points, kMixNoise);
               },
               {.noise = kMixNoise, .most_condition = 1e8});
  if (!estimate) return tl::unexpected("mix: " + estimate.error());
  const std::array units{"s2", "s", "1/s"};
  for (std::size_t i = 0; i < unknowns.size(); ++i) {
    const double value = estimate->values[i], error = estimate->standard_errors[i];
    add(series, fmt::format("mix.{}@{}", unknowns[i].name, s), value, units[i], error,
        is_prior(value, error, *unknowns[i].prior));
  }
  series.condition = std::max(series.condition, estimate->condition);
  series.rms = std::max(series.rms, estimate->rms);
  return {};
}

/// Remote points beside local ones: what network and target add.
tl::expected<void, std::string> fit_remote(const std::vector<const Point*>& points,
                                           Series& series) {
  const FlashModel base = flash_model(series);
  if (!base.operations.contains(operation_of(*points.front(), false))) {
    return tl::unexpected<std::string>(
        "remote rows need local ones beside them, at depth 1 and a deep queue");
  }
  std::set<double> sizes;
  for (const auto* p : points) sizes.insert(size(*p));
  std::vector<Unknown> unknowns{
      {.name = "process_rate", .start = kRemoteProcess.centre, .prior = kRemoteProcess}};
  for (const double s : sizes) {
    const double centre = kRemoteDelay.centre + s / 2e9;  // a copy on each side
    unknowns.push_back({.name = fmt::format("delay@{}", s),
                        .start = centre,
                        .prior = Prior{centre, kRemoteDelay.spread}});
  }
  const auto estimate = minimise(unknowns,
                                 [&](std::span<const double> values) {
                                   FlashModel model = base;
                                   model.remote_process_rate = values[0];
                                   std::size_t i = 1;
                                   for (const double s : sizes)
                                     model.remote_delays[s] = values[i++];
                                   return network_residuals(model, points, kNoise);
                                 },
                                 {.noise = kNoise, .most_condition = 1e8});
  if (!estimate) return tl::unexpected("remote: " + estimate.error());
  for (std::size_t i = 0; i < unknowns.size(); ++i) {
    const double value = estimate->values[i], error = estimate->standard_errors[i];
    add(series, "remote." + unknowns[i].name, value, unit_of(unknowns[i].name), error,
        is_prior(value, error, *unknowns[i].prior));
    if (unknowns[i].name.starts_with("delay")) series.parameters.back().unit = "s";
  }
  series.condition = std::max(series.condition, estimate->condition);
  series.rms = std::max(series.rms, estimate->rms);
  return {};
}

}  // namespace

tl::expected<Series, std::string> fit_flash(std::span<const Point> calibration) {
  std::map<std::string, std::vector<const Point*>> pure;
  std::map<double, std::vector<const Point*>> mixed;
  std::vector<const Point*> through_network;
  for (const auto& p : calibration) {
    if (!p.rate() || !p.has(Condition::kSize)) continue;
    if (remote(p)) {
      through_network.push_back(&p);
    } else if (share(p) > 0.0 && share(p) < 1.0) {
      mixed[size(p)].push_back(&p);
    } else {
      pure[operation_of(p, share(p) <= 0.0)].push_back(&p);
    }
  }
  // Remote rows alone are a drive like any other, with the network in its latency.
  if (pure.empty() && mixed.empty()) {
    for (const auto* p : through_network) pure[operation_of(*p, share(*p) <= 0.0)].push_back(p);
    through_network.clear();
  }
  Series series;
  series.calibrated_on = calibration.size();
  for (const auto& [name, points] : pure) {
    if (const auto done = fit_operation(name, points, series); !done) {
      return tl::unexpected(done.error());
    }
  }
  if (series.parameters.empty()) {
    return tl::unexpected<std::string>(
        "too few points: a closed loop needs at least two depths of one kind of request, 1 and "
        "the deepest");
  }
  if (const auto reads = pure.find("read"); reads != pure.end()) {
    const auto fitted = static_cast<std::size_t>(std::ranges::count_if(
        series.parameters, [](const Parameter& p) { return p.name.starts_with("read."); }));
    if (reads->second.size() > fitted) {
      std::map<Shape, std::vector<double>> cells;
      for (const auto* p : reads->second) {
        cells[{depth(*p), processes(*p), size(*p)}].push_back(*p->rate());
      }
      for (const auto& [shape, rates] : cells) {
        const auto& [d, n, s] = shape;
        add(series, fmt::format("measured@{}x{}x{}", s, d, n), quantile(rates, 0.5), "1/s",
            kNoise * quantile(rates, 0.5));
      }
    }
  }
  for (const auto& [s, points] : mixed) {
    if (const auto done = fit_mix(s, points, series); !done) return tl::unexpected(done.error());
  }
  if (!through_network.empty()) {
    if (const auto done = fit_remote(through_network, series); !done) {
      return tl::unexpected(done.error());
    }
  }
  return series;
}

}  // namespace penstock::calibration
