// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The common-wait solver: one unknown wait per resource, Newton's method on log W with a barrier
// for hard edges. Rates are a function of the active flows only: the start is canonical, and flows
// and resources are put in the order of their names, so the same active set gives the same bits
// whatever came before and however it was written down. Pure; a Solver belongs to one thread,
// solve() is safe from any.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "models/queueing/network.hpp"

namespace penstock::queueing {

/// `count` identical flows of one class with the same rate.
struct ActiveFlows {
  const FlowClass* flow = nullptr;
  double count = 1.0;  ///< > 0, may be fractional
  /// Holds besides the class's own limit (open flows change theirs while they run); requests/s per
  /// flow. Zero: the flow stands still.
  units::Frequency rate_limit{std::numeric_limits<double>::infinity()};
};

struct Solution {
  std::vector<double> rates;        ///< requests/s of one flow, by active index
  std::vector<double> waits;        ///< W_r in seconds, by resource index (all resources)
  std::vector<double> read_delays;  ///< seconds that writes add to each read, by resource index
  std::vector<double> utilisation;  ///< service-seconds per second and unit, in [0, 1]
  /// Expected share of units at work, for energy, in [0, 1]. A processor or link works while it
  /// serves (utilisation); a device while any request is outstanding at it.
  std::vector<double> busy;
  std::vector<double> outstanding;  ///< n_r, requests
  int iterations = 0;
};

/// The input is no network (a number out of its range), or the solver did not converge. Never a
/// guess: the caller reports it with the network.
struct SolverError {
  std::string message;
};

/// Solves for all `active` flows together. Resources that no flow visits have wait 0.
tl::expected<Solution, SolverError> solve(std::span<const Resource> resources,
                                          std::span<const ActiveFlows> active);

/// What solve() gives, for the resources that active flows visit only: for callers who solve small
/// parts of a large network often. The vectors keep their memory.
struct PartialSolution {
  std::vector<double> rates;           ///< by active index
  std::vector<std::size_t> resources;  ///< visited, in the order of their names
  std::vector<double> waits, read_delays, utilisation, busy, outstanding;  ///< by visited resource
  int iterations = 0;
};

/// Solves again and again over one set of resources without allocating once it is warm.
class Solver {
 public:
  explicit Solver(std::span<const Resource> resources);
  ~Solver();
  Solver(Solver&&) noexcept;
  Solver& operator=(Solver&&) noexcept;

  /// Units of one resource from now on. Precondition: `resource` exists.
  void set_units(std::size_t resource, double units);
  /// `out` is valid only if there is no error. Demands may name any of the solver's resources.
  tl::expected<void, SolverError> solve(std::span<const ActiveFlows> active, PartialSolution& out);
  /// Starts from other waits than the canonical ones: `factors` scale them, in the order of the
  /// names of the visited resources. Where several equilibria exist it may find another one.
  tl::expected<void, SolverError> solve_from(std::span<const double> factors,
                                             std::span<const ActiveFlows> active,
                                             PartialSolution& out);
  /// The order of names, in which flows of equal content are interchangeable; false if equal.
  static bool before(const FlowClass& a, const FlowClass& b);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace penstock::queueing
