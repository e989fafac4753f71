// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Object stores: byte rate and time to the last byte against connections and object size
// (docs/theory/calibration.md, "Object stores").
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "models/calibration/fitted.hpp"
#include "models/calibration/form.hpp"
#include "models/storage/object_store.hpp"

namespace penstock::calibration {

namespace {

// Class priors. Time to the first byte inside a region: median 10 ms, mean 12 to 16 ms; what lines
// through times to the last byte leave at size 0 is 7 ms for 4 to 16 MiB and 13 ms for 0.5 to
// 32 MiB. One connection: 85 to 110 MB/s.
constexpr Prior kFirstByte{12e-3, 0.35};
constexpr Prior kConnection{93e6, 0.12};
/// Byte rate over Little's law from the mean time per object: clients start late and end early.
constexpr Prior kEfficiency{1.0, 0.1};
constexpr double kNoise = 0.04;
/// What an additional parameter has to gain in squared residuals: a ceiling must explain more than
/// chance does.
constexpr double kCeilingCost = 4.0;
/// How far a point may lie on the wrong side of the ceiling that it was sorted by.
constexpr double kSlack = 1.03;
constexpr double kUnlimited = std::numeric_limits<double>::infinity();

struct Model {
  double first_byte = 0.0;
  double connection = 0.0;
  double efficiency = 1.0;
  double ceiling = kUnlimited;

  [[nodiscard]] double request(double size) const {
    return storage::request_time(units::Seconds{first_byte}, units::Bytes{size},
                                 units::ByteRate{connection})
        .si();
  }
  [[nodiscard]] double demanded(double threads, double size) const {
    return efficiency * threads * size / request(size);
  }
  [[nodiscard]] double rate(double threads, double size) const {
    return storage::parallel_rate(efficiency * threads, units::Bytes{size},
                                  units::Seconds{request(size)}, units::ByteRate{ceiling})
        .si();
  }
  /// Little's law.
  [[nodiscard]] double latency(double threads, double size) const {
    return efficiency * threads * size / rate(threads, size);
  }
};

struct Sample {
  double size = 0.0;
  double threads = 1.0;
  std::optional<double> rate;
  std::optional<double> latency;
};

std::vector<Sample> samples_of(std::span<const Point> points) {
  std::vector<Sample> samples;
  for (const Point& p : points) {
    if (!p.has(Condition::kSize)) continue;
    Sample sample{
        .size = p.at(Condition::kSize), .threads = p.outstanding(), .rate = {}, .latency = {}};
    if (p.has(Observation::kByteRate)) sample.rate = p.at(Observation::kByteRate);
    if (p.has(Observation::kLatency)) sample.latency = p.at(Observation::kLatency);
    if (sample.rate || sample.latency) samples.push_back(sample);
  }
  // The fastest first: the ceiling divides them.
  std::ranges::stable_sort(samples, std::greater{},
                           [](const Sample& s) { return s.rate.value_or(0.0); });
  return samples;
}

struct Candidate {
  std::vector<Unknown> unknowns;
  Estimate estimate;
  Model model;
  double cost = kUnlimited;  ///< squared residuals of data and priors
};

Model model_of(std::span<const Unknown> unknowns, std::span<const double> values) {
  Model model;
  for (std::size_t i = 0; i < unknowns.size(); ++i) {
    const std::string& name = unknowns[i].name;
    if (name == "first_byte") model.first_byte = values[i];
    if (name == "connection_rate") model.connection = values[i];
    if (name == "parallel_efficiency") model.efficiency = values[i];
    if (name == "ceiling") model.ceiling = values[i];
  }
  return model;
}

/// The fit if the `full` fastest samples are those at the ceiling; nothing if that contradicts it.
std::optional<Candidate> fit_with(std::span<const Sample> samples, std::size_t full) {
  const bool rates =
      std::ranges::any_of(samples, [](const Sample& s) { return s.rate.has_value(); });
  const bool latencies =
      std::ranges::any_of(samples, [](const Sample& s) { return s.latency.has_value(); });
  Candidate candidate;
  auto& unknowns = candidate.unknowns;
  unknowns = {{.name = "first_byte", .start = kFirstByte.centre, .prior = kFirstByte},
              {.name = "connection_rate", .start = kConnection.centre, .prior = kConnection}};
  if (rates && latencies) {
    unknowns.push_back({.name = "parallel_efficiency", .start = 1.0, .prior = kEfficiency});
  }
  if (full > 0) {
    unknowns.push_back({.name = "ceiling", .start = *samples.front().rate, .prior = {}});
  }
  const auto residuals = [&](std::span<const double> values) {
    const Model model = model_of(unknowns, values);
    std::vector<double> rows;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const Sample& s = samples[i];
      const double rate = i < full ? model.ceiling : model.demanded(s.threads, s.size);
      if (s.rate) rows.push_back(std::log(rate / *s.rate) / kNoise);
      const double time = model.efficiency * s.threads * s.size / rate;
      if (s.latency) rows.push_back(std::log(time / *s.latency) / kNoise);
    }
    return rows;
  };
  auto estimate = minimise(unknowns, residuals, {.noise = kNoise});
  if (!estimate) return std::nullopt;
  candidate.estimate = *estimate;
  candidate.model = model_of(unknowns, estimate->values);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double demanded = candidate.model.demanded(samples[i].threads, samples[i].size);
    const double ratio = demanded / candidate.model.ceiling;
    if (i < full ? ratio * kSlack < 1.0 : ratio > kSlack) return std::nullopt;
  }
  candidate.cost = full > 0 ? kCeilingCost : 0.0;
  for (const double row : residuals(estimate->values)) candidate.cost += row * row;
  for (std::size_t i = 0; i < unknowns.size(); ++i) {
    if (!unknowns[i].prior) continue;
    const double pull =
        std::log(estimate->values[i] / unknowns[i].prior->centre) / unknowns[i].prior->spread;
    candidate.cost += pull * pull;
  }
  return candidate;
}

double suits(std::span<const Point> points) {
  for (const Condition other :
       {Condition::kDepth, Condition::kDevices, Condition::kReadShare, Condition::kOffered,
        Condition::kPosition, Condition::kUsed, Condition::kSamples}) {
    if (any_has(points, other)) return 0.0;
  }
  if (any_has(points, Observation::kReadRate) || any_has(points, Observation::kWriteRate) ||
      any_has(points, Observation::kSampleRate)) {
    return 0.0;
  }
  const bool measured =
      any_has(points, Observation::kByteRate) || any_has(points, Observation::kLatency);
  const bool described =
      any_has(points, Condition::kSize) && any_has(points, Condition::kProcesses);
  return measured && described ? 1.0 : 0.0;
}

tl::expected<Series, std::string> fit(std::span<const Point> points) {
  const auto samples = samples_of(points);
  if (samples.empty()) {
    return tl::unexpected<std::string>(
        "an object store needs byte rates or times to the last byte with the size of the object; "
        "best one row with few connections and one with so many that the rate no longer grows");
  }
  std::size_t with_rate = 0;
  while (with_rate < samples.size() && samples[with_rate].rate) ++with_rate;
  std::optional<Candidate> best;
  for (std::size_t full = 0; full <= with_rate; ++full) {
    const auto candidate = fit_with(samples, full);
    if (candidate && (!best || candidate->cost < best->cost)) best = candidate;
  }
  if (!best) {
    return tl::unexpected<std::string>(
        "the rates fit neither connections that add up nor a ceiling: are there rows of several "
        "hosts or stores among them?");
  }
  Series series;
  series.calibrated_on = points.size();
  std::vector<std::string> units;
  for (const Unknown& unknown : best->unknowns) {
    const bool is_rate = unknown.name == "connection_rate" || unknown.name == "ceiling";
    units.emplace_back(is_rate ? "B/s" : unknown.name == "first_byte" ? "s" : "1");
  }
  append_estimate(series, best->unknowns, best->estimate, units);
  // Its presence says that byte rates were measured.
  if (with_rate > 0 && series.find("parallel_efficiency") == nullptr) {
    append_prior(series, "parallel_efficiency", kEfficiency.centre, "1", kEfficiency.spread);
  }
  if (with_rate > 0 && series.find("ceiling") == nullptr) {
    series.remarks.push_back(
        fmt::format("no ceiling seen up to {:.0f} MB/s: predictions with more connections are an "
                    "upper bound",
                    *samples.front().rate / 1e6));
  }
  if (const auto priors = priors_of(series); !priors.empty()) {
    series.remarks.push_back("not determined by the measurements: " + priors);
  }
  return series;
}

tl::expected<std::vector<Predicted>, std::string> predict(const Series& series,
                                                          const Point& point) {
  if (!point.has(Condition::kSize)) return tl::unexpected<std::string>("no object size");
  const Model model{.first_byte = series.value("first_byte"),
                    .connection = series.value("connection_rate"),
                    .efficiency = series.value_or("parallel_efficiency", 1.0),
                    .ceiling = series.value_or("ceiling", kUnlimited)};
  const double size = point.at(Condition::kSize);
  const double threads = point.outstanding();
  std::vector<Predicted> predicted{{Observation::kByteRate, model.rate(threads, size)},
                                   {Observation::kLatency, model.latency(threads, size)}};
  if (series.find("parallel_efficiency") == nullptr) std::swap(predicted[0], predicted[1]);
  return predicted;
}

/// What a blog post says: 10 ms and 93 MB/s per connection, up to the highest rate seen.
std::optional<double> trivial(std::span<const Point> calibration, const Point& point) {
  if (!point.has(Condition::kSize)) return std::nullopt;
  const double size = point.at(Condition::kSize);
  const double time = 10e-3 + size / 93e6;
  const auto samples = samples_of(calibration);
  if (samples.empty() || !samples.front().rate) return time;
  return std::min(point.outstanding() * size / time, *samples.front().rate);
}

bool at_knee(const Series& series, const Point& point) {
  const auto* ceiling = series.find("ceiling");
  if (ceiling == nullptr || !point.has(Condition::kSize)) return false;
  Model model{.first_byte = series.value("first_byte"),
              .connection = series.value("connection_rate"),
              .efficiency = series.value_or("parallel_efficiency", 1.0)};
  const double load =
      model.demanded(point.outstanding(), point.at(Condition::kSize)) / ceiling->value;
  return load >= 0.5 && load <= 2.0;
}

}  // namespace

Form object_store_form() {
  return {.word = "object-store",
          .summary = "object store: byte rate and latency against connections and object size",
          .names = {"s3"},
          .suits = suits,
          .fit = fit,
          .predict = predict,
          .trivial = trivial,
          .at_knee = at_knee};
}

}  // namespace penstock::calibration
