// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/storage/parallel_fs.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "models/storage/redundancy.hpp"

namespace penstock::storage {

StripeFanOut stripe(units::Bytes size, units::Bytes chunk, double stripe_count, double cv) {
  if (!(size.si() > 0.0 && chunk.si() > 0.0 && stripe_count >= 1.0)) {
    throw std::invalid_argument("a stripe has chunks on at least one device");
  }
  StripeFanOut out;
  out.visits = std::min(stripe_count, std::max(1.0, std::ceil((size / chunk).si())));
  out.visit_size = size / out.visits;
  out.in_sequence = slowest_of(out.visits, cv);
  return out;
}

queueing::Resource metadata_pool(std::string name, double servers) {
  return {.name = std::move(name), .curve = queueing::HardEdge{}, .units = servers};
}

queueing::Demand metadata_visit(std::size_t resource, const MetadataServer& server,
                                MetadataOperation operation, double stripe_count,
                                double per_request) {
  queueing::Demand demand{.resource = resource,
                          .visits = per_request,
                          .in_sequence = per_request,
                          .writes = operation != MetadataOperation::kOpen};
  switch (operation) {
    case MetadataOperation::kCreate: {
      const double more = 1.0 + server.create_per_stripe * (stripe_count - 1.0);
      demand.service = more / server.create;
      demand.latency = more * server.create_latency;
      break;
    }
    case MetadataOperation::kOpen:
      demand.service = 1.0 / server.open;
      demand.latency = server.open_latency;
      break;
    case MetadataOperation::kUnlink:
      demand.service = 1.0 / server.unlink;
      demand.latency = server.unlink_latency;
      break;
  }
  return demand;
}

units::Bytes metadata_bound_size(units::ByteRate rate, units::Frequency operations) {
  return rate / operations;
}

}  // namespace penstock::storage
