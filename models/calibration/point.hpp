// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// One measurement in the terms of the models: under which conditions what was observed, in SI base
// units (bytes, seconds, requests per second). Which column gives which term in which unit is
// written down once, in columns.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "models/calibration/table.hpp"
#include "models/parameters/diagnostic.hpp"

namespace penstock::calibration {

enum class Condition {
  kSize,       ///< bytes of a request, message, object or chunk
  kDepth,      ///< requests in flight per process
  kProcesses,  ///< processes, threads or connections
  kDevices,    ///< drives
  kReadShare,  ///< of requests, 1: reads only
  kOffered,    ///< open loop: requests per second offered
  kRegion,     ///< share of the drive's capacity that is accessed, from its outer edge
  kPosition,   ///< bytes from the start of the drive
  kUsed,       ///< bytes of the drive that hold valid data
  kSamples,    ///< samples of a whole run of an input pipeline
  kRemote,     ///< 1: through a network, 0: in the same host
  kRotation,   ///< revolutions per second of a disk
};
inline constexpr std::size_t kConditions = 12;

enum class Observation {
  kReadRate,   ///< requests per second, of all processes
  kWriteRate,  ///< requests per second
  kByteRate,   ///< bytes per second, both directions
  kReadMean,   ///< seconds, as kReadMedian to kWriteP99
  kReadMedian,
  kReadP99,
  kWriteMean,
  kWriteMedian,
  kWriteP99,
  kLatency,        ///< seconds of a message, or to the last byte of an object
  kBefore,         ///< bytes per second before a cliff
  kCliff,          ///< bytes written at the cliff
  kAfter,          ///< bytes per second after it
  kAmplification,  ///< bytes programmed per byte written by the host
  kSampleRate,     ///< samples per second
};
inline constexpr std::size_t kObservations = 15;

/// How requests follow each other in address.
enum class Order { kRandom, kSequential };

struct Point {
  std::size_t row = 0;  ///< into table.rows
  parameters::Mark mark;
  Order order = Order::kRandom;
  std::array<std::optional<double>, kConditions> conditions;
  std::array<std::optional<double>, kObservations> observations;

  [[nodiscard]] bool has(Condition condition) const;
  [[nodiscard]] bool has(Observation observation) const;
  /// Precondition: has it.
  [[nodiscard]] double at(Condition condition) const;
  [[nodiscard]] double at(Observation observation) const;
  [[nodiscard]] double get(Condition condition, double otherwise) const;
  /// 1 where they are not given; the read share too.
  [[nodiscard]] double depth() const { return get(Condition::kDepth, 1.0); }
  [[nodiscard]] double processes() const { return get(Condition::kProcesses, 1.0); }
  [[nodiscard]] double devices() const { return get(Condition::kDevices, 1.0); }
  [[nodiscard]] double read_share() const { return get(Condition::kReadShare, 1.0); }
  /// Depth times processes.
  [[nodiscard]] double outstanding() const { return depth() * processes(); }
  /// Requests per second, reads and writes together; from bytes and size where that is measured.
  [[nodiscard]] std::optional<double> rate() const;
};

/// Whether some say that they are local or remote: the others are of neither place.
bool any_placed(std::span<const Point> points);

/// "size", "depth", ...; "read rate", "read p99", ...
std::string_view name_of(Condition condition);
std::string_view name_of(Observation observation);

/// One column that Penstock understands.
struct ColumnMeaning {
  std::string_view column;  ///< "bs_bytes"
  std::string_view meaning;
  std::string_view unit;  ///< of the cell
};
/// All of them, for docs/reference/measurements.md.
std::span<const ColumnMeaning> known_columns();
/// Whether a column holds a result of the measurement, so that it is no condition or filter.
bool is_measured(std::string_view column);

/// The points of the chosen rows, in their order; rows without anything measured are left out.
/// Mistakes are reported all at once: a figure that is no number, zero or negative where it cannot
/// be, no row with anything measured, rows that agree in every column that is not measured, columns
/// that contradict each other (two of one meaning, or mixed units).
tl::expected<std::vector<Point>, parameters::Diagnostics> points(const Table& table,
                                                                 std::span<const std::size_t> rows);

}  // namespace penstock::calibration
