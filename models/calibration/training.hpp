// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Step-level model of a training job, calibrated on one run or a few and asked for other numbers of
// accelerators. The epoch is compute::epoch(); this finds its constants.
//
// From (AU, samples/s) of a run: W = S n b / rate, F = W - T - (S - 1) T / AU, and the loss per
// step outside storage J = (W - F_max) / S - T. Unknown are k, how slow the client is, and m, how
// much its barrier is out of line, J(n) = k (a + m c ln n), with the workload's a and c as what is
// known beforehand (spread 20 % and 50 %): one run at n = 1 gives k, one at large n mostly m, and
// with two both. A supply X is identified only by runs that move the same bytes per second at
// different n; any other run says no more than "at least this".
//
// The first batches scale by host: F ~ w sqrt(ranks per host), because a host's streams fill side
// by side until its link or memory is full, and one run does not tell which; and never faster than
// a known X. Source and errors: docs/theory/training.md. Pure; safe from any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "models/calibration/training_run.hpp"
#include "models/compute/input_pipeline.hpp"

namespace penstock::calibration {

/// What a run says by itself, before any law over n. Seconds, bytes per second.
struct RunFigures {
  std::optional<double> first_batch;  ///< F, from AU and samples/s together
  double loss = 0.0;                  ///< J per step, may be slightly negative
  double bytes = 0.0;                 ///< per second over the epoch; 0: not measured
};
RunFigures figures_of(const TrainingRun& run);

struct TrainingFit {
  double overhead = 0.0;        ///< a, seconds
  double barrier = 0.0;         ///< c, seconds per ln(ranks)
  double overhead_error = 0.0;  ///< standard errors
  double barrier_error = 0.0;
  bool overhead_identified = false;
  bool barrier_identified = false;
  std::optional<double> supply;    ///< X, bytes per second, if it is identified
  double supply_at_least = 0.0;    ///< bytes per second seen
  double first_batch_scale = 1.0;  ///< F over what the law gives beforehand
  bool first_batch_identified = false;
  std::size_t runs = 0;              ///< calibrated on; 0: constants of the workload only
  std::vector<std::string> remarks;  ///< what the runs leave open
};

/// What the workload's constants say without any measurement.
TrainingFit uncalibrated_fit(const TrainingWorkload& workload);

/// Runs of one system, workload and type of accelerator. The error is a sentence: figures that no
/// training job can have. Precondition: at least one run.
tl::expected<TrainingFit, std::string> fit_training(std::span<const TrainingRun> runs);

struct TrainingPrediction {
  double utilisation = 0.0;
  double rate = 0.0;         ///< samples per second
  double first_batch = 0.0;  ///< seconds
  bool supply_limited = false;
};

/// The epoch of a run under the fit: conditions only, nothing that was measured.
compute::EpochInput epoch_input(const TrainingFit& fit, const TrainingRun& run);
TrainingPrediction predict_training(const TrainingFit& fit, const TrainingRun& run);

}  // namespace penstock::calibration
