// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/training_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include "models/parameters/codes.hpp"

namespace penstock::calibration {

namespace {

using parameters::Code;
using parameters::Diagnostics;

constexpr std::array kColumns{
    TrainingColumn{"model", "workload, which selects constants of the catalogue", true},
    TrainingColumn{"accelerator", "type of accelerator, a label"},
    TrainingColumn{"n_accelerators", "ranks", true},
    TrainingColumn{"n_hosts", "hosts that the ranks are on; 1 if not given"},
    TrainingColumn{"batch_size", "samples per rank and step", true},
    TrainingColumn{"computation_time_s", "step time of an ideal accelerator, s", true},
    TrainingColumn{"read_threads", "loader workers per rank"},
    TrainingColumn{"record_length_bytes", "mean size of a sample; the workload's if not given"},
    TrainingColumn{"record_length_stdev_bytes", "its standard deviation"},
    TrainingColumn{"num_files_train", "files of the data set"},
    TrainingColumn{"num_samples_per_file", "samples in a file; 1 if not given"},
    TrainingColumn{"au_mean_pct", "accelerator utilisation, percent", false, true},
    TrainingColumn{"samples_per_s", "samples per second of all ranks", false, true},
    TrainingColumn{"samples_per_s_stdev", "not used", false, true},
    TrainingColumn{"io_MiBps", "not used", false, true},
    TrainingColumn{"measured_over_ideal", "not used", false, true},
};

/// Ideal accelerators cannot be outrun by more than a measurement's error; further off, a column is
/// in another unit.
constexpr double kMostOverIdeal = 1.05;
/// Of a workload that is not in the catalogue: the fixed loss of the three MLPerf workloads is 0.5
/// to 21 % of a step, the barrier 1.5 to 5.6 % per ln n (docs/theory/training.md).
constexpr double kUnknownOverhead = 0.02;
constexpr double kUnknownBarrier = 0.02;

std::optional<double> number_in(std::string_view cell) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc{} || end != cell.data() + cell.size()) return std::nullopt;
  return value;
}

/// Reads the figures of one row.
class RowReader {
 public:
  RowReader(const Table& table, const Row& row, Diagnostics& diagnostics)
      : table_(table), row_(row), diagnostics_(diagnostics) {}

  /// Nothing for an empty cell of a column that is not required, and after a mistake.
  std::optional<double> figure(std::string_view column, bool required, double least = 0.0,
                               double most = std::numeric_limits<double>::max()) {
    if (!table_.column(column)) return std::nullopt;  // reported for the table, if required
    const auto cell = table_.cell(row_, column);
    if (cell.empty()) {
      if (required) wrong(Code::kFigure, column, "is empty", "every run needs this figure");
      return std::nullopt;
    }
    const auto value = number_in(cell);
    if (!value || !std::isfinite(*value)) {
      wrong(Code::kFigure, column, fmt::format("'{}' is no finite number", cell), "");
      return std::nullopt;
    }
    if (!(*value > 0.0) || *value < least || *value > most) {
      wrong(Code::kFigure, column, fmt::format("'{}' cannot be", cell), range(least, most));
      return std::nullopt;
    }
    return value;
  }

  std::optional<double> count(std::string_view column, bool required) {
    const auto value = figure(column, required, 1.0, 1e15);
    if (value && *value != std::floor(*value)) {
      wrong(Code::kFigure, column, fmt::format("'{}' is no whole number", *value), "");
      return std::nullopt;
    }
    return value;
  }

  void wrong(Code code, std::string_view column, const std::string& what, const std::string& hint) {
    parameters::report(diagnostics_, code, row_.mark, fmt::format("{}: {}", column, what), hint);
    good_ = false;
  }
  void contradiction(const std::string& what, const std::string& hint) {
    parameters::report(diagnostics_, Code::kContradiction, row_.mark, what, hint);
    good_ = false;
  }
  void nothing_measured() {
    parameters::report(diagnostics_, Code::kNothingMeasured, row_.mark,
                       "neither au_mean_pct nor samples_per_s is given");
    good_ = false;
  }
  [[nodiscard]] bool good() const { return good_; }

 private:
  static std::string range(double least, double most) {
    if (most < std::numeric_limits<double>::max() && most < 1e14) {
      return fmt::format("it lies between {:g} and {:g}", least, most);
    }
    return least > 0.0 ? fmt::format("it is at least {:g}", least) : "it is above zero";
  }

  const Table& table_;
  const Row& row_;
  Diagnostics& diagnostics_;
  bool good_ = true;
};

TrainingWorkload workload_of(const catalogue::Workload* known, const TrainingRun& run,
                             double row_cv) {
  TrainingWorkload workload;
  double sample_cv = row_cv;
  if (known != nullptr) {
    workload.id = known->identity.id;
    workload.loader = known->loader;
    workload.overhead = known->step_overhead.value.si();
    workload.barrier = known->barrier.value.si();
    workload.target = known->utilisation_target.value.si();
    workload.cpu_per_sample = known->cpu_per_sample.value.si();
    workload.request = known->request.value.si();
    sample_cv = known->sample_cv.value.si();
  } else if (run.samples_per_file > 1.0) {
    workload.loader = catalogue::Loader::kTensorFlow;  // records packed in files
  }
  // Priors are positive: a loss of zero could not be scaled by what is measured.
  if (!(workload.overhead > 0.0)) workload.overhead = kUnknownOverhead * run.compute;
  if (!(workload.barrier > 0.0)) workload.barrier = kUnknownBarrier * run.compute;
  workload.request = std::min(workload.request, run.sample);
  workload.batch_cv = sample_cv / std::sqrt(run.batch);
  return workload;
}

std::optional<TrainingRun> read_run(const Table& table, std::size_t index,
                                    const catalogue::Catalogue& catalogue,
                                    Diagnostics& diagnostics) {
  const Row& row = table.rows[index];
  RowReader read(table, row, diagnostics);
  TrainingRun run{.row = index, .mark = row.mark};
  run.model = std::string(table.cell(row, "model"));
  run.accelerator = std::string(table.cell(row, "accelerator"));
  if (run.model.empty() && table.column("model")) {
    read.wrong(Code::kFigure, "model", "is empty", "name the workload");
  }
  run.ranks = read.count("n_accelerators", true).value_or(1.0);
  run.hosts = read.count("n_hosts", false).value_or(1.0);
  run.batch = read.count("batch_size", true).value_or(1.0);
  run.compute = read.figure("computation_time_s", true).value_or(1.0);
  run.threads = read.count("read_threads", false);
  const auto sample = read.figure("record_length_bytes", false);
  // Samples of one size have an empty cell or a zero there.
  const auto deviation = table.cell(row, "record_length_stdev_bytes");
  double spread = 0.0;
  if (!deviation.empty()) {
    const auto value = number_in(deviation);
    if (!value || !std::isfinite(*value) || *value < 0.0) {
      read.wrong(Code::kFigure, "record_length_stdev_bytes",
                 fmt::format("'{}' cannot be", deviation), "it is zero or above");
    } else {
      spread = *value;
    }
  }
  run.files = read.count("num_files_train", false);
  run.samples_per_file = read.count("num_samples_per_file", false).value_or(1.0);
  // Below 1 % nobody publishes a run: such figures are fractions in a column of percent.
  if (const auto percent = read.figure("au_mean_pct", false, 1.0, 100.0)) {
    run.utilisation = *percent / 100.0;
  }
  run.rate = read.figure("samples_per_s", false);
  if (read.good() && !run.utilisation && !run.rate) read.nothing_measured();
  if (!read.good()) return std::nullopt;

  const auto* known = find_workload(catalogue, run.model, run.batch, sample.value_or(0.0));
  if (!sample && known == nullptr) {
    read.wrong(Code::kMissingColumn, "record_length_bytes",
               fmt::format("is not given, and the catalogue has no workload '{}'", run.model),
               "add the column with the mean size of a sample");
    return std::nullopt;
  }
  run.sample = sample ? *sample : known->sample.value.si();
  run.workload = workload_of(known, run, spread / run.sample);
  if (run.rate && *run.rate > kMostOverIdeal * run.ideal_rate()) {
    read.contradiction(
        fmt::format(
            "samples_per_s is {:g}, but {:g} accelerators with {:g} samples in {:g} s reach "
            "{:g} at most",
            *run.rate, run.ranks, run.batch, run.compute, run.ideal_rate()),
        "check the units of samples_per_s and computation_time_s");
    return std::nullopt;
  }
  return run;
}

void check_columns(const Table& table, Diagnostics& diagnostics) {
  const parameters::Mark header{.file = table.source, .line = 1};
  for (const auto& column : kColumns) {
    if (!column.required || table.column(column.column)) continue;
    parameters::report(diagnostics, Code::kMissingColumn, header,
                       fmt::format("the column '{}' is missing", column.column),
                       fmt::format("it holds the {}", column.meaning));
  }
  if (!table.column("au_mean_pct") && !table.column("samples_per_s")) {
    parameters::report(diagnostics, Code::kMissingColumn, header,
                       "neither the column 'au_mean_pct' nor 'samples_per_s' is there",
                       "one of them is needed to compare with");
  }
}

bool is_result(std::string_view column) {
  const auto found = std::ranges::find(kColumns, column, &TrainingColumn::column);
  return found != kColumns.end() && found->measured;
}

void check_twins(const Table& table, std::span<const std::size_t> rows, Diagnostics& diagnostics) {
  std::map<std::vector<std::string_view>, std::size_t> seen;
  for (const std::size_t index : rows) {
    std::vector<std::string_view> conditions;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (!is_result(table.columns[i])) conditions.emplace_back(table.rows[index].cells[i]);
    }
    const auto [first, fresh] = seen.emplace(std::move(conditions), index);
    if (fresh) continue;
    parameters::report(diagnostics, Code::kRowTwice, table.rows[index].mark,
                       fmt::format("the row agrees with line {} in every column that is not "
                                   "measured",
                                   table.rows[first->second].mark.line),
                       "remove one of them, or add a column that tells them apart");
  }
}

}  // namespace

std::optional<double> TrainingRun::steps() const {
  if (!files) return std::nullopt;
  const double steps = std::floor(*files * samples_per_file / (batch * ranks));
  if (steps < 2.0) return std::nullopt;
  return steps;
}

std::span<const TrainingColumn> training_columns() {
  return kColumns;
}

const catalogue::Workload* find_workload(const catalogue::Catalogue& catalogue,
                                         std::string_view model, double batch, double sample) {
  if (const auto named = catalogue.workloads.find(model); named != catalogue.workloads.end()) {
    return &named->second;
  }
  for (const auto& [id, workload] : catalogue.workloads) {
    const double size = workload.sample.value.si();
    if (static_cast<double>(workload.batch.value) == batch &&
        std::abs(sample - size) <= 0.01 * size) {
      return &workload;
    }
  }
  return nullptr;
}

tl::expected<std::vector<TrainingRun>, Diagnostics> training_runs(
    const Table& table, std::span<const std::size_t> rows, const catalogue::Catalogue& catalogue) {
  Diagnostics diagnostics;
  check_columns(table, diagnostics);
  if (!diagnostics.empty()) return tl::unexpected(std::move(diagnostics));
  std::vector<TrainingRun> runs;
  runs.reserve(rows.size());
  for (const std::size_t index : rows) {
    if (auto run = read_run(table, index, catalogue, diagnostics)) runs.push_back(std::move(*run));
  }
  check_twins(table, rows, diagnostics);
  if (!diagnostics.empty()) return tl::unexpected(std::move(diagnostics));
  return runs;
}

}  // namespace penstock::calibration
