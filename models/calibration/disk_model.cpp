// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/disk_model.hpp"

#include <algorithm>
#include <cmath>

#include "models/queueing/solver.hpp"
#include "models/storage/hdd.hpp"

namespace penstock::calibration {

namespace {

// Simulated shortest-positioning gains grow as the span shrinks: exponent of the depth 0.25 over
// the whole stroke, 0.28 over a tenth, 0.36 over a thousandth; as a power of the gain itself.
constexpr double kGainPerSpan = 0.065;

}  // namespace

DiskModel disk_model(const Series& series) {
  DiskModel m;
  m.positioning = series.value_or("positioning", 0.0);
  m.byte_rate = series.value_or("byte_rate", m.byte_rate);
  m.gain = series.value_or("gain", m.gain);
  m.half_depth = series.value_or("half_depth", m.half_depth);
  m.steepness = series.value_or("steepness", m.steepness);
  m.rotation_share = series.value_or("rotation_share", m.rotation_share);
  m.settle_share = series.value_or("settle_share", m.settle_share);
  m.drives = series.value_or("drives", m.drives);
  m.write_positioning = series.value_or("write_positioning", 0.0);
  m.write_gain = series.value_or("write_gain", 1.0);
  m.write_half_depth = series.value_or("write_half_depth", 0.0);
  m.write_steepness = series.value_or("write_steepness", 0.0);
  m.outer_rate = series.value_or("outer_rate", 0.0);
  m.rate_square_slope = series.value_or("rate_square_slope", 0.0);
  m.stream_overhead = series.value_or("stream_overhead", 0.0);
  m.stream_rate = series.value_or("stream_rate", 0.0);
  return m;
}

catalogue::Hdd as_hdd(const DiskModel& m, double region) {
  using units::Seconds;
  catalogue::Hdd hdd;
  hdd.rotation.value = units::Frequency{0.5 / (m.rotation_share * m.positioning)};
  hdd.seek_settle.value = Seconds{m.settle_share * m.positioning};
  hdd.seek_average.value = Seconds{(1.0 - m.rotation_share) * m.positioning};
  hdd.outer_rate.value = units::ByteRate{2.0 * m.byte_rate / (1.0 + m.inner_over_outer)};
  hdd.inner_over_outer.value = units::Ratio{m.inner_over_outer};
  hdd.interface_rate.value = units::ByteRate{1e12};  // what it limits is in the byte rate
  hdd.queue_gain.value = units::Ratio{std::pow(m.gain, 1.0 - kGainPerSpan * std::log(region))};
  hdd.queue_half_depth.value = units::Ratio{m.half_depth};
  hdd.queue_steepness.value = units::Ratio{m.steepness};
  hdd.stream_chunk.value = units::Bytes{1.0};
  return hdd;
}

tl::expected<DiskLoop, std::string> disk_loop(const DiskModel& model, const Point& point) {
  const double share = point.read_share();
  if (!(model.positioning > 0.0) && !(share <= 0.0 && model.write_positioning > 0.0)) {
    return tl::unexpected<std::string>("no random requests of this kind were calibrated");
  }
  const double region = std::clamp(point.get(Condition::kRegion, 1.0), 1e-4, 1.0);
  const storage::Access access{.write = share <= 0.0,
                               .size = units::Bytes{point.get(Condition::kSize, 4096.0)},
                               .sequential = false};
  const storage::DeviceState state{.fill = region};
  const double drives = model.drives * point.devices();

  DiskModel writes = model;
  storage::Access write = access;
  write.write = true;
  if (model.write_positioning > 0.0) {
    // Without a cache, or with one that sorts as the queue grows, writes queue like reads.
    writes.positioning = model.write_positioning;
    writes.gain = model.write_gain;
    if (model.write_half_depth > 0.0) {
      writes.half_depth = model.write_half_depth;
      writes.steepness = model.write_steepness;
    }
    write.write = false;
  }
  const bool written = share <= 0.0;
  const catalogue::Hdd hdd = as_hdd(written ? writes : model, region);
  DiskLoop loop{.resource = storage::hdd_pool("drive", hdd, drives), .flow = {.name = "benchmark"}};
  loop.flow.window = point.outstanding();
  if (written) {
    loop.flow.demands = {storage::hdd_visit(0, hdd, write, state)};
    return loop;
  }
  const auto part = [](queueing::Demand demand, double visits) {
    demand.visits *= visits;
    demand.in_sequence *= visits;
    return demand;
  };
  storage::Access read = access;
  read.write = false;
  loop.flow.demands = {part(storage::hdd_visit(0, hdd, read, state), share)};
  if (share < 1.0) {
    // Additive device time: the writes of a mix cost what writes cost.
    loop.flow.demands.push_back(
        part(storage::hdd_visit(0, as_hdd(writes, region), write, state), 1.0 - share));
  }
  return loop;
}

double rate_at(const DiskModel& model, double position) {
  return std::sqrt(
      std::max(0.0, model.outer_rate * model.outer_rate - model.rate_square_slope * position));
}

tl::expected<DiskFigures, std::string> solve_disk(const DiskModel& model, const Point& point) {
  if (point.order == Order::kSequential) {
    if (!(model.stream_rate > 0.0)) {
      return tl::unexpected<std::string>("no sequential requests among the calibrated rows");
    }
    const double time =
        model.stream_overhead + point.get(Condition::kSize, 0.0) / model.stream_rate;
    return DiskFigures{.rate = 1.0 / time, .time = point.outstanding() * time};
  }
  const auto loop = disk_loop(model, point);
  if (!loop) return tl::unexpected(loop.error());
  const queueing::ActiveFlows active{.flow = &loop->flow};
  const auto solution = queueing::solve({&loop->resource, 1}, {&active, 1});
  if (!solution) return tl::unexpected("the network has no solution: " + solution.error().message);
  return DiskFigures{.rate = solution->rates[0], .time = loop->flow.window / solution->rates[0]};
}

}  // namespace penstock::calibration
