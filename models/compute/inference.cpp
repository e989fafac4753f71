// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/compute/inference.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>

namespace penstock::compute {

queueing::Resource inference_pool(std::string name, double accelerators) {
  return {.name = std::move(name), .curve = queueing::HardEdge{}, .units = accelerators};
}

queueing::Demand inference_visit(std::size_t resource, units::Seconds service_time) {
  return {.resource = resource, .service = service_time, .latency = service_time};
}

double offered_load(units::Frequency requests, units::Seconds service_time, double accelerators) {
  return requests * service_time / accelerators;
}

units::Seconds service_wait(units::Frequency requests, units::Seconds service_time,
                            int accelerators) {
  if (accelerators < 1) throw std::invalid_argument("at least one accelerator serves requests");
  const double load = offered_load(requests, service_time, accelerators);
  if (!(load < 1.0)) return units::Seconds{std::numeric_limits<double>::infinity()};
  // Erlang's B by its recursion, which cannot overflow, then C = B / (1 - load (1 - B)).
  const double offered = load * accelerators;
  double blocked = 1.0;
  for (int c = 1; c <= accelerators; ++c) blocked = offered * blocked / (c + offered * blocked);
  const double waits = blocked / (1.0 - load * (1.0 - blocked));
  return waits * service_time / (accelerators * (1.0 - load));
}

units::Seconds model_load_time(units::Bytes model, units::ByteRate store, units::ByteRate nic,
                               units::ByteRate bus) {
  return model / std::min({store, nic, bus});
}

units::Bytes kv_bytes_per_token(int layers, int kv_heads, int head_size, units::Bytes element) {
  return 2.0 * layers * kv_heads * head_size * element;
}

}  // namespace penstock::compute
