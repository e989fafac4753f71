// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/network/measured_time.hpp"

#include <algorithm>
#include <stdexcept>

namespace penstock::network {

units::Seconds message_latency(const std::vector<MeasuredTime>& measured, units::Bytes size) {
  const auto descends = [](const MeasuredTime& a, const MeasuredTime& b) {
    return !(a.size < b.size);
  };
  if (measured.empty() || std::ranges::adjacent_find(measured, descends) != measured.end()) {
    throw std::invalid_argument("times of messages need ascending sizes");
  }
  const MeasuredTime& first = measured.front();
  if (size == first.size || measured.size() == 1) return first.time;
  if (size < first.size) {
    const units::SecondsPerByte slope =
        (measured[1].time - first.time) / (measured[1].size - first.size);
    const units::Seconds line = first.time - slope * (first.size - size);
    return std::clamp(line, first.time * (size / first.size).si(), first.time);
  }
  auto above = std::ranges::lower_bound(measured, size, {}, &MeasuredTime::size);
  const bool beyond = above == measured.end();
  if (beyond) --above;
  const MeasuredTime& low = *std::prev(above);
  const units::SecondsPerByte slope = (above->time - low.time) / (above->size - low.size);
  const units::Seconds time = low.time + slope * (size - low.size);
  return beyond ? std::max(time, above->time) : time;
}

}  // namespace penstock::network
