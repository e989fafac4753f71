// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Solid-state drives in a closed loop as measured: the network that predictions solve and the
// simulator runs. Raw doubles in SI units. docs/theory/calibration.md, "Flash".
//
//   drive    knee q, base latency L0(size), saturated rate X(size) of each drive
//   process  at most P requests/s each; the host at most H / (1 + switching (n-1)/d^2), because
//            processes that sleep for each request are woken for it; both with a hard edge
//   delay    L0 [idle when nothing else is outstanding] + L0 batch (d-1)^2/((d-1)^2+9), d requests
//            in flight per process: completions are reaped in batches
//   writes   into a buffer (knee, latency, saturated rate), drained behind the reads' back: they
//            load the drive without waiting, and delay reads by kappa per write/s and drive
//   remote   a delay D(size) per request and another limit per process
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <tuple>
#include <vector>

#include "models/calibration/point.hpp"
#include "models/calibration/profile.hpp"
#include "models/queueing/network.hpp"

namespace penstock::calibration {

/// One kind of request: reads or writes, in random or sequential order.
struct FlashOperation {
  struct AtSize {
    double latency = 0.0;  ///< of a request alone
    double rate = 0.0;     ///< of one saturated drive
  };
  double knee = 1.65;
  double process_rate = 0.0;  ///< P
  double host_rate = 0.0;     ///< H
  double idle_exit = 0.0;     ///< share of the latency
  double batch_delay = 0.0;   ///< share of the latency
  double switching = 0.0;     ///< host time per request and further process that sleeps for each
  std::map<double, AtSize> sizes;

  /// Linear in bytes between and beyond the sizes measured, for the time per request.
  [[nodiscard]] AtSize at(double size) const;
};

/// What the host takes at most from `processes` of a depth.
double host_limit(const FlashOperation& operation, double depth, double processes);

/// Depth, processes and request size: what a benchmark varies.
using Shape = std::tuple<double, double, double>;

struct FlashModel {
  /// By "read", "write", "sequential_read", "sequential_write".
  std::map<std::string, FlashOperation> operations;
  /// Writes among reads, by size.
  struct Mix {
    double interference = 0.0;  ///< kappa: seconds per (write/s and drive)
    FlashOperation::AtSize write;
  };
  std::map<double, Mix> mixes;
  /// Rates of pure reads as measured, where there are more of them than parameters.
  std::map<Shape, double> measured_reads;
  std::map<double, double> remote_delays;  ///< D by size
  std::optional<double> remote_process_rate;
  bool remote_alone = false;  ///< no local rows: the operations hold the network
};

/// The names under which a series keeps the model.
FlashModel flash_model(const Series& series);

/// Which operation a point's reads (or writes) are.
std::string operation_of(const Point& point, bool write);

struct ClosedLoop {
  std::vector<queueing::Resource> resources;
  queueing::FlowClass flow;
};

/// The network of one point; the error names what the model does not know.
tl::expected<ClosedLoop, std::string> closed_loop(const FlashModel& model, const Point& point);

struct ClosedLoopFigures {
  double rate = 0.0;        ///< requests per second, reads and writes together
  double read_time = 0.0;   ///< mean time of a read; 0 for pure writes
  double write_time = 0.0;  ///< mean time of a write; 0 for pure reads
};

/// Solves closed_loop().
tl::expected<ClosedLoopFigures, std::string> solve_closed_loop(const FlashModel& model,
                                                               const Point& point);

/// Requests per second of a closed loop of one operation: what the solver gives for closed_loop()
/// with hard edges, in closed form for fitting. Thirty times as fast.
double closed_loop_rate(const FlashOperation& operation, const FlashOperation::AtSize& at,
                        double depth, double processes, double devices, double extra_delay = 0.0);

}  // namespace penstock::calibration
