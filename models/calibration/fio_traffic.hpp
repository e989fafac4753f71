// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Requests, bytes and latencies of fio's jobs, and their sum. Internal to models/calibration.
#pragma once

#include <map>
#include <string>
#include <utility>

namespace penstock::calibration {

/// What one direction of one or several jobs did.
struct Traffic {
  double requests = 0.0;
  double rate = 0.0;                                             ///< requests per second
  double bytes = 0.0;                                            ///< per second
  double runtime = 0.0;                                          ///< seconds, of the longest job
  bool timed = true;                                             ///< all parts have latencies
  double mean = 0.0;                                             ///< seconds, as the others
  double square = 0.0;                                           ///< mean of the squared latency
  std::map<std::string, std::pair<double, double>> percentiles;  ///< weighted sum, weight

  /// Means are weighted by requests; so are percentiles, which is an approximation as each job has
  /// only its own.
  void add(const Traffic& other);
  /// Seconds.
  [[nodiscard]] double deviation() const;
};

}  // namespace penstock::calibration
