// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A log of pages in blocks that is written at random and cleans up behind itself: what a flash
// translation layer does, page by page. It knows nothing of the law that it is held against.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <random>
#include <vector>

namespace penstock::testing {

enum class Cleaning {
  kGreedy,  ///< the full block with the fewest valid pages goes first
  kFifo,    ///< the block that was filled first
};

class FlashPageSimulator {
 public:
  /// Space for `alpha` times the valid pages, beside the blocks that are kept free.
  FlashPageSimulator(double alpha, Cleaning cleaning, std::size_t blocks = 320,
                     std::size_t pages_per_block = 128, unsigned seed = 7)
      : cleaning_(cleaning),
        pages_per_block_(pages_per_block),
        valid_(blocks, 0),
        content_(blocks),
        random_(seed) {
    const auto space = static_cast<double>((blocks - kSpareBlocks) * pages_per_block);
    block_of_.assign(static_cast<std::size_t>(space / alpha), kNowhere);
    for (std::size_t b = 1; b < blocks; ++b) free_.push_back(b);
  }

  /// Pages programmed per page written by the host, uniformly at random, once it has settled.
  double amplification() {
    const std::size_t pages = block_of_.size();
    for (std::size_t page = 0; page < pages; ++page) write(page);
    const auto write_randomly = [&](std::size_t count) {
      for (std::size_t i = 0; i < count; ++i) write(random_() % pages);
    };
    write_randomly(4 * pages);  // settle
    programmed_ = 0;
    write_randomly(4 * pages);
    return static_cast<double>(programmed_) / static_cast<double>(4 * pages);
  }

 private:
  static constexpr std::size_t kSpareBlocks = 3;  // never less than two free, and the open one
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

  void write(std::size_t page) {
    while (free_.size() < kSpareBlocks) clean();
    program(page);
  }

  void program(std::size_t page) {
    if (content_[open_].size() == pages_per_block_) {
      full_.push_back(open_);
      open_ = free_.front();
      free_.pop_front();
    }
    if (block_of_[page] != kNowhere) --valid_[block_of_[page]];
    block_of_[page] = open_;
    ++valid_[open_];
    content_[open_].push_back(page);
    ++programmed_;
  }

  void clean() {
    auto victim = full_.begin();
    if (cleaning_ == Cleaning::kGreedy) {
      victim = std::min_element(full_.begin(), full_.end(), [this](std::size_t a, std::size_t b) {
        return valid_[a] < valid_[b];
      });
    }
    const std::size_t block = *victim;
    full_.erase(victim);
    const std::vector<std::size_t> pages = content_[block];
    for (const std::size_t page : pages) {
      if (block_of_[page] == block) program(page);
    }
    content_[block].clear();
    free_.push_back(block);
  }

  Cleaning cleaning_;
  std::size_t pages_per_block_;
  std::vector<std::size_t> valid_;                 // valid pages, by block
  std::vector<std::vector<std::size_t>> content_;  // pages in the order of programming, by block
  std::vector<std::size_t> block_of_;              // by page
  std::deque<std::size_t> free_, full_;            // full: in the order of filling
  std::size_t open_ = 0;
  std::size_t programmed_ = 0;
  std::mt19937_64 random_;
};

}  // namespace penstock::testing
