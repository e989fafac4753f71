// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Drive-managed shingled disks: bytes written at the cliff, byte rates before and after it, against
// the size of randomly placed chunks (docs/theory/calibration.md, "Media caches").
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "models/calibration/error_summary.hpp"
#include "models/calibration/fitted.hpp"
#include "models/calibration/form.hpp"
#include "models/storage/smr.hpp"

namespace penstock::calibration {

namespace {

// Class priors: docs/theory/devices.md, section 2; measured 0.7 to 1.4 MiB lost per extent.
constexpr double kMiB = 1048576.0;
constexpr Prior kExtentLoss{1.0 * kMiB, 0.4};
constexpr Prior kPositioning{10e-3, 0.7};
constexpr Prior kBandClean{0.375, 0.5};
constexpr Prior kBand{30.0 * kMiB, 0.25};
/// Chunks in random places all over a drive: merging in a band is rare then.
constexpr double kFootprint = 8e12;
// A cliff is read off a curve to a few percent; rates before it vary by 15 % and rates after it
// follow the model to a factor of 2 only, so that they move the priors little.
constexpr double kNoise = 0.05;
constexpr double kNoiseBefore = 0.15;
constexpr double kNoiseAfter = 0.5;
/// Of a plausible cache: 64 MiB to 4 TB.
constexpr double kLeastCache = 64.0 * kMiB;
constexpr double kMostCache = 4e12;

struct Model {
  storage::MediaCacheModel cache;
  double positioning = 0.0;
  double transfer = 0.0;  ///< B/s; 0: not known

  [[nodiscard]] double cliff(double chunk) const {
    return storage::cache_cliff(cache, units::Bytes{chunk}).si();
  }
  [[nodiscard]] double before(double chunk) const {
    return chunk / (positioning + chunk / transfer);
  }
  [[nodiscard]] double after(double chunk) const {
    return storage::collapsed_rate(cache, units::Bytes{chunk}, units::ByteRate{before(chunk)}).si();
  }
};

Model model_of(double capacity, double extent_loss, double positioning, double transfer,
               double band_clean, double band, double footprint = kFootprint) {
  return {.cache = {.capacity = units::Bytes{capacity},
                    .extent_loss = units::Bytes{extent_loss},
                    .band = units::Bytes{band},
                    .band_clean = units::Seconds{band_clean},
                    .footprint = units::Bytes{footprint}},
          .positioning = positioning,
          .transfer = transfer};
}

Model model_of(std::span<const double> values) {
  if (values.size() < 6) {
    return model_of(values[0], values[1], 0.0, 0.0, kBandClean.centre, kBand.centre);
  }
  return model_of(values[0], values[1], values[2], values[3], values[4], values[5]);
}

std::vector<Point> usable(std::span<const Point> points) {
  std::vector<Point> chosen;
  std::ranges::copy_if(points, std::back_inserter(chosen),
                       [](const Point& p) { return p.has(Condition::kSize); });
  return chosen;
}

double suits(std::span<const Point> points) {
  return any_has(points, Observation::kCliff) && any_has(points, Condition::kSize) ? 2.0 : 0.0;
}

tl::expected<Series, std::string> fit(std::span<const Point> given) {
  const auto points = usable(given);
  if (!any_has(points, Observation::kCliff)) {
    return tl::unexpected<std::string>(
        "a media cache needs the bytes written at the cliff for at least one chunk size; two, a "
        "small and a large one, also give the space that is lost per extent");
  }
  double largest = 0.0, fastest = 0.0;
  for (const Point& p : points) {
    if (p.has(Observation::kCliff)) largest = std::max(largest, p.at(Observation::kCliff));
    if (p.has(Observation::kBefore)) fastest = std::max(fastest, p.at(Observation::kBefore));
  }
  std::vector<Unknown> unknowns{
      {.name = "cache_capacity", .start = largest, .prior = {}},
      {.name = "extent_loss", .start = kExtentLoss.centre, .prior = kExtentLoss}};
  std::vector<std::string> units{"B", "B"};
  if (fastest > 0.0) {
    unknowns.insert(unknowns.end(),
                    {{.name = "positioning", .start = kPositioning.centre, .prior = kPositioning},
                     {.name = "transfer_rate", .start = fastest, .prior = {}},
                     {.name = "band_clean", .start = kBandClean.centre, .prior = kBandClean},
                     {.name = "band", .start = kBand.centre, .prior = kBand}});
    units.insert(units.end(), {"s", "B/s", "s", "B"});
  }
  const auto residuals = [&](std::span<const double> values) {
    const Model model = model_of(values);
    std::vector<double> rows;
    const auto add = [&](double predicted, double measured, double noise) {
      rows.push_back(std::log(predicted / measured) / noise);
    };
    for (const Point& p : points) {
      const double chunk = p.at(Condition::kSize);
      if (p.has(Observation::kCliff)) add(model.cliff(chunk), p.at(Observation::kCliff), kNoise);
      if (!(model.transfer > 0.0)) continue;
      if (p.has(Observation::kBefore)) {
        add(model.before(chunk), p.at(Observation::kBefore), kNoiseBefore);
      }
      if (p.has(Observation::kAfter))
        add(model.after(chunk), p.at(Observation::kAfter), kNoiseAfter);
    }
    return rows;
  };
  const auto estimate = minimise(unknowns, residuals, {.noise = kNoise});
  if (!estimate) return tl::unexpected(estimate.error());

  Series series;
  series.calibrated_on = given.size();
  append_estimate(series, unknowns, *estimate, units);
  const Model model = model_of(estimate->values);
  const double capacity = estimate->values[0];
  if (capacity < kLeastCache || capacity > kMostCache) {
    return tl::unexpected(
        fmt::format("a media cache of {:.3g} GB is not plausible: is the cliff "
                    "in the unit that its column says?",
                    capacity / 1e9));
  }
  double squares = 0.0, cliffs = 0.0;
  for (const Point& p : points) {
    if (!p.has(Observation::kCliff)) continue;
    const double error = std::log(model.cliff(p.at(Condition::kSize)) / p.at(Observation::kCliff));
    squares += error * error;
    cliffs += 1.0;
  }
  series.rms = std::sqrt(squares / cliffs);
  if (fastest > 0.0) {
    append_prior(series, "footprint", kFootprint, "B", 0.0);
    series.remarks.emplace_back("rates after the cliff are known to a factor of 2 only");
  } else {
    series.remarks.emplace_back("no rate before the cliff: none predicted before or after it");
  }
  if (const auto priors = priors_of(series); !priors.empty()) {
    series.remarks.push_back("not determined by the measurements: " + priors);
  }
  return series;
}

tl::expected<std::vector<Predicted>, std::string> predict(const Series& series,
                                                          const Point& point) {
  if (!point.has(Condition::kSize)) return tl::unexpected<std::string>("no chunk size");
  const double chunk = point.at(Condition::kSize);
  const Model model =
      model_of(series.value("cache_capacity"), series.value("extent_loss"),
               series.value_or("positioning", 0.0), series.value_or("transfer_rate", 0.0),
               series.value_or("band_clean", kBandClean.centre),
               series.value_or("band", kBand.centre), series.value_or("footprint", kFootprint));
  std::vector<Predicted> predicted{{Observation::kCliff, model.cliff(chunk)}};
  if (model.transfer > 0.0) {
    predicted.push_back({Observation::kBefore, model.before(chunk)});
    predicted.push_back({Observation::kAfter, model.after(chunk)});
  }
  return predicted;
}

/// The same cliff for all chunk sizes.
std::optional<double> trivial(std::span<const Point> calibration, const Point&) {
  std::vector<double> cliffs;
  for (const Point& p : calibration) {
    if (p.has(Observation::kCliff)) cliffs.push_back(p.at(Observation::kCliff));
  }
  if (cliffs.empty()) return std::nullopt;
  return quantile(cliffs, 0.5);
}

}  // namespace

Form media_cache_form() {
  return {.word = "media-cache",
          .summary = "drive-managed shingled disk: cliff of its media cache and rates around it",
          .names = {"smr"},
          .suits = suits,
          .fit = fit,
          .predict = predict,
          .trivial = trivial,
          .at_knee = nullptr};
}

}  // namespace penstock::calibration
