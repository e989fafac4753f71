// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A workload file of the DLIO benchmark, which MLPerf Storage uses, as numbers. Keys and defaults
// are those of DLIO's configuration page (docs/source/config.rst of argonne-lcf/dlio_benchmark),
// with the older spellings (record_length, model as a word).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "models/parameters/diagnostic.hpp"
#include "models/units/quantity.hpp"

namespace penstock::importers {

struct DlioCheckpoint {
  std::optional<units::Bytes> size;  ///< of what one rank writes; absent: the file does not say it
  parameters::Mark mark;             ///< of the size, or of what switches checkpoints on
  bool all_ranks = false;            ///< every rank writes `size`, not the first alone
  bool by_parameters = false;        ///< size is that of the whole model, from its dimensions
  std::uint64_t after_epoch = 1;
  std::uint64_t epochs_between = 1;
  std::optional<std::uint64_t> steps_between;  ///< counts instead of the epochs if it is given
};

struct DlioWorkload {
  std::string model = "default";
  bool tensorflow = false;  ///< the loader; else PyTorch
  units::Bytes sample;      ///< mean
  parameters::Mark sample_mark;
  double sample_cv = 0.0;
  std::uint64_t samples = 1;  ///< of the training set
  std::uint64_t batch = 1;    ///< samples per rank and step
  parameters::Mark batch_mark;
  std::uint64_t read_threads = 1;
  std::uint64_t prefetch = 2;
  units::Seconds preprocess;             ///< per sample
  std::optional<units::Bytes> transfer;  ///< of TensorFlow's reads
  units::Seconds step;
  parameters::Mark step_mark;
  std::uint64_t epochs = 1;
  std::optional<std::uint64_t> steps;  ///< at most so many per epoch
  std::optional<double> utilisation;   ///< that the benchmark asks for
  parameters::Mark utilisation_mark;
  std::optional<DlioCheckpoint> checkpoint;
};

/// Nothing if there is any error. What has no place in a scenario is a warning at its key; what has
/// no influence on storage (folders, seeds, profilers) is passed over.
std::optional<DlioWorkload> read_dlio(std::string_view text, const std::string& file_name,
                                      parameters::Diagnostics& diagnostics);

}  // namespace penstock::importers
