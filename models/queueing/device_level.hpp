// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The same network at device level: every unit of the chosen pools is a resource of its own, and
// each client's requests fall on the units of its stripe. On balanced load it gives what the pools
// give; where stripes overlap it shows the hot spots that pools cannot
// (docs/theory/flow-network.md).
//
// Pure; safe from any thread. Broken preconditions are std::invalid_argument.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/queueing/network.hpp"

namespace penstock::queueing {

class DeviceLevel {
 public:
  /// `pools` are indices into `resources` of what to expand; their units are whole numbers. All
  /// other resources stay, under their old index.
  DeviceLevel(std::span<const Resource> resources, std::span<const std::size_t> pools);

  /// "fast.device" becomes "fast.device/0", "fast.device/1", ...
  [[nodiscard]] const std::vector<Resource>& resources() const { return resources_; }

  /// Index of a unit of an expanded pool; of the resource itself if it is not expanded.
  [[nodiscard]] std::size_t unit(std::size_t pool, std::size_t index) const;

  /// The class of one client: each demand on an expanded pool falls in equal parts on `width` units
  /// in a row from number `first`, round the end; on all of them if there are fewer.
  [[nodiscard]] FlowClass place(const FlowClass& flow, std::size_t first, std::size_t width) const;

 private:
  struct Pool {
    std::size_t first = 0;  ///< of its units among the resources
    std::size_t units = 0;  ///< 0: not expanded
  };
  std::vector<Resource> resources_;
  std::vector<Pool> pools_;  ///< by old index
};

}  // namespace penstock::queueing
