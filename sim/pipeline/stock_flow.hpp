// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// How much of each dataset exists in each month: production, expiry, versions and ageing as exact
// integrals of rates that are constant within a month (docs/theory/planning.md, "Bytes"). The same
// for every design; where the bytes live is the design's business. Pure arithmetic on a valid
// scenario.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/scenario/scenario.hpp"
#include "models/units/quantity.hpp"

namespace penstock::pipeline {

/// (1 + growth)^(month / 12), growth per year.
double growth_factor(units::Frequency growth, int month);

/// Mean rate of a source over the days of `month`, all units together.
units::ByteRate mean_rate(const scenario::Source& source, int month);

/// How many runs of a stage with this period start in a window of one month, the first at t = 0.
int runs_per_month(units::Seconds period);

/// One dataset over the horizon. Logical bytes; months count from 0.
class Course {
 public:
  /// Continuous production, one entry per month.
  Course(const scenario::Dataset& dataset, std::vector<double> produced);
  /// Rewritten as a whole: `version[m]` is the size of the version that month m's runs write and
  /// `made[m]` how many versions they make.
  Course(const scenario::Dataset& dataset, std::vector<double> version, std::vector<double> made);

  /// Bytes written into the dataset during `month`.
  [[nodiscard]] double produced(int month) const {
    return produced_[static_cast<std::size_t>(month)];
  }
  /// All bytes that exist at `time` months (fractions allowed), all versions.
  [[nodiscard]] double stock(double time) const;
  /// What a reader of the whole dataset reads at `time`: one version.
  [[nodiscard]] double readable(double time) const;
  /// Bytes that reach `age` during `month`.
  [[nodiscard]] double crossing(units::Seconds age, int month) const;
  /// Share of the stock at `time` that is older than `age`, in [0, 1].
  [[nodiscard]] double older_share(units::Seconds age, double time) const;

 private:
  [[nodiscard]] double cumulative(double time) const;
  [[nodiscard]] double initial_left(double time) const;

  double initial_;
  double retain_;  ///< months; infinite: kept for ever
  double versions_;
  std::vector<double> produced_;
  std::vector<double> cumulative_;  ///< at the start of each month, months + 1 entries
  std::vector<double> version_;     ///< empty: continuous
  std::vector<double> kept_;        ///< versions held at the end of each month
};

/// Courses of all datasets of the scenario, by name, over `months` months.
std::map<std::string, Course> stock_flow(const scenario::Scenario& scenario, int months);

}  // namespace penstock::pipeline
