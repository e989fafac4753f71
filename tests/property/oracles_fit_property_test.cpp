// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Oracle O15 of the physics: what a fit says of itself. docs/validation/oracles.md lists all
// oracles.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "models/calibration/least_squares.hpp"

using namespace penstock::calibration;

namespace {

constexpr double kNoise = 0.03;
constexpr double kStated = 0.01;  ///< what the fit is told: its errors must widen to the scatter
constexpr double kPositioning = 11.8e-3, kPerByte = 1.0 / 240e6;
const std::vector<double> kSizes{4096.0, 65536.0, 262144.0, 1048576.0, 4194304.0, 16777216.0};

/// t = positioning + size / rate, the disk of the physics page, against `times`.
Residuals disk(const std::vector<double>& times) {
  return [&times](std::span<const double> v) {
    std::vector<double> out;
    for (std::size_t i = 0; i < times.size(); ++i) {
      out.push_back(std::log((v[0] + v[1] * kSizes[i % kSizes.size()]) / times[i]) / kStated);
    }
    return out;
  };
}

std::vector<double> measured(std::mt19937& random, std::size_t repetitions) {
  std::normal_distribution<double> noise(0.0, kNoise);
  std::vector<double> times;
  for (std::size_t i = 0; i < repetitions * kSizes.size(); ++i) {
    const double size = kSizes[i % kSizes.size()];
    times.push_back((kPositioning + kPerByte * size) * std::exp(noise(random)));
  }
  return times;
}

}  // namespace

TEST_CASE("fits find the truth within 3 % and as often as their standard errors say", "[unit]") {
  // 300 fits of 48 points, each good to about 1 %. Errors over standard errors spread by
  // 1 +- 4 % (1 / sqrt(2 n)), 10 % for those of the scatter as well.
  std::mt19937 random(5);
  const std::vector<Unknown> unknowns{{.name = "positioning", .start = 5e-3},
                                      {.name = "per byte", .start = 1e-8}};
  const double truth[] = {kPositioning, kPerByte};
  double far[] = {0.0, 0.0}, squares[] = {0.0, 0.0};
  double rms = 0.0;
  constexpr int kFits = 300;
  for (int i = 0; i < kFits; ++i) {
    const auto times = measured(random, 8);
    const auto fit = minimise(unknowns, disk(times), {.noise = kStated});
    REQUIRE(fit);
    for (std::size_t p = 0; p < 2; ++p) {
      const double error = fit->values[p] - truth[p];
      far[p] += std::abs(error) <= 0.03 * truth[p] ? 0.0 : 1.0;
      squares[p] += std::pow(error / fit->standard_errors[p], 2) / kFits;
    }
    rms += fit->rms / kFits;
  }
  for (std::size_t p = 0; p < 2; ++p) {
    CHECK(far[p] <= 0.03 * kFits);
    CHECK(std::sqrt(squares[p]) == Approx(1.0).epsilon(0.14));
  }
  CHECK(rms == Approx(kNoise * std::sqrt(46.0 / 48.0)).epsilon(0.02));  // two are fitted away
}

TEST_CASE("the condition number is that of what the data see", "[unit]") {
  const std::vector<Unknown> unknowns{{.name = "a", .start = 2.0}, {.name = "b", .start = 2.0}};
  // Each unknown has a datum of its own: nothing is better conditioned. Both are 1, where a
  // logarithm is 0 and a span of differences in proportion to it would be nothing.
  const auto apart = minimise(unknowns, [](std::span<const double> v) {
    return std::vector<double>{std::log(v[0]) / 0.01, std::log(v[1]) / 0.01};
  });
  REQUIRE(apart);
  CHECK(apart->condition == Approx(1.0).epsilon(1e-6));
  CHECK(apart->values[0] == Approx(1.0).epsilon(1e-9));
  // Rows (1, 1) and (1, 1 + e) of nearly parallel columns: their condition
  // number is 4 / e to first order.
  const double e = 1e-3;
  const auto nearly = minimise(unknowns, [e](std::span<const double> v) {
    const double a = std::log(v[0]), b = std::log(v[1]);
    return std::vector<double>{(a + b) / 0.01, (a + (1.0 + e) * b) / 0.01};
  });
  REQUIRE(nearly);
  CHECK(nearly->condition == Approx(4.0 / e).epsilon(0.01));
  // Only the product counts: refused by name.
  const auto together = minimise(unknowns, [](std::span<const double> v) {
    const double both = std::log(v[0] * v[1]) / 0.01;
    return std::vector<double>{both, both, both};
  });
  REQUIRE_FALSE(together);
  CHECK(together.error().find("condition number") != std::string::npos);
}

TEST_CASE("coefficients that physics cannot have are not fitted", "[unit]") {
  // Times that fall with the size want a negative time per byte.
  std::vector<double> times;
  for (const double size : kSizes) times.push_back(10e-3 * std::pow(size, -0.05));
  const auto fit = minimise(
      std::vector<Unknown>{{.name = "positioning", .start = 5e-3},
                           {.name = "per byte", .start = 1e-9, .logarithmic = false, .least = 0.0}},
      disk(times), {.noise = kStated});
  // At its bound the data do not say what it is.
  REQUIRE_FALSE(fit);
  CHECK(fit.error().find("determine per byte") != std::string::npos);
}
