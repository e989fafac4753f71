// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What each column of a table means and in which unit its figures are. The only list of columns;
// docs/reference/measurements.md shows it. Internal to models/calibration.
#pragma once

#include <optional>
#include <string_view>

#include "models/calibration/point.hpp"

namespace penstock::calibration {

/// Conditions first, then what is measured.
enum class Role {
  kCondition,    ///< `condition` of the point
  kDirection,    ///< fio's rw: order and share of reads
  kReadPercent,  ///< of a mixed load
  kWriteShare,   ///< fraction of requests
  kPlace,        ///< "local" or "remote"; any other word is a name without a meaning
  kObservation,  ///< `observation` of the point
  kRate,         ///< requests per second in the row's direction
  kMean,         ///< latency in the row's direction, as are the next two
  kMedian,
  kP99,
  kReadBytes,       ///< bytes per second of reads
  kWriteBytes,      ///< of writes
  kBytes,           ///< of both
  kSequentialRead,  ///< bytes per second of one stream, as is the next
  kSequentialWrite,
  kResult,  ///< a result of the measurement that no model predicts
};

struct Column {
  ColumnMeaning meaning;
  Role role = Role::kResult;
  double factor = 1.0;  ///< cell times factor is SI
  Condition condition = Condition::kSize;
  Observation observation = Observation::kReadRate;
};

/// Null if Penstock does not know it.
const Column* find_column(std::string_view name);

/// Whether its cells may be written as sizes: "4k".
bool holds_bytes(std::string_view name);

}  // namespace penstock::calibration
