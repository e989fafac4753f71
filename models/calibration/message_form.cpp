// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Links: time and byte rate against the size of a message (docs/theory/calibration.md, "Links").
// Adapters that the host only rings a bell for follow formulas; kernels and their buffers do not,
// and are interpolated.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "models/calibration/error_summary.hpp"
#include "models/calibration/fitted.hpp"
#include "models/calibration/form.hpp"
#include "models/calibration/knots.hpp"
#include "models/network/measured_time.hpp"
#include "models/network/transport.hpp"

namespace penstock::calibration {

namespace {

/// Messages through a kernel take 10 us or more, through the adapter alone 1 to 6 us.
constexpr double kMostAdapterTime = 8e-6;
/// Likewise, each message of a stream costs a system call (0.7 us and more) or a bell (0.3 us).
constexpr double kMostAdapterMessage = 0.5e-6;
/// Adapters take messages of up to this size along with the bell.
constexpr double kInlineLimit = 220.0;
constexpr double kLargestInline = 1024.0;
/// How much faster than the others an inline message must be to be one.
constexpr double kInlineStep = 1.15;
/// Measured on one adapter: 0.8 of the base and 14 kB (docs/theory/devices.md, section 5).
constexpr double kStoreForward = 0.8;
constexpr Prior kHalfSize{16e3, 0.7};
constexpr double kNoise = 0.02;
/// Small messages say little about the rate of the wire: none predicted beyond this multiple.
constexpr double kReach = 64.0;

struct SmoothTime {
  network::MessageTime shape;
  double rate = 0.0;  ///< B/s

  [[nodiscard]] double at(double size) const {
    return network::message_latency(shape, units::Bytes{size}, units::ByteRate{rate}).si();
  }
};

std::vector<Knot> knots_of(std::span<const Point> points, Observation observation) {
  std::vector<Knot> samples;
  for (const Point& p : points) {
    if (!p.has(Condition::kSize) || !p.has(observation)) continue;
    samples.push_back({.at = p.at(Condition::kSize), .value = p.at(observation)});
  }
  return medians(std::move(samples));
}

SmoothTime smooth_time(std::span<const double> values) {
  return {.shape = {.base = units::Seconds{values[0]},
                    .store_forward = units::Seconds{values[2]},
                    .half_size = units::Bytes{values[3]}},
          .rate = values[1]};
}

std::vector<Unknown> time_unknowns(std::span<const Knot> knots) {
  const Knot& first = knots.front();
  const Knot& last = knots.back();
  const Knot& before = knots[knots.size() - 2];
  // Where the line through the two largest sizes falls, the last one alone gives the rate.
  const double slope = last.value > before.value
                           ? (last.at - before.at) / (last.value - before.value)
                           : last.at / last.value;
  const double base = std::max(0.2 * first.value, first.value - first.at / slope) /
                      (1.0 + kStoreForward * first.at / (first.at + kHalfSize.centre));
  return {
      {.name = "latency_base", .start = base, .prior = {}},
      {.name = "latency_rate", .start = slope, .prior = {}},
      {.name = "store_forward",
       .start = kStoreForward * base,
       .prior = Prior{kStoreForward * base, 1.0}},
      {.name = "half_size", .start = kHalfSize.centre, .prior = kHalfSize},
  };
}

tl::expected<Estimate, std::string> fit_smooth(std::span<const Knot> knots,
                                               std::span<const Unknown> unknowns) {
  const auto residuals = [&](std::span<const double> values) {
    const SmoothTime model = smooth_time(values);
    std::vector<double> rows;
    for (const Knot& knot : knots)
      rows.push_back(std::log(model.at(knot.at) / knot.value) / kNoise);
    return rows;
  };
  return minimise(unknowns, residuals, {.noise = kNoise});
}

/// How many of the smallest sizes are inline messages: those that come clearly earlier than the
/// curve through the others says.
std::size_t count_inline(std::span<const Knot> knots) {
  std::size_t best = 0;
  double largest_step = kInlineStep;
  for (std::size_t split = 1; split + 2 <= knots.size(); ++split) {
    if (knots[split - 1].at > kLargestInline) break;
    const auto others = knots.subspan(split);
    const auto estimate = fit_smooth(others, time_unknowns(others));
    if (!estimate) continue;
    const SmoothTime model = smooth_time(estimate->values);
    double step = std::numeric_limits<double>::infinity();
    for (const Knot& knot : knots.first(split)) {
      step = std::min(step, model.at(knot.at) / knot.value);
    }
    if (step > largest_step) {
      largest_step = step;
      best = split;
    }
  }
  return best;
}

std::optional<std::string> fit_smooth_latency(Series& series, std::span<const Knot> knots) {
  const std::size_t inlined = count_inline(knots);
  const auto others = knots.subspan(inlined);
  const auto unknowns = time_unknowns(others);
  const auto estimate = fit_smooth(others, unknowns);
  if (!estimate) return estimate.error();
  append_estimate(series, unknowns, *estimate, std::vector<std::string>{"s", "B/s", "s", "B"});
  if (inlined == 0) return std::nullopt;
  const double largest = knots[inlined - 1].at;
  const double next = knots[inlined].at;
  const bool usual = kInlineLimit >= largest && kInlineLimit < next;
  const double limit = usual ? kInlineLimit : std::sqrt(largest * next);
  std::vector<double> times;
  for (const Knot& knot : knots.first(inlined)) times.push_back(knot.value);
  series.parameters.push_back({.name = "inline_limit",
                               .value = limit,
                               .unit = "B",
                               .standard_error = 0.5 * (next - largest),
                               .from_prior = usual});
  series.parameters.push_back({.name = "inline_time",
                               .value = quantile(times, 0.5),
                               .unit = "s",
                               .standard_error = knots.front().standard_error,
                               .from_prior = false});
  series.remarks.push_back(
      fmt::format("messages of up to {:.0f} bytes leave {:.2f} us earlier than larger ones", limit,
                  1e6 * (smooth_time(estimate->values).at(largest) - quantile(times, 0.5))));
  return std::nullopt;
}

std::optional<std::string> fit_latency(Series& series, std::span<const Knot> knots) {
  const Knot& first = knots.front();
  const Knot& last = knots.back();
  if (!(last.value > first.value)) {
    return fmt::format("a message of {:.0f} bytes takes no longer than one of {:.0f}: no rate",
                       last.at, first.at);
  }
  const Knot& before = knots[knots.size() - 2];
  const double slope = std::max(0.0, (last.value - before.value) / (last.at - before.at));
  if (first.value - slope * first.at < kMostAdapterTime) {
    const auto error = fit_smooth_latency(series, knots);
    if (!error) return std::nullopt;
    // Sizes so close together that a formula has no hold: a line through them still has.
    series.remarks.push_back("latency is interpolated: " + *error);
  }
  store_knots(series, "latency", knots, "B", "s");
  if (knots.size() < 4) {
    series.remarks.emplace_back(
        "latency between few sizes is a straight line: a size near 1 KiB, 8 KiB and 64 KiB each "
        "would show the steps of the network stack");
  }
  return std::nullopt;
}

std::optional<std::string> fit_byte_rate(Series& series, std::span<const Knot> knots) {
  double most = 0.0;
  for (const Knot& knot : knots) most = std::max(most, knot.value);
  const Knot& first = knots.front();
  const double per_message = first.at / first.value - first.at / most;
  if (per_message < kMostAdapterMessage) {
    const std::vector<Unknown> unknowns{
        {.name = "message_rate", .start = first.value / first.at, .prior = Prior{4e6, 1.0}},
        {.name = "bandwidth", .start = most, .prior = {}},
        // HDR InfiniBand: 3.6 to 4 from two to seven sizes.
        {.name = "window_exponent", .start = 4.0, .prior = Prior{4.0, 0.25}, .most = 64.0}};
    const auto residuals = [&](std::span<const double> values) {
      std::vector<double> rows;
      for (const Knot& knot : knots) {
        const double model =
            network::windowed_rate(units::Frequency{values[0]}, units::ByteRate{values[1]},
                                   units::Bytes{knot.at}, values[2])
                .si();
        rows.push_back(std::log(model / knot.value) / kNoise);
      }
      return rows;
    };
    const auto estimate = minimise(unknowns, residuals, {.noise = kNoise});
    if (!estimate) return estimate.error();
    append_estimate(series, unknowns, *estimate, std::vector<std::string>{"1/s", "B/s", "1"});
    return std::nullopt;
  }
  std::vector<Knot> times(knots.begin(), knots.end());
  for (Knot& knot : times) {
    const double relative = knot.standard_error / knot.value;
    knot.value = knot.at / knot.value;
    knot.standard_error = relative * knot.value;
  }
  store_knots(series, "transfer", times, "B", "s");
  if (knots.size() < 4) {
    series.remarks.push_back("byte rates between few sizes assume a time that is linear in bytes");
  }
  return std::nullopt;
}

std::vector<network::MeasuredTime> measured_times(const Series& series, std::string_view stem) {
  std::vector<network::MeasuredTime> measured;
  for (const Knot& knot : load_knots(series, stem)) {
    measured.push_back({units::Bytes{knot.at}, units::Seconds{knot.value}});
  }
  return measured;
}

std::optional<double> latency_at(const Series& series, double size) {
  if (const auto* limit = series.find("inline_limit"); limit && size <= limit->value) {
    return series.value("inline_time");
  }
  if (series.find("latency_base") != nullptr) {
    const std::array values{series.value("latency_base"), series.value("latency_rate"),
                            series.value("store_forward"), series.value("half_size")};
    return smooth_time(values).at(size);
  }
  const auto measured = measured_times(series, "latency");
  if (measured.empty()) return std::nullopt;
  return network::message_latency(measured, units::Bytes{size}).si();
}

std::optional<double> byte_rate_at(const Series& series, double size) {
  if (series.find("message_rate") != nullptr) {
    return network::windowed_rate(units::Frequency{series.value("message_rate")},
                                  units::ByteRate{series.value("bandwidth")}, units::Bytes{size},
                                  series.value("window_exponent"))
        .si();
  }
  const auto measured = measured_times(series, "transfer");
  if (measured.empty()) return std::nullopt;
  return size / network::message_latency(measured, units::Bytes{size}).si();
}

double suits(std::span<const Point> points) {
  for (const Condition other : {Condition::kDepth, Condition::kProcesses, Condition::kDevices,
                                Condition::kReadShare, Condition::kOffered, Condition::kRegion,
                                Condition::kPosition, Condition::kUsed, Condition::kSamples}) {
    if (any_has(points, other)) return 0.0;
  }
  for (const Observation other :
       {Observation::kReadRate, Observation::kWriteRate, Observation::kCliff,
        Observation::kAmplification, Observation::kSampleRate}) {
    if (any_has(points, other)) return 0.0;
  }
  const bool measured =
      any_has(points, Observation::kLatency) || any_has(points, Observation::kByteRate);
  return measured && any_has(points, Condition::kSize) ? 1.0 : 0.0;
}

tl::expected<Series, std::string> fit(std::span<const Point> points) {
  Series series;
  series.calibrated_on = points.size();
  double largest = 0.0;
  std::string why =
      "a link needs latencies or byte rates at two message sizes at least, best a few bytes, 1 "
      "KiB, "
      "8 KiB, 64 KiB and 1 MiB or more";
  const auto use = [&](Observation observation, auto&& fit_one) {
    const auto knots = knots_of(points, observation);
    if (knots.empty()) return;
    const auto error =
        knots.size() < 2 ? std::optional<std::string>("one size only") : fit_one(series, knots);
    if (error) {
      series.remarks.push_back(fmt::format("no {}: {}", name_of(observation), *error));
      if (knots.size() >= 2) why = *error;
      return;
    }
    largest = std::max(largest, knots.back().at);
  };
  use(Observation::kLatency, fit_latency);
  use(Observation::kByteRate, fit_byte_rate);
  if (largest == 0.0) return tl::unexpected(why);
  series.parameters.push_back({.name = "largest_size", .value = largest, .unit = "B"});
  if (const auto priors = priors_of(series); !priors.empty()) {
    series.remarks.push_back("not determined by the measurements: " + priors);
  }
  return series;
}

tl::expected<std::vector<Predicted>, std::string> predict(const Series& series,
                                                          const Point& point) {
  if (!point.has(Condition::kSize)) return tl::unexpected<std::string>("no message size");
  const double size = point.at(Condition::kSize);
  if (size > kReach * series.value("largest_size")) {
    return tl::unexpected(
        fmt::format("a message more than {:.0f} times as large as the largest "
                    "of the calibration",
                    kReach));
  }
  std::vector<Predicted> predicted;
  if (const auto value = latency_at(series, size)) {
    predicted.push_back({Observation::kLatency, *value});
  }
  if (const auto value = byte_rate_at(series, size)) {
    predicted.push_back({Observation::kByteRate, *value});
  }
  return predicted;
}

/// Latency and rate of the wire, from the smallest and largest size.
std::optional<double> trivial(std::span<const Point> calibration, const Point& point) {
  if (!point.has(Condition::kSize)) return std::nullopt;
  const double size = point.at(Condition::kSize);
  if (const auto knots = knots_of(calibration, Observation::kLatency); knots.size() >= 2) {
    const double slope =
        (knots.back().value - knots.front().value) / (knots.back().at - knots.front().at);
    return knots.front().value + slope * (size - knots.front().at);
  }
  const auto knots = knots_of(calibration, Observation::kByteRate);
  if (knots.size() < 2) return std::nullopt;
  const double most = std::ranges::max_element(knots, {}, &Knot::value)->value;
  return std::min(size * knots.front().value / knots.front().at, most);
}

}  // namespace

Form message_form() {
  return {.word = "link",
          .summary = "network link: latency and byte rate against message size",
          .names = {"network"},
          .suits = suits,
          .fit = fit,
          .predict = predict,
          .trivial = trivial,
          .at_knee = nullptr};
}

}  // namespace penstock::calibration
