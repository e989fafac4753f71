// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Non-linear least squares with what is known beforehand (Levenberg-Marquardt of Eigen). Residuals
// are relative errors in units of the noise, so that a prior weighs as much as a measurement of the
// same certainty: a prior with centre c and spread s adds the residual log(x / c) / s, or
// (x - c) / s for an unknown on a linear scale.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace penstock::calibration {

struct Prior {
  double centre = 1.0;
  double spread = 1.0;  ///< standard deviation, of the logarithm for a logarithmic unknown
};

struct Unknown {
  std::string name;
  double start = 1.0;
  bool logarithmic = true;  ///< positive, and varied by factors
  std::optional<Prior> prior;
  double least = 0.0;  ///< bounds that physics sets: at a bound the unknown stands still
  double most = std::numeric_limits<double>::infinity();
};

struct Estimate {
  std::vector<double> values;           ///< by unknown
  std::vector<double> standard_errors;  ///< absolute; from the data's scatter, at least the noise
  double condition = 1.0;  ///< of the scaled Jacobian with the priors' rows; 1 is perfect
  double rms = 0.0;        ///< of the data's residuals, times the noise: a relative error
  int iterations = 0;
};

/// Residuals of the data at the given values, one per datum: log(model / measured) / noise.
using Residuals = std::function<std::vector<double>(std::span<const double> values)>;

struct LeastSquaresOptions {
  double noise = 0.01;          ///< relative error of a measurement that the residuals are in
  double most_condition = 1e8;  ///< above it the data do not decide
};

/// The error says which unknown is undetermined, or that the residuals are not finite.
tl::expected<Estimate, std::string> minimise(std::span<const Unknown> unknowns,
                                             const Residuals& residuals,
                                             const LeastSquaresOptions& options = {});

}  // namespace penstock::calibration
