// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/queueing/newton.hpp"

#include <algorithm>
#include <cmath>

namespace penstock::queueing {

namespace {

constexpr double kExact = 1e-13;       // residual (in log) of a solution, if roundoff allows
constexpr double kAcceptable = 1e-10;  // and if it does not
constexpr double kShortest = 1e-7;     // of the whole path
constexpr double kFirstStride = 0.5;
constexpr double kGrow = 2.5;
constexpr double kShrink = 0.35;
constexpr int kMaxSteps = 2000;

double largest(const std::vector<double>& values) {
  double most = 0.0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

}  // namespace

bool Newton::attempt(Equations& equations, double correction, double distance) {
  const double shift = distance - distance_;
  step_.resize(correction_.size());
  for (std::size_t i = 0; i < step_.size(); ++i) {
    step_[i] = correction * correction_[i] + shift * tangent_[i];
  }
  equations.restore(saved_);
  equations.move(step_);
  equations.evaluate(barrier_, distance);
  return equations.finite();
}

bool Newton::centre(Equations& equations, double square, double tolerance) {
  double length = 1.0;
  for (int tries = 0; tries < 14; ++tries, length *= 0.5) {
    if (attempt(equations, length, distance_) &&
        (equations.norm() <= tolerance || equations.square() < (1.0 - 0.1 * length) * square)) {
      return true;
    }
  }
  return false;
}

bool Newton::follow(Equations& equations, double barrier, double near) {
  barrier_ = barrier;
  distance_ = 1.0;
  equations.evaluate(barrier_, distance_);
  double stride = kFirstStride;
  while (distance_ > 0.0 || equations.norm() > near) {
    if (++steps_ > kMaxSteps || !equations.step(correction_, tangent_)) return false;
    equations.save(saved_);
    const double norm = equations.norm(), square = equations.square();
    if (norm <= near && distance_ > 0.0) {
      double tried = std::min(stride, distance_);
      int tries = 0;
      bool moved = false;
      for (; tries < 4 && !moved; ++tries) {
        if (tries > 0) tried *= kShrink;
        const double distance = distance_ - tried > 1e-12 ? distance_ - tried : 0.0;
        moved = attempt(equations, 1.0, distance) && equations.norm() <= near;
        if (moved) distance_ = distance;
      }
      stride = tried * (moved ? (tries == 1 ? kGrow : 1.0) : kShrink);
      if (moved) continue;
      if (stride < kShortest) return false;
      if (norm <= 1e-3 * near) {
        equations.restore(saved_);
        equations.evaluate(barrier_, distance_);
        continue;
      }
    }
    if (!centre(equations, square, 1e-3 * near)) return false;
  }
  return true;
}

bool Newton::polish(Equations& equations) {
  equations.evaluate_exactly();
  double best = equations.norm();
  int stalls = 0;
  for (int tries = 0; tries < 40 && equations.finite(); ++tries) {
    if (equations.norm() <= kExact) return true;
    ++steps_;
    if (!equations.step(correction_, tangent_)) return false;
    const double shorter = std::min(1.0, 7.0 / std::max(largest(correction_), 1e-300));
    for (double& value : correction_) value *= shorter;
    equations.move(correction_);
    equations.evaluate_exactly();
    if (equations.norm() < 0.5 * best) {
      best = equations.norm();
      stalls = 0;
    } else if (++stalls > (best <= kAcceptable ? 1 : 6)) {
      break;
    }
  }
  return equations.finite() && equations.norm() <= kAcceptable;
}

int Newton::solve(Equations& equations) {
  steps_ = 0;
  if (equations.unknowns() == 0) {
    equations.evaluate_exactly();
    return 0;
  }
  equations.save(start_);
  for (const double near : {0.5, 0.1}) {
    for (const double barrier : {1e-6, 1e-9, 1e-12}) {
      equations.restore(start_);
      if (follow(equations, barrier, near) && polish(equations)) return steps_;
    }
  }
  return -1;
}

}  // namespace penstock::queueing
