// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/storage/object_store.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace penstock::storage {

units::Seconds slowest_first_byte(units::Seconds median, double parallel, double sigma) {
  if (!(parallel >= 1.0)) throw std::invalid_argument("the slowest of at least one request");
  // E[max] = median x integral of e^(sigma z) n phi(z) Phi(z)^(n-1).
  const boost::math::normal normal;
  const auto term = [&](double z) {
    return std::exp(sigma * z) * parallel * boost::math::pdf(normal, z) *
           std::pow(boost::math::cdf(normal, z), parallel - 1.0);
  };
  using Quadrature = boost::math::quadrature::gauss_kronrod<double, 61>;
  return median * Quadrature::integrate(term, -10.0, 14.0, 12, 1e-10);
}

units::Seconds first_byte_quantile(units::Seconds median, double p, double sigma) {
  return median * std::exp(sigma * boost::math::quantile(boost::math::normal(), p));
}

double requests_per_transfer(units::Bytes size, units::Bytes part, bool write) {
  if (!(part.si() > 0.0)) throw std::invalid_argument("a part must have a size");
  const double parts = std::max(1.0, std::ceil((size / part).si()));
  return write && parts > 1.0 ? parts + 2.0 : parts;
}

units::Seconds request_time(units::Seconds first_byte, units::Bytes size,
                            units::ByteRate connection) {
  return first_byte + size / connection;
}

units::ByteRate parallel_rate(double connections, units::Bytes size, units::Seconds request,
                              units::ByteRate ceiling) {
  return std::min(connections * (size / request), ceiling);
}

units::ByteRate connection_throughput(const catalogue::CloudClass& store, units::Bytes part) {
  return part / request_visit(0, store, part, false).latency;
}

queueing::Resource request_limit(std::string name, double prefixes) {
  return {.name = std::move(name), .curve = queueing::HardEdge{}, .units = prefixes};
}

queueing::Demand request_visit(std::size_t resource, const catalogue::CloudClass& store,
                               units::Bytes size, bool write) {
  const units::Frequency limit = write ? store.put_limit.value : store.get_limit.value;
  queueing::Demand demand{.resource = resource, .writes = write};
  demand.service = 1.0 / limit;
  demand.latency = request_time(slowest_first_byte(store.first_byte.value, 1.0), size,
                                store.connection_rate.value);
  return demand;
}

units::Bytes break_even_size(const catalogue::CloudClass& store) {
  if (store.storage.empty()) throw std::invalid_argument("a storage class has a storage price");
  return store.put.value / (store.storage.front().price.value * units::kMonth);
}

}  // namespace penstock::storage
