// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/storage/redundancy.hpp"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <stdexcept>

namespace penstock::storage {

namespace {

constexpr double kEulerMascheroni = 0.57721566490153286061;

void check(const Scheme& scheme) {
  if (scheme.data < 1 || scheme.parity < 0) {
    throw std::invalid_argument("a redundancy scheme has data and no negative parity");
  }
}

}  // namespace

double storage_factor(const Scheme& scheme) {
  check(scheme);
  return static_cast<double>(scheme.data + scheme.parity) / scheme.data;
}

NetworkFactor write_network_factor(const Scheme& scheme, WritePath path) {
  const double all = storage_factor(scheme);
  if (path == WritePath::kClient) return {.client = all, .east_west = 0.0};
  return {.client = 1.0, .east_west = all - 1.0 / scheme.data};
}

ChunkRequests small_write(const Scheme& scheme) {
  check(scheme);
  const double touched = 1.0 + scheme.parity;
  // The whole of a copy is overwritten; without redundancy there is nothing to update.
  const bool copies = scheme.data == 1 || scheme.parity == 0;
  return {.reads = copies ? 0.0 : touched, .writes = touched};
}

double degraded_read_factor(const Scheme& scheme, double failed) {
  check(scheme);
  return 1.0 + failed * (scheme.data - 1);
}

double slowest_of(double parallel, double cv) {
  if (!(parallel >= 1.0) || !(cv >= 0.0 && cv <= 1.0)) {
    throw std::invalid_argument("the slowest of at least one visit, with a spread of at most 1");
  }
  // H_n = psi(n + 1) + gamma, which also interpolates mean fan-outs between whole numbers.
  const double harmonic = boost::math::digamma(parallel + 1.0) + kEulerMascheroni;
  return 1.0 + cv * (harmonic - 1.0);
}

Rebuild rebuild(const RebuildInput& input) {
  check(input.scheme);
  const bool valid = input.peers >= input.scheme.data && input.device_rate.si() > 0.0 &&
                     input.network_rate.si() > 0.0 && input.share > 0.0 && input.share <= 1.0;
  if (!valid) {
    throw std::invalid_argument("repair needs as many peers as data chunks, and rates above 0");
  }
  const double sources = input.scheme.data;
  Rebuild result{.read = sources * input.data_lost,
                 .written = input.data_lost,
                 .network = sources * input.data_lost};
  const units::ByteRate devices = input.peers * input.share * input.device_rate;
  const units::Seconds by_devices = (result.read + result.written) / devices;
  const units::Seconds by_network = result.network / input.network_rate;
  result.network_bound = by_network > by_devices;
  result.transfer = std::max(by_devices, by_network);
  result.duration = input.detection + result.transfer;
  if (result.transfer.si() > 0.0) {
    result.read_rate = result.read / result.transfer;
    result.write_rate = result.written / result.transfer;
  }
  return result;
}

}  // namespace penstock::storage
