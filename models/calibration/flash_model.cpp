// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/flash_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "models/calibration/interpolation.hpp"
#include "models/queueing/solver.hpp"

namespace penstock::calibration {

namespace {

using units::Seconds;

/// A measured rate may touch the fitted ceiling; the latency that explains it stays finite.
constexpr double kCeilingRoom = 1.02;

/// Latency of a drive alone that gives `rate` at `outstanding` requests.
double latency_for(double rate, double outstanding, double ceiling, double knee) {
  const double top = std::max(ceiling, kCeilingRoom * rate);
  return outstanding / rate * std::pow(1.0 - std::pow(rate / top, knee), 1.0 / knee);
}

/// To 14 digits, as the solver works.
constexpr int kRateBits = 46;
constexpr std::uintmax_t kMostSteps = 100;

/// A buffer takes writes at once until it is full.
constexpr double kBufferKnee = 3.0;
/// kappa times the saturated write rate over the read latency, where no mix was measured.
constexpr double kInterference = 2.0;

/// As fitted for this size, or from pure writes and the class's interference.
tl::expected<FlashModel::Mix, std::string> mix_at(const FlashModel& model, const Point& point,
                                                  double read_latency) {
  const double size = point.at(Condition::kSize);
  if (const auto fitted = model.mixes.find(size); fitted != model.mixes.end()) {
    return fitted->second;
  }
  const auto writes = model.operations.find(operation_of(point, true));
  if (writes == model.operations.end()) {
    return tl::unexpected<std::string>("no mixed or written rows of this size were calibrated");
  }
  const auto at = writes->second.at(size);
  return FlashModel::Mix{.interference = kInterference * read_latency / at.rate, .write = at};
}

double batch_share(double depth) {
  // Half of the delay is there at four requests per process: measured on four hosts.
  const double beyond = (depth - 1.0) * (depth - 1.0);
  return beyond / (beyond + 9.0);
}

}  // namespace

FlashOperation::AtSize FlashOperation::at(double size) const {
  std::map<double, double> latencies, times;
  for (const auto& [bytes, at] : sizes) {
    latencies[bytes] = at.latency;
    times[bytes] = 1.0 / at.rate;
  }
  return {.latency = linear_between(latencies, size), .rate = 1.0 / linear_between(times, size)};
}

std::string operation_of(const Point& point, bool write) {
  return std::string(point.order == Order::kSequential ? "sequential_" : "") +
         (write ? "write" : "read");
}

FlashModel flash_model(const Series& series) {
  FlashModel model;
  for (const auto& parameter : series.parameters) {
    // "read.latency@4096", "measured@4096x8x2", "remote.delay@4096"
    const std::string_view name = parameter.name;
    const auto dot = name.find('.');
    const auto at = name.find('@');
    const double size =
        at == std::string_view::npos ? 0.0 : std::stod(std::string(name.substr(at + 1)));
    if (name.starts_with("measured@")) {
      const std::string text(name.substr(at + 1));
      const auto first = text.find('x'), second = text.find('x', first + 1);
      model.measured_reads[{std::stod(text.substr(first + 1, second - first - 1)),
                            std::stod(text.substr(second + 1)), size}] = parameter.value;
      continue;
    }
    const auto owner = std::string(name.substr(0, dot));
    const auto what = name.substr(dot + 1, at == std::string_view::npos ? at : at - dot - 1);
    if (owner == "remote") {
      if (what == "delay") model.remote_delays[size] = parameter.value;
      if (what == "process_rate") model.remote_process_rate = parameter.value;
      if (what == "alone") model.remote_alone = parameter.value > 0.0;
      continue;
    }
    if (owner == "mix") {
      auto& mix = model.mixes[size];
      if (what == "interference") mix.interference = parameter.value;
      if (what == "latency") mix.write.latency = parameter.value;
      if (what == "rate") mix.write.rate = parameter.value;
      continue;
    }
    auto& operation = model.operations[owner];
    if (what == "knee") operation.knee = parameter.value;
    if (what == "process_rate") operation.process_rate = parameter.value;
    if (what == "host_rate") operation.host_rate = parameter.value;
    if (what == "idle_exit") operation.idle_exit = parameter.value;
    if (what == "batch_delay") operation.batch_delay = parameter.value;
    if (what == "switching") operation.switching = parameter.value;
    if (what == "latency") operation.sizes[size].latency = parameter.value;
    if (what == "rate") operation.sizes[size].rate = parameter.value;
  }
  return model;
}

double host_limit(const FlashOperation& operation, double depth, double processes) {
  return operation.host_rate / (1.0 + operation.switching * (processes - 1.0) / (depth * depth));
}

double closed_loop_rate(const FlashOperation& operation, const FlashOperation::AtSize& at,
                        double depth, double processes, double devices, double extra_delay) {
  const double outstanding = depth * processes;
  const double ceiling = devices * at.rate;
  const double delay =
      extra_delay + at.latency * ((outstanding <= 1.0 ? operation.idle_exit : 0.0) +
                                  operation.batch_delay * batch_share(depth));
  const double edge =
      std::min(processes * operation.process_rate, host_limit(operation, depth, processes));
  // Without delay the rate is the p-norm, which bounds that of N = x (D + L0 (1 - u^q)^(-1/q)).
  const double q = operation.knee;
  double rate =
      std::pow(std::pow(at.latency / outstanding, q) + std::pow(1.0 / ceiling, q), -1.0 / q);
  if (delay > 0.0) {
    const auto excess = [&](double x) {
      const double time = delay + at.latency * std::pow(1.0 - std::pow(x / ceiling, q), -1.0 / q);
      return x * time - outstanding;
    };
    std::uintmax_t steps = kMostSteps;
    const auto [low, high] = boost::math::tools::toms748_solve(
        excess, 0.0, rate, -outstanding, rate * delay,
        boost::math::tools::eps_tolerance<double>(kRateBits), steps);
    rate = 0.5 * (low + high);
  }
  return std::min(rate, edge);
}

tl::expected<ClosedLoop, std::string> closed_loop(const FlashModel& model, const Point& point) {
  const double share = point.read_share();
  const double depth = point.depth();
  const double processes = point.processes();
  const double devices = point.devices();
  const bool remote = point.get(Condition::kRemote, 0.0) > 0.0;
  if (!point.has(Condition::kSize)) return tl::unexpected<std::string>("no request size");
  const double size = point.at(Condition::kSize);

  const auto main = model.operations.find(operation_of(point, share <= 0.0));
  if (main == model.operations.end()) {
    return tl::unexpected(
        fmt::format("no {} among the calibrated rows", operation_of(point, share <= 0.0)));
  }
  const FlashOperation& operation = main->second;
  FlashOperation::AtSize at = operation.at(size);
  if (operation.sizes.size() == 1 && !operation.sizes.contains(size)) {
    return tl::unexpected<std::string>("another request size than the only one calibrated");
  }
  if (!(at.latency > 0.0 && at.rate > 0.0)) {
    return tl::unexpected<std::string>("a request size too far from the calibrated ones");
  }
  double delay = at.latency * ((depth * processes <= 1.0 ? operation.idle_exit : 0.0) +
                               operation.batch_delay * batch_share(depth));
  const auto measured = model.measured_reads.find({depth, processes, size});
  if (share > 0.0 && measured != model.measured_reads.end() && point.order == Order::kRandom) {
    at.rate = std::max(at.rate, kCeilingRoom * measured->second / devices);
    at.latency =
        latency_for(measured->second, depth * processes, devices * at.rate, operation.knee);
    delay = 0.0;
  }

  double process_rate = operation.process_rate;
  if (!remote && model.remote_alone) {
    return tl::unexpected<std::string>("no local rows among the calibrated ones");
  }
  if (remote && !model.remote_alone) {
    if (model.remote_delays.empty()) {
      return tl::unexpected<std::string>("no remote rows among the calibrated ones");
    }
    delay += std::max(0.0, linear_between(model.remote_delays, size));
    process_rate = std::min(process_rate, model.remote_process_rate.value_or(process_rate));
  }

  ClosedLoop loop;
  loop.resources = {
      {.name = "drive", .curve = queueing::Knee{.exponent = operation.knee}, .units = devices},
      {.name = "process", .curve = queueing::HardEdge{}, .units = processes},
      {.name = "host", .curve = queueing::HardEdge{}, .units = 1.0}};
  loop.flow = {.name = "benchmark", .window = depth * processes, .delay = Seconds{delay}};
  const double reads = share > 0.0 ? share : 1.0;  // of pure writes the drive sees nothing else
  loop.flow.demands = {
      {.resource = 0,
       .visits = reads,
       .in_sequence = reads,
       .service = Seconds{1.0 / at.rate},
       .latency = Seconds{at.latency}},
      {.resource = 1, .service = Seconds{1.0 / process_rate}},
      {.resource = 2, .service = Seconds{1.0 / host_limit(operation, depth, processes)}}};
  if (share <= 0.0 || share >= 1.0) return loop;

  const auto mix = mix_at(model, point, at.latency);
  if (!mix) return tl::unexpected(mix.error());
  const FlashOperation::AtSize& into = mix->write;
  loop.resources[0].read_delay_per_write_rate = Seconds{mix->interference};
  loop.resources.push_back(
      {.name = "buffer", .curve = queueing::Knee{.exponent = kBufferKnee}, .units = devices});
  // Drained later: loads the drive, and nobody waits for it there.
  loop.flow.demands.push_back({.resource = 0,
                               .visits = 1.0 - share,
                               .in_sequence = 0.0,
                               .service = Seconds{1.0 / into.rate},
                               .latency = Seconds{at.latency},
                               .writes = true});
  loop.flow.demands.push_back({.resource = 3,
                               .visits = 1.0 - share,
                               .in_sequence = 1.0 - share,
                               .service = Seconds{1.0 / into.rate},
                               .latency = Seconds{into.latency}});
  return loop;
}

tl::expected<ClosedLoopFigures, std::string> solve_closed_loop(const FlashModel& model,
                                                               const Point& point) {
  const auto loop = closed_loop(model, point);
  if (!loop) return tl::unexpected(loop.error());
  const queueing::ActiveFlows active{.flow = &loop->flow};
  const auto solution = queueing::solve(loop->resources, {&active, 1});
  if (!solution) return tl::unexpected("the network has no solution: " + solution.error().message);
  const double share = point.read_share();
  ClosedLoopFigures figures{.rate = solution->rates[0]};
  // Little's law: what a request takes in all, less what the writes among them take.
  const double time = loop->flow.window / figures.rate;
  if (share >= 1.0) {
    figures.read_time = time;
  } else if (share <= 0.0) {
    figures.write_time = time;
  } else {
    figures.write_time = loop->flow.demands.back().latency.si() + solution->waits[3] +
                         solution->waits[1] + solution->waits[2];
    figures.read_time = (time - (1.0 - share) * figures.write_time) / share;
  }
  return figures;
}

}  // namespace penstock::calibration
