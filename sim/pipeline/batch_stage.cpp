// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Process, extract, model, archive and moves by age: runs that start each period when their data is
// there, read it (all inputs together), spend core time and write.
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <cmath>

#include "models/compute/processor.hpp"
#include "sim/pipeline/stage_actor.hpp"

namespace penstock::pipeline {

namespace {

using scenario::Scope;
using scenario::StageKind;

constexpr double kMi = 1024.0 * 1024.0;

/// Host memory that caches file pages; the rest belongs to processes.
constexpr double kPageCacheShare = 0.8;

/// What makes one kind of batch stage different from the others.
struct Recipe {
  std::string kind;
  std::vector<std::string> reads;
  std::optional<std::string> writes;
  double period = 0.0;
  double iterations = 1.0;
  double concurrency = 1.0;
  double threads = 1.0;
  double cpu_per_byte = 0.0;
  double annotation = 0.0;
  double io = 0.0;     ///< bytes of one call
  bool whole = false;  ///< reads the stock, not what is new
  double subset = 1.0;
  std::optional<double> aged;          ///< archive, move: reads what reaches this age (seconds)
  double cached = 0.0;                 ///< share of reads served by host memory
  std::optional<std::string> to_tier;  ///< move: writes the same bytes to this tier
};

/// Where data lives when it reaches this age: where the last move before it has put it.
const std::string& tier_at_age(const WindowContext& window, const std::string& dataset,
                               units::Seconds age) {
  const std::string* tier = &window.home(dataset);
  units::Seconds before{0.0};
  for (const auto& move : window.input.design->moves) {
    if (move.dataset != dataset || move.after >= age || move.after < before) continue;
    before = move.after;
    tier = &move.to;
  }
  return *tier;
}

class Batch final : public StageActor {
 public:
  Batch(WindowContext& window, std::string name, Recipe recipe)
      : StageActor(window, std::move(name), recipe.kind), recipe_(std::move(recipe)) {
    runs_ = runs_per_month(units::Seconds{recipe_.period});
    if (recipe_.writes) {
      window_.lineage.declare_batch(name_, *recipe_.writes, recipe_.period, runs_);
    }
  }

  void prepare() override {
    // Requests beyond the stage's cores wait for one of them, even where other cores are free.
    if (recipe_.cpu_per_byte > 0.0 && recipe_.concurrency > recipe_.threads) {
      own_cores_ = window_.platform.add(compute::core_pool(name_ + ".threads", recipe_.threads));
    }
  }

  void define() override {
    const auto client = window_.platform.batch_client();
    TracedClass traced;
    traced.flow.name = name_;
    traced.flow.window = recipe_.concurrency;
    double all = 0.0;
    for (const auto& input : recipe_.reads) all += input_bytes(input);
    double out = 0.0;
    for (const auto& input : recipe_.reads) {
      // Correlated inputs are read side by side, in proportion to their bytes.
      const double share =
          all > 0.0 ? input_bytes(input) / all : 1.0 / static_cast<double>(recipe_.reads.size());
      const double bytes = share * recipe_.io * (1.0 - recipe_.cached);
      const double io = std::min(recipe_.io, std::max(4096.0, window_.dataset(input).record.si()));
      if (recipe_.aged) {
        add_tier(traced,
                 {.tier = tier_at_age(window_, input, units::Seconds{*recipe_.aged}),
                  .bytes = units::Bytes{bytes},
                  .io = units::Bytes{io},
                  .file = window_.dataset(input).record},
                 client);
      } else {
        add_read(traced, input, bytes, io, 1.0, client, recipe_.whole, !random());
      }
      if (recipe_.writes && counts(input)) out += share * recipe_.io;
    }
    const units::Seconds core_time{recipe_.cpu_per_byte * recipe_.io};
    window_.platform.add_cores(core_time, recipe_.concurrency, recipe_.threads, client,
                               traced.flow);
    if (own_cores_) {
      auto visit = compute::core_visit(*own_cores_, core_time, 1.0, 1.0);
      visit.latency = units::Seconds{0.0};  // counted at the nodes' cores
      traced.flow.demands.push_back(visit);
    }
    if (recipe_.writes) {
      // An archive copies what it reads; other stages turn a byte into `ratio` bytes.
      written_per_read_ = recipe_.aged ? out / recipe_.io
                                       : out / recipe_.io * window_.dataset(*recipe_.writes).ratio;
      const double io =
          std::min(recipe_.io, std::max(4096.0, window_.dataset(*recipe_.writes).record.si()));
      add_write(traced, *recipe_.writes, recipe_.io * written_per_read_, io, 1.0, client);
    }
    if (recipe_.to_tier) {
      add_tier(traced,
               {.tier = *recipe_.to_tier,
                .write = true,
                .bytes = units::Bytes{recipe_.io},
                .io = units::Bytes{recipe_.io}},
               client);
    }
    if (random()) pattern_ = "random";
    traced_ = &define_class(std::move(traced));
  }

  void run() override {
    const double last_due = (runs_ - 1) * recipe_.period;
    std::map<std::string, double> taken;
    for (const auto& input : recipe_.reads) {
      taken[input] =
          -window_.lineage.left_over(input, last_due, window_.length,
                                     window_.course(input).produced(month()) / window_.length);
    }
    for (int run = 0; run < runs_; ++run) {
      const double due = run * recipe_.period;
      simgrid::s4u::this_actor::sleep_until(std::max(due, clock()));
      const double free = clock();
      window_.lineage.wait_for(recipe_.reads, due);
      // The data is there when the stages upstream are done, or long since if this stage itself was
      // still at work on the run before.
      const double there = clock() > free ? clock() : due;
      late_ = std::max(late_, clock() - there);
      pending_since_ = there;
      if (recipe_.annotation > 0.0) simgrid::s4u::this_actor::sleep_for(recipe_.annotation);

      double bytes = 0.0;
      for (const auto& input : recipe_.reads) bytes += amount(input, run, taken);
      pending_bytes_ = bytes * recipe_.iterations;
      if (bytes > 0.0) {
        for (int pass = 0; pass < static_cast<int>(recipe_.iterations); ++pass) {
          window_.network->transfer(traced_->id, bytes / recipe_.io);
          pending_bytes_ -= bytes;
        }
      }
      pending_since_.reset();
      makespan_ = std::max(makespan_, clock() - there);
      ++completed_;
      window_.lineage.finish_run(name_, bytes * written_per_read_);
    }
  }

  void report(Outcome& into) override {
    // A run that the month cut off has taken at least until now.
    if (pending_since_) makespan_ = std::max(makespan_, window_.length - *pending_since_);
    into.metrics[name_ + ".makespan"] = makespan_;
    into.metrics[name_ + ".backlog"] = late_;
    into.metrics[name_ + ".completed"] = static_cast<double>(completed_) / runs_;
    const auto use = window_.network->use(traced_->id);
    into.totals[name_ + ".core_seconds"] = use.requests * recipe_.cpu_per_byte * recipe_.io;
    into.totals[name_ + ".input"] = use.requests * recipe_.io;
    into.totals[name_ + ".unfinished"] = pending_since_ ? pending_bytes_ : 0.0;
  }

 private:
  [[nodiscard]] static double clock() { return simgrid::s4u::Engine::get_clock(); }
  [[nodiscard]] int month() const { return window_.input.month; }
  [[nodiscard]] bool random() const { return recipe_.whole && recipe_.subset < 1.0; }

  [[nodiscard]] bool counts(const std::string& input) const {
    const auto& from = window_.dataset(*recipe_.writes).from;
    return from.empty() || std::find(from.begin(), from.end(), input) != from.end();
  }

  /// Share of what reaches the age that an archive selects; 1 for moves.
  [[nodiscard]] double selected() const {
    return recipe_.writes ? static_cast<double>(window_.dataset(*recipe_.writes).ratio) : 1.0;
  }

  /// Bytes of one pass in a month, for the proportions of correlated inputs.
  [[nodiscard]] double input_bytes(const std::string& input) const {
    const Course& course = window_.course(input);
    if (recipe_.aged) return course.crossing(units::Seconds{*recipe_.aged}, month()) * selected();
    if (recipe_.whole) return course.readable(month()) * recipe_.subset;
    return course.produced(month());
  }

  /// Bytes of one pass of this run.
  double amount(const std::string& input, int run, std::map<std::string, double>& taken) {
    if (recipe_.aged) {
      // Ages pass at a steady rate; the first run takes what was left of the month before.
      const double covered =
          run == 0 ? window_.length - (runs_ - 1) * recipe_.period : recipe_.period;
      return input_bytes(input) * covered / window_.length;
    }
    if (recipe_.whole) {
      return window_.course(input).readable(month() + clock() / window_.length) * recipe_.subset;
    }
    const double rate = window_.course(input).produced(month()) / window_.length;
    const double delivered = window_.lineage.delivered(input, run * recipe_.period, rate);
    const double fresh = delivered - taken[input];
    taken[input] = delivered;
    return std::max(0.0, fresh);
  }

  Recipe recipe_;
  std::optional<std::size_t> own_cores_;
  int runs_ = 1;
  TracedClass* traced_ = nullptr;
  double written_per_read_ = 0.0;
  int completed_ = 0;
  double makespan_ = 0.0;
  double late_ = 0.0;
  std::optional<double> pending_since_;
  double pending_bytes_ = 0.0;
};

/// Share of the stock that host memory holds, for stages that come back to the same data.
double page_cache_share(const WindowContext& window, const std::vector<std::string>& reads) {
  const auto& compute = window.input.design->compute;
  const double memory = window.platform.batch_client() == systems::Client::kCpuNodes
                            ? compute.cpu_memory.si() * static_cast<double>(compute.cpu_nodes)
                            : compute.memory.si() * static_cast<double>(compute.gpu_nodes);
  double stock = 0.0;
  for (const auto& dataset : reads) stock += window.course(dataset).readable(window.input.month);
  return stock > 0.0 ? std::min(1.0, memory * kPageCacheShare / stock) : 0.0;
}

}  // namespace

std::unique_ptr<StageActor> make_batch(WindowContext& window, const scenario::Stage& stage) {
  Recipe recipe{.kind = parameters::word(stage.kind), .reads = stage.reads, .writes = stage.writes};
  recipe.period = stage.every.length.si();
  recipe.iterations = static_cast<double>(stage.iterations);
  recipe.threads = static_cast<double>(stage.cores);
  recipe.concurrency = static_cast<double>(stage.concurrency.value_or(stage.cores));
  recipe.cpu_per_byte = stage.cpu_per_byte.si();
  recipe.annotation = stage.annotation_delay.si();
  recipe.whole = stage.scope != Scope::kNew;
  recipe.subset = stage.scope == Scope::kSubset ? static_cast<double>(stage.subset) : 1.0;
  recipe.io = 8 * kMi;
  if (stage.kind == StageKind::kArchive) {
    recipe.aged = stage.after.si();
    recipe.io = 64 * kMi;
  }
  if (stage.kind == StageKind::kModel) {
    // People and notebooks look at small samples again and again: what memory holds is not read.
    recipe.whole = true;
    recipe.subset = stage.subset;
    recipe.io = kMi;
    recipe.cached = page_cache_share(window, stage.reads);
    if (stage.experiments.si() > 0.0) recipe.period = 1.0 / stage.experiments.si();
  }
  if (stage.request_size) recipe.io = stage.request_size->si();
  return std::make_unique<Batch>(window, stage.name, std::move(recipe));
}

std::unique_ptr<StageActor> make_move(WindowContext& window, const scenario::Move& move) {
  Recipe recipe{.kind = "move", .reads = {move.dataset}};
  recipe.period = units::kDay.si();
  recipe.concurrency = 64.0;
  recipe.threads = 64.0;
  recipe.aged = move.after.si();
  recipe.io = 64 * kMi;
  recipe.to_tier = move.to;
  return std::make_unique<Batch>(window, "move " + move.dataset + " to " + move.to,
                                 std::move(recipe));
}

}  // namespace penstock::pipeline
