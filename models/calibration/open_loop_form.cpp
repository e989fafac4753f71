// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Open loop: what a drive achieves of the rate that it is offered, and how long requests take
// (docs/theory/calibration.md, "Open loop").
//
// Reads collide with programs long before the drive saturates, so that their mean grows in
// proportion to the write rate and not as in a queue. Beyond saturation the latency is that of the
// queue which the load generator keeps.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "models/calibration/error_summary.hpp"
#include "models/calibration/fitted.hpp"
#include "models/calibration/form.hpp"
#include "models/calibration/knots.hpp"

namespace penstock::calibration {

namespace {

/// kappa X / L0 at saturation: 1.0 to 3.2 on six drives (catalogue: `interference`).
constexpr Prior kInterference{1.8, 0.35};
/// Growth of the read p99 per factor e of rate, of its value at 0.3 of saturation: 0.18 to 0.36.
constexpr double kTailReference = 0.3;
constexpr Prior kTailGrowth{0.25, 0.12};
/// Requests that the load generator keeps waiting: 394 to 412 on six drives.
constexpr double kWaiting = 400.0;
constexpr double kWaitingError = 15.0;
constexpr double kNoise = 0.1;
/// Rates whose share of the offered is this much below the others' are saturated.
constexpr double kSaturated = 0.985;
/// If no rate reaches this share of the offered one, all are saturated.
constexpr double kMet = 0.95;
/// Rates that agree to this are repetitions.
constexpr double kSameRate = 3e-3;
/// A measured value draws the curve by this factor at most: single rates have tails of their own.
constexpr double kMostCorrection = 0.2;
/// Share of saturation at which Poisson arrivals of constant service keep a quarter of the
/// generator's queue waiting, load / (2 (1 - load)) = 100: latencies are those of saturation then.
constexpr double kAsGoodAsSaturated = 0.995;
/// Without a saturated rate nothing is known beyond the highest one measured.
constexpr double kReach = 1.1;

struct Curve {
  Observation observation;
  std::string_view stem;
  bool logarithmic;  ///< in rate: tails
};
constexpr std::array kCurves{Curve{Observation::kReadMean, "read_mean", false},
                             Curve{Observation::kReadMedian, "read_median", false},
                             Curve{Observation::kReadP99, "read_p99", true}};

double shape(bool logarithmic, double base, double growth, double rate, double reference) {
  if (!logarithmic) return base * (1.0 + growth * rate / reference);
  // Far below the calibrated rates a logarithm would run below zero.
  return base * std::max(0.1, 1.0 + growth * std::log(rate / reference));
}

/// Residuals that a single outlier does not rule: linear beyond one unit of noise.
double soft(double residual) {
  return std::copysign(std::sqrt(2.0 * (std::sqrt(1.0 + residual * residual) - 1.0)), residual);
}

std::string named(std::string_view stem, std::string_view what) {
  return fmt::format("{}_{}", stem, what);
}

/// The stream that is offered: writes, or reads if there are no writes.
Observation stream_of(std::span<const Point> points) {
  return any_has(points, Observation::kWriteRate) ? Observation::kWriteRate
                                                  : Observation::kReadRate;
}

struct Sorted {
  std::vector<Point> below;  ///< saturation, by offered rate
  std::vector<Point> saturated;
  double share = 1.0;  ///< of the offered rate that is this stream
};

Sorted sort_points(std::span<const Point> points, Observation stream) {
  double most = 0.0, most_total = 0.0;
  for (const Point& p : points) {
    const double offered = p.at(Condition::kOffered);
    double total = 0.0;
    for (const auto rate : {Observation::kReadRate, Observation::kWriteRate}) {
      if (p.has(rate)) total += p.at(rate);
    }
    most = std::max(most, p.at(stream) / offered);
    most_total = std::max(most_total, total / offered);
  }
  Sorted sorted;
  for (const Point& p : points) {
    const double share = p.at(stream) / p.at(Condition::kOffered);
    const bool met = most_total >= kMet && share >= kSaturated * most;
    (met ? sorted.below : sorted.saturated).push_back(p);
  }
  if (sorted.below.empty()) return sorted;
  std::ranges::sort(sorted.below, {}, [](const Point& p) { return p.at(Condition::kOffered); });
  // Low rates round up; the highest one that is still met says what share it is.
  const Point& highest = sorted.below.back();
  sorted.share = highest.at(stream) / highest.at(Condition::kOffered);
  return sorted;
}

/// Fits one latency curve to the points below saturation and keeps its residuals as corrections.
std::optional<std::string> fit_curve(Series& series, const Curve& curve,
                                     std::span<const Point> below, Observation stream,
                                     double reference, std::optional<double> saturation) {
  std::vector<Knot> samples;
  for (const Point& p : below) {
    if (p.has(curve.observation)) {
      samples.push_back({.at = p.at(stream), .value = p.at(curve.observation)});
    }
  }
  const auto knots = medians(std::move(samples), kSameRate);
  if (knots.empty()) return std::nullopt;
  if (curve.logarithmic) reference *= kTailReference;
  // Unsaturated, the highest rate is some way below saturation: a wider prior then.
  const Prior growth = curve.logarithmic ? kTailGrowth
                       : saturation      ? kInterference
                                         : Prior{0.5 * kInterference.centre, 0.7};
  double least = knots.front().value;
  for (const Knot& knot : knots) least = std::min(least, knot.value);
  const std::vector<Unknown> unknowns{
      {.name = named(curve.stem, "base"), .start = least, .prior = {}},
      {.name = named(curve.stem, "growth"),
       .start = growth.centre,
       .logarithmic = !curve.logarithmic,
       .prior = growth,
       .least = curve.logarithmic ? -1.0 : 0.0}};
  const auto residuals = [&](std::span<const double> values) {
    std::vector<double> rows;
    for (const Knot& knot : knots) {
      const double model = shape(curve.logarithmic, values[0], values[1], knot.at, reference);
      rows.push_back(soft(std::log(model / knot.value) / kNoise));
    }
    return rows;
  };
  const auto estimate = minimise(unknowns, residuals, {.noise = kNoise});
  if (!estimate) return estimate.error();
  const Series before = series;
  append_estimate(series, unknowns, *estimate, std::vector<std::string>{"s", "1"});
  series.condition = std::max(before.condition, estimate->condition);
  if (before.rms > 0.0) series.rms = before.rms;  // of the main figure, fitted first
  series.parameters.push_back(
      {.name = named(curve.stem, "reference_rate"), .value = reference, .unit = "1/s"});
  std::vector<Knot> corrections;
  bool capped = false;
  for (const Knot& knot : knots) {
    const double model =
        shape(curve.logarithmic, estimate->values[0], estimate->values[1], knot.at, reference);
    const double off = std::log(knot.value / model);
    capped = capped || std::abs(off) > kMostCorrection;
    corrections.push_back({.at = knot.at,
                           .value = std::exp(std::clamp(off, -kMostCorrection, kMostCorrection)),
                           .standard_error = knot.standard_error / knot.value});
  }
  store_knots(series, named(curve.stem, "correction"), corrections, "1/s", "1");
  if (capped) {
    series.remarks.push_back(
        fmt::format("{} does not follow its curve at every rate; followed "
                    "to 20 % only",
                    name_of(curve.observation)));
  }
  return std::nullopt;
}

std::optional<double> curve_at(const Series& series, const Curve& curve, double rate) {
  const auto* base = series.find(named(curve.stem, "base"));
  if (base == nullptr) return std::nullopt;
  const double plain =
      shape(curve.logarithmic, base->value, series.value(named(curve.stem, "growth")), rate,
            series.value(named(curve.stem, "reference_rate")));
  return plain * interpolate(load_knots(series, named(curve.stem, "correction")), rate);
}

double share_of(const Series& series) {
  const auto* share = series.find("write_share");
  return share != nullptr ? share->value : series.value("read_share");
}

double suits(std::span<const Point> points) {
  const bool rates =
      any_has(points, Observation::kWriteRate) || any_has(points, Observation::kReadRate);
  return any_has(points, Condition::kOffered) && rates ? 2.0 : 0.0;
}

/// Their median with its scatter; nothing if none of the points has it.
std::optional<Knot> median_of(std::span<const Point> points, Observation observation) {
  std::vector<Knot> samples;
  for (const Point& p : points) {
    if (p.has(observation)) samples.push_back({.at = 1.0, .value = p.at(observation)});
  }
  if (samples.empty()) return std::nullopt;
  return medians(std::move(samples)).front();
}

void add(Series& series, std::string name, double value, std::string unit, double error = 0.0) {
  series.parameters.push_back({.name = std::move(name),
                               .value = value,
                               .unit = std::move(unit),
                               .standard_error = error,
                               .from_prior = false});
}

/// What the saturated points say: the rate, the queue of the load generator, reads behind it.
void fit_saturation(Series& series, std::span<const Point> saturated, Observation stream) {
  const Knot rate = *median_of(saturated, stream);
  add(series, "saturation", rate.value, "1/s", rate.standard_error);
  const auto write = median_of(saturated, Observation::kWriteMean);
  if (stream == Observation::kWriteRate) {
    if (write) {
      add(series, "waiting", write->value * rate.value, "1", write->standard_error * rate.value);
    } else {
      append_prior(series, "waiting", kWaiting, "1", kWaitingError);
    }
  }
  for (const Curve& curve : kCurves) {
    if (const auto value = median_of(saturated, curve.observation)) {
      add(series, named(curve.stem, "saturated"), value->value, "s", value->standard_error);
    }
  }
}

tl::expected<Series, std::string> fit(std::span<const Point> given) {
  const Observation stream = stream_of(given);
  std::vector<Point> points;
  std::ranges::copy_if(given, std::back_inserter(points),
                       [&](const Point& p) { return p.has(Condition::kOffered) && p.has(stream); });
  if (points.empty()) {
    return tl::unexpected<std::string>(
        "an open loop needs rates that were offered and achieved; four are enough: the lowest, one "
        "and two thirds of saturation, and one above it");
  }
  const Sorted sorted = sort_points(points, stream);
  if (sorted.share > 1.05) {
    return tl::unexpected<std::string>("more requests achieved than were offered");
  }
  Series series;
  series.calibrated_on = given.size();
  const std::string share = stream == Observation::kWriteRate ? "write_share" : "read_share";
  std::optional<double> saturation;
  if (!sorted.saturated.empty()) {
    fit_saturation(series, sorted.saturated, stream);
    saturation = series.value("saturation");
  }
  if (sorted.below.empty()) {
    append_prior(series, share, 1.0, "1", 0.0);
    series.remarks.emplace_back("all rates are saturated: no latency predicted below saturation");
    return series;
  }
  add(series, share, sorted.share, "1");
  const double highest = sorted.below.back().at(stream);
  if (!saturation) {
    add(series, "highest_rate", highest, "1/s");
    series.remarks.push_back(
        fmt::format("no saturated rate: nothing predicted above {:.0f} requests/s offered",
                    kReach * highest / sorted.share));
  }
  // Latencies of rates that are as good as saturated belong to neither side.
  std::vector<Point> clear;
  std::ranges::copy_if(sorted.below, std::back_inserter(clear), [&](const Point& p) {
    return !saturation || p.at(stream) < kAsGoodAsSaturated * *saturation;
  });
  for (const Curve& curve : kCurves) {
    if (const auto error =
            fit_curve(series, curve, clear, stream, saturation.value_or(highest), saturation)) {
      return tl::unexpected(*error);
    }
  }
  if (const auto priors = priors_of(series); !priors.empty()) {
    series.remarks.push_back("not determined by the measurements: " + priors);
  }
  return series;
}

tl::expected<std::vector<Predicted>, std::string> predict(const Series& series,
                                                          const Point& point) {
  if (!point.has(Condition::kOffered)) return tl::unexpected<std::string>("no offered rate");
  const bool writes = series.find("write_share") != nullptr;
  const double wanted = share_of(series) * point.at(Condition::kOffered);
  const auto* saturation = series.find("saturation");
  if (saturation == nullptr && wanted > kReach * series.value("highest_rate")) {
    return tl::unexpected<std::string>(
        "offered more than any rate of the calibration, which has none above saturation");
  }
  const bool full = saturation != nullptr && wanted > kAsGoodAsSaturated * saturation->value;
  const double achieved = full ? std::min(saturation->value, wanted) : wanted;
  std::vector<Predicted> predicted;
  const auto add_curve = [&](const Curve& curve) {
    const auto* at_end = series.find(named(curve.stem, "saturated"));
    const auto value = !full               ? curve_at(series, curve, achieved)
                       : at_end != nullptr ? std::optional(at_end->value)
                                           : std::nullopt;
    if (value) predicted.push_back({curve.observation, *value});
  };
  add_curve(kCurves[0]);
  predicted.push_back({writes ? Observation::kWriteRate : Observation::kReadRate, achieved});
  for (const Curve& curve : std::span(kCurves).subspan(1)) add_curve(curve);
  if (full && wanted > saturation->value && series.find("waiting") != nullptr) {
    predicted.push_back({Observation::kWriteMean, series.value("waiting") / achieved});
  }
  return predicted;
}

/// The textbook: the latency of the lowest rate over what is left of saturation, L / (1 - load).
std::optional<double> trivial(std::span<const Point> calibration, const Point& point) {
  const Observation stream = stream_of(calibration);
  double lowest = std::numeric_limits<double>::infinity(), most = 0.0;
  std::optional<double> latency;
  for (const Point& p : calibration) {
    if (!p.has(Condition::kOffered) || !p.has(stream)) continue;
    most = std::max(most, p.at(stream));
    if (p.at(stream) >= lowest || !p.has(Observation::kReadMean)) continue;
    lowest = p.at(stream);
    latency = p.at(Observation::kReadMean);
  }
  if (!latency || !point.has(Condition::kOffered)) return std::nullopt;
  const double left = 1.0 - point.at(Condition::kOffered) / most;
  if (!(left > 0.0)) return std::nullopt;
  return *latency * (1.0 - lowest / most) / left;
}

bool at_knee(const Series& series, const Point& point) {
  const auto* saturation = series.find("saturation");
  if (saturation == nullptr || !point.has(Condition::kOffered)) return false;
  const double load = share_of(series) * point.at(Condition::kOffered) / saturation->value;
  return load >= 0.9 && load <= 1.1;
}

}  // namespace

Form open_loop_form() {
  return {.word = "open-loop",
          .summary = "offered rate: what is achieved of it, read latency, saturation",
          .suits = suits,
          .fit = fit,
          .predict = predict,
          .trivial = trivial,
          .at_knee = at_knee};
}

}  // namespace penstock::calibration
