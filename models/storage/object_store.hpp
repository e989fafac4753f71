// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Cloud object stores: time to first byte, rate of one connection, request limits per prefix.
//
//   time of one request = first byte + size / connection rate;  requests/s <= prefixes x limit
//
// The time to first byte is log-normal around the catalogue's median. Requests above the limit are
// refused by the provider and retried by the client, so goodput stays at the limit: a hard edge.
// Self-hosted stores are drives, servers, links and compute::service_cpu instead.
#pragma once

#include <cstddef>
#include <string>

#include "models/catalogue/entries.hpp"
#include "models/queueing/network.hpp"
#include "models/units/quantity.hpp"

namespace penstock::storage {

/// Shape of the time to first byte: standard deviation of its logarithm. Chosen so that a median of
/// 30 ms puts 100 to 200 ms into the tail (p99 153 ms), as the provider states; not measured.
inline constexpr double kFirstByteSigma = 0.7;

/// Mean of the slowest of `parallel` >= 1 independent first bytes with this median.
units::Seconds slowest_first_byte(units::Seconds median, double parallel,
                                  double sigma = kFirstByteSigma);

/// Quantile of the time to first byte, `p` in (0, 1).
units::Seconds first_byte_quantile(units::Seconds median, double p, double sigma = kFirstByteSigma);

/// Requests that a transfer of `size` takes in parts (ranged reads, multipart upload) of `part`:
/// the parts, and for a multipart upload (more than one part) the two that start and complete it.
double requests_per_transfer(units::Bytes size, units::Bytes part, bool write);

/// Time of one request: first byte + size / rate of the connection.
units::Seconds request_time(units::Seconds first_byte, units::Bytes size,
                            units::ByteRate connection);

/// Connections that ask for one object after the other, until their host or its link is full:
/// min(connections x size / request time, ceiling).
units::ByteRate parallel_rate(double connections, units::Bytes size, units::Seconds request,
                              units::ByteRate ceiling);

/// One connection, request after request.
units::ByteRate connection_throughput(const catalogue::CloudClass& store, units::Bytes part);

/// Request limit of `prefixes` partitioned prefixes; reads and writes have a resource each.
queueing::Resource request_limit(std::string name, double prefixes);

/// One request of `size` (an object or a part). Its latency is all of the store's time.
queueing::Demand request_visit(std::size_t resource, const catalogue::CloudClass& store,
                               units::Bytes size, bool write);

/// Object size at which the requests to store it cost as much as a month of keeping it.
units::Bytes break_even_size(const catalogue::CloudClass& store);

}  // namespace penstock::storage
