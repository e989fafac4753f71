// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Several benchmarks at once on the same drives and host: who gets what, from the unloaded curve
// alone. At drives all requests wait alike, so shares go by requests in flight; the host's time is
// shared per process, so a process of a deep queue waits for its own requests, not for others.
#pragma once

#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "models/calibration/flash_model.hpp"

namespace penstock::calibration {

/// Processes that keep `depth` reads of `size` bytes each in flight.
struct Tenant {
  double depth = 1.0;
  double processes = 1.0;
  double size = 4096.0;
};

/// Requests per second of each tenant on `devices` drives.
tl::expected<std::vector<double>, std::string> shared_rates(const FlashOperation& reads,
                                                            double devices,
                                                            std::span<const Tenant> tenants);

}  // namespace penstock::calibration
