// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Newton's step: the matrix of derivatives, one rank-one term per flow, and its elimination.
#include <algorithm>
#include <cmath>
#include <utility>

#include "models/queueing/equations.hpp"

namespace penstock::queueing {

namespace {

// Regularisation of the diagonal: two resources that the same flows fill exactly leave only the
// sum of their waits determined; this keeps the split where the barrier put it.
constexpr double kProximal = 1e-9;

}  // namespace

bool Equations::step(std::vector<double>& correction, std::vector<double>& tangent) {
  const std::size_t n = unknowns_;
  std::fill(matrix_.begin(), matrix_.end(), 0.0);
  tangent.assign(n, 0.0);
  correction.resize(n);
  for (std::size_t i = 0; i < n; ++i) correction[i] = -residual_[i];

  for (std::size_t f = 0; f < flows.size(); ++f) {
    const LoadedFlow& flow = flows[f];
    for (std::uint32_t i = flow.first; i < flow.last; ++i) {
      const Visit& visit = visits[i];
      const LoadedResource& resource = resources[visit.resource];
      const auto add = [&](std::int32_t index, double weight) {
        const auto row = static_cast<std::size_t>(index);
        double* const line = matrix_.data() + row * n;
        tangent[row] -= weight * drift_[f];
        const double by_time = weight * slope_[f];
        if (by_time == 0.0) return;
        for (std::uint32_t j = flow.first; j < flow.last; ++j) {
          const Visit& other = visits[j];
          const LoadedResource& cause = resources[other.resource];
          if (cause.wait_index >= 0) {
            line[cause.wait_index] += by_time * other.waiting * column_[other.resource];
          }
          if (cause.write_index >= 0) {
            line[cause.write_index] += by_time * other.reading * delay_[other.resource];
          }
        }
      };
      if (resource.wait_index >= 0 && idle_[visit.resource] == 0) {
        const Sums& weights = weights_[visit.resource];
        double weight = 0.0;
        for (std::size_t k = 0; k < weights.size(); ++k) weight += weights[k] * visit.terms[k];
        add(resource.wait_index, flow.count * weight);
      }
      if (resource.write_index >= 0 && visit.terms[Visit::kWrites] > 0.0) {
        add(resource.write_index,
            flow.count * visit.terms[Visit::kWrites] / sums_[visit.resource][Visit::kWrites]);
      }
    }
  }
  for (std::size_t r = 0; r < resources.size(); ++r) {
    const LoadedResource& resource = resources[r];
    if (resource.wait_index >= 0) {
      const auto row = static_cast<std::size_t>(resource.wait_index);
      double* const line = matrix_.data() + row * n;
      if (idle_[r] != 0) {
        line[row] = -1.0;
      } else {
        line[row] += by_wait_[r] * column_[r];
        tangent[row] -= by_distance_[r];
        if (resource.write_index >= 0) line[resource.write_index] += by_delay_[r] * delay_[r];
      }
    }
    if (resource.write_index >= 0) {
      const auto row = static_cast<std::size_t>(resource.write_index);
      matrix_[row * n + row] -= 1.0;
    }
  }
  if (anchored_ && barrier_ > 0.0) {
    for (double& value : matrix_) value *= 1.0 - distance_;
    for (std::size_t i = 0; i < n; ++i) {
      matrix_[i * n + i] -= distance_;
      tangent[i] = (1.0 - distance_) * tangent[i] - pull_[i];
    }
  }
  return factor_and_solve(correction, tangent);
}

bool Equations::factor_and_solve(std::vector<double>& x, std::vector<double>& y) {
  // Gaussian elimination with row pivoting, written out: a library that picks its blocking by the
  // size of the processor's cache would give other last digits on another machine.
  const std::size_t n = unknowns_;
  double* const a = matrix_.data();
  for (std::size_t i = 0; i < n; ++i) a[i * n + i] *= 1.0 + kProximal;
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i) {
      if (std::abs(a[i * n + k]) > std::abs(a[pivot * n + k])) pivot = i;
    }
    if (!(std::abs(a[pivot * n + k]) > 0.0)) return false;
    if (pivot != k) {
      std::swap_ranges(a + k * n + k, a + (k + 1) * n, a + pivot * n + k);
      std::swap(x[k], x[pivot]);
      std::swap(y[k], y[pivot]);
    }
    const double inverse = 1.0 / a[k * n + k];
    const double* const top = a + k * n;
    for (std::size_t i = k + 1; i < n; ++i) {
      double* const line = a + i * n;
      if (line[k] == 0.0) continue;
      const double factor = line[k] * inverse;
      for (std::size_t j = k + 1; j < n; ++j) line[j] -= factor * top[j];
      x[i] -= factor * x[k];
      y[i] -= factor * y[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) {
      x[k] -= a[k * n + j] * x[j];
      y[k] -= a[k * n + j] * y[j];
    }
    x[k] /= a[k * n + k];
    y[k] /= a[k * n + k];
    if (!std::isfinite(x[k]) || !std::isfinite(y[k])) return false;
  }
  return true;
}

}  // namespace penstock::queueing
