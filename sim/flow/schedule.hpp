// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A heap of dates by dense index, each changeable in place: thousands of pending completions
// behind one kernel timer. Dates that are equal come out by index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace penstock::flow {

class Schedule {
 public:
  static constexpr double kNever = std::numeric_limits<double>::infinity();

  void resize(std::size_t count) { place_.resize(count, kAbsent); }

  /// Date of an index; kNever takes it out.
  void set(std::uint32_t index, double date) {
    std::uint32_t& place = place_[index];
    if (place == kAbsent) {
      if (date == kNever) return;
      place = static_cast<std::uint32_t>(heap_.size());
      heap_.push_back({date, index});
      up(place);
      return;
    }
    const std::uint32_t at = place;
    if (date == kNever) {
      const Entry last = heap_.back();
      heap_.pop_back();
      place = kAbsent;
      if (at == heap_.size()) return;
      heap_[at] = last;
      place_[last.index] = at;
      down(at);
      up(place_[last.index]);
      return;
    }
    const bool earlier = date < heap_[at].date;
    heap_[at].date = date;
    if (earlier) {
      up(at);
    } else {
      down(at);
    }
  }

  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] double date() const { return heap_.empty() ? kNever : heap_.front().date; }
  [[nodiscard]] std::uint32_t index() const { return heap_.front().index; }

 private:
  static constexpr std::uint32_t kAbsent = static_cast<std::uint32_t>(-1);
  struct Entry {
    double date;
    std::uint32_t index;
    bool operator<(const Entry& other) const {
      return date < other.date || (date == other.date && index < other.index);
    }
  };

  void up(std::uint32_t at) {
    const Entry entry = heap_[at];
    while (at > 0) {
      const std::uint32_t parent = (at - 1) / 4;
      if (!(entry < heap_[parent])) break;
      heap_[at] = heap_[parent];
      place_[heap_[at].index] = at;
      at = parent;
    }
    heap_[at] = entry;
    place_[entry.index] = at;
  }

  void down(std::uint32_t at) {
    const Entry entry = heap_[at];
    const auto size = static_cast<std::uint32_t>(heap_.size());
    for (;;) {
      const std::uint32_t first = 4 * at + 1;
      if (first >= size) break;
      std::uint32_t least = first;
      for (std::uint32_t child = first + 1; child < first + 4 && child < size; ++child) {
        if (heap_[child] < heap_[least]) least = child;
      }
      if (!(heap_[least] < entry)) break;
      heap_[at] = heap_[least];
      place_[heap_[at].index] = at;
      at = least;
    }
    heap_[at] = entry;
    place_[entry.index] = at;
  }

  std::vector<Entry> heap_;
  std::vector<std::uint32_t> place_;
};

}  // namespace penstock::flow
