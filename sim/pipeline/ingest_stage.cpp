// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Ingest: open flows that write only. Records below a second are a rate; schedules switch the rate
// at their edges; bursts arrive at once and queue up at the source.
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <cmath>

#include "sim/pipeline/stage_actor.hpp"

namespace penstock::pipeline {

namespace {

using scenario::Source;
using scenario::SourceKind;

double request_bytes(const Source& source) {
  if (source.request_size) return source.request_size->si();
  if (source.batch) return source.batch->si();
  switch (source.kind) {
    case SourceKind::kIot:
      return 64 * 1024.0;
    case SourceKind::kVehicle:
      return 4 * 1024.0 * 1024.0;
    case SourceKind::kSatellite:
      return 8 * 1024.0 * 1024.0;
    case SourceKind::kStream:
      return 1024.0 * 1024.0;
  }
  return 1024.0 * 1024.0;
}

class Ingest final : public StageActor {
 public:
  Ingest(WindowContext& window, const scenario::Stage& stage)
      : StageActor(window, stage.name, parameters::word(stage.kind)), stage_(stage) {
    pattern_ = "append";
    for (const auto& name : stage.from) {
      const Source& source = window.source(name);
      streams_.push_back({.source = &source, .request = request_bytes(source)});
    }
  }

  void define() override {
    for (auto& stream : streams_) {
      TracedClass traced;
      traced.flow.name = name_ + " from " + stream.source->name;
      traced.flow.window = static_cast<double>(stream.source->connections);
      const double ratio = window_.dataset(*stage_.writes).ratio;
      add_write(traced, *stage_.writes, stream.request * ratio, stream.request, 1.0,
                systems::Client::kOutside);
      stream.traced = &define_class(std::move(traced));
    }
    window_.lineage.declare_continuous(*stage_.writes, [this] {
      double bytes = 0.0;
      for (const auto& stream : streams_) {
        if (stream.started) {
          bytes += window_.network->use_open(stream.flow).served * stream.request *
                   window_.dataset(*stage_.writes).ratio;
        }
      }
      return bytes;
    });
  }

  void run() override {
    for (auto& stream : streams_) {
      const auto rate =
          mean_rate(*stream.source, window_.input.month) / units::Bytes{stream.request};
      const auto hours = stream.source->schedule;
      const double active = (hours.end - hours.start) / units::kDay;
      stream.peak = stream.source->burst ? units::Frequency{0.0} : rate / active;
      stream.burst = stream.source->burst ? (rate * stream.source->burst->length) : 0.0;
      stream.flow = window_.network->open(stream.traced->id, now(stream, 0.0));
      stream.started = true;
      if (stream.source->buffer) {
        window_.network->set_backlog_limit(stream.flow,
                                           *stream.source->buffer / units::Bytes{stream.request});
      }
    }
    // One loop over all edges of the month: schedule changes and bursts.
    double clock = 0.0;
    fire_bursts(clock);
    while (true) {
      double next = window_.length;
      for (const auto& stream : streams_) next = std::min(next, next_edge(stream, clock));
      if (next >= window_.length) return;
      simgrid::s4u::this_actor::sleep_until(next);
      clock = next;
      for (auto& stream : streams_) {
        window_.network->set_arrivals(stream.flow, now(stream, clock));
      }
      fire_bursts(clock);
    }
  }

  void report(Outcome& into) override {
    double delay = 0.0, dropped = 0.0, served = 0.0, offered = 0.0, left = 0.0, peak = 0.0;
    for (const auto& stream : streams_) {
      const auto use = window_.network->use_open(stream.flow);
      delay = std::max(delay, use.max_delay.si());
      dropped += use.dropped * stream.request;
      served += use.served * stream.request;
      offered += use.offered * stream.request;
      left += window_.network->backlog(stream.flow) * stream.request;
      peak += std::max(stream.peak.si(), stream.burst > 0.0 ? 0.0 : use.served / window_.length);
    }
    into.metrics[name_ + ".backlog"] = delay;
    into.metrics[name_ + ".dropped"] = dropped;
    into.metrics[name_ + ".iops"] = peak;
    into.metrics[name_ + ".throughput"] = served / window_.length;
    into.totals[name_ + ".offered"] = offered;
    into.totals[name_ + ".unfinished"] = left;
  }

 private:
  struct Stream {
    const Source* source = nullptr;
    double request = 0.0;
    TracedClass* traced = nullptr;
    flow::FlowId flow{};
    bool started = false;
    units::Frequency peak{0.0};  ///< requests/s inside the schedule
    double burst = 0.0;          ///< requests of one burst
  };

  [[nodiscard]] units::Frequency now(const Stream& stream, double clock) const {
    // Windows start at midnight.
    const double day = std::fmod(clock * (1.0 + 1e-15), units::kDay.si());
    const auto& hours = stream.source->schedule;
    const bool on = day >= hours.start.si() && day < hours.end.si();
    return on ? stream.peak : units::Frequency{0.0};
  }

  [[nodiscard]] double next_edge(const Stream& stream, double clock) const {
    double next = window_.length;
    if (stream.source->burst) {
      const double period = stream.source->burst->length.si();
      next = std::min(next, (std::floor(clock / period * (1 + 1e-12)) + 1.0) * period);
      return next;
    }
    const double whole_day = units::kDay.si();
    const double midnight = std::floor(clock / whole_day) * whole_day;
    const auto& hours = stream.source->schedule;
    if (hours.start.si() <= 0.0 && hours.end.si() >= whole_day) return next;
    for (const double edge : {hours.start.si(), hours.end.si(), whole_day + hours.start.si()}) {
      if (midnight + edge > clock) next = std::min(next, midnight + edge);
    }
    return next;
  }

  /// The burst of each period arrives at its start; the last one of a month is cut to the part of
  /// its period that the month still holds, so that months add up.
  void fire_bursts(double clock) {
    for (auto& stream : streams_) {
      if (stream.burst <= 0.0) continue;
      const double period = stream.source->burst->length.si();
      const double phase = std::fmod(clock * (1 + 1e-12), period);
      if (phase > 1e-6 * period) continue;
      const double share = std::min(1.0, (window_.length - clock) / period);
      window_.network->add_backlog(stream.flow, stream.burst * share);
    }
  }

  const scenario::Stage& stage_;
  std::vector<Stream> streams_;
};

}  // namespace

std::unique_ptr<StageActor> make_ingest(WindowContext& window, const scenario::Stage& stage) {
  return std::make_unique<Ingest>(window, stage);
}

}  // namespace penstock::pipeline
