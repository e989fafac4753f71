// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The form "disk": hard disks in a closed loop by queue depth, block size and region, arrays of
// them, cached writes, and the sequential rate over the surface.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "models/calibration/block_points.hpp"
#include "models/calibration/disk_model.hpp"
#include "models/calibration/fitted.hpp"
#include "models/calibration/form.hpp"
#include "models/calibration/least_squares.hpp"

namespace penstock::calibration {

namespace {

// Rates of random requests repeat to 0.9 %.
constexpr double kNoise = 0.01;
// Three drives' gain curves: 2.07, 16, 1.68; 1.71, 7.5, 1.39; 2.65, 12, 1.07.
constexpr Prior kGain{2.1, 0.2}, kHalfDepth{9.0, 0.6}, kSteepness{1.4, 0.25};
constexpr Prior kByteRate{150e6, 0.5};
constexpr double kPositioningSpread = 1.0;
constexpr Prior kSettleShare{0.06, kSettleShareSpread};
// A gain beyond what one drive's sorting gives is an array.
constexpr double kMostGainOfOne = 3.2, kDrivesSpread = 0.5;
// Writes of an array or a cluster spread over drives that parity, copies and journals tie together:
// the gain is a little beyond what was seen, half of it comes at a depth in proportion, less
// steeply than one drive sorts. From two RAID 5 of eight drives and three pools of Ceph.
constexpr double kArrayGain = 1.3, kArrayGainSpread = 0.4;
constexpr double kArrayHalfDepth = 2.0, kArrayHalfDepthSpread = 1.0;
constexpr Prior kArraySteepness{1.0, 0.3};
// A write-back cache sorts at any depth: the rate is flat in the queue.
constexpr Prior kWriteGain{1.02, 0.2};

/// Half a turn over the time of a random request. Spindles come in few speeds, and that time tells
/// them apart: 15,000 rpm 5.6 ms, 10,000 to 10,500 rpm 7 to 7.6 ms, 7,200 rpm 12.3 to 13.9 ms.
Prior rotation_share(double time) {
  constexpr double kFast = 6.3e-3, kMiddle = 9.5e-3;
  return {.centre = time < kFast     ? 0.36
                    : time < kMiddle ? 0.40
                                     : 0.32,
          .spread = kRotationShareSpread};
}

using Values = std::span<const double>;

struct Fit {
  std::vector<Unknown> unknowns;
  std::vector<std::string> units;
  void want(Unknown unknown, std::string unit) {
    unknowns.push_back(std::move(unknown));
    units.push_back(std::move(unit));
  }
};

tl::expected<void, std::string> adopt(const Fit& fit, const Residuals& residuals, Series& series) {
  const auto estimate = minimise(fit.unknowns, residuals, {.noise = kNoise, .most_condition = 1e8});
  if (!estimate) return tl::unexpected(estimate.error());
  for (std::size_t i = 0; i < fit.unknowns.size(); ++i) {
    const auto& u = fit.unknowns[i];
    const double value = estimate->values[i], error = estimate->standard_errors[i];
    const bool prior = u.prior && u.logarithmic && error > 0.9 * u.prior->spread * value;
    series.parameters.push_back({.name = u.name,
                                 .value = value,
                                 .unit = fit.units[i],
                                 .standard_error = error,
                                 .from_prior = prior});
    if (prior) {
      series.remarks.push_back(
          fmt::format("{} not determined by these points, taken from the class", u.name));
    }
  }
  series.condition = std::max(series.condition, estimate->condition);
  series.rms = std::max(series.rms, estimate->rms);
  if (estimate->rms > 0.3) {
    return tl::unexpected(
        fmt::format("the points are off by {:.0f} % from any disk; are they of "
                    "one drive and one set-up?",
                    100.0 * estimate->rms));
  }
  return {};
}

/// A copy of the series with the values that are being tried.
Series with(const Series& series, const Fit& fit, Values values) {
  Series tried = series;
  for (std::size_t i = 0; i < fit.unknowns.size(); ++i) {
    tried.parameters.push_back({.name = fit.unknowns[i].name, .value = values[i], .unit = {}});
  }
  return tried;
}

double rate_error(const DiskModel& model, const Point& point) {
  const auto figures = solve_disk(model, point);
  return figures ? std::log(figures->rate / *point.rate()) / kNoise
                 : std::numeric_limits<double>::quiet_NaN();
}

Residuals rates(const Series& series, const Fit& fit, const std::vector<Point>& points) {
  return [&](Values values) {
    const DiskModel model = disk_model(with(series, fit, values));
    std::vector<double> out;
    out.reserve(points.size());
    for (const Point& p : points) out.push_back(rate_error(model, p));
    return out;
  };
}

tl::expected<void, std::string> fit_reads(const std::vector<Point>& points, Series& series) {
  double alone = std::numeric_limits<double>::infinity(), reached = 0.0;
  std::set<double> regions;
  std::optional<double> rotation;
  for (const Point& p : points) {
    reached = std::max(reached, *p.rate() / p.devices());
    regions.insert(p.get(Condition::kRegion, 1.0));
    if (p.has(Condition::kRotation)) rotation = p.at(Condition::kRotation);
  }
  for (const Point& p : points) {
    // A request waits for all that are in flight at most; short strokes would hide the seek.
    if (p.get(Condition::kRegion, 1.0) < *regions.rbegin()) continue;
    alone = std::min(alone, p.outstanding() / *p.rate());
  }
  if (points.size() < 2 && !rotation && *regions.begin() == 1.0) {
    series.remarks.push_back("one random read only: everything but its rate is the class's");
  }
  Fit fit;
  fit.want({.name = "positioning", .start = alone, .prior = Prior{alone, kPositioningSpread}}, "s");
  fit.want({.name = "byte_rate", .start = kByteRate.centre, .prior = kByteRate}, "B/s");
  fit.want({.name = "gain", .start = kGain.centre, .prior = kGain, .least = 1.0}, "1");
  fit.want({.name = "half_depth", .start = kHalfDepth.centre, .prior = kHalfDepth}, "1");
  fit.want({.name = "steepness", .start = kSteepness.centre, .prior = kSteepness}, "1");
  Prior share = rotation_share(alone);
  if (rotation) share = {.centre = std::clamp(0.5 / *rotation / alone, 0.05, 0.9), .spread = 0.01};
  const bool strokes = rotation || regions.size() > 1 || *regions.begin() < 1.0;
  if (strokes) {
    fit.want({.name = "rotation_share", .start = share.centre, .prior = share, .most = 0.95}, "1");
    fit.want(
        {.name = "settle_share", .start = kSettleShare.centre, .prior = kSettleShare, .most = 0.5},
        "1");
  }
  const double ratio = reached * alone;
  if (ratio > kMostGainOfOne) {
    const double drives = ratio / kGain.centre * 1.2;
    fit.want(
        {.name = "drives", .start = drives, .prior = Prior{drives, kDrivesSpread}, .least = 1.0},
        "1");
    series.remarks.push_back(
        fmt::format("the rate grows {:.1f} times with the queue: an array of drives", ratio));
  }
  auto done = adopt(fit, rates(series, fit, points), series);
  if (done && !strokes) {
    // No point says how the time divides; what the time itself tells is for other regions.
    append_prior(series, "rotation_share", share.centre, "1", share.spread * share.centre);
    append_prior(series, "settle_share", kSettleShare.centre, "1",
                 kSettleShare.spread * kSettleShare.centre);
  }
  return done;
}

tl::expected<void, std::string> fit_writes(const std::vector<Point>& points, Series& series) {
  double alone = std::numeric_limits<double>::infinity(), reached = 0.0;
  for (const Point& p : points) {
    alone = std::min(alone, p.outstanding() / *p.rate());
    reached = std::max(reached, *p.rate() / p.devices());
  }
  Fit fit;
  fit.want({.name = "write_positioning", .start = alone, .prior = Prior{alone, kPositioningSpread}},
           "s");
  const double ratio = reached * alone;
  if (ratio > kMostGainOfOne && series.find("drives") == nullptr) {
    const double gain = kArrayGain * ratio, half = kArrayHalfDepth * ratio;
    fit.want(
        {.name = "write_gain", .start = gain, .prior = Prior{gain, kArrayGainSpread}, .least = 1.0},
        "1");
    fit.want(
        {.name = "write_half_depth", .start = half, .prior = Prior{half, kArrayHalfDepthSpread}},
        "1");
    fit.want({.name = "write_steepness", .start = kArraySteepness.centre, .prior = kArraySteepness},
             "1");
    series.remarks.push_back(fmt::format(
        "the rate of writes grows {:.1f} times with the queue: an array or a cluster", ratio));
  } else {
    fit.want({.name = "write_gain", .start = kWriteGain.centre, .prior = kWriteGain, .least = 1.0},
             "1");
  }
  return adopt(fit, rates(series, fit, points), series);
}

tl::expected<void, std::string> fit_streams(const std::vector<Point>& points, Series& series) {
  std::set<double> sizes;
  double bytes = 0.0;
  for (const Point& p : points) {
    sizes.insert(p.get(Condition::kSize, 0.0));
    bytes = std::max(bytes, *p.rate() * p.get(Condition::kSize, 0.0));
  }
  Fit fit;
  fit.want({.name = "stream_rate", .start = bytes, .prior = Prior{bytes, 0.5}}, "B/s");
  if (sizes.size() > 1) {
    fit.want({.name = "stream_overhead", .start = 2e-5, .prior = Prior{2e-5, 1.0}}, "s");
  }
  return adopt(fit, rates(series, fit, points), series);
}

tl::expected<void, std::string> fit_zones(const std::vector<Point>& points, Series& series) {
  double fastest = 0.0, end = 0.0;
  for (const Point& p : points) {
    fastest = std::max(fastest, p.at(Observation::kByteRate));
    end = std::max(end, p.at(Condition::kPosition));
  }
  if (points.size() < 2 || end <= 0.0) {
    return tl::unexpected<std::string>(
        "too few zones: the rate over the surface needs at least the first and the last address");
  }
  const double slope = 0.75 * fastest * fastest / end;  // inner half as fast as outer
  Fit fit;
  fit.want({.name = "outer_rate", .start = fastest, .prior = Prior{fastest, 0.3}}, "B/s");
  fit.want({.name = "rate_square_slope",
            .start = slope,
            .prior = Prior{slope, 0.5},
            .most = 0.999 * fastest * fastest / end},
           "B/s2");
  return adopt(
      fit,
      [&](Values values) {
        const DiskModel model = disk_model(with(series, fit, values));
        std::vector<double> out;
        for (const Point& p : points) {
          out.push_back(std::log(std::max(1.0, rate_at(model, p.at(Condition::kPosition))) /
                                 p.at(Observation::kByteRate)) /
                        kNoise);
        }
        return out;
      },
      series);
}

bool is_zone(const Point& p) {
  return p.has(Condition::kPosition) && p.has(Observation::kByteRate);
}

tl::expected<Series, std::string> fit(std::span<const Point> calibration) {
  std::vector<Point> reads, writes, streams, zones;
  for (const Point& p : calibration) {
    if (is_zone(p)) {
      zones.push_back(p);
    } else if (!p.rate() || !p.has(Condition::kSize) || p.has(Condition::kOffered)) {
      continue;
    } else if (p.order == Order::kSequential) {
      streams.push_back(p);
    } else {
      (p.read_share() > 0.0 ? reads : writes).push_back(p);
    }
  }
  Series series;
  series.calibrated_on = calibration.size();
  using Step = tl::expected<void, std::string> (*)(const std::vector<Point>&, Series&);
  for (const auto& [points, step] : {std::pair<const std::vector<Point>*, Step>{&reads, fit_reads},
                                     {&writes, fit_writes},
                                     {&streams, fit_streams},
                                     {&zones, fit_zones}}) {
    if (points->empty()) continue;
    if (const auto done = step(*points, series); !done) return tl::unexpected(done.error());
  }
  if (series.parameters.empty()) {
    return tl::unexpected<std::string>(
        "too few points: a disk needs random reads at depths 1, 8 and 32, or the sequential rate "
        "at two addresses");
  }
  return series;
}

tl::expected<std::vector<Predicted>, std::string> predict(const Series& series,
                                                          const Point& point) {
  const DiskModel model = disk_model(series);
  if (is_zone(point)) {
    if (!(model.outer_rate > 0.0)) {
      return tl::unexpected<std::string>("no addresses among the calibrated rows");
    }
    return std::vector<Predicted>{
        {Observation::kByteRate, rate_at(model, point.at(Condition::kPosition))}};
  }
  if (point.has(Condition::kOffered)) return tl::unexpected(std::string(kOfferedRate));
  const auto figures = solve_disk(model, point);
  if (!figures) return tl::unexpected(figures.error());
  return closed_loop_observations(point, figures->rate, figures->time, figures->time);
}

double suits(std::span<const Point> points) {
  if (std::ranges::any_of(points, is_zone)) return 1.0;
  const auto mechanical = moves_heads(points);
  if (!mechanical || !are_block_requests(points)) return 0.0;
  return *mechanical ? 1.0 : 0.1;
}

/// Straight in the logarithm of the queue between the shallowest and the deepest like point;
/// 1/rate plus bytes over rate where sizes differ; straight between zones.
std::optional<double> trivial(std::span<const Point> calibration, const Point& point) {
  const Point *first = nullptr, *last = nullptr;
  const bool zone = is_zone(point);
  std::set<double> sizes;
  for (const Point& p : calibration) {
    const bool like =
        is_zone(p) == zone && p.order == point.order && p.read_share() == point.read_share();
    if (!like || (!zone && !p.rate())) continue;
    sizes.insert(p.get(Condition::kSize, 0.0));
  }
  const auto key = [&](const Point& p) {
    if (zone) return p.at(Condition::kPosition);
    return sizes.size() > 1 ? p.get(Condition::kSize, 0.0) : std::log(p.outstanding());
  };
  const auto value = [&](const Point& p) {
    if (zone) return p.at(Observation::kByteRate);
    return sizes.size() > 1 ? 1.0 / *p.rate() : std::log(*p.rate());
  };
  for (const Point& p : calibration) {
    const bool like =
        is_zone(p) == zone && p.order == point.order && p.read_share() == point.read_share();
    if (!like || (!zone && !p.rate())) continue;
    if (first == nullptr || key(p) < key(*first)) first = &p;
    if (last == nullptr || key(p) > key(*last)) last = &p;
  }
  if (first == nullptr) return std::nullopt;
  double at = value(*first);
  if (key(*last) > key(*first)) {
    at += (key(point) - key(*first)) / (key(*last) - key(*first)) * (value(*last) - value(*first));
  }
  if (zone) return at;
  return sizes.size() > 1 ? 1.0 / at : std::exp(at);
}

}  // namespace

Form disk_form() {
  return {.word = "disk",
          .summary = "hard disk: queue depth, block size, region, arrays, cached writes, zones",
          .names = {"hdd"},
          .suits = suits,
          .fit = fit,
          .predict = predict,
          .trivial = trivial,
          .at_knee = nullptr};
}

}  // namespace penstock::calibration
