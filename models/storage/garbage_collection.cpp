// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/storage/garbage_collection.hpp"

#include <boost/math/special_functions/lambert_w.hpp>
#include <cmath>
#include <limits>

namespace penstock::storage {

namespace {
constexpr double kNever = std::numeric_limits<double>::infinity();
}

double log_write_amplification(double alpha) {
  if (!(alpha > 1.0)) return kNever;
  if (std::isinf(alpha)) return 1.0;
  // Just above 1 the argument runs into the branch point, where the difference of alpha and the
  // root loses all digits: use the limit there (exact to 1e-4 of the value).
  const double spare = alpha - 1.0;
  if (spare < 1e-4) return 1.0 / (2.0 * spare);
  const double root = boost::math::lambert_w0(-alpha * std::exp(-alpha));
  return alpha / (alpha + root);
}

double physical_over_valid(double amplification) {
  if (!(amplification > 1.0)) return kNever;
  // With v = 1 - 1/WA the share of a cleaned block that is still valid, W0(z) = -alpha v, hence
  // v e^(-alpha v) = e^(-alpha), that is alpha = -ln(v) / (1 - v).
  const double valid = 1.0 - 1.0 / amplification;
  return -std::log1p(-1.0 / amplification) / (1.0 - valid);
}

units::SecondsPerByte log_write_cost(double amplification, units::ByteRate sequential,
                                     units::SecondsPerByte move) {
  return amplification / sequential + (amplification - 1.0) * move;
}

}  // namespace penstock::storage
