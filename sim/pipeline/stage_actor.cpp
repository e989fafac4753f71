// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/pipeline/stage_actor.hpp"

#include <algorithm>
#include <cassert>
#include <set>
#include <utility>

namespace penstock::pipeline {

namespace {

template <class T>
const T& named(const std::vector<T>& things, const std::string& name) {
  const auto found = std::find_if(things.begin(), things.end(),
                                  [&](const T& thing) { return thing.name == name; });
  assert(found != things.end() && "the scenario is valid: every reference resolves");
  return *found;
}

}  // namespace

const scenario::Dataset& WindowContext::dataset(const std::string& name) const {
  return named(input.scenario->datasets, name);
}

const scenario::Source& WindowContext::source(const std::string& name) const {
  return named(input.scenario->sources, name);
}

const Course& WindowContext::course(const std::string& dataset) const {
  return input.courses->at(dataset);
}

const std::string& WindowContext::home(const std::string& dataset) const {
  const auto& place = input.design->place;
  const auto found =
      std::find_if(place.begin(), place.end(), [&](const auto& p) { return p.dataset == dataset; });
  assert(found != place.end() && "the scenario is valid: every dataset is placed");
  return found->tier;
}

std::vector<WindowContext::Place> WindowContext::places(const std::string& dataset) const {
  // Moves in order of age: what is older than the first is on its tier, and so on.
  std::vector<const scenario::Move*> moves;
  for (const auto& move : input.design->moves) {
    if (move.dataset == dataset) moves.push_back(&move);
  }
  std::sort(moves.begin(), moves.end(),
            [](const auto* a, const auto* b) { return a->after < b->after; });
  std::vector<Place> places;
  double rest = 1.0;
  std::string tier = home(dataset);
  for (const auto* move : moves) {
    const double older = course(dataset).older_share(move->after, input.month + 0.5);
    places.push_back({tier, std::max(0.0, rest - older)});
    rest = older;
    tier = move->to;
  }
  places.push_back({tier, rest});
  return places;
}

StageActor::StageActor(WindowContext& window, std::string name, std::string kind)
    : window_(window), name_(std::move(name)), kind_(std::move(kind)) {}

void StageActor::add_tier(TracedClass& into, const systems::TierAccess& access,
                          systems::Client client) const {
  window_.platform.add_access(access, client, into.flow);
  const double bytes = access.bytes.si();
  if (access.write) {
    into.written += bytes;
    into.write_call = access.io.si();
    into.tier_writes.emplace_back(access.tier, bytes);
  } else {
    into.read += bytes;
    into.read_call = access.io.si();
    into.tier_reads.emplace_back(access.tier, bytes);
  }
}

void StageActor::add_read(TracedClass& into, const std::string& dataset, double bytes, double io,
                          double parallel, systems::Client client, bool whole_stock,
                          bool sequential) const {
  const double record = window_.dataset(dataset).record.si();
  const auto one = [&](const std::string& tier, double share) {
    if (share <= 0.0) return;
    add_tier(into,
             {.tier = tier,
              .bytes = units::Bytes{bytes * share},
              .io = units::Bytes{io},
              .parallel = parallel,
              .sequential = sequential,
              .file = units::Bytes{record}},
             client);
  };
  if (!whole_stock) return one(window_.home(dataset), 1.0);
  for (const auto& place : window_.places(dataset)) one(place.tier, place.share);
}

void StageActor::add_write(TracedClass& into, const std::string& dataset, double bytes, double io,
                           double parallel, systems::Client client) const {
  const auto& data = window_.dataset(dataset);
  add_tier(into,
           {.tier = window_.home(dataset),
            .write = true,
            .bytes = units::Bytes{bytes * static_cast<double>(data.copies) / data.reduction},
            .io = units::Bytes{io},
            .parallel = parallel,
            .file = data.record},
           client);
}

TracedClass& StageActor::define_class(TracedClass traced) {
  if (redefining_) {
    auto& known = *classes_.at((*redefining_)++);
    window_.network->redefine(known.id, traced.flow);
    known.flow = std::move(traced.flow);
    return known;
  }
  traced.id = window_.network->define(traced.flow);
  classes_.push_back(std::make_unique<TracedClass>(std::move(traced)));
  return *classes_.back();
}

void StageActor::redefine() {
  redefining_ = 0;
  define();
  redefining_.reset();
}

double StageActor::written_to(const std::string& tier) const {
  double bytes = 0.0;
  for (const auto& traced : classes_) {
    for (const auto& [name, per_request] : traced->tier_writes) {
      if (name == tier) bytes += window_.network->use(traced->id).requests * per_request;
    }
  }
  return bytes;
}

void StageActor::report_traffic(Outcome& into) const {
  StageTrace trace{.name = name_, .kind = kind_, .pattern = pattern_};
  trace.residence.resize(window_.platform.resources().size());
  trace.waiting.resize(trace.residence.size());
  std::set<std::string> tiers;
  for (const auto& traced : classes_) {
    const auto use = window_.network->use(traced->id);
    trace.bytes_read += use.requests * traced->read;
    trace.bytes_written += use.requests * traced->written;
    if (traced->read_call > 0.0) trace.calls += use.requests * traced->read / traced->read_call;
    if (traced->write_call > 0.0) {
      trace.calls += use.requests * traced->written / traced->write_call;
    }
    trace.read_request = std::max(trace.read_request, traced->read_call);
    trace.write_request = std::max(trace.write_request, traced->write_call);
    trace.active += use.flow_seconds;
    trace.delay += use.delay_seconds;
    trace.idle += use.idle_seconds;
    for (std::size_t r = 0; r < trace.residence.size(); ++r) {
      trace.residence[r] += use.wait_seconds[r] + use.latency_seconds[r];
      trace.waiting[r] += use.wait_seconds[r];
    }
    for (const auto& [tier, bytes] : traced->tier_reads) {
      tiers.insert(tier);
      into.totals["tier." + tier + ".read"] += use.requests * bytes;
      into.totals["tier." + tier + ".read_calls"] += use.requests * bytes / traced->read_call;
    }
    for (const auto& [tier, bytes] : traced->tier_writes) {
      tiers.insert(tier);
      into.totals["tier." + tier + ".written"] += use.requests * bytes;
      into.totals["tier." + tier + ".write_calls"] += use.requests * bytes / traced->write_call;
    }
  }
  trace.tiers.assign(tiers.begin(), tiers.end());
  into.totals[name_ + ".read"] = trace.bytes_read;
  into.totals[name_ + ".written"] = trace.bytes_written;
  if (trace.active > 0.0) {
    into.metrics[name_ + ".throughput"] = (trace.bytes_read + trace.bytes_written) / trace.active;
    into.metrics[name_ + ".iops"] = trace.calls / trace.active;
  }
  into.stages.push_back(std::move(trace));
}

std::vector<std::unique_ptr<StageActor>> make_stages(WindowContext& window) {
  using scenario::StageKind;
  std::vector<std::unique_ptr<StageActor>> actors;
  for (const auto& stage : window.input.scenario->stages) {
    switch (stage.kind) {
      case StageKind::kIngest:
        actors.push_back(make_ingest(window, stage));
        break;
      case StageKind::kTrain:
        actors.push_back(make_train(window, stage));
        break;
      case StageKind::kDeploy:
        actors.push_back(make_deploy(window, stage));
        break;
      case StageKind::kProcess:
      case StageKind::kExtract:
      case StageKind::kModel:
      case StageKind::kArchive:
        actors.push_back(make_batch(window, stage));
        break;
    }
  }
  for (const auto& move : window.input.design->moves) actors.push_back(make_move(window, move));
  for (const auto& tier : window.input.design->tiers) {
    if (tier.kind != scenario::TierKind::kCloudObject && tier.redundancy.parity > 0) {
      actors.push_back(make_repair(window, tier));
    }
  }
  return actors;
}

}  // namespace penstock::pipeline
