// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/flow/memo.hpp"

#include <algorithm>

namespace penstock::flow {

namespace {

std::uint64_t hash(std::span<const std::uint64_t> key) {
  // Multiply and fold, word by word (the finaliser of MurmurHash3).
  std::uint64_t state = 0x9e3779b97f4a7c15U ^ key.size();
  for (const std::uint64_t word : key) {
    state = (state ^ word) * 0xff51afd7ed558ccdU;
    state ^= state >> 33U;
  }
  return state;
}

}  // namespace

const queueing::PartialSolution* Memo::find(std::span<const std::uint64_t> key) const {
  if (entries_ == 0) return nullptr;
  const auto [first, last] = solutions_.equal_range(hash(key));
  for (auto it = first; it != last; ++it) {
    if (std::ranges::equal(it->second.key, key)) return &it->second.solution;
  }
  return nullptr;
}

void Memo::insert(std::span<const std::uint64_t> key, const queueing::PartialSolution& solution) {
  if (entries_ == 0) return;
  if (solutions_.size() >= entries_) solutions_.clear();
  solutions_.emplace(hash(key), Entry{{key.begin(), key.end()}, solution});
}

}  // namespace penstock::flow
