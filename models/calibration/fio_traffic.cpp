// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/fio_traffic.hpp"

#include <algorithm>
#include <cmath>

namespace penstock::calibration {

void Traffic::add(const Traffic& other) {
  const double total = requests + other.requests;
  if (total > 0.0) {
    mean = (mean * requests + other.mean * other.requests) / total;
    square = (square * requests + other.square * other.requests) / total;
  }
  for (const auto& [name, sum] : other.percentiles) {
    percentiles[name].first += sum.first;
    percentiles[name].second += sum.second;
  }
  timed = timed && (other.timed || other.requests == 0.0);
  requests = total;
  rate += other.rate;
  bytes += other.bytes;
  runtime = std::max(runtime, other.runtime);
}

double Traffic::deviation() const {
  return std::sqrt(std::max(0.0, square - mean * mean));
}

}  // namespace penstock::calibration
