// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Processor cores: preprocessing, storage services and network stacks as demands on a pool of
// cores.
//
// Processor time is shared per process, not per request: a flow with `window` requests in flight
// and `threads` runnable threads waits with sharing = window / threads, so that a flow with one
// request is not starved by one with 128 (evidence section 7).
#pragma once

#include <cstddef>
#include <string>

#include "models/catalogue/entries.hpp"
#include "models/queueing/network.hpp"
#include "models/units/quantity.hpp"

namespace penstock::compute {

/// Loss of `threads` that run together: speed-up k / (1 + sigma (k - 1)) (Amdahl). sigma 0.10 to
/// 0.25 for image pipelines, 0.18 the default; the bigger the core time per byte, the smaller.
inline constexpr double kSerialShare = 0.18;
double speed_up(double threads, double sigma);

/// A pool of cores, hard edge. `sigma` > 0 only where all of them run one job's threads in one
/// process.
queueing::Resource core_pool(std::string name, double cores, double sigma = 0.0);

/// Core time of one request that the same flow's `threads` work on, `window` requests in flight.
queueing::Demand core_visit(std::size_t resource, units::Seconds core_time, double window,
                            double threads);

/// Core time of the storage service of a server for one request of `size`.
units::Seconds service_cpu(const catalogue::Server& server, units::Bytes size);

}  // namespace penstock::compute
