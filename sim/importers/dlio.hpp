// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// DLIO's workload files, which MLPerf Storage uses, to a fragment of a scenario: a workload of the
// catalogue, its dataset and a train stage, to be taken in with `include:`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "models/parameters/diagnostic.hpp"

namespace penstock::importers {

struct DlioChoice {
  std::string name;  ///< of the workload; by default the model's
  /// Catalogue accelerator that the computation time was taken on; empty: the stage gets the time
  /// itself, on whatever the design has.
  std::string accelerator;
  std::uint64_t accelerators = 1;  ///< ranks; the file does not say how many
};

struct Imported {
  std::string text;                  ///< YAML
  parameters::Diagnostics warnings;  ///< what was not taken over
};

/// All mistakes at once, each with its place. `file_name` goes into marks and sources.
tl::expected<Imported, parameters::Diagnostics> import_dlio(std::string_view text,
                                                            const std::string& file_name,
                                                            const DlioChoice& choice);

}  // namespace penstock::importers
