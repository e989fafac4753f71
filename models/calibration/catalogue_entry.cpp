// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/catalogue_entry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "models/calibration/disk_model.hpp"
#include "models/calibration/flash_model.hpp"
#include "models/calibration/quoted_text.hpp"

namespace penstock::calibration {

namespace {

using parameters::Basis;

/// Data sheets state reads of this size.
constexpr double kSheetSize = 4096.0;
/// Requests from this size on show the byte rate.
constexpr double kLargeSize = 131072.0;

/// What the catalogue accepts for a key.
struct Bounds {
  double least = 0.0;
  double most = std::numeric_limits<double>::infinity();
};

class EntryText {
 public:
  EntryText(const Profile& profile, const std::string& class_name, const std::string& base)
      : profile_(profile) {
    fmt::format_to(std::back_inserter(text_), "  {}:\n    {}:\n      name: {}\n      extends: {}\n",
                   class_name, profile.id, quoted_text(profile.name), base);
  }

  /// `error` is absolute, in the unit of the value. What the measurements did not narrow is the
  /// class's.
  void value(const std::string& key, double value, double error, const std::string& unit,
             bool from_prior, Bounds bounds = {}) {
    value = std::clamp(value, bounds.least, bounds.most);
    const double low = std::max({value - 2.0 * error, 0.01 * value, bounds.least});
    const double high = std::min(value + 2.0 * error, bounds.most);
    const auto source = from_prior ? "prior of form " + profile_.form : profile_.provenance.source;
    fmt::format_to(std::back_inserter(text_),
                   "      {}: {{value: {}, low: {}, high: {}, source: {}, date: {}, basis: {}}}\n",
                   key, with_unit(value, unit), with_unit(low, unit), with_unit(high, unit),
                   quoted_text(source), quoted_text(profile_.provenance.date),
                   parameters::word(from_prior ? Basis::kClassPrior : Basis::kMeasured));
  }

  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  static std::string with_unit(double value, const std::string& unit) {
    return unit.empty() ? fmt::format("{}", value) : fmt::format("{} {}", value, unit);
  }

  const Profile& profile_;
  std::string text_;
};

double relative_error(const Series& series, std::string_view name) {
  const auto* parameter = series.find(name);
  return parameter == nullptr || parameter->value == 0.0
             ? 0.0
             : parameter->standard_error / parameter->value;
}

/// Whether the class says it, because the rows do not: also where nothing was fitted.
bool is_prior(const Series& series, std::string_view name) {
  const auto* parameter = series.find(name);
  return parameter == nullptr || parameter->from_prior;
}

std::string disk_entry(const Profile& profile) {
  const Series& series = profile.series.front();
  if (series.find("positioning") == nullptr) return {};
  const catalogue::Hdd hdd = as_hdd(disk_model(series));
  EntryText entry(profile, "hdd", "cmr-nearline");
  // `name` is the parameter that decides whether a value is the drive's or the class's.
  const auto add = [&](const std::string& key, double value, const std::string& name,
                       const std::string& unit, Bounds bounds = {}) {
    entry.value(key, value, relative_error(series, name) * value, unit, is_prior(series, name),
                bounds);
  };
  const auto share = [&](const std::string& key, double value, const std::string& name,
                         double spread, const std::string& unit, Bounds bounds = {}) {
    const double error = series.find(name) == nullptr ? spread : relative_error(series, name);
    entry.value(key, value, error * value, unit, is_prior(series, name), bounds);
  };
  share("rotation", hdd.rotation.value.si(), "rotation_share", kRotationShareSpread, "/s",
        {50.0, 333.0});
  add("seek_average", hdd.seek_average.value.si(), "positioning", "s");
  share("seek_settle", hdd.seek_settle.value.si(), "settle_share", kSettleShareSpread, "s");
  entry.value("overhead", 0.0, 0.0, "s", false);  // a part of the positioning
  add("queue_gain", hdd.queue_gain.value.si(), "gain", "", {1.0, 10.0});
  add("queue_half_depth", hdd.queue_half_depth.value.si(), "half_depth", "", {0.5, 200.0});
  add("queue_steepness", hdd.queue_steepness.value.si(), "steepness", "", {0.2, 5.0});
  if (const auto* rate = series.find("byte_rate"); rate != nullptr && !rate->from_prior) {
    add("outer_rate", hdd.outer_rate.value.si(), "byte_rate", "B/s");
    entry.value("inner_over_outer", hdd.inner_over_outer.value.si(), 0.0, "", true);
  }
  return std::move(entry).text();
}

std::string flash_entry(const Profile& profile) {
  const Series& series = profile.series.front();
  const FlashModel model = flash_model(series);
  const auto reads = model.operations.find("read");
  if (reads == model.operations.end() || !reads->second.sizes.contains(kSheetSize)) return {};
  const auto at = reads->second.sizes.at(kSheetSize);
  EntryText entry(profile, "ssd", "tlc-class");
  const auto add = [&](const std::string& key, double value, const std::string& name,
                       const std::string& unit, Bounds bounds = {}) {
    entry.value(key, value, relative_error(series, name) * value, unit, is_prior(series, name),
                bounds);
  };
  add("read_iops", at.rate, "read.rate@4096", "IOPS");
  add("read_latency", at.latency, "read.latency@4096", "s");
  add("knee", reads->second.knee, "read.knee", "", {1.0, 10.0});
  if (const auto [size, large] = *reads->second.sizes.rbegin(); size >= kLargeSize) {
    const double rate = std::max(size * large.rate, kSheetSize * at.rate);
    add("read_rate", rate, fmt::format("read.rate@{}", size), "B/s");
  }
  if (const auto mix = model.mixes.find(kSheetSize); mix != model.mixes.end()) {
    // kappa is the interference times the read latency over the write rate.
    add("interference", mix->second.interference * mix->second.write.rate / at.latency,
        "mix.interference@4096", "", {0.0, 20.0});
    add("write_latency", mix->second.write.latency, "mix.latency@4096", "s");
  }
  return std::move(entry).text();
}

}  // namespace

std::string catalogue_entry(const Profile& profile) {
  if (profile.series.empty()) return {};
  if (profile.form == "disk") return disk_entry(profile);
  if (profile.form == "flash") return flash_entry(profile);
  return {};
}

}  // namespace penstock::calibration
