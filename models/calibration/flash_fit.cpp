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
#include <string_view>
#include <utility>
#include <vector>

#include "models/calibration/error_summary.hpp"
#include "models/calibration/flash_model.hpp"
#include "models/calibration/flash_operation.hpp"
#include "models/calibration/least_squares.hpp"

namespace penstock::calibration {

namespace {

// Mixes repeat to 8 to 33 % between shapes of equal depth.
constexpr double kMixNoise = 0.05;
// A write is acknowledged by the buffer: 8 to 30 us; reads wait for programs in proportion to
// writes, about twice the read latency at the write rate of a saturated drive (1.0 to 3.2).
constexpr Prior kWriteLatency{15e-6, 0.4};
constexpr double kWriteShareOfReads = 0.4, kWriteCeilingSpread = 0.5, kKnownCeilingSpread = 0.1;
constexpr double kInterference = 2.0, kInterferenceSpread = 0.7;
// Network and target of a remote drive: 20 to 100 us, and a queue pair of its own per process.
constexpr Prior kRemoteDelay{30e-6, 0.8};
constexpr double kCopyRate = 2e9;  ///< bytes per second that each side copies
constexpr Prior kRemoteProcess{150e3, 0.6};

constexpr std::string_view kNoPureReads =
    "rows of mixed reads and writes need pure reads beside them, at depth 1 and a deep queue";

double size(const Point& p) {
  return p.at(Condition::kSize);
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

/// A parameter whose spread the points did not narrow is the class's, not the drive's.
bool is_prior(double value, double error, const Prior& prior) {
  return error > 0.9 * prior.spread * value;
}

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
  for (const auto* p : points) shapes.insert({p->depth(), p->processes(), size(*p)});
  if (shapes.size() < 2) {
    series.remarks.push_back(fmt::format("{}: one point only, left out", name));
    return {};
  }
  FlashOperationFit fit(points);
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
    return tl::unexpected(std::string(kNoPureReads));
  }
  const FlashOperation::AtSize alone = reads->second.at(s);
  const bool known = writes != base.operations.end();

  std::vector<double> acknowledged;
  double ceiling = kWriteShareOfReads * alone.rate;
  for (const auto* p : points) {
    if (p->has(Observation::kWriteMean)) acknowledged.push_back(p->at(Observation::kWriteMean));
    if (p->has(Observation::kWriteRate)) {
      ceiling = std::max(ceiling, 1.05 * p->at(Observation::kWriteRate) / p->devices());
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
    const double centre = kRemoteDelay.centre + s / kCopyRate;
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
                                   return network_residuals(model, points, kFlashNoise);
                                 },
                                 {.noise = kFlashNoise, .most_condition = 1e8});
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
    if (!p.rate() || !p.has(Condition::kSize) || p.has(Condition::kOffered)) continue;
    if (remote(p)) {
      through_network.push_back(&p);
    } else if (p.read_share() > 0.0 && p.read_share() < 1.0) {
      mixed[size(p)].push_back(&p);
    } else {
      pure[operation_of(p, p.read_share() <= 0.0)].push_back(&p);
    }
  }
  // Remote rows alone are a drive like any other, with the network in its latency.
  const bool remote_alone = pure.empty() && mixed.empty() && !through_network.empty();
  if (remote_alone) {
    for (const auto* p : through_network) {
      const bool both = p->read_share() > 0.0 && p->read_share() < 1.0;
      (both ? mixed[size(*p)] : pure[operation_of(*p, p->read_share() <= 0.0)]).push_back(p);
    }
    through_network.clear();
  }
  Series series;
  series.calibrated_on = calibration.size();
  for (const auto& [name, points] : pure) {
    if (const auto done = fit_operation(name, points, series); !done) {
      return tl::unexpected(done.error());
    }
  }
  if (series.parameters.empty() && pure.empty() && !mixed.empty()) {
    return tl::unexpected(std::string(kNoPureReads));
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
        cells[{p->depth(), p->processes(), size(*p)}].push_back(*p->rate());
      }
      for (const auto& [shape, rates] : cells) {
        const auto& [d, n, s] = shape;
        add(series, fmt::format("measured@{}x{}x{}", s, d, n), quantile(rates, 0.5), "1/s",
            kFlashNoise * quantile(rates, 0.5));
      }
    }
  }
  if (remote_alone) {
    add(series, "remote.alone", 1.0, "1", 0.0);
    series.remarks.emplace_back(
        "remote rows without local ones: the network is a part of the latency, and nothing is "
        "said of the drive on its own host");
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
