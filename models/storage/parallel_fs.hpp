// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Parallel file systems: stripes over data devices, and metadata servers.
#pragma once

#include <cstddef>
#include <string>

#include "models/queueing/network.hpp"
#include "models/units/quantity.hpp"

namespace penstock::storage {

/// How a request falls on the devices of a striped file.
struct StripeFanOut {
  double visits = 1.0;           ///< devices touched, in parallel
  units::Bytes visit_size{0.0};  ///< bytes at each
  double in_sequence = 1.0;      ///< expected slowest over the mean of one (redundancy.hpp)
};

/// A request of `size` to a file in chunks of `stripe` over at most `stripe_count` devices; parts
/// on one device are joined. `cv` is the spread of one device's latency.
StripeFanOut stripe(units::Bytes size, units::Bytes stripe, double stripe_count, double cv);

/// One metadata server. Rates are saturated, latencies those of a single thread; class priors from
/// measured Lustre servers of 2014 to 2018 (create 15 to 29 k/s, stat 400 to 544 k/s, unlink 100 to
/// 160 k/s; one thread 500 to 1,100, 2,000 and 1,800 per second). Opening takes a lock as unlinking
/// does and is given its rate, which is an assumption.
struct MetadataServer {
  units::Frequency create{20e3};
  units::Frequency open{130e3};
  units::Frequency unlink{130e3};
  units::Seconds create_latency{1.2e-3};
  units::Seconds open_latency{0.5e-3};
  units::Seconds unlink_latency{0.55e-3};
  /// Added to the cost of a create per further stripe, as a share of the cost with one stripe.
  double create_per_stripe = 0.05;
};

enum class MetadataOperation { kCreate, kOpen, kUnlink };

/// The metadata servers of a file system: a hard edge with `servers` units.
queueing::Resource metadata_pool(std::string name, double servers);

/// One operation on a file of `stripe_count` devices, `per_request` of them for each data request:
/// 1 for a file of one request, requests/files for larger ones.
queueing::Demand metadata_visit(std::size_t resource, const MetadataServer& server,
                                MetadataOperation operation, double stripe_count,
                                double per_request);

/// File size below which metadata and not `rate` limits: rate / (operations per second).
units::Bytes metadata_bound_size(units::ByteRate rate, units::Frequency operations);

}  // namespace penstock::storage
