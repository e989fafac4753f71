// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/compute/checkpoint.hpp"

#include <algorithm>
#include <cmath>

namespace penstock::compute {

units::Bytes checkpoint_size(double parameters) {
  return parameters * kCheckpointPerParameter;
}

units::Seconds write_time(units::Bytes size, units::ByteRate nodes, units::ByteRate store) {
  return size / std::min(nodes, store);
}

units::Seconds synchronous_stall(units::Seconds write) {
  return write;
}

units::Seconds asynchronous_stall(units::Bytes per_node, units::ByteRate copy_to_host,
                                  units::Seconds drain, units::Seconds interval) {
  return per_node / copy_to_host + std::max(units::Seconds{0.0}, drain - interval);
}

units::Seconds young_interval(units::Seconds stall, units::Seconds mtbf) {
  return units::Seconds{std::sqrt(2.0 * stall.si() * mtbf.si())};
}

units::Seconds daly_interval(units::Seconds stall, units::Seconds mtbf) {
  const double ratio = stall.si() / (2.0 * mtbf.si());
  if (ratio >= 1.0) return mtbf;
  const double root = std::sqrt(ratio);
  return young_interval(stall, mtbf) * (1.0 + root / 3.0 + ratio / 9.0) - stall;
}

units::Seconds job_mtbf(units::Seconds mtbf, double units_count) {
  return mtbf / units_count;
}

double committed_share(units::Seconds interval, units::Seconds stall, units::Seconds restart,
                       units::Seconds mtbf) {
  const double m = mtbf.si();
  return interval.si() / (m * std::exp(restart.si() / m) * std::expm1((interval + stall).si() / m));
}

}  // namespace penstock::compute
