// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The form "flash": solid-state drives in a closed loop, of any interface, and through a network.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/calibration/block_points.hpp"
#include "models/calibration/flash_fit.hpp"
#include "models/calibration/flash_model.hpp"
#include "models/calibration/form.hpp"

namespace penstock::calibration {

namespace {

double suits(std::span<const Point> points) {
  const auto mechanical = moves_heads(points);
  if (!mechanical || !are_block_requests(points)) return 0.0;
  return *mechanical ? 0.2 : 1.0;
}

tl::expected<std::vector<Predicted>, std::string> predict(const Series& series,
                                                          const Point& point) {
  if (point.has(Condition::kOffered)) return tl::unexpected(std::string(kOfferedRate));
  const auto figures = solve_closed_loop(flash_model(series), point);
  if (!figures) return tl::unexpected(figures.error());
  return closed_loop_observations(point, figures->rate, figures->read_time, figures->write_time);
}

/// Like points: the same direction, size and place.
bool alike(const Point& a, const Point& b) {
  return a.order == b.order && a.read_share() == b.read_share() &&
         a.get(Condition::kSize, 0.0) == b.get(Condition::kSize, 0.0) &&
         a.get(Condition::kRemote, 0.0) == b.get(Condition::kRemote, 0.0);
}

/// min(N / L0, n x the best of one process, the best of all): of like calibration points.
std::optional<double> roofline(std::span<const Point> calibration, const Point& point) {
  double latency = std::numeric_limits<double>::infinity(), process = 0.0, ceiling = 0.0;
  for (const Point& p : calibration) {
    if (!alike(p, point) || !p.rate()) continue;
    latency = std::min(latency, p.outstanding() / *p.rate());
    process = std::max(process, *p.rate() / p.processes());
    ceiling = std::max(ceiling, *p.rate());
  }
  if (ceiling == 0.0) return std::nullopt;
  return std::min({point.outstanding() / latency, point.processes() * process, ceiling});
}

/// A mix: the reads among requests that take between the time of pure reads and of pure writes. A
/// remote point: the
/// local time and a constant.
std::optional<double> trivial(std::span<const Point> calibration, const Point& point) {
  const double share = point.read_share();
  Point other = point;
  if (share > 0.0 && share < 1.0) {
    other.conditions[static_cast<std::size_t>(Condition::kReadShare)] = 1.0;
    const auto reads = roofline(calibration, other);
    other.conditions[static_cast<std::size_t>(Condition::kReadShare)] = 0.0;
    const auto writes = roofline(calibration, other);
    if (!reads || !writes) return std::nullopt;
    return share / (share / *reads + (1.0 - share) / *writes);
  }
  if (point.get(Condition::kRemote, 0.0) == 0.0) return roofline(calibration, point);
  other.conditions[static_cast<std::size_t>(Condition::kRemote)] = 0.0;
  // The least loaded remote point tells the constant.
  const Point* least = nullptr;
  for (const Point& p : calibration) {
    if (p.get(Condition::kRemote, 0.0) == 0.0 || !p.rate()) continue;
    if (least == nullptr || p.outstanding() < least->outstanding()) least = &p;
  }
  const auto local = roofline(calibration, other);
  if (least == nullptr || !local) return roofline(calibration, point);
  Point beside = *least;
  beside.conditions[static_cast<std::size_t>(Condition::kRemote)] = 0.0;
  const auto at_least = roofline(calibration, beside);
  if (!at_least) return std::nullopt;
  const double constant = least->outstanding() * (1.0 / *least->rate() - 1.0 / *at_least);
  return point.outstanding() / (point.outstanding() / *local + std::max(0.0, constant));
}

bool at_knee(const Series& series, const Point& point) {
  const FlashModel model = flash_model(series);
  const auto found = model.operations.find(operation_of(point, point.read_share() <= 0.0));
  if (found == model.operations.end() || !point.has(Condition::kSize)) return false;
  const auto at = found->second.at(point.at(Condition::kSize));
  const double ceiling = std::min(point.devices() * at.rate, found->second.host_rate);
  const double knee = ceiling * at.latency;
  return point.outstanding() >= 0.5 * knee && point.outstanding() <= 2.0 * knee;
}

}  // namespace

Form flash_form() {
  return {.word = "flash",
          .summary = "solid-state drive: queue depth, processes, sizes, mixes, drives, NVMe-oF",
          .names = {"ssd", "nvme", "sata-ssd", "nvme-of"},
          .suits = suits,
          .fit = fit_flash,
          .predict = predict,
          .trivial = trivial,
          .at_knee = at_knee};
}

}  // namespace penstock::calibration
