// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Runs of one system at several numbers of accelerators: calibrate on one of them (or on chosen
// ones), predict the others, and put trivial models beside. A run that was calibrated on never
// counts as a prediction.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "models/calibration/error_summary.hpp"
#include "models/calibration/training.hpp"
#include "models/parameters/diagnostic.hpp"

namespace penstock::calibration {

/// Which run of a series is calibrated on.
enum class TrainingChoice {
  kLargest,   ///< most accelerators: shows the barrier, and bounds the supply from below best
  kMiddle,    ///< the median; of two, the smaller one
  kSmallest,  ///< fewest
};

struct TrainingOptions {
  TrainingChoice choice = TrainingChoice::kLargest;
  /// Rows to calibrate on instead, as indices into the table.
  std::optional<std::vector<std::size_t>> calibrate_on;
  /// Columns of equal values in one system. Nothing given: those that the table has of round,
  /// division, submitter and system. Runs of a series also share the workload, the accelerator, the
  /// batch, the step time and the sample.
  std::optional<std::vector<std::string>> system;
};

/// The models to beat.
enum class Trivial {
  kThreshold,  ///< the utilisation that the benchmark asks for
  kSame,       ///< that of the calibrated run with the nearest number of accelerators
  kSupply,     ///< min(1, X / X_required) with X the bytes per second of the calibrated run
};
inline constexpr std::array kTrivials{Trivial::kThreshold, Trivial::kSame, Trivial::kSupply};
/// "threshold", "same", "supply".
std::string_view name_of(Trivial trivial);

struct TrainingFigure {
  double predicted = 0.0;
  std::optional<double> measured;
  std::array<std::optional<double>, kTrivials.size()> trivial;
};

enum class TrainingRole {
  kCalibrated,    ///< the fit saw it
  kPredicted,     ///< held out
  kUncalibrated,  ///< alone in its series: predicted from the workload's constants only
};
std::string_view name_of(TrainingRole role);

struct TrainingOutcome {
  std::size_t run = 0;  ///< into the runs given
  TrainingRole role = TrainingRole::kPredicted;
  TrainingFigure utilisation;  ///< a fraction
  TrainingFigure rate;         ///< samples per second
  double first_batch = 0.0;    ///< predicted, seconds
};

struct TrainingSeries {
  std::string system;  ///< values of the columns that make a system, joined by " / "
  std::string model;
  std::string accelerator;
  TrainingFit fit;
  std::vector<TrainingOutcome> outcomes;  ///< by ranks
};

struct TrainingSummary {
  ErrorSummary model;
  std::array<std::optional<ErrorSummary>, kTrivials.size()> trivial;
};

struct TrainingReport {
  std::vector<TrainingSeries> series;
  // Of predicted runs; nothing if none has the measured figure.
  std::optional<TrainingSummary> utilisation, rate;
  // Of runs that are alone.
  std::optional<TrainingSummary> uncalibrated_utilisation, uncalibrated_rate;
};

/// `runs` are those of training_runs(table, ...). Errors: a column that the table does not have, a
/// series that cannot be fitted.
tl::expected<TrainingReport, parameters::Diagnostics> training_report(
    const Table& table, std::span<const TrainingRun> runs, const TrainingOptions& options);

}  // namespace penstock::calibration
