// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/block_points.hpp"

#include <algorithm>
#include <tuple>

namespace penstock::calibration {

namespace {

/// A request alone takes longer than this on anything that moves a head, and less on flash.
constexpr double kMechanicalTime = 1.5e-3;
/// In a deep queue everything takes long. Then the rate tells: twenty disks of 250 requests/s.
constexpr double kFew = 8.0, kManyHeads = 5000.0;

}  // namespace

bool are_block_requests(std::span<const Point> points) {
  constexpr std::array kOthers{Condition::kOffered, Condition::kUsed, Condition::kSamples};
  bool any = false;
  for (const Point& p : points) {
    if (std::ranges::any_of(kOthers, [&](Condition c) { return p.has(c); })) return false;
    if (p.has(Observation::kCliff) || p.has(Observation::kLatency)) return false;
    any = any || ((p.has(Condition::kSize) || p.has(Condition::kPosition)) &&
                  (p.has(Observation::kReadRate) || p.has(Observation::kWriteRate)));
  }
  return any;
}

std::optional<bool> moves_heads(std::span<const Point> points) {
  const Point* least = nullptr;
  const auto rank = [](const Point& p) {
    return std::tuple(p.read_share() < 1.0, p.get(Condition::kSize, 0.0), p.outstanding());
  };
  for (const Point& p : points) {
    if (!p.rate()) continue;
    if (least == nullptr || rank(p) < rank(*least)) least = &p;
  }
  if (least == nullptr) return std::nullopt;
  if (least->outstanding() / *least->rate() < kMechanicalTime) return false;
  return least->outstanding() <= kFew || *least->rate() < kManyHeads;
}

std::vector<Predicted> closed_loop_observations(const Point& point, double rate, double read_time,
                                                double write_time) {
  const double share = point.read_share();
  std::vector<Predicted> out;
  if (share > 0.0) out.push_back({Observation::kReadRate, share * rate});
  if (share < 1.0) out.push_back({Observation::kWriteRate, (1.0 - share) * rate});
  if (point.has(Condition::kSize)) {
    out.push_back({Observation::kByteRate, rate * point.at(Condition::kSize)});
  }
  if (share > 0.0) out.push_back({Observation::kReadMean, read_time});
  if (share < 1.0) out.push_back({Observation::kWriteMean, write_time});
  return out;
}

}  // namespace penstock::calibration
