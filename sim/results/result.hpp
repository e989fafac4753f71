// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The one result document: what `run` writes and what the renderers, `compare`, the desktop and
// later the store and the reports read. All numbers are in SI base units and the scenario's
// currency. Metrics are addressed by the paths that objectives use (sim/scenario/metrics.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/economics/ledger.hpp"

namespace penstock::results {

inline constexpr int kFormatVersion = 1;

/// "train.accelerator_utilisation" -> 0.971. A metric that does not apply is absent, never NaN.
using Metrics = std::map<std::string, double>;

struct Inputs {
  std::string scenario;  ///< name
  std::string description;
  std::string file;
  std::string hash;  ///< of everything that decides the result
  std::uint64_t seed = 0;
  std::string start;  ///< first month, "2027-01"
  int months = 0;
  std::string currency;
  std::string baseline;
  double discount_rate = 0.0;
  std::string version;                 ///< of Penstock
  std::vector<std::string> overrides;  ///< --set, as given
  friend bool operator==(const Inputs&, const Inputs&) = default;
};

struct Month {
  int index = 0;
  std::string date;        ///< "2027-01"
  bool simulated = false;  ///< else interpolated between simulated months
  Metrics metrics;
  friend bool operator==(const Month&, const Month&) = default;
};

/// Where the request-time of a stage goes.
struct WaitShare {
  std::string resource;  ///< or "latency", "delay"
  double share = 0.0;
  friend bool operator==(const WaitShare&, const WaitShare&) = default;
};

/// One line of the pipeline map, from the simulated bytes of the month with the most traffic.
struct StageRow {
  std::string name;
  std::string kind;
  std::vector<std::string> reads;  ///< datasets
  std::string writes;              ///< dataset, or empty
  double bytes_read = 0.0;         ///< per day
  double bytes_written = 0.0;      ///< per day
  double read_request = 0.0;       ///< bytes; 0 if it never reads
  double write_request = 0.0;
  double requests = 0.0;    ///< per second while the stage is active
  std::string pattern;      ///< "sequential", "random", "append"
  std::string file_system;  ///< of the tiers it touches: "parallel file system"
  std::vector<std::string> tiers;
  std::vector<WaitShare> waits;  ///< largest first, sums to 1
  std::string limited_by;        ///< resource most waited for, else slowest to serve, or "demand"
  double limited_share = 0.0;    ///< of request-time there; idle share for "demand"
  double cost = 0.0;             ///< of the horizon, nominal: its share of all ledger rows
  friend bool operator==(const StageRow&, const StageRow&) = default;
};

struct Purchase {
  int ordered = 0;  ///< month
  int arrives = 0;
  double servers = 0.0;
  double raw_bytes = 0.0;
  friend bool operator==(const Purchase&, const Purchase&) = default;
};

struct TierRow {
  std::string name;
  std::string kind;
  std::string file_system;
  std::string device;    ///< catalogue id, or cloud class
  double devices = 0.0;  ///< at month 0
  double raw_bytes = 0.0;
  double usable_bytes = 0.0;
  std::string redundancy;
  std::optional<int> run_out;     ///< first month in which data no longer fits
  std::optional<double> nines;    ///< durability, per year
  std::optional<double> mttdl;    ///< of one group, seconds
  std::optional<double> rebuild;  ///< of one device, seconds
  std::vector<Purchase> purchases;
  friend bool operator==(const TierRow&, const TierRow&) = default;
};

struct ResourceRow {
  std::string name;
  double utilisation = 0.0;  ///< mean of the simulated month with the highest
  double peak = 0.0;         ///< highest mean over a slice of about 4 h
  double wait_share = 0.0;   ///< of all request-time of all stages
  /// The first violated objective, or the one with the least margin, with 10 % more of this
  /// resource, by simulation.
  std::optional<double> objective_before;
  std::optional<double> objective_after;
  friend bool operator==(const ResourceRow&, const ResourceRow&) = default;
};

struct ObjectiveRow {
  std::string text;
  std::string path;
  bool met = false;
  std::optional<double> worst;  ///< over all months; absent if the metric never arises
  double limit = 0.0;
  std::optional<int> first_violation;  ///< month
  friend bool operator==(const ObjectiveRow&, const ObjectiveRow&) = default;
};

/// Mean utilisation of a resource over equal slices of one simulated month.
struct Timeline {
  std::string resource;
  int month = 0;
  double step = 0.0;  ///< seconds
  std::vector<double> utilisation;
  friend bool operator==(const Timeline&, const Timeline&) = default;
};

struct DesignResult {
  std::string name;
  std::string description;
  std::string failure;           ///< why it could not be simulated; then the rest is empty
  int windows = 0;               ///< simulated for this design, re-simulations apart
  int resimulations = 0;         ///< for the effect of 10 % more
  std::string probed_objective;  ///< path of the metric that the resources were probed for
  Metrics metrics;               ///< summary: worst month of each, and costs
  std::vector<Month> months;
  std::vector<StageRow> stages;
  std::vector<TierRow> tiers;
  std::vector<ResourceRow> resources;
  std::vector<ObjectiveRow> objectives;
  economics::Ledger ledger;
  std::vector<Timeline> timelines;
  friend bool operator==(const DesignResult&, const DesignResult&) = default;
};

struct Verdict {
  std::string winner;              ///< cheapest design that meets every objective; empty if none
  std::vector<std::string> lines;  ///< why, in words
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

struct Result {
  Inputs inputs;
  std::vector<DesignResult> designs;
  Verdict verdict;
  std::vector<std::string> diagnostics;  ///< warnings of the scenario
  friend bool operator==(const Result&, const Result&) = default;
};

/// "2027-01" plus `months` (0 or more). Throws std::invalid_argument if `start` is not "YYYY-MM".
std::string month_label(const std::string& start, int months);

/// The design of that name, or null.
const DesignResult* find_design(const Result& result, std::string_view name);
/// Whether it was simulated and meets every objective.
bool meets_objectives(const DesignResult& design);

}  // namespace penstock::results
