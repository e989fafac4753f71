// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The months of a design, of which as few as needed are simulated: the first and the last, and
// between two simulated months the middle one until what is interpolated there agrees with what is
// simulated. Months whose inputs are identical share one window.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/pipeline/window.hpp"
#include "sim/planning/capacity.hpp"

namespace penstock::planning {

/// Interpolated and simulated values may differ by this share of the larger one: metrics that an
/// objective names and totals that become money, and all other metrics.
inline constexpr double kInterpolationTolerance = 0.02;
inline constexpr double kUnjudgedTolerance = 0.10;

class WindowSeries {
 public:
  /// Everything is referenced and must outlive the series.
  WindowSeries(const scenario::Scenario& scenario, const scenario::Design& design,
               const catalogue::Catalogue& catalogue, const Courses& courses,
               const std::vector<TierCourse>& tiers, int months);

  /// `tick(done, expected)` after each window; false from it cancels. The error names the month.
  tl::expected<void, std::string> run(const std::function<bool(int done, int expected)>& tick);
  /// Simulates every month: the slow oracle of run().
  tl::expected<void, std::string> run_all();

  /// Values of a month: simulated, or interpolated linearly between its simulated neighbours.
  [[nodiscard]] pipeline::Numbers metrics(int month) const;
  [[nodiscard]] pipeline::Numbers totals(int month) const;
  [[nodiscard]] bool simulated(int month) const { return outcomes_.contains(month); }
  [[nodiscard]] const std::map<int, pipeline::Outcome>& outcomes() const { return outcomes_; }
  [[nodiscard]] int windows() const { return windows_; }

  /// Simulates `month` again with one resource scaled; not kept.
  [[nodiscard]] tl::expected<pipeline::Outcome, std::string> probe(int month,
                                                                   const std::string& resource,
                                                                   double scale) const;

 private:
  [[nodiscard]] pipeline::WindowInput input(int month) const;
  [[nodiscard]] std::vector<double> signature(int month) const;
  tl::expected<void, std::string> simulate(int month);
  [[nodiscard]] bool agrees(int month, int before, int after) const;
  [[nodiscard]] pipeline::Numbers at(int month, pipeline::Numbers pipeline::Outcome::*which) const;

  const scenario::Scenario& scenario_;
  const scenario::Design& design_;
  const catalogue::Catalogue& catalogue_;
  const Courses& courses_;
  const std::vector<TierCourse>& tiers_;
  int months_;
  int windows_ = 0;
  std::map<int, pipeline::Outcome> outcomes_;
  std::map<std::vector<double>, int> by_signature_;
};

}  // namespace penstock::planning
