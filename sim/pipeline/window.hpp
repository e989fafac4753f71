// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// One window: a whole month of one design, from t = 0, as stages (S4U actors) that compete for the
// design's resources in a flow network (docs/theory/pipeline.md).
//
// SimGrid allows one engine per process, so a window runs in a forked worker; a crash of the worker
// fails the window, never the caller. The same input gives the same bytes.
#pragma once

#include <map>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "models/catalogue/catalogue.hpp"
#include "models/scenario/scenario.hpp"
#include "models/systems/platform.hpp"
#include "sim/pipeline/stock_flow.hpp"

namespace penstock::pipeline {

struct WindowInput {
  const scenario::Scenario* scenario = nullptr;
  const scenario::Design* design = nullptr;
  const catalogue::Catalogue* catalogue = nullptr;
  const std::map<std::string, Course>* courses = nullptr;
  int month = 0;
  systems::PlatformState platform;
};

/// Named numbers in SI base units: "train.makespan", "fast.device.busy". The names that objectives
/// use are listed in sim/scenario/metrics.hpp; all of them may be interpolated between months.
using Numbers = std::map<std::string, double>;

/// What one stage did, for the pipeline map.
struct StageTrace {
  std::string name;
  std::string kind;         ///< "train"; "move" and "repair" for what the design adds
  double bytes_read = 0.0;  ///< from tiers, in the window
  double bytes_written = 0.0;
  double read_request = 0.0;  ///< bytes of one call
  double write_request = 0.0;
  double calls = 0.0;   ///< reads and writes
  double active = 0.0;  ///< seconds with work in flight
  std::string pattern;
  std::vector<std::string> tiers;
  double delay = 0.0;  ///< request-seconds outside all resources
  double idle = 0.0;   ///< slot-seconds without a request: the load is lower than the capacity
  /// Request-seconds spent at each resource, waiting and being served, by resource index.
  std::vector<double> residence;
  std::vector<double> waiting;  ///< the part of it spent waiting
};

struct ResourceTrace {
  std::string name;
  double utilisation = 0.0;    ///< mean over the window, of service
  double busy = 0.0;           ///< mean share of units at work
  double residence = 0.0;      ///< request-seconds of all stages
  std::vector<double> slices;  ///< mean utilisation of equal slices of the window
};

struct Outcome {
  Numbers metrics;  ///< what objectives and tables show
  Numbers totals;   ///< what planning needs: bytes, core-seconds, useful seconds
  std::vector<StageTrace> stages;
  std::vector<ResourceTrace> resources;
  double slice_length = 0.0;  ///< seconds
};

/// Simulates in a forked worker. The error is the worker's: a solver failure, a crash by signal.
tl::expected<Outcome, std::string> simulate(const WindowInput& input);

/// The same in this process. Only one call per process (SimGrid); for workers and tests.
Outcome simulate_here(const WindowInput& input);

}  // namespace penstock::pipeline
