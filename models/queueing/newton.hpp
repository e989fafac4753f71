// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Path following for Equations: from a network whose solution is the start to the network asked
// for, then exactly.
#pragma once

#include <vector>

#include "models/queueing/equations.hpp"

namespace penstock::queueing {

class Newton {
 public:
  /// Brings prepared equations to their exact solution. Returns the number of steps, or -1 without
  /// convergence; the equations are then at the last state tried.
  int solve(Equations& equations);

 private:
  bool follow(Equations& equations, double barrier, double near);
  bool follow_turning(Equations& equations, double barrier);
  bool correct(Equations& equations, bool at_distance);
  bool centre(Equations& equations, double square, double tolerance);
  bool attempt(Equations& equations, double correction, double distance);
  bool polish(Equations& equations);

  int steps_ = 0;
  double barrier_ = 0.0;
  double distance_ = 1.0;
  std::vector<double> correction_, tangent_, step_, saved_, start_, direction_;
};

}  // namespace penstock::queueing
