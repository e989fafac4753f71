// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/queueing/solver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <compare>
#include <iterator>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "models/queueing/equations.hpp"
#include "models/queueing/newton.hpp"

namespace penstock::queueing {

namespace {

constexpr double kNoWait = 1e-9;  // waits below this share of the resource's scale are none

// Written so that NaN fails.
bool is_amount(double value) {
  return value >= 0.0 && value < std::numeric_limits<double>::infinity();
}
bool is_positive(double value) {
  return value > 0.0 && value < std::numeric_limits<double>::infinity();
}

auto content(const Demand& d) {
  return std::make_tuple(d.visits, d.in_sequence, d.service.si(), d.positioning.si(),
                         d.latency.si(), d.sharing, d.writes);
}

auto content(const FlowClass& f) {
  return std::make_tuple(f.window, f.rate_limit.si(), f.delay.si(), f.demands.size());
}

std::optional<std::string> fault(const Resource& resource) {
  if (!is_positive(resource.units)) return fmt::format("{} units", resource.units);
  if (!(resource.among == 0.0 ||
        (is_positive(resource.among) && resource.among >= resource.units))) {
    return fmt::format("{} units among {}", resource.units, resource.among);
  }
  if (!is_amount(resource.read_delay_per_write_rate.si())) {
    return fmt::format("read delay {} s per write/s", resource.read_delay_per_write_rate.si());
  }
  if (const auto* knee = std::get_if<Knee>(&resource.curve)) {
    if (!is_positive(knee->exponent)) return fmt::format("knee exponent {}", knee->exponent);
  }
  if (const auto* seek = std::get_if<SeekGain>(&resource.curve)) {
    if (!(seek->gain >= 1.0 && is_positive(seek->gain) && is_positive(seek->half_depth) &&
          is_positive(seek->steepness))) {
      return fmt::format("seek gain {}, half depth {}, steepness {}", seek->gain, seek->half_depth,
                         seek->steepness);
    }
  }
  return std::nullopt;
}

std::optional<std::string> fault(const ActiveFlows& active, std::size_t resources) {
  if (active.flow == nullptr) return "no class";
  const FlowClass& flow = *active.flow;
  if (!is_positive(active.count)) return fmt::format("count {}", active.count);
  if (!is_positive(flow.window)) return fmt::format("window {}", flow.window);
  if (!is_amount(flow.delay.si())) return fmt::format("delay {} s", flow.delay.si());
  if (!(active.rate_limit.si() >= 0.0) || !(flow.rate_limit.si() >= 0.0)) {
    return fmt::format("rate limit {}/s, {}/s", active.rate_limit.si(), flow.rate_limit.si());
  }
  for (const Demand& d : flow.demands) {
    if (d.resource >= resources)
      return fmt::format("resource number {} of {}", d.resource, resources);
    if (!(is_amount(d.visits) && is_amount(d.in_sequence) && is_amount(d.service.si()) &&
          is_amount(d.positioning.si()) && is_amount(d.latency.si()) && is_amount(d.sharing))) {
      return fmt::format(
          "demand of {} visits, {} in sequence, service {} s, positioning {} s, "
          "latency {} s, sharing {}",
          d.visits, d.in_sequence, d.service.si(), d.positioning.si(), d.latency.si(), d.sharing);
    }
  }
  return std::nullopt;
}

LoadedResource load(const Resource& resource) {
  LoadedResource loaded;
  loaded.units = resource.units;
  loaded.read_delay_per_write_rate = resource.read_delay_per_write_rate.si();
  if (const auto* knee = std::get_if<Knee>(&resource.curve)) {
    loaded.kind = LoadedResource::Kind::kKnee;
    loaded.exponent = knee->exponent;
  } else if (const auto* seek = std::get_if<SeekGain>(&resource.curve)) {
    loaded.kind = LoadedResource::Kind::kSeek;
    loaded.exponent = seek->steepness;
    loaded.gain = seek->gain;
    loaded.half_power = std::pow(seek->half_depth, seek->steepness);
  }
  set_occupancy(loaded, resource.among);
  return loaded;
}

}  // namespace

class Solver::State {
 public:
  explicit State(std::span<const Resource> resources)
      : resources_(resources.begin(), resources.end()),
        rank_(resources.size()),
        local_(resources.size(), kUnvisited) {
    std::vector<std::size_t> order(resources.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return resources_[a].name < resources_[b].name;
    });
    for (std::size_t i = 0; i < order.size(); ++i) rank_[order[i]] = i;
  }

  void set_units(std::size_t resource, double units) { resources_.at(resource).units = units; }

  tl::expected<void, SolverError> solve(std::span<const double> factors,
                                        std::span<const ActiveFlows> active, PartialSolution& out) {
    out.resources.clear();
    const std::optional<SolverError> refused = read(factors, active, out);
    for (const std::size_t r : out.resources) local_[r] = kUnvisited;
    if (refused) return tl::unexpected(*refused);
    const int steps = newton_.solve(equations_);
    if (steps < 0) return tl::unexpected(SolverError{describe(active, out)});
    write(out);
    out.iterations = steps;
    return {};
  }

 private:
  static constexpr std::size_t kUnvisited = static_cast<std::size_t>(-1);

  /// Checks the flows and loads them, in canonical order.
  std::optional<SolverError> read(std::span<const double> factors,
                                  std::span<const ActiveFlows> active, PartialSolution& out) {
    order_.clear();
    for (std::size_t i = 0; i < active.size(); ++i) {
      if (const auto wrong = fault(active[i], resources_.size())) {
        return SolverError{fmt::format(
            "flow '{}': {}", active[i].flow != nullptr ? active[i].flow->name : "", *wrong)};
      }
      if (active[i].rate_limit.si() == 0.0 || active[i].flow->rate_limit.si() == 0.0) continue;
      order_.push_back(i);
      for (const Demand& d : active[i].flow->demands) {
        if (local_[d.resource] != kUnvisited) continue;
        local_[d.resource] = 0;
        out.resources.push_back(d.resource);
      }
    }
    const auto earlier = [&](std::size_t a, std::size_t b) {
      if (before(*active[a].flow, *active[b].flow)) return true;
      if (before(*active[b].flow, *active[a].flow)) return false;
      return std::make_pair(active[a].count, active[a].rate_limit.si()) <
             std::make_pair(active[b].count, active[b].rate_limit.si());
    };
    if (!std::is_sorted(order_.begin(), order_.end(), earlier)) {
      std::sort(order_.begin(), order_.end(), earlier);
    }
    std::sort(out.resources.begin(), out.resources.end(),
              [&](std::size_t a, std::size_t b) { return rank_[a] < rank_[b]; });

    equations_.clear();
    for (std::size_t i = 0; i < out.resources.size(); ++i) {
      const Resource& resource = resources_[out.resources[i]];
      if (const auto wrong = fault(resource)) {
        return SolverError{fmt::format("resource '{}': {}", resource.name, *wrong)};
      }
      local_[out.resources[i]] = i;
      equations_.resources.push_back(load(resource));
    }
    for (const std::size_t i : order_) load_flow(active[i]);
    const bool room = equations_.prepare(factors);
    out.rates.assign(active.size(), 0.0);
    for (std::size_t f = 0; f < equations_.flows.size(); ++f) {
      const LoadedFlow& flow = equations_.flows[f];
      const bool waits =
          std::any_of(equations_.visits.begin() + flow.first, equations_.visits.begin() + flow.last,
                      [&](const Visit& v) {
                        return v.waiting > 0.0 && equations_.resources[v.resource].wait_index >= 0;
                      });
      if (flow.base == 0.0 && flow.cap == 0.0 && !waits) {
        return SolverError{
            fmt::format("flow '{}': nothing limits its rate", active[order_[f]].flow->name)};
      }
    }
    if (!room) return SolverError{describe(active, out)};
    return std::nullopt;
  }

  void load_flow(const ActiveFlows& active) {
    const FlowClass& flow = *active.flow;
    LoadedFlow loaded;
    loaded.count = active.count;
    loaded.window = flow.window;
    loaded.base = flow.delay.si();
    loaded.cap = flow.window / std::min(active.rate_limit.si(), flow.rate_limit.si());
    loaded.first = static_cast<std::uint32_t>(equations_.visits.size());

    demands_.clear();
    for (const Demand& d : flow.demands) demands_.push_back(&d);
    const auto earlier = [&](const Demand* a, const Demand* b) {
      const std::size_t left = local_[a->resource], right = local_[b->resource];
      return left != right ? left < right : content(*a) < content(*b);
    };
    if (!std::is_sorted(demands_.begin(), demands_.end(), earlier)) {
      std::sort(demands_.begin(), demands_.end(), earlier);
    }
    for (const Demand* d : demands_) {
      const auto resource = static_cast<std::uint32_t>(local_[d->resource]);
      if (equations_.visits.size() == loaded.first ||
          equations_.visits.back().resource != resource) {
        equations_.visits.emplace_back().resource = resource;
      }
      Visit& visit = equations_.visits.back();
      visit.terms[Visit::kService] += d->visits * d->service.si();
      visit.terms[Visit::kPositioning] += d->visits * d->positioning.si();
      visit.terms[Visit::kShared] += d->visits * d->sharing;
      visit.terms[Visit::kLatency] += d->visits * d->latency.si();
      visit.terms[Visit::kVisits] += d->visits;
      visit.terms[d->writes ? Visit::kWrites : Visit::kReads] += d->visits;
      visit.waiting += d->in_sequence * d->sharing;
      if (!d->writes) visit.reading += d->in_sequence;
      loaded.base += d->in_sequence * d->latency.si();
    }
    loaded.last = static_cast<std::uint32_t>(equations_.visits.size());
    equations_.flows.push_back(loaded);
  }

  void write(PartialSolution& out) {
    const std::size_t count = out.resources.size();
    out.waits.assign(count, 0.0);
    out.read_delays.assign(count, 0.0);
    out.utilisation.assign(count, 0.0);
    out.busy.assign(count, 0.0);
    out.outstanding.assign(count, 0.0);
    bool cleared = false;
    for (std::size_t r = 0; r < count; ++r) {
      const LoadedResource& resource = equations_.resources[r];
      if (resource.kind != LoadedResource::Kind::kKnee && equations_.wait(r) > 0.0 &&
          equations_.wait(r) < kNoWait * resource.scale) {
        equations_.set_wait(r, 0.0);
        cleared = true;
      }
    }
    if (cleared) equations_.evaluate_exactly();
    for (std::size_t f = 0; f < order_.size(); ++f) out.rates[order_[f]] = equations_.rates()[f];
    for (std::size_t r = 0; r < count; ++r) {
      const LoadedResource& resource = equations_.resources[r];
      out.waits[r] = resource.wait_index >= 0 ? equations_.wait(r) : 0.0;
      out.read_delays[r] = equations_.read_delay(r);
      out.outstanding[r] = equations_.outstanding(r);
      // At most full: the last digit is roundoff of the residual.
      out.utilisation[r] = std::min(1.0, equations_.work(r) / resource.units);
      out.busy[r] = out.utilisation[r];
      if (resource.kind == LoadedResource::Kind::kKnee) {
        const double at_work = seek_state(resource, out.outstanding[r], 0.0).busy / resource.units;
        out.busy[r] = std::clamp(at_work, out.utilisation[r], 1.0);
      }
    }
  }

  /// The network in words, with the resource farthest from its equation first.
  std::string describe(std::span<const ActiveFlows> active, const PartialSolution& out) const {
    std::size_t worst = 0;
    double most = -1.0;
    for (std::size_t r = 0; r < out.resources.size(); ++r) {
      const std::int32_t index = equations_.resources[r].wait_index;
      if (index < 0) continue;
      const double off = std::abs(equations_.residuals()[static_cast<std::size_t>(index)]);
      if (off > most || !std::isfinite(off)) {
        most = off;
        worst = r;
      }
    }
    std::string text =
        fmt::format("waits did not converge: resource '{}' is off by a factor of {:.3g}; flows:",
                    resources_[out.resources.at(worst)].name, std::exp(most));
    for (const ActiveFlows& flows : active) {
      fmt::format_to(
          std::back_inserter(text), " {} x '{}' (window {:.6g}, limit {:.6g}/s, delay {:.6g} s",
          flows.count, flows.flow->name, flows.flow->window,
          std::min(flows.rate_limit.si(), flows.flow->rate_limit.si()), flows.flow->delay.si());
      for (const Demand& d : flows.flow->demands) {
        fmt::format_to(std::back_inserter(text),
                       ", {}: {:.6g} visits {:.6g} in sequence "
                       "service {:.6g} s positioning {:.6g} s latency {:.6g} s sharing {:.6g}",
                       resources_[d.resource].name, d.visits, d.in_sequence, d.service.si(),
                       d.positioning.si(), d.latency.si(), d.sharing);
      }
      text += ')';
    }
    return text;
  }

  std::vector<Resource> resources_;
  std::vector<std::size_t> rank_;   ///< place in the order of names, by resource
  std::vector<std::size_t> local_;  ///< index among the visited, by resource
  std::vector<std::size_t> order_;  ///< canonical place -> active index
  std::vector<const Demand*> demands_;
  Equations equations_;
  Newton newton_;
};

Solver::Solver(std::span<const Resource> resources) : state_(std::make_unique<State>(resources)) {}
Solver::~Solver() = default;
Solver::Solver(Solver&&) noexcept = default;
Solver& Solver::operator=(Solver&&) noexcept = default;

void Solver::set_units(std::size_t resource, double units) {
  state_->set_units(resource, units);
}

tl::expected<void, SolverError> Solver::solve(std::span<const ActiveFlows> active,
                                              PartialSolution& out) {
  return state_->solve({}, active, out);
}

tl::expected<void, SolverError> Solver::solve_from(std::span<const double> factors,
                                                   std::span<const ActiveFlows> active,
                                                   PartialSolution& out) {
  return state_->solve(factors, active, out);
}

bool Solver::before(const FlowClass& a, const FlowClass& b) {
  if (&a == &b) return false;
  if (const int order = a.name.compare(b.name); order != 0) return order < 0;
  if (content(a) != content(b)) return content(a) < content(b);
  return std::lexicographical_compare(
      a.demands.begin(), a.demands.end(), b.demands.begin(), b.demands.end(),
      [](const Demand& x, const Demand& y) { return content(x) < content(y); });
}

tl::expected<Solution, SolverError> solve(std::span<const Resource> resources,
                                          std::span<const ActiveFlows> active) {
  Solver solver(resources);
  PartialSolution part;
  if (auto solved = solver.solve(active, part); !solved) return tl::unexpected(solved.error());
  Solution all;
  all.rates = std::move(part.rates);
  all.iterations = part.iterations;
  const auto spread = [&](const std::vector<double>& from, std::vector<double>& to) {
    to.assign(resources.size(), 0.0);
    for (std::size_t i = 0; i < from.size(); ++i) to[part.resources[i]] = from[i];
  };
  spread(part.waits, all.waits);
  spread(part.read_delays, all.read_delays);
  spread(part.utilisation, all.utilisation);
  spread(part.busy, all.busy);
  spread(part.outstanding, all.outstanding);
  return all;
}

}  // namespace penstock::queueing
