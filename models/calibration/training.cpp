// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include "models/calibration/least_squares.hpp"

namespace penstock::calibration {

namespace {

using catalogue::Loader;

// Spread of the logarithm over systems (98 rows of MLPerf Storage v1.0): a within 20 % but for slow
// hosts, c by a factor of 2 (cosmoflow) to 10 (unet3d) from least to most.
constexpr double kClientSpread = 0.2;
constexpr double kBarrierSpread = 0.5;
/// One rank repeats within the run-to-run error; more ranks differ by 2 % between runs of one
/// system, because threads and packing are tuned from row to row.
constexpr double kAloneNoise = 0.002;
constexpr double kTuningNoise = 0.02;
/// F is a difference of large numbers: its error is this share of the epoch.
constexpr double kFillNoise = 0.002;
constexpr double kFillSpread = 1.0;  ///< of log(F) over systems
constexpr double kMostFill = 0.9;    ///< of an epoch: beyond it the two figures contradict
/// The same bytes per second at other numbers of ranks: the supply is exhausted.
constexpr double kSameBytes = 0.01;
constexpr double kOtherRanks = 1.1;
/// Stands for "many" where steps are not known: the start of the epoch does not count then.
constexpr double kManySteps = 1e6;
/// TensorFlow's first batch comes through one stream: median of the resnet50 rows, 0.5 s for
/// 45.9 MB. Listing and shuffling the files takes EpochInput::start_per_file each.
constexpr double kFirstStream = 92e6;

double phi_of(const TrainingWorkload& workload) {
  return 1.0 - workload.batch_cv / std::sqrt(std::numbers::pi);
}

/// Whether the start of the epoch can be told from the rest.
bool knows_start(const TrainingRun& run) {
  return run.steps() && (run.workload.loader == Loader::kTensorFlow || run.threads);
}

double ranks_per_host(const TrainingRun& run) {
  return std::max(1.0, run.ranks / run.hosts);
}

/// F of the law before it is scaled. Beforehand the fill is taken to run at the rate at which
/// accelerators consume (98 rows: median measured over this 0.99); calibrated, the density of ranks
/// counts too.
double unscaled_first_batch(const TrainingRun& run, bool by_density) {
  if (run.workload.loader == Loader::kTensorFlow) {
    return *run.files * compute::EpochInput{}.start_per_file.si() +
           run.batch * run.sample / kFirstStream;
  }
  const double consumed = phi_of(run.workload) * *run.threads * run.compute;
  return by_density ? consumed * std::sqrt(ranks_per_host(run)) : consumed;
}

/// Mean first batch to the last rank's.
double last_over_mean(const TrainingRun& run) {
  const bool skewed = run.workload.loader == Loader::kPyTorch && run.ranks > 1.0;
  return skewed ? 1.0 / phi_of(run.workload) : 1.0;
}

/// J of a run whose first batch took `first` seconds. AU leaves the first batch out, so it is asked
/// where there is one.
double loss_of(const TrainingRun& run, double first) {
  const double steps = *run.steps();
  const double epoch = run.utilisation
                           ? first + run.compute + (steps - 1.0) * run.compute / *run.utilisation
                           : steps * run.ranks * run.batch / *run.rate;
  return (epoch - first * last_over_mean(run)) / steps - run.compute;
}

struct FillEstimate {
  double scale = 1.0;
  bool identified = false;
};

/// The scale of F over the runs that show it, each weighed by how well it does.
FillEstimate fill_scale(std::span<const TrainingRun> runs) {
  double weighted = 0.0;
  double weight = 0.0;
  bool seen = false;
  for (const auto& run : runs) {
    if (!knows_start(run)) continue;
    const auto first = figures_of(run).first_batch;
    // Beforehand F is known without the density; the law with it passes through the run.
    const double beforehand =
        std::log(unscaled_first_batch(run, false) / unscaled_first_batch(run, true));
    double log_scale = beforehand;
    double information = 1.0 / (kFillSpread * kFillSpread);
    if (first) {
      const double epoch = *run.steps() * run.ranks * run.batch / *run.rate;
      const double error = kFillNoise * epoch / *first;
      const double measured = std::log(*first / unscaled_first_batch(run, true));
      const double of_data = 1.0 / (error * error);
      log_scale = (beforehand * information + measured * of_data) / (information + of_data);
      seen = seen || of_data > information;
      information += of_data;
    }
    weighted += information * log_scale;
    weight += information;
  }
  if (weight == 0.0) return {};
  return {std::exp(weighted / weight), seen};
}

/// Runs of the same hosts that move the same bytes per second with other numbers of ranks.
std::vector<bool> exhausted(std::span<const TrainingRun> runs) {
  std::vector<bool> found(runs.size(), false);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (std::size_t j = i + 1; j < runs.size(); ++j) {
      const auto &a = runs[i], &b = runs[j];
      if (a.hosts != b.hosts || !a.rate || !b.rate) continue;
      const bool other = std::max(a.ranks, b.ranks) > kOtherRanks * std::min(a.ranks, b.ranks);
      const double apart = std::abs(*a.rate - *b.rate) / std::max(*a.rate, *b.rate);
      if (other && apart < kSameBytes) found[i] = found[j] = true;
    }
  }
  return found;
}

/// X of an exhausted run: all bytes of the epoch in W - T.
double supply_of(const TrainingRun& run) {
  const double bytes = *run.rate * run.sample;
  const auto steps = run.steps();
  if (!steps) return bytes;
  const double epoch = *steps * run.ranks * run.batch / *run.rate;
  return bytes * epoch / (epoch - run.compute);
}

std::string sentence(const TrainingRun& run, const std::string& what) {
  return fmt::format("line {}: {}", run.mark.line, what);
}

void remark_what_is_open(TrainingFit& fit) {
  auto& remarks = fit.remarks;
  if (!fit.overhead_identified) {
    remarks.emplace_back("a is the workload's: only a run with one accelerator shows it");
  }
  if (!fit.barrier_identified) {
    remarks.emplace_back("c is the workload's: a run with four accelerators or more shows it");
  }
  if (!fit.supply && fit.supply_at_least > 0.0) {
    remarks.push_back(
        fmt::format("X is at least {:.3g} GB/s; only runs with the same bytes per second at other "
                    "numbers of accelerators show it",
                    fit.supply_at_least / 1e9));
  }
  if (!fit.first_batch_identified) {
    remarks.emplace_back(
        "the start of the epoch is the workload's: it takes both AU and samples/s");
  }
}

}  // namespace

RunFigures figures_of(const TrainingRun& run) {
  RunFigures figures;
  if (run.rate) figures.bytes = *run.rate * run.sample;
  if (!knows_start(run)) {
    // Long epochs: the step time itself. AU leaves out the start, samples/s does not.
    figures.loss = run.utilisation ? run.compute / *run.utilisation - run.compute
                                   : run.ranks * run.batch / *run.rate - run.compute;
    return figures;
  }
  const double steps = *run.steps();
  if (run.utilisation && run.rate) {
    const double epoch = steps * run.ranks * run.batch / *run.rate;
    const double first = epoch - run.compute - (steps - 1.0) * run.compute / *run.utilisation;
    // Rounding, and means over epochs that differ, can leave nothing for the start.
    if (first > 0.0 && first < kMostFill * epoch) figures.first_batch = first;
  }
  figures.loss = loss_of(run, figures.first_batch.value_or(unscaled_first_batch(run, false)));
  return figures;
}

TrainingFit uncalibrated_fit(const TrainingWorkload& workload) {
  TrainingFit fit{.overhead = workload.overhead, .barrier = workload.barrier};
  fit.overhead_error = kClientSpread * fit.overhead;
  fit.barrier_error = std::hypot(kClientSpread, kBarrierSpread) * fit.barrier;
  return fit;
}

tl::expected<TrainingFit, std::string> fit_training(std::span<const TrainingRun> runs) {
  assert(!runs.empty());
  const auto& workload = runs.front().workload;
  TrainingFit fit{.runs = runs.size()};
  const auto saturated = exhausted(runs);
  struct Loss {
    double log_ranks, compute, loss, noise;
  };
  std::vector<Loss> losses;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto& run = runs[i];
    const auto figures = figures_of(run);
    fit.supply_at_least = std::max(fit.supply_at_least, figures.bytes);
    if (!(run.compute + figures.loss > 0.5 * run.compute)) {
      return tl::unexpected(sentence(run,
                                     "AU and samples/s give steps that are shorter than half "
                                     "the computation time"));
    }
    if (saturated[i]) {
      fit.supply = std::max(fit.supply.value_or(0.0), supply_of(run));
      continue;  // its loss is the supply's, not the barrier's
    }
    const bool alone = run.ranks <= 1.0;
    losses.push_back(
        {std::log(run.ranks), run.compute, figures.loss, alone ? kAloneNoise : kTuningNoise});
    if (alone) fit.overhead_identified = true;
    if (run.ranks >= 4.0) fit.barrier_identified = true;
  }

  const std::array unknowns{
      Unknown{.name = "client", .prior = Prior{.centre = 1.0, .spread = kClientSpread}},
      Unknown{.name = "barrier", .prior = Prior{.centre = 1.0, .spread = kBarrierSpread}}};
  const auto residuals = [&](std::span<const double> values) {
    std::vector<double> out;
    for (const auto& seen : losses) {
      const double loss =
          values[0] * (workload.overhead + values[1] * workload.barrier * seen.log_ranks);
      out.push_back(std::log((seen.compute + loss) / (seen.compute + seen.loss)) / seen.noise);
    }
    return out;
  };
  const auto estimate = minimise(unknowns, residuals, {.noise = kTuningNoise});
  if (!estimate) return tl::unexpected(estimate.error());
  const double client = estimate->values[0];
  const double barrier = estimate->values[1];
  fit.overhead = client * workload.overhead;
  fit.barrier = client * barrier * workload.barrier;
  fit.overhead_error = fit.overhead * estimate->standard_errors[0] / client;
  fit.barrier_error = fit.barrier * std::hypot(estimate->standard_errors[0] / client,
                                               estimate->standard_errors[1] / barrier);
  const auto fill = fill_scale(runs);
  fit.first_batch_scale = fill.scale;
  fit.first_batch_identified = fill.identified;
  remark_what_is_open(fit);
  return fit;
}

compute::EpochInput epoch_input(const TrainingFit& fit, const TrainingRun& run) {
  compute::EpochInput input;
  input.step = {.compute = units::Seconds{run.compute},
                .overhead = units::Seconds{fit.overhead},
                .barrier = units::Seconds{fit.barrier}};
  input.ranks = run.ranks;
  input.batch = run.batch;
  input.sample = units::Bytes{run.sample};
  input.batch_cv = run.workload.batch_cv;
  input.loader = run.workload.loader;
  double supply = fit.supply.value_or(std::numeric_limits<double>::infinity());
  if (run.threads && run.workload.cpu_per_sample > 0.0) {
    supply = std::min(supply, run.ranks * *run.threads * run.sample / run.workload.cpu_per_sample);
  }
  input.supply = units::ByteRate{supply};
  if (!knows_start(run)) {
    input.steps = kManySteps;
    if (input.loader == Loader::kTensorFlow) input.start = units::Seconds{0.0};
    return input;
  }
  input.steps = *run.steps();
  const double first = fit.first_batch_scale * unscaled_first_batch(run, fit.runs > 0);
  if (input.loader == Loader::kTensorFlow) {
    input.files = *run.files;
    input.start_per_file = input.start_per_file * fit.first_batch_scale;
    input.start = units::Seconds{fit.first_batch_scale * run.batch * run.sample / kFirstStream};
    return input;
  }
  input.buffered_batches = *run.threads;
  const double bytes = input.buffered_batches * run.ranks * run.batch * run.sample;
  const double by_law = phi_of(run.workload) * bytes / first;
  input.fill_supply = units::ByteRate{std::min(by_law, supply)};
  return input;
}

TrainingPrediction predict_training(const TrainingFit& fit, const TrainingRun& run) {
  const auto epoch = compute::epoch(epoch_input(fit, run));
  return {.utilisation = epoch.utilisation,
          .rate = epoch.samples.si(),
          .first_batch = epoch.first_batch.si(),
          .supply_limited = epoch.storage_limited > epoch.compute_limited};
}

}  // namespace penstock::calibration
