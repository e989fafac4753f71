// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The common-wait solver: one unknown wait per resource, Newton's method on log W with a barrier
// for hard edges. Rates are a function of the active flows only: the start is canonical, so the
// same active set gives the same bits whatever came before. Pure; safe from any thread.
#pragma once

#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "models/queueing/network.hpp"

namespace penstock::queueing {

/// `count` identical flows of one class with the same rate.
struct ActiveFlows {
  const FlowClass* flow = nullptr;
  double count = 1.0;
  /// Overrides the class's limit (open flows change theirs while they run); requests/s per flow.
  units::Frequency rate_limit{std::numeric_limits<double>::infinity()};
};

struct Solution {
  std::vector<double> rates;         ///< requests/s of one flow, by active index
  std::vector<double> waits;         ///< W_r in seconds, by resource index (all resources)
  std::vector<double> utilisation;   ///< service-seconds per second and unit, in [0, 1]
  std::vector<double> busy;          ///< expected share of units at work, for energy, in [0, 1]
  std::vector<double> outstanding;   ///< n_r, requests
  int iterations = 0;
};

/// The solver did not converge. Never a guess: the caller reports it with the network.
struct SolverError {
  std::string message;
};

/// Solves for all `active` flows together. Resources that no flow visits have wait 0.
tl::expected<Solution, SolverError> solve(std::span<const Resource> resources,
                                          std::span<const ActiveFlows> active);

}  // namespace penstock::queueing
