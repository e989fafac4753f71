// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Training runs beside their predictions, for people and for programs.
#pragma once

#include <span>
#include <string>

#include "models/calibration/training_drive.hpp"
#include "models/calibration/training_series.hpp"
#include "sim/report/table.hpp"

namespace penstock::validation {

/// By series: constants with standard errors, what the runs leave open, a line per run; then the
/// summary of utilisation and samples per second with the trivial models.
std::string training_text(const calibration::TrainingReport& report,
                          std::span<const calibration::TrainingRun> runs,
                          const report::Layout& layout);
std::string training_markdown(const calibration::TrainingReport& report,
                              std::span<const calibration::TrainingRun> runs);
/// One line per run; numbers in SI units that read back exactly, errors as fractions.
std::string training_csv(const calibration::TrainingReport& report,
                         std::span<const calibration::TrainingRun> runs);
/// {summary: {figure, n, mape, median, p90, max, bias, trivial_mape, trivial: {threshold, same,
/// supply}}, summaries: {au, samples_per_s}, uncalibrated: {au, samples_per_s}, series: [{system,
/// model, accelerator, fit, rows}]}. `summary` is that of the utilisation, or of samples per second
/// where no utilisation was measured; errors are fractions, trivial_mape is the threshold model's.
std::string training_json(const calibration::TrainingReport& report,
                          std::span<const calibration::TrainingRun> runs);

/// What a single drive feeds, by workload and type of accelerator. `drive` is its name.
std::string drive_text(const std::string& drive, std::span<const calibration::DriveLimit> limits,
                       std::span<const calibration::TrainingRun> runs,
                       const report::Layout& layout);
std::string drive_markdown(const std::string& drive,
                           std::span<const calibration::DriveLimit> limits,
                           std::span<const calibration::TrainingRun> runs);
std::string drive_csv(std::span<const calibration::DriveLimit> limits,
                      std::span<const calibration::TrainingRun> runs);
/// {drive, summary: {n, within, exact, mape, median, p90, max, bias, trivial_within, trivial_mape},
/// rows}; the errors are those of the number of accelerators, `within` is the share within one
/// accelerator or 10 %.
std::string drive_json(const std::string& drive, std::span<const calibration::DriveLimit> limits,
                       std::span<const calibration::TrainingRun> runs);

}  // namespace penstock::validation
