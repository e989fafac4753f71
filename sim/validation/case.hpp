// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The table of `penstock validate`: which published measurements are calibrated on which rows, and
// how near the predictions of the others have to be. Data sets are named here and nowhere else;
// models never see a name.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/calibration/point.hpp"

namespace penstock::validation {

/// Rows of a file that a profile is calibrated on.
struct Curve {
  std::string file;
  std::vector<std::string> where;
  std::vector<std::string> calibrate_on;
};

/// One device, or one series of runs, of a case.
struct Part {
  std::string name;                       ///< "Samsung F1"
  std::string file;                       ///< below the data folder
  std::vector<std::string> where;         ///< rows of the device
  std::vector<std::string> calibrate_on;  ///< among them; never predicted
  std::vector<std::string> predict;       ///< the rows to score; none: all the others
  /// Columns whose values are fitted apart, as Choice::series.
  std::optional<std::vector<std::string>> series;
  std::string drive;  ///< kDriveLimits: id of the catalogue
  // kSharing
  Curve curve;           ///< of one drive alone
  Curve host;            ///< of the host with all drives
  double devices = 1.0;  ///< that the jobs share
};

enum class Method {
  kRows,          ///< calibrate() and predict()
  kTraining,      ///< training_report(): utilisation
  kTrainingRate,  ///< the same: samples per second
  kDriveLimits,   ///< drive_limits(): number of accelerators
  kSharing,       ///< shared_rates(): a job in the foreground of others
};

/// What has to be reached, as fractions; nothing: not asked for.
struct Target {
  std::optional<double> mape;
  std::optional<double> p90;
  std::optional<double> max;
  std::optional<double> knee;    ///< mean at the knee
  std::optional<double> factor;  ///< between any prediction and its measurement, either way
  std::optional<double> close;   ///< kDriveLimits: share within one accelerator or 10 %, at least
};

struct Case {
  std::string id;     ///< "disk-queue-depth": key of the committed figures
  std::string label;  ///< "Disk: queue depth"
  std::string group;  ///< rows of one class are pooled and drawn together: "disk"
  Method method = Method::kRows;
  std::string form = "auto";
  /// The figure that is scored; nothing: the main one of the form.
  std::optional<calibration::Observation> observation;
  /// Repetitions count once, with the median of what was measured.
  bool median_of_repetitions = false;
  /// Rows whose own rate, latency and depth disagree by more than this (Little's law) are not
  /// scored: jobs of one run that stopped at different times.
  std::optional<double> little;
  Target target;
  std::string noise;          ///< what repeated measurements differ by: "0.9 %"; empty: not known
  std::string calibrated_on;  ///< in words, for the table
  std::vector<Part> parts;
  std::string note;  ///< why a target is missed, or what the rows do not test
};

/// In the order of the report.
std::span<const Case> cases();

// By class, one file each.
std::vector<Case> disk_cases();
std::vector<Case> flash_cases();
std::vector<Case> sharing_cases();
std::vector<Case> network_cases();
std::vector<Case> training_cases();

}  // namespace penstock::validation
