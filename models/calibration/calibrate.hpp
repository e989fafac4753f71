// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// From a table of measurements to a profile, and from a profile to predictions with their errors.
// A point that a profile was calibrated on never counts as a prediction.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "models/calibration/error_summary.hpp"
#include "models/calibration/form.hpp"
#include "models/calibration/profile.hpp"
#include "models/calibration/table.hpp"
#include "models/parameters/diagnostic.hpp"

namespace penstock::calibration {

struct Choice {
  std::string form = "auto";
  std::vector<std::string> where;         ///< conditions for the rows of one device
  std::vector<std::string> calibrate_on;  ///< conditions for the rows to fit; none: all
  /// Columns whose values are fitted apart; an empty list: none. Nothing given: columns of the
  /// set-up (interface, engine, scheduler, variant, ...) with two rows to calibrate on per value
  /// and at least half of all rows under such values. Rows of the other values are then predicted
  /// from one more series, fitted to all rows together, and a remark says so.
  std::optional<std::vector<std::string>> series;
};

/// One observation of one row against the model.
struct Outcome {
  std::size_t row = 0;     ///< into table.rows
  std::size_t series = 0;  ///< into profile.series
  Observation observation = Observation::kReadRate;
  double predicted = 0.0;
  double measured = 0.0;
  std::optional<double> trivial;  ///< main figure only
  bool main = false;              ///< the figure that the summary is about
  bool knee = false;
};

struct Calibration {
  Profile profile;
  std::vector<Outcome> points;  ///< the fitted ones: residuals, not predictions
};

struct PredictionSummary {
  ErrorSummary model;
  std::optional<ErrorSummary> knee;
  std::optional<ErrorSummary> trivial;  ///< over the rows where it has an answer
};

struct PredictionReport {
  std::vector<Outcome> outcomes;  ///< by row, main figure first
  std::size_t calibration_rows = 0;
  /// Rows that the profile has no series for or the form no answer, by reason.
  std::map<std::string, std::size_t> skipped;
  PredictionSummary summary;  ///< of the main figure
  std::map<Observation, PredictionSummary> by_observation;
};

/// Errors name file and row; a fit that refuses is an error at the file. `known` are the forms to
/// choose from.
tl::expected<Calibration, parameters::Diagnostics> calibrate(const Table& table,
                                                             const Choice& choice,
                                                             std::span<const Form> known = forms());

/// Predicts the chosen rows that the profile was not calibrated on. `choice.form` and
/// `choice.series` are the profile's own. Conditions that are not given are the profile's: `where`
/// if the table comes from a file of the same name, `calibrate_on` always, as far as the table has
/// its columns. A row that matches `calibrate_on`, given or the profile's, is never predicted. A
/// profile with one series is used for all rows. An error if no row remains.
tl::expected<PredictionReport, parameters::Diagnostics> predict(
    const Profile& profile, const Table& table, const Choice& choice,
    std::span<const Form> known = forms());

}  // namespace penstock::calibration
