// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Hit ratios of caches in front of storage. `share` is cache size over data size, clipped to [0,
// 1]. Source: docs/theory/devices.md, section 7. Pure; safe from any thread.
#pragma once

#include <span>

namespace penstock::compute {

/// Epochs in random order, nothing is replaced: what is in stays.
double pinned_hit_ratio(double share);

/// Epochs in random order, least recently used goes: f + (1 - f) ln(1 - f).
double lru_hit_ratio(double share);

/// Epochs in random order, a random item goes: h = ((1 - e^-k) / k)^2 with k = (1 - h) / f.
double random_hit_ratio(double share);

/// Repeated scans in the same order with LRU: all or nothing.
double scan_hit_ratio(double share);

/// Independent requests with these popularities (any positive weights) and LRU: Che's
/// approximation. `items` is the cache size in items.
double popularity_hit_ratio(std::span<const double> weights, double items);

/// A cache spread over the nodes of a job.
struct DistributedHits {
  double local = 0.0;   ///< share of reads served by the own node
  double remote = 0.0;  ///< by another node, over the network
};
/// `share_per_node` is one node's cache over the data; the nodes cache different items (pinned).
DistributedHits distributed_hits(double share_per_node, double nodes);

}  // namespace penstock::compute
