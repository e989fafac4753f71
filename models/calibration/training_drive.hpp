// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// How many accelerators one local drive feeds, from its catalogue entry alone: the largest n whose
// utilisation reaches the benchmark's threshold, with the drive's closed-loop rate for the loaders'
// reads, the barrier, and the credit for batches loaded during the fill.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/calibration/error_summary.hpp"
#include "models/calibration/training.hpp"
#include "models/catalogue/entries.hpp"

namespace penstock::calibration {

/// Bytes per second that one drive gives to n ranks with w loader workers each, every worker with
/// one read of `workload.request` in flight between its work on samples, by
/// models/storage/nvme.hpp; at most the sheet's read rate. std::runtime_error if the solver fails,
/// which no entry within the catalogue's bounds makes it do.
double drive_supply(const catalogue::Ssd& drive, const TrainingRun& run, double ranks);

/// The epoch of `ranks` accelerators on the drive, otherwise as in `run`: the data set holds at
/// least 500 steps, as the benchmark demands.
TrainingPrediction predict_on_drive(const catalogue::Ssd& drive, const TrainingRun& run,
                                    double ranks);

struct DriveLimit {
  std::size_t run = 0;    ///< the run with the most accelerators, into the runs given
  double measured = 0.0;  ///< its accelerators
  double predicted = 0.0;
  double trivial = 0.0;  ///< min(1, X / X_required) >= threshold with the sheet's X
  double supply = 0.0;   ///< bytes per second at `predicted`
  TrainingPrediction at_measured;
  bool supply_limits = false;  ///< else the barrier does
  /// Off by one accelerator or 10 % at most.
  [[nodiscard]] static bool close(double predicted, double measured);
};

struct DriveSummary {
  std::size_t n = 0;
  double close = 0.0;           ///< share of limits within one accelerator or 10 %
  double exact = 0.0;           ///< share of limits that agree
  double trivial_close = 0.0;   ///< of the trivial model
  ErrorSummary model, trivial;  ///< relative errors of the number of accelerators
};

/// Nothing for no limits.
std::optional<DriveSummary> summarise(std::span<const DriveLimit> limits);

/// One limit per workload and type of accelerator, of the run with the most accelerators among
/// those that reach the threshold (or do not say), in order of their names.
std::vector<DriveLimit> drive_limits(const catalogue::Ssd& drive,
                                     std::span<const TrainingRun> runs);

}  // namespace penstock::calibration
