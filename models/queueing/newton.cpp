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
constexpr double kFirstStride = 0.2;
constexpr double kGrow = 4.0;
constexpr double kShrink = 0.3;
constexpr double kFirstArc = 0.05;  // length along the path, in log of waits
constexpr double kLongestArc = 2.0;
constexpr double kGrowArc = 1.6;
constexpr double kOnPath = 1e-6;
constexpr int kMaxSteps = 4000;

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
  double wanted = near;  // residual at which to go on along the path
  while (distance_ > 0.0 || equations.norm() > near) {
    if (++steps_ > kMaxSteps || !equations.step(correction_, tangent_)) return false;
    equations.save(saved_);
    const double norm = equations.norm(), square = equations.square();
    if (norm <= wanted && distance_ > 0.0) {
      stride = std::min(stride, distance_);
      bool moved = false;
      for (int tries = 0; tries < 2 && !moved; ++tries) {
        const double distance = distance_ - stride > 1e-12 ? distance_ - stride : 0.0;
        moved = attempt(equations, 1.0, distance) && equations.norm() <= near;
        if (moved) {
          distance_ = distance;
          if (tries == 0) stride *= kGrow;
        } else {
          stride *= kShrink;
        }
      }
      if (moved) {
        wanted = near;
        continue;
      }
      if (stride < kShortest) return false;
      wanted = std::max(1e-9, 0.1 * wanted);  // first closer to the path
    }
    if (!centre(equations, square, 0.1 * wanted)) return false;
  }
  return true;
}

bool Newton::follow_turning(Equations& equations, double barrier) {
  // Where waits feed on each other the path may turn back before it goes on: follow it by its own
  // length. direction_ is the unit vector along it, its last entry the change of distance.
  barrier_ = barrier;
  distance_ = 1.0;
  equations.evaluate(barrier_, distance_);
  direction_.assign(equations.unknowns() + 1, 0.0);
  direction_.back() = -1.0;
  double stride = kFirstArc;
  if (!equations.step(correction_, tangent_)) return false;
  while (++steps_ < kMaxSteps) {
    // Along the tangent, the way we came.
    double length = 1.0, same = direction_.back();
    for (std::size_t i = 0; i < tangent_.size(); ++i) {
      length += tangent_[i] * tangent_[i];
      same += tangent_[i] * direction_[i];
    }
    const double scale = std::copysign(1.0 / std::sqrt(length), same);
    for (std::size_t i = 0; i < tangent_.size(); ++i) direction_[i] = scale * tangent_[i];
    direction_.back() = scale;

    equations.save(saved_);
    const double distance = distance_;
    bool arrived = false;
    for (; !arrived && stride > kShortest; stride *= 0.5) {
      equations.restore(saved_);
      // Onto distance 0 exactly where the step would cross it.
      const bool last = distance + stride * direction_.back() <= 0.0;
      const double along = last ? -distance / direction_.back() : stride;
      step_.assign(direction_.begin(), direction_.end() - 1);
      for (double& value : step_) value *= along;
      equations.move(step_);
      distance_ = last ? 0.0 : distance + along * direction_.back();
      arrived = correct(equations, last);
    }
    if (!arrived) return false;
    if (distance_ == 0.0) return true;
    if (distance_ > 2.0) return false;
    stride = std::min(stride * 2.0 * kGrowArc, kLongestArc);
  }
  return false;
}

bool Newton::correct(Equations& equations, bool at_distance) {
  // Newton across the path: at right angles to direction_, or at the present distance.
  equations.evaluate(barrier_, distance_);
  double norm = equations.norm();
  for (int tries = 0; tries < 8; ++tries) {
    ++steps_;
    if (!equations.finite() || !equations.step(correction_, tangent_)) return false;
    if (norm <= kOnPath) return true;
    double move = 0.0;
    if (!at_distance) {
      double ahead = 0.0, slope = direction_.back();
      for (std::size_t i = 0; i < correction_.size(); ++i) {
        ahead += direction_[i] * correction_[i];
        slope += direction_[i] * tangent_[i];
      }
      move = -ahead / slope;
    }
    step_ = correction_;
    for (std::size_t i = 0; i < step_.size(); ++i) step_[i] += move * tangent_[i];
    if (!(largest(step_) < 10.0)) return false;
    equations.move(step_);
    distance_ += move;
    equations.evaluate(barrier_, distance_);
    const double next = equations.norm();
    if (!(next < 0.7 * norm)) return false;
    norm = next;
  }
  return false;
}

bool Newton::polish(Equations& equations) {
  equations.evaluate_exactly();
  double best = equations.norm();
  int stalls = 0;
  for (int tries = 0; tries < 80 && equations.finite(); ++tries) {
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
    } else if (++stalls > (best <= kAcceptable ? 1 : 15)) {
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
  for (const double near : {1.0, 0.1}) {
    for (const double barrier : {1e-3, 1e-6, 1e-9}) {
      equations.restore(start_);
      if (follow(equations, barrier, near) && polish(equations)) return steps_;
    }
  }
  equations.anchor(true);
  bool solved = false;
  for (const double barrier : {1e-6, 1e-10, 1e-14}) {
    equations.restore(start_);
    solved = follow_turning(equations, barrier) && polish(equations);
    if (solved) break;
  }
  equations.anchor(false);
  return solved ? steps_ : -1;
}

}  // namespace penstock::queueing
