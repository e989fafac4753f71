// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Points made by hand for the tests of forms.
#pragma once

#include <catch2/catch.hpp>
#include <cmath>
#include <initializer_list>
#include <random>
#include <utility>
#include <vector>

#include "models/calibration/form.hpp"

namespace penstock::calibration {

inline constexpr double kKiB = 1024.0, kMiB = 1024.0 * kKiB, kGiB = 1024.0 * kMiB;

inline Point make(std::initializer_list<std::pair<Condition, double>> conditions,
                  std::initializer_list<std::pair<Observation, double>> observations = {}) {
  Point point;
  for (const auto& [what, value] : conditions) {
    point.conditions[static_cast<std::size_t>(what)] = value;
  }
  for (const auto& [what, value] : observations) {
    point.observations[static_cast<std::size_t>(what)] = value;
  }
  return point;
}

/// Repeatable relative noise of 3 %.
class Noise {
 public:
  explicit Noise(unsigned seed) : source_(seed) {}
  double operator()() { return std::exp(0.03 * normal_(source_)); }

 private:
  std::mt19937 source_;
  std::normal_distribution<double> normal_;
};

inline Series fitted(const Form& form, const std::vector<Point>& points) {
  const auto series = form.fit(points);
  if (!series) FAIL(series.error());
  return *series;
}

inline double predicted(const Form& form, const Series& series, const Point& point,
                        Observation what) {
  const auto all = form.predict(series, point);
  if (!all) FAIL(all.error());
  for (const Predicted& one : *all) {
    if (one.observation == what) return one.value;
  }
  FAIL("no such figure");
  return 0.0;
}

inline Point message(double size) {
  return make({{Condition::kSize, size}});
}
inline Point timed(double size, double seconds) {
  return make({{Condition::kSize, size}}, {{Observation::kLatency, seconds}});
}
inline Point object(double size, double threads, double rate) {
  return make({{Condition::kSize, size}, {Condition::kProcesses, threads}},
              {{Observation::kByteRate, rate}});
}
inline Point filled(double used, double amplification, double rate) {
  return make({{Condition::kUsed, used}},
              {{Observation::kAmplification, amplification}, {Observation::kByteRate, rate}});
}
inline Point offered(double rate, double achieved, double read_mean) {
  return make({{Condition::kOffered, rate}},
              {{Observation::kWriteRate, achieved}, {Observation::kReadMean, read_mean}});
}
inline Point loaded(double threads, double samples, double rate) {
  return make({{Condition::kProcesses, threads}, {Condition::kSamples, samples}},
              {{Observation::kSampleRate, rate}});
}

}  // namespace penstock::calibration
