// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The language in which every device, link and processor is described to the simulator: a flow
// keeps requests in flight, resources make them wait, Little's law holds everywhere
// (docs/theory/flow-network.md).
//
// A flow class f keeps `window` requests in flight (or sends at most `rate_limit`), and each
// request visits resources. All requests at a resource wait the same time W_r (first come, first
// served), scaled by `sharing` where the resource is shared per process:
//
//   x_f = min(rate_limit, window / (delay + sum_r in_sequence (latency + sharing W_r)))
//   n_r = sum_f x_f visits (latency + sharing W_r)                 requests outstanding at r
//   0 <= W_r   with   W_r = 0  where the resource is not pressed
//
// What "pressed" means is the resource's curve. Times are in seconds per visit; the unit of
// capacity is one device, link or core, so `service` is 1 / (rate of one of them).
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "models/units/quantity.hpp"

namespace penstock::queueing {

/// Serves up to `units` service-seconds per second and nobody waits below that: links, cores,
/// accelerators, request limits.
struct HardEdge {
  friend bool operator==(const HardEdge&, const HardEdge&) = default;
};

/// Waits grow before saturation: with L the rate-weighted mean latency of the visits and u the
/// utilisation, W = L [(1 - u^q)^(-1/q) - 1], so that one class alone follows
/// X(N) = [(L/N)^q + (1/X_max)^q]^(-1/q). Flash 1.5 to 1.8, a SATA link 3, one thread's CPU 6 to 8.
struct Knee {
  double exponent = 1.7;
  friend bool operator==(const Knee&, const Knee&) = default;
};

/// Positioning shortens with the queue of each busy drive: positioning time is divided by
///   g(d) = 1 + (gain - 1) (d - 1)^h / ((d - 1)^h + k^h)        for depth d > 1, else 1
/// where d = n / b and b = M (1 - (1 - 1/M)^n) is the expected number of busy drives of M.
struct SeekGain {
  double gain = 2.1;        ///< at infinite depth
  double half_depth = 9.0;  ///< k
  double steepness = 1.4;   ///< h
  friend bool operator==(const SeekGain&, const SeekGain&) = default;
};

using Curve = std::variant<HardEdge, Knee, SeekGain>;

/// A pool of identical servers.
struct Resource {
  std::string name;  ///< unique in its network, as reported: "fast.device", "fabric.uplink"
  Curve curve = HardEdge{};
  double units = 1.0;  ///< devices, links or cores; may be fractional
  /// Added to the latency of every read per write per second and unit: reads collide with
  /// program operations of flash. Zero elsewhere.
  units::Seconds read_delay_per_write_rate{0.0};
  /// Units that the same requests fall on at random, of which these are a part: some of them queue
  /// while others idle. 0: these units are all.
  double among = 0.0;
  friend bool operator==(const Resource&, const Resource&) = default;
};

/// What one request of a flow does at one resource.
struct Demand {
  std::size_t resource = 0;         ///< index into Network::resources
  double visits = 1.0;              ///< per request, parallel ones included (stripes, copies)
  double in_sequence = 1.0;         ///< visits that the request waits for one after the other
  units::Seconds service{0.0};      ///< of one unit, per visit; the part no queue shortens
  units::Seconds positioning{0.0};  ///< of one unit, per visit; divided by SeekGain's g
  units::Seconds latency{
      0.0};              ///< of a visit to an idle resource, >= service / internal parallelism
  double sharing = 1.0;  ///< 1: first come first served; window/threads on processors
  bool writes = false;   ///< counts as writes for read_delay_per_write_rate
  friend bool operator==(const Demand&, const Demand&) = default;
};

/// One class of requests of one size. Identical flows of a class are counted, not repeated.
struct FlowClass {
  std::string name;
  double window = 1.0;  ///< requests in flight per flow, > 0
  units::Frequency rate_limit{std::numeric_limits<double>::infinity()};  ///< requests/s per flow
  units::Seconds delay{0.0};  ///< outside all resources, per request
  std::vector<Demand> demands;
  friend bool operator==(const FlowClass&, const FlowClass&) = default;
};

}  // namespace penstock::queueing
