// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Input pipelines: samples per second against threads, and against the length of the run, which
// starts up before it runs (docs/theory/calibration.md, "Input pipelines").
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "models/calibration/error_summary.hpp"
#include "models/calibration/fitted.hpp"
#include "models/calibration/form.hpp"
#include "models/compute/processor.hpp"

namespace penstock::calibration {

namespace {

/// 0.10 to 0.25 on five image pipelines, the smaller the more core time a byte takes.
constexpr Prior kSerial{compute::kSerialShare, 0.35};
/// 0.3 to 3.2 s on the same ones.
constexpr Prior kStart{0.5, 1.0};
/// Runs repeat to 7 %, up to 20 % apart.
constexpr double kNoise = 0.1;
/// The lengths of runs must differ by this factor to tell starting from running.
constexpr double kLengths = 1.5;

double threads_of(const Point& point) {
  return std::max(1.0, point.outstanding());
}

double rate(double start, double per_sample, double serial, double threads,
            std::optional<double> samples) {
  const double each = per_sample / compute::speed_up(threads, serial);
  return samples ? *samples / (start + *samples * each) : 1.0 / each;
}

std::optional<double> samples_of(const Point& point) {
  if (!point.has(Condition::kSamples)) return std::nullopt;
  return point.at(Condition::kSamples);
}

double suits(std::span<const Point> points) {
  return any_has(points, Observation::kSampleRate) ? 2.0 : 0.0;
}

tl::expected<Series, std::string> fit(std::span<const Point> points) {
  double shortest = std::numeric_limits<double>::infinity(), longest = 0.0, fastest = 0.0;
  double fewest = std::numeric_limits<double>::infinity(), most = 0.0;
  bool all_counted = true;
  for (const Point& p : points) {
    if (!p.has(Observation::kSampleRate)) continue;
    fewest = std::min(fewest, threads_of(p));
    most = std::max(most, threads_of(p));
    const double alone =
        p.at(Observation::kSampleRate) / compute::speed_up(threads_of(p), kSerial.centre);
    fastest = std::max(fastest, alone);
    if (const auto samples = samples_of(p)) {
      shortest = std::min(shortest, *samples);
      longest = std::max(longest, *samples);
    } else {
      all_counted = false;
    }
  }
  if (fastest == 0.0) {
    return tl::unexpected<std::string>(
        "an input pipeline needs samples per second, best with one thread");
  }
  const bool starts = all_counted && longest >= kLengths * shortest;
  // The fastest run says what a sample takes to a factor e: erratic runs could else be all start.
  std::vector<Unknown> unknowns{
      {.name = "sample_time", .start = 1.0 / fastest, .prior = Prior{1.0 / fastest, 1.0}},
      {.name = "serial_share", .start = kSerial.centre, .prior = kSerial, .most = 1.0}};
  std::vector<std::string> units{"s", "1"};
  if (starts) {
    unknowns.push_back({.name = "start_time", .start = kStart.centre, .prior = kStart});
    units.emplace_back("s");
  }
  const auto residuals = [&](std::span<const double> values) {
    std::vector<double> rows;
    for (const Point& p : points) {
      if (!p.has(Observation::kSampleRate)) continue;
      const double model = rate(starts ? values[2] : 0.0, values[0], values[1], threads_of(p),
                                starts ? samples_of(p) : std::nullopt);
      rows.push_back(std::log(model / p.at(Observation::kSampleRate)) / kNoise);
    }
    return rows;
  };
  const auto estimate = minimise(unknowns, residuals, {.noise = kNoise});
  if (!estimate) return tl::unexpected(estimate.error());
  Series series;
  series.calibrated_on = points.size();
  append_estimate(series, unknowns, *estimate, units);
  if (fewest == most) {
    series.remarks.push_back(
        fmt::format("only runs with {:.0f} thread{}: how it scales is the class's", fewest,
                    fewest > 1.0 ? "s" : ""));
  }
  if (estimate->rms > 0.2) {
    series.remarks.push_back(fmt::format(
        "runs scatter by {:.0f} %: are there several pipelines among them?", 100 * estimate->rms));
  }
  return series;
}

tl::expected<std::vector<Predicted>, std::string> predict(const Series& series,
                                                          const Point& point) {
  const double start = series.value_or("start_time", 0.0);
  return std::vector<Predicted>{
      {Observation::kSampleRate,
       rate(start, series.value("sample_time"), series.value("serial_share"), threads_of(point),
            start > 0.0 ? samples_of(point) : std::nullopt)}};
}

/// Linear in threads, from the runs of the same length if there are any.
std::optional<double> trivial(std::span<const Point> calibration, const Point& point) {
  std::vector<double> alike, all;
  for (const Point& p : calibration) {
    if (!p.has(Observation::kSampleRate)) continue;
    const double each = p.at(Observation::kSampleRate) / threads_of(p);
    all.push_back(each);
    if (samples_of(p) == samples_of(point)) alike.push_back(each);
  }
  if (all.empty()) return std::nullopt;
  return threads_of(point) * quantile(alike.empty() ? all : alike, 0.5);
}

}  // namespace

Form loader_form() {
  return {.word = "loader",
          .summary = "input pipeline: samples per second against threads",
          .names = {"input-pipeline"},
          .suits = suits,
          .fit = fit,
          .predict = predict,
          .trivial = trivial,
          .at_knee = nullptr};
}

}  // namespace penstock::calibration
