// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The equations of one network in the form that Newton's method solves: residuals in log that fall
// as waits grow, and their derivatives (docs/adr/0002-common-wait-solver.md). Internal to the room;
// raw doubles in SI units. One object keeps its memory between networks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/queueing/loaded_resource.hpp"

namespace penstock::queueing {

/// What one flow does at one resource, all its demands there added up: every term is linear in
/// the rate, so sums over visits are all that the equations need.
struct Visit {
  /// Coefficients of the rate in the sums of a resource.
  enum Term : std::size_t { kService, kPositioning, kShared, kLatency, kVisits, kReads, kWrites };
  std::array<double, 8> terms{};  ///< the eighth is padding for vector loads
  double waiting = 0.0;           ///< seconds of a request's time per second of wait: sum m a
  double reading = 0.0;           ///< visits in sequence that suffer the read delay
  std::uint32_t resource = 0;     ///< local index
};

struct LoadedFlow {
  double count = 1.0;
  double window = 1.0;
  double base = 0.0;  ///< time of a request without any wait
  double cap = 0.0;   ///< window / rate limit: the time a request takes at least; 0: no limit
  std::uint32_t first = 0, last = 0;  ///< range of visits
};

class Equations {
 public:
  // The network, filled by the caller, then prepare().
  std::vector<LoadedFlow> flows;
  std::vector<Visit> visits;
  std::vector<LoadedResource> resources;

  void clear();
  /// Gives indices to the unknowns and sets them to the canonical start, where every resource has
  /// room. false: some resource has not, however long its requests wait.
  /// `factors`, by resource, scale the starting waits: for looking for other solutions.
  bool prepare(std::span<const double> factors = {});
  [[nodiscard]] std::size_t unknowns() const { return unknowns_; }

  /// Rates, sums and residuals at the present state, `distance` along the path: at 1 the start is
  /// the solution, because each curve is scaled so that its wait is the starting one; at 0 the
  /// curves are their own, with edges and rate limits rounded off by `barrier` (relative wait at
  /// half load).
  void evaluate(double barrier, double distance);
  /// Adds distance x log(start/W) to (1 - distance) x residual from now on: a path that cannot
  /// return to its start, for networks where waits feed on each other.
  void anchor(bool on) { anchored_ = on; }
  /// The same without any rounding: a resource with an edge has the residual
  /// max(log utilisation, -wait/scale), whose zero means "full, or nobody waits".
  void evaluate_exactly();
  [[nodiscard]] double norm() const { return norm_; }      ///< largest residual
  [[nodiscard]] double square() const { return square_; }  ///< sum of squares
  [[nodiscard]] bool finite() const { return finite_; }

  /// Newton's step to the solution here, and how the solution moves with the distance; false if the
  /// matrix is singular to working precision. Call after evaluate().
  bool step(std::vector<double>& correction, std::vector<double>& tangent);
  /// Moves the state by `step` and leaves residuals alone.
  void move(const std::vector<double>& step);

  /// Copies of the unknowns, to undo a step.
  void save(std::vector<double>& out) const;
  void restore(const std::vector<double>& in);

  [[nodiscard]] const std::vector<double>& rates() const { return rate_; }
  [[nodiscard]] const std::vector<double>& residuals() const { return residual_; }
  [[nodiscard]] double wait(std::size_t resource) const { return wait_[resource]; }
  void set_wait(std::size_t resource, double seconds) { wait_[resource] = seconds; }
  [[nodiscard]] double read_delay(std::size_t resource) const { return delay_[resource]; }
  [[nodiscard]] double outstanding(std::size_t resource) const;
  /// Service-seconds per second, of all units.
  [[nodiscard]] double work(std::size_t resource) const;

 private:
  using Sums = std::array<double, 8>;
  bool start();
  [[nodiscard]] double utilisation(std::size_t resource) const;  // of the busy units
  [[nodiscard]] double latency(std::size_t resource) const;  // of all visits together, times rate
  void evaluate_all();
  void evaluate_rates();
  void apply_anchor();
  void evaluate_resource(std::size_t r);
  bool factor_and_solve(std::vector<double>& x, std::vector<double>& y);

  std::size_t unknowns_ = 0;
  double barrier_ = 0.0, distance_ = 0.0, rounding_ = 0.0, rounding_by_distance_ = 0.0;
  double norm_ = 0.0, square_ = 0.0;
  bool finite_ = true;
  bool anchored_ = false;
  std::vector<double> wait_, write_rate_, delay_;         // by resource
  std::vector<double> rate_, slope_, drift_;              // by flow: x, dx/dT, dx/d distance
  std::vector<Sums> sums_, weights_;                      // by resource: sums, d residual/d sum
  std::vector<double> by_wait_, by_delay_, by_distance_;  // direct derivatives of a residual
  std::vector<double> column_;                            // dW of a unit step in its unknown
  std::vector<char> idle_;                                // exact and W -> 0 is the equation
  std::vector<double> residual_, matrix_;
  std::vector<double> first_;  // log of the start, by unknown
  std::vector<double> pull_;   // d residual/d distance of the anchor
};

}  // namespace penstock::queueing
