// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Runs of a training benchmark as MLPerf Storage reports them: how many accelerators with which
// batch and step time read which samples, and what they reached. One row is one run; the workload
// that its column `model` names adds what is known beforehand of the loader, the loss per step and
// the threshold. Nothing depends on who submitted what.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "models/calibration/table.hpp"
#include "models/catalogue/catalogue.hpp"
#include "models/parameters/diagnostic.hpp"

namespace penstock::calibration {

/// What is known of a training workload before anything is measured. SI base units.
struct TrainingWorkload {
  std::string id;  ///< of the catalogue; empty: the prior of any workload
  catalogue::Loader loader = catalogue::Loader::kPyTorch;
  double overhead = 0.0;        ///< a, seconds per step
  double barrier = 0.0;         ///< c, seconds per step and ln(ranks)
  double target = 0.9;          ///< utilisation that the benchmark asks for
  double batch_cv = 0.0;        ///< of the bytes of a batch
  double cpu_per_sample = 0.0;  ///< core seconds; 0: not known
  double request = 1048576.0;   ///< bytes of one read
};

struct TrainingRun {
  std::size_t row = 0;  ///< into table.rows
  parameters::Mark mark;
  std::string model;        ///< column `model`
  std::string accelerator;  ///< column `accelerator`, may be empty
  TrainingWorkload workload;
  double ranks = 1.0;             ///< n
  double hosts = 1.0;             ///< that the ranks are on
  double batch = 1.0;             ///< b, samples per rank and step
  double compute = 0.0;           ///< T, seconds
  double sample = 0.0;            ///< bytes
  std::optional<double> threads;  ///< w, loader workers per rank
  std::optional<double> files;    ///< of the data set
  double samples_per_file = 1.0;
  // measured
  std::optional<double> utilisation;  ///< AU, a fraction
  std::optional<double> rate;         ///< samples per second, all ranks

  /// Steps per epoch and rank; nothing if files are not known or too few for two steps.
  [[nodiscard]] std::optional<double> steps() const;
  /// Samples per second of ideal accelerators: n b / T.
  [[nodiscard]] double ideal_rate() const { return ranks * batch / compute; }
  /// Bytes per second that keep ideal accelerators busy.
  [[nodiscard]] double required_supply() const { return ideal_rate() * sample; }
};

/// One column that training runs are read from.
struct TrainingColumn {
  std::string_view column;
  std::string_view meaning;
  bool required = false;
  bool measured = false;
};
std::span<const TrainingColumn> training_columns();

/// The workload of this id, or else the one whose batch and sample size match within 1 %.
const catalogue::Workload* find_workload(const catalogue::Catalogue& catalogue,
                                         std::string_view model, double batch, double sample);

/// The runs of the chosen rows, all mistakes at once with file and line: missing columns, figures
/// that cannot be, rows that agree in every column that is not measured.
tl::expected<std::vector<TrainingRun>, parameters::Diagnostics> training_runs(
    const Table& table, std::span<const std::size_t> rows, const catalogue::Catalogue& catalogue);

}  // namespace penstock::calibration
