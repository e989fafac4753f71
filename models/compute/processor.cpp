// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/compute/processor.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace penstock::compute {

double speed_up(double threads, double sigma) {
  if (!(threads > 0.0 && sigma >= 0.0 && sigma <= 1.0)) {
    throw std::invalid_argument("threads above 0, a serial share between 0 and 1");
  }
  // Less than one thread is a thread with part of a core.
  if (threads <= 1.0) return threads;
  return threads / (1.0 + sigma * (threads - 1.0));
}

queueing::Resource core_pool(std::string name, double cores, double sigma) {
  return {.name = std::move(name), .curve = queueing::HardEdge{}, .units = speed_up(cores, sigma)};
}

queueing::Demand core_visit(std::size_t resource, units::Seconds core_time, double window,
                            double threads) {
  if (!(window > 0.0 && threads > 0.0)) {
    throw std::invalid_argument("a flow has requests in flight and threads");
  }
  return {.resource = resource,
          .service = core_time,
          .latency = core_time,
          .sharing = window / std::min(window, threads)};
}

units::Seconds service_cpu(const catalogue::Server& server, units::Bytes size) {
  return server.cpu_per_request.value + size * server.cpu_per_byte.value;
}

}  // namespace penstock::compute
