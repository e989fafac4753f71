// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Solutions by active set. A key holds everything that decides a solution, so an equal key has an
// equal solution to the last bit; nothing is trusted to a hash alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "models/queueing/solver.hpp"

namespace penstock::flow {

class Memo {
 public:
  /// Keeps at most `entries` solutions; when they are full it starts again from none. 0: none.
  explicit Memo(std::size_t entries) : entries_(entries) {}

  /// nullptr if unknown. Valid until the next insert().
  [[nodiscard]] const queueing::PartialSolution* find(std::span<const std::uint64_t> key) const;
  void insert(std::span<const std::uint64_t> key, const queueing::PartialSolution& solution);

 private:
  struct Entry {
    std::vector<std::uint64_t> key;
    queueing::PartialSolution solution;
  };

  std::size_t entries_;
  std::unordered_multimap<std::uint64_t, Entry> solutions_;
};

}  // namespace penstock::flow
