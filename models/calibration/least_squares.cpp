// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/least_squares.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <unsupported/Eigen/NonLinearOptimization>

namespace penstock::calibration {

namespace {

constexpr int kMostEvaluations = 2000;
/// Half of the span of a difference quotient, of the size of the unknown. Forward differences lose
/// half the digits, and solvers stop at 1e-12, so that spans have to be long and symmetric.
constexpr double kSpan = 1e-5;

/// Unknowns as the optimiser sees them (logarithms where they are positive), kept inside their
/// bounds; data first, then one row per prior.
class Problem {
 public:
  using Scalar = double;
  enum : int { InputsAtCompileTime = Eigen::Dynamic, ValuesAtCompileTime = Eigen::Dynamic };
  using InputType = Eigen::VectorXd;
  using ValueType = Eigen::VectorXd;
  using JacobianType = Eigen::MatrixXd;

  Problem(std::span<const Unknown> unknowns, const Residuals& residuals)
      : unknowns_(unknowns), residuals_(residuals) {
    data_ = static_cast<int>(residuals_(actual(start())).size());
    priors_ = static_cast<int>(
        std::ranges::count_if(unknowns_, [](const Unknown& u) { return u.prior.has_value(); }));
  }

  [[nodiscard]] int inputs() const { return static_cast<int>(unknowns_.size()); }
  /// At least as many as unknowns, as the optimiser wants it; missing ones are zero.
  [[nodiscard]] int values() const { return std::max(data_ + priors_, inputs()); }
  [[nodiscard]] int data() const { return data_; }

  [[nodiscard]] Eigen::VectorXd start() const {
    Eigen::VectorXd x(inputs());
    for (int i = 0; i < inputs(); ++i) x[i] = scaled(i, unknown(i).start);
    return x;
  }

  [[nodiscard]] std::vector<double> actual(const Eigen::VectorXd& x) const {
    std::vector<double> values(unknowns_.size());
    for (int i = 0; i < inputs(); ++i) {
      const Unknown& u = unknown(i);
      const double value = u.logarithmic ? std::exp(x[i]) : x[i];
      values[static_cast<std::size_t>(i)] = std::clamp(value, u.least, u.most);
    }
    return values;
  }

  int operator()(const Eigen::VectorXd& x, Eigen::VectorXd& out) const {
    const auto values = actual(x);
    const auto data = residuals_(values);
    out.setZero(this->values());
    for (int i = 0; i < data_; ++i) out[i] = data[static_cast<std::size_t>(i)];
    int row = data_;
    for (int i = 0; i < inputs(); ++i) {
      if (!unknown(i).prior) continue;
      out[row++] = (x[i] - scaled(i, unknown(i).prior->centre)) / unknown(i).prior->spread;
    }
    return 0;
  }

  /// Slopes by central differences. A logarithm has size 1 whatever its value: it is 0 for an
  /// unknown of 1, where a span in proportion to it would vanish.
  int df(const Eigen::VectorXd& x, Eigen::MatrixXd& out) const {
    out.resize(values(), inputs());
    Eigen::VectorXd moved = x, above, below;
    for (int i = 0; i < inputs(); ++i) {
      const double span = kSpan * size(i, x[i]);
      moved[i] = x[i] + span;
      (*this)(moved, above);
      const double high = moved[i];
      moved[i] = x[i] - span;
      (*this)(moved, below);
      out.col(i) = (above - below) / (high - moved[i]);
      moved[i] = x[i];
    }
    return 0;
  }

 private:
  [[nodiscard]] const Unknown& unknown(int i) const {
    return unknowns_[static_cast<std::size_t>(i)];
  }
  /// What counts as a small change of an unknown is in proportion to this.
  [[nodiscard]] double size(int i, double x) const {
    const Unknown& u = unknown(i);
    if (u.logarithmic) return 1.0;
    const double known = std::max(std::abs(u.start), u.prior ? u.prior->spread : 0.0);
    return std::max(std::abs(x), known > 0.0 ? known : 1.0);
  }
  [[nodiscard]] double scaled(int i, double value) const {
    return unknown(i).logarithmic ? std::log(value) : value;
  }

  std::span<const Unknown> unknowns_;
  const Residuals& residuals_;
  int data_ = 0, priors_ = 0;
};

}  // namespace

tl::expected<Estimate, std::string> minimise(std::span<const Unknown> unknowns,
                                             const Residuals& residuals,
                                             const LeastSquaresOptions& options) {
  if (unknowns.empty()) return Estimate{};
  const Problem problem(unknowns, residuals);
  Eigen::LevenbergMarquardt<const Problem> optimiser(problem);
  optimiser.parameters.maxfev = kMostEvaluations;
  optimiser.parameters.xtol = optimiser.parameters.ftol = 1e-10;
  // The first step may multiply an unknown by e at most, wherever it starts.
  optimiser.parameters.factor = 1.0;
  Eigen::VectorXd x = problem.start();
  optimiser.minimize(x);

  Eigen::VectorXd at_end;
  problem(x, at_end);
  if (!at_end.allFinite()) return tl::unexpected<std::string>("the model has no finite value");
  Eigen::MatrixXd jacobian(problem.values(), problem.inputs());
  problem.df(x, jacobian);
  if (!jacobian.allFinite()) return tl::unexpected<std::string>("the model has no finite slope");

  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(jacobian, Eigen::ComputeThinV);
  const auto& singular = svd.singularValues();
  const double smallest = singular[singular.size() - 1];
  const double condition =
      smallest > 0.0 ? singular[0] / smallest : std::numeric_limits<double>::infinity();
  if (condition > options.most_condition) {
    Eigen::Index weakest = 0;
    svd.matrixV().col(singular.size() - 1).cwiseAbs().maxCoeff(&weakest);
    return tl::unexpected(
        fmt::format("the measurements do not determine {} (condition number {:.0e}); it needs "
                    "points where it matters",
                    unknowns[static_cast<std::size_t>(weakest)].name, condition));
  }

  Estimate estimate{.values = problem.actual(x),
                    .standard_errors = {},
                    .condition = condition,
                    .rms = 0.0,
                    .iterations = static_cast<int>(optimiser.iter)};
  const int data = problem.data();
  const double squares = at_end.head(data).squaredNorm();
  if (data > 0) estimate.rms = options.noise * std::sqrt(squares / data);
  // Scatter beyond the noise widens all errors; scatter below it is luck.
  const int freedom = static_cast<int>(at_end.size()) - problem.inputs();
  const double spread = freedom > 0 ? std::max(1.0, at_end.squaredNorm() / freedom) : 1.0;
  const Eigen::MatrixXd covariance = svd.matrixV() *
                                     singular.array().square().inverse().matrix().asDiagonal() *
                                     svd.matrixV().transpose();
  for (int i = 0; i < problem.inputs(); ++i) {
    const auto k = static_cast<std::size_t>(i);
    const double error = std::sqrt(spread * covariance(i, i));
    estimate.standard_errors.push_back(unknowns[k].logarithmic ? error * estimate.values[k]
                                                               : error);
  }
  return estimate;
}

}  // namespace penstock::calibration
