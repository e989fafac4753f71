// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// One row to one point. Internal to models/calibration.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "models/calibration/columns.hpp"
#include "models/calibration/point.hpp"
#include "models/calibration/table.hpp"
#include "models/parameters/diagnostic.hpp"

namespace penstock::calibration {

/// A column of the table that has a meaning.
struct KnownColumn {
  std::size_t index = 0;
  const Column* column = nullptr;
  [[nodiscard]] std::string_view name() const { return column->meaning.column; }
};

/// Byte rate against rate times size of one direction of one row.
struct ByteFactor {
  parameters::Mark mark;
  std::string_view column;
  double factor = 1.0;
  double rounding = 0.0;
};

/// What cannot be is reported at the row; the point is then of no use. `closed_loop`: direction,
/// size and requests in flight have to be given. Byte rates that can be held against requests per
/// second are added to `factors`. A row without anything measured is a point without observations.
Point read_row(const Row& row, std::size_t index, const std::vector<KnownColumn>& columns,
               bool closed_loop, parameters::Diagnostics& diagnostics,
               std::vector<ByteFactor>& factors);

}  // namespace penstock::calibration
