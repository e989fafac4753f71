// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Fits one kind of request of a flash drive: reads or writes, in random or sequential order.
#pragma once

#include <set>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "models/calibration/flash_model.hpp"
#include "models/calibration/least_squares.hpp"
#include "models/calibration/point.hpp"

namespace penstock::calibration {

/// Relative error of one measured rate with what the form leaves out: 1 % noise, 2 % form.
inline constexpr double kFlashNoise = 0.02;
/// Knee of a SATA link; 2.7 to 3.7 on ten drives.
inline constexpr Prior kSataKnee{3.0, 0.25};

class FlashOperationFit {
 public:
  /// Points of one operation with a size and a rate; they outlive the fit.
  explicit FlashOperationFit(std::vector<const Point*> points);

  /// From four starts, so that a ceiling may be the drive's, a process's or the host's.
  tl::expected<Estimate, std::string> fit();
  /// Those of the best start: "knee", "process_rate", ..., "latency@4096", "rate@4096".
  [[nodiscard]] const std::vector<Unknown>& unknowns() const { return unknowns_; }

 private:
  struct Start {
    bool at_host = false;     ///< the host's limit explains the ceiling
    bool at_process = false;  ///< a process's limit explains the rate of one
  };
  [[nodiscard]] FlashOperation operation(std::span<const double> values) const;
  [[nodiscard]] std::vector<Unknown> unknowns(Start start) const;
  [[nodiscard]] std::vector<double> residuals(std::span<const double> values) const;

  std::vector<const Point*> points_;
  std::set<double> sizes_;
  double best_ = 0.0, best_drive_ = 0.0, best_bytes_ = 0.0, best_process_ = 0.0;
  bool alone_ = false, deep_ = false, crowded_ = false, fast_ = false;
  std::vector<Unknown> unknowns_;
};

}  // namespace penstock::calibration
