// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Processor cores: preprocessing, storage services and network stacks as demands on a pool of
// cores.
//
// Processor time is shared per process, not per request: a flow with `window` requests in flight
// and `threads` runnable threads waits with sharing = window / threads, so that a flow with one
// request is not starved by one with 128 (docs/theory/devices.md, section 6). A flow cannot use
// more cores than it has threads: give a stage whose threads are fewer than the pool's cores a pool
// of its own threads beside (core_pool with `threads`), and visit both.
#pragma once

#include <cstddef>
#include <string>

#include "models/catalogue/entries.hpp"
#include "models/queueing/network.hpp"
#include "models/units/quantity.hpp"

namespace penstock::compute {

/// Share of the work that does not run in parallel: 0.10 to 0.25 measured for image pipelines, the
/// smaller the more core time a byte takes.
inline constexpr double kSerialShare = 0.18;

/// k / (1 + sigma (k - 1)) (Amdahl) for k >= 1 threads.
double speed_up(double threads, double sigma);

/// A pool of cores, hard edge. `sigma` > 0 only where one process runs on all of them.
queueing::Resource core_pool(std::string name, double cores, double sigma = 0.0);

/// `core_time` of one request of a flow with `window` requests in flight over all its `threads`.
queueing::Demand core_visit(std::size_t resource, units::Seconds core_time, double window,
                            double threads);

/// Core time of the storage service of a server for one request of `size`.
units::Seconds service_cpu(const catalogue::Server& server, units::Bytes size);

}  // namespace penstock::compute
