// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Flash in its steady state: write amplification and rate of random writes against the bytes that
// hold valid data (docs/theory/calibration.md, "Write amplification").
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "models/calibration/error_summary.hpp"
#include "models/calibration/fitted.hpp"
#include "models/calibration/form.hpp"
#include "models/storage/garbage_collection.hpp"

namespace penstock::calibration {

namespace {

/// Amplification of sequential writes: metadata and padding, 1.02 to 1.04 measured.
constexpr Prior kSequential{1.02, 0.02};
/// Cost of moving a valid byte beyond programming it, times the sequential rate: 0.4 to 0.5 on one
/// data-centre drive.
constexpr Prior kMove{0.45, 0.5};
constexpr double kNoise = 0.01;
/// Below it the counter cannot be of bytes: a drive does not program less than it is given.
constexpr double kLeastAmplification = 0.95;
/// An amplification closer to the sequential one than this says nothing about space.
constexpr double kLeastCollection = 1.02;
/// How far above the fullest drive without garbage collection there is none, too.
constexpr double kReach = 1.05;

struct Model {
  double space = 0.0;       ///< T: physical bytes that data and spare share
  double sequential = 1.0;  ///< w0
  double rate = 0.0;        ///< sequential writes, B/s; 0: not known
  double move = 0.0;        ///< c times rate

  /// Relative to sequential writing, as the simulator's drives have it.
  [[nodiscard]] double collection(double used) const {
    return storage::log_write_amplification(space / used);
  }
  [[nodiscard]] double byte_rate(double used) const {
    return (1.0 / storage::log_write_cost(collection(used), units::ByteRate{rate},
                                          units::SecondsPerByte{move / rate}))
        .si();
  }
};

std::optional<double> byte_rate_of(const Point& point) {
  if (point.has(Observation::kByteRate)) return point.at(Observation::kByteRate);
  if (point.has(Observation::kWriteRate) && point.has(Condition::kSize)) {
    return point.at(Observation::kWriteRate) * point.at(Condition::kSize);
  }
  return std::nullopt;
}

bool is_random(const Point& point) {
  return point.order == Order::kRandom && point.has(Condition::kUsed);
}
bool is_sequential(const Point& point) {
  return point.order == Order::kSequential;
}

double suits(std::span<const Point> points) {
  return any_has(points, Observation::kAmplification) ? 2.0 : 0.0;
}

std::optional<std::string> implausible(std::span<const Point> points) {
  for (const Point& p : points) {
    if (!p.has(Observation::kAmplification)) continue;
    const double amplification = p.at(Observation::kAmplification);
    if (amplification >= kLeastAmplification) continue;
    return fmt::format(
        "a write amplification of {:.4g} (line {}) would mean that the drive programs less than it "
        "is given: its counter has another unit. Divide by the value that sequential writing shows",
        amplification, p.mark.line);
  }
  return std::nullopt;
}

/// Says that rates were calibrated as requests per second, if no byte rate was measured.
void add_request_size(Series& series, std::span<const Point> points) {
  if (any_has(points, Observation::kByteRate)) return;
  for (const Point& p : points) {
    if (!p.has(Observation::kWriteRate) || !p.has(Condition::kSize)) continue;
    series.parameters.push_back(
        {.name = "request_size", .value = p.at(Condition::kSize), .unit = "B"});
    return;
  }
}

/// Without garbage collection to be seen there is nothing to learn about space: the amplification
/// stays as it is, up to the fill that was measured.
tl::expected<Series, std::string> fit_constant(std::span<const Point> points) {
  std::vector<double> amplifications, rates;
  double most_used = 0.0;
  for (const Point& p : points) {
    if (is_random(p)) most_used = std::max(most_used, p.at(Condition::kUsed));
    if (!is_random(p) && !is_sequential(p)) continue;
    if (p.has(Observation::kAmplification)) {
      amplifications.push_back(p.at(Observation::kAmplification));
    }
    if (const auto rate = byte_rate_of(p)) rates.push_back(*rate);
  }
  if (amplifications.empty()) {
    return tl::unexpected<std::string>(
        "write amplification needs random writes with the bytes that hold data, best on a full "
        "drive; sequential ones beside it show what is not garbage collection");
  }
  Series series;
  series.calibrated_on = points.size();
  const auto add = [&](std::string name, double value, std::string unit) {
    series.parameters.push_back({.name = std::move(name), .value = value, .unit = std::move(unit)});
  };
  add("sequential_amplification", quantile(amplifications, 0.5), "1");
  if (!rates.empty()) {
    add("sequential_rate", quantile(rates, 0.5), "B/s");
    add_request_size(series, points);
  }
  if (most_used > 0.0) {
    add("most_used", most_used, "B");
    series.remarks.push_back(
        fmt::format("no garbage collection to be seen up to {:.0f} GB of data: nothing predicted "
                    "above; calibrate random writes on a fuller drive",
                    most_used / 1e9));
  } else {
    series.remarks.emplace_back("sequential writes only: nothing predicted for random ones");
  }
  return series;
}

Model model_of(std::span<const double> values) {
  return {.space = values[0],
          .sequential = values[1],
          .rate = values.size() > 2 ? values[2] : 0.0,
          .move = values.size() > 2 ? values[3] : 0.0};
}

tl::expected<Series, std::string> fit(std::span<const Point> points) {
  if (const auto reason = implausible(points)) return tl::unexpected(*reason);
  double most_used = 0.0, most_collection = 0.0, fastest = 0.0;
  double sequential = kSequential.centre;
  for (const Point& p : points) {
    if (!p.has(Observation::kAmplification)) continue;
    if (is_sequential(p)) sequential = std::min(sequential, p.at(Observation::kAmplification));
    if (!is_random(p)) continue;
    most_used = std::max(most_used, p.at(Condition::kUsed));
    most_collection = std::max(most_collection, p.at(Observation::kAmplification));
    if (const auto rate = byte_rate_of(p)) {
      fastest = std::max(fastest, *rate * p.at(Observation::kAmplification));
    }
  }
  most_collection /= sequential;
  if (most_collection < kLeastCollection) return fit_constant(points);
  std::vector<Unknown> unknowns{
      {.name = "physical_space",
       .start = most_used * std::max(1.02, storage::physical_over_valid(most_collection)),
       .prior = {},
       .least = most_used * 1.0005},
      {.name = "sequential_amplification", .start = sequential, .prior = kSequential}};
  std::vector<std::string> units{"B", "1"};
  if (fastest > 0.0) {
    unknowns.insert(unknowns.end(), {{.name = "sequential_rate", .start = fastest, .prior = {}},
                                     {.name = "move_cost", .start = kMove.centre, .prior = kMove}});
    units.insert(units.end(), {"B/s", "1"});
  }
  const auto residuals = [&](std::span<const double> values) {
    const Model model = model_of(values);
    std::vector<double> rows;
    const auto add = [&](double predicted, double measured) {
      rows.push_back(std::log(predicted / measured) / kNoise);
    };
    for (const Point& p : points) {
      const bool random = is_random(p);
      if (!random && !is_sequential(p)) continue;
      const double collection = random ? model.collection(p.at(Condition::kUsed)) : 1.0;
      if (p.has(Observation::kAmplification)) {
        add(model.sequential * collection, p.at(Observation::kAmplification));
      }
      const auto rate = byte_rate_of(p);
      if (rate && model.rate > 0.0) {
        add(random ? model.byte_rate(p.at(Condition::kUsed)) : model.rate, *rate);
      }
    }
    return rows;
  };
  const auto estimate = minimise(unknowns, residuals, {.noise = kNoise});
  if (!estimate) return tl::unexpected(estimate.error());
  Series series;
  series.calibrated_on = points.size();
  append_estimate(series, unknowns, *estimate, units);
  if (fastest > 0.0) add_request_size(series, points);
  if (const auto priors = priors_of(series); !priors.empty()) {
    series.remarks.push_back("not determined by the measurements: " + priors);
  }
  if (most_collection < 1.2) {
    series.remarks.emplace_back(
        "little garbage collection in the measurements: a fuller drive would place the physical "
        "space better");
  }
  return series;
}

tl::expected<std::vector<Predicted>, std::string> predict(const Series& series,
                                                          const Point& point) {
  const Model model{.space = series.value_or("physical_space", 0.0),
                    .sequential = series.value("sequential_amplification"),
                    .rate = series.value_or("sequential_rate", 0.0),
                    .move = series.value_or("move_cost", kMove.centre)};
  double collection = 1.0;
  double rate = model.rate;
  if (!is_sequential(point)) {
    const double most = series.value_or("most_used", 0.0);
    if (!(model.space > 0.0) && !(most > 0.0)) {
      return tl::unexpected<std::string>("random writes, but calibrated on sequential ones only");
    }
    if (!point.has(Condition::kUsed)) {
      return tl::unexpected<std::string>("random writes without the bytes that hold data");
    }
    const double used = point.at(Condition::kUsed);
    if (model.space > 0.0) {
      if (used >= model.space) {
        return tl::unexpected(fmt::format("{:.4g} GB of data do not fit into {:.4g} GB of flash",
                                          used / 1e9, model.space / 1e9));
      }
      collection = model.collection(used);
      if (rate > 0.0) rate = model.byte_rate(used);
    } else if (used > kReach * most) {
      return tl::unexpected<std::string>(
          "a fuller drive than any of the calibration, which shows no garbage collection");
    }
  }
  std::vector<Predicted> predicted{{Observation::kAmplification, model.sequential * collection}};
  if (rate > 0.0) predicted.push_back({Observation::kByteRate, rate});
  // Where both were measured they need not agree to the percent: only what was calibrated.
  if (rate > 0.0 && series.find("request_size") != nullptr && point.has(Condition::kSize)) {
    predicted.push_back({Observation::kWriteRate, rate / point.at(Condition::kSize)});
  }
  return predicted;
}

/// 1 / (2 (alpha - 1)), the limit of a nearly full drive, not below 1.
std::optional<double> trivial(std::span<const Point> calibration, const Point& point) {
  if (is_sequential(point) || !point.has(Condition::kUsed)) return 1.0;
  std::vector<double> spaces;
  for (const Point& p : calibration) {
    if (!is_random(p) || !p.has(Observation::kAmplification)) continue;
    spaces.push_back(p.at(Condition::kUsed) *
                     (1.0 + 0.5 / std::max(1.0, p.at(Observation::kAmplification))));
  }
  if (spaces.empty()) return std::nullopt;
  const double alpha = quantile(spaces, 0.5) / point.at(Condition::kUsed);
  if (!(alpha > 1.0)) return std::nullopt;
  return std::max(1.0, 0.5 / (alpha - 1.0));
}

}  // namespace

Form write_amplification_form() {
  return {.word = "write-amplification",
          .summary = "flash in steady state: write amplification and rate against the fill",
          .suits = suits,
          .fit = fit,
          .predict = predict,
          .trivial = trivial,
          .at_knee = nullptr};
}

}  // namespace penstock::calibration
