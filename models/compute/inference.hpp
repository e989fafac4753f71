// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Inference: accelerators that answer requests, and loading a model.
#pragma once

#include <cstddef>
#include <string>

#include "models/queueing/network.hpp"
#include "models/units/quantity.hpp"

namespace penstock::compute {

/// `accelerators` that each answer one request (or one batch) at a time: a hard edge. For latencies
/// of random arrivals add service_wait.
queueing::Resource inference_pool(std::string name, double accelerators);
queueing::Demand inference_visit(std::size_t resource, units::Seconds service_time);

/// Offered load over capacity; above 1 the backlog grows.
double offered_load(units::Frequency requests, units::Seconds service_time, double accelerators);

/// Mean wait of Poisson arrivals with exponential service: Erlang's C formula, for an offered load
/// below 1; infinite otherwise.
units::Seconds service_wait(units::Frequency requests, units::Seconds service_time,
                            int accelerators);

/// Time until a node has the model: bytes over the slowest of store, network and host-to-device
/// bus.
units::Seconds model_load_time(units::Bytes model, units::ByteRate store, units::ByteRate nic,
                               units::ByteRate bus);

/// Key-value cache of one token: 2 x layers x heads x head size x bytes per element.
units::Bytes kv_bytes_per_token(int layers, int kv_heads, int head_size, units::Bytes element);

}  // namespace penstock::compute
