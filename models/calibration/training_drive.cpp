// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/training_drive.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <stdexcept>
#include <utility>

#include "models/queueing/solver.hpp"
#include "models/storage/nvme.hpp"

namespace penstock::calibration {

namespace {

/// MLPerf Storage: every rank makes at least so many steps per epoch.
constexpr double kLeastSteps = 500.0;
constexpr double kCloseShare = 0.1;
/// Share of the sheet's sequential rate that loaders get who read every file whole (PyTorch):
/// between the sheet and the one drive that was saturated by them, 0.854. Streams of records reach
/// the sheet.
constexpr double kWholeFileShare = 0.93;

/// The workload's constants with the drive as the supply, which also fills the loaders' queues.
TrainingFit fit_of(const TrainingRun& run, double supply) {
  TrainingFit fit = uncalibrated_fit(run.workload);
  fit.supply = supply;
  return fit;
}

TrainingRun with_ranks(const TrainingRun& run, double ranks) {
  TrainingRun scaled = run;
  scaled.ranks = ranks;
  const double least = kLeastSteps * run.batch * ranks / run.samples_per_file;
  scaled.files = std::max(run.files.value_or(0.0), std::ceil(least));
  return scaled;
}

}  // namespace

double drive_supply(const catalogue::Ssd& drive, const TrainingRun& run, double ranks) {
  const units::Bytes request{run.workload.request};
  const storage::Access read{.write = false, .size = request, .sequential = true};
  const storage::DeviceState state;
  const std::array pool{storage::nvme_pool("drive", drive, 1.0, state, read)};
  queueing::FlowClass flow{.name = "loaders", .window = run.threads.value_or(1.0)};
  flow.delay = units::Seconds{run.workload.cpu_per_sample * request.si() / run.sample};
  flow.demands = {storage::nvme_visit(0, drive, read, state)};
  const std::array active{queueing::ActiveFlows{.flow = &flow, .count = ranks}};
  const auto solution = queueing::solve(pool, active);
  if (!solution) throw std::runtime_error(solution.error().message);
  const double rate = solution->rates.front() * ranks * request.si();
  const bool whole_files = run.workload.loader == catalogue::Loader::kPyTorch;
  return std::min(drive.read_rate.value.si(), rate) * (whole_files ? kWholeFileShare : 1.0);
}

TrainingPrediction predict_on_drive(const catalogue::Ssd& drive, const TrainingRun& run,
                                    double ranks) {
  return predict_training(fit_of(run, drive_supply(drive, run, ranks)), with_ranks(run, ranks));
}

bool DriveLimit::close(double predicted, double measured) {
  return std::abs(predicted - measured) <= std::max(1.0, kCloseShare * measured);
}

std::optional<DriveSummary> summarise(std::span<const DriveLimit> limits) {
  if (limits.empty()) return std::nullopt;
  DriveSummary summary{.n = limits.size()};
  std::vector<Comparison> model, trivial;
  for (const auto& limit : limits) {
    model.push_back({limit.predicted, limit.measured});
    trivial.push_back({limit.trivial, limit.measured});
    const double share = 1.0 / static_cast<double>(limits.size());
    if (DriveLimit::close(limit.predicted, limit.measured)) summary.close += share;
    if (limit.predicted == limit.measured) summary.exact += share;
    if (DriveLimit::close(limit.trivial, limit.measured)) summary.trivial_close += share;
  }
  summary.model = *summarise(std::span<const Comparison>(model));
  summary.trivial = *summarise(std::span<const Comparison>(trivial));
  return summary;
}

std::vector<DriveLimit> drive_limits(const catalogue::Ssd& drive,
                                     std::span<const TrainingRun> runs) {
  std::map<std::pair<std::string, std::string>, std::size_t> largest;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto& run = runs[i];
    if (run.utilisation && *run.utilisation < run.workload.target) continue;
    const auto [found, fresh] = largest.emplace(std::pair{run.model, run.accelerator}, i);
    if (!fresh && runs[found->second].ranks < run.ranks) found->second = i;
  }
  std::vector<DriveLimit> limits;
  for (const auto& [what, index] : largest) {
    const auto& run = runs[index];
    const double target = run.workload.target;
    const double sheet = drive.read_rate.value.si();
    const double required = run.required_supply() / run.ranks;
    DriveLimit limit{.run = index, .measured = run.ranks};
    limit.trivial = std::floor(sheet / (required * target) * (1.0 + 1e-12));
    // Half of the supply's share is far below any credit for the fill.
    const double most = std::ceil(2.0 * sheet / (required * target)) + 1.0;
    for (double n = 1.0; n <= most; n += 1.0) {
      const auto prediction = predict_on_drive(drive, run, n);
      if (prediction.utilisation < target) {
        limit.supply_limits = prediction.supply_limited;
        break;
      }
      limit.predicted = n;
    }
    limit.supply = drive_supply(drive, run, std::max(1.0, limit.predicted));
    limit.at_measured = predict_on_drive(drive, run, run.ranks);
    limits.push_back(limit);
  }
  return limits;
}

}  // namespace penstock::calibration
