// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Train: runs of epochs. An epoch fills the loaders' buffers without accelerators, then reads and
// computes together, then computes what is buffered. Checkpoints and interruptions cut it.
//
// Utilisation is MLPerf Storage's: compute time of all steps but the first over the time from the
// end of the first step, per epoch; checkpoints are outside it and have metrics of their own.
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "models/compute/accelerator.hpp"
#include "models/compute/cache.hpp"
#include "models/compute/checkpoint.hpp"
#include "sim/pipeline/stage_actor.hpp"

namespace penstock::pipeline {

namespace {

using scenario::CacheKind;
using scenario::CachePolicy;
using scenario::CheckpointMode;

/// Calls that a loader worker has in flight for one sample (a client's remote calls per file).
constexpr double kCallsInFlight = 8.0;
constexpr double kCheckpointCall = 16.0 * 1024 * 1024;
constexpr double kPageCacheShare = 0.8;
constexpr double kLocalCacheShare = 0.9;  ///< of the nodes' own NVMe, the rest is scratch
/// Copy from accelerator to host memory, per accelerator, that an asynchronous checkpoint waits
/// for.
constexpr double kCopyToHost = 20e9;

class Train final : public StageActor {
 public:
  Train(WindowContext& window, const scenario::Stage& stage)
      : StageActor(window, stage.name, parameters::word(stage.kind)),
        stage_(stage),
        training_(stage.training) {
    pattern_ = "random";
    const auto& workload = window.input.catalogue->workloads.at(training_.workload);
    ranks_ = static_cast<double>(training_.accelerators);
    batch_ = static_cast<double>(training_.batch.value_or(workload.batch.value));
    // Designs may differ in their accelerators; the stage then names none.
    const auto& gpu =
        training_.accelerator.empty() ? window.input.design->compute.gpu : training_.accelerator;
    const auto step = compute::StepModel::from(workload, gpu);
    if (step) step_ = *step;
    if (training_.step_time) {
      step_ = {.compute = *training_.step_time,
               .overhead = workload.step_overhead.value,
               .barrier = workload.barrier.value};
    }
    step_seconds_ = compute::step_time(step_, ranks_).si();
    call_ = stage.request_size.value_or(workload.request.value).si();
    cpu_per_sample_ = training_.cpu_per_sample.value_or(workload.cpu_per_sample.value).si();

    // All inputs together are the training set; a sample is a record of the first.
    sample_ = window.dataset(stage.reads.front()).record.si();
    const double month = window.input.month;
    for (const auto& dataset : stage.reads) bytes_ += window.course(dataset).readable(month);
    if (stage.scope == scenario::Scope::kSubset) bytes_ *= stage.subset;
    steps_ = std::floor(bytes_ / sample_ / (ranks_ * batch_));
    epochs_ = static_cast<double>(training_.epochs);
    if (training_.steps) {
      // A given number of steps: whole passes over the data and a shorter last one.
      const double wanted = static_cast<double>(*training_.steps);
      if (steps_ < 1.0 || steps_ > wanted) steps_ = wanted;
      epochs_ = wanted / steps_;
    }
    buffered_ = std::min(std::max(1.0, static_cast<double>(training_.prefetch)),
                         std::max(1.0, steps_ - 1.0));
    runs_ = runs_per_month(training_.runs.length);
    plan_caches();
  }

  void prepare() override {
    pool_ = window_.platform.add(compute::accelerator_pool(name_ + ".accelerators", ranks_));
  }

  void define() override {
    cold_ = &define_class(batch_class(" first epoch", 0.0, true, true));
    warm_ = &define_class(batch_class("", hit_, false, true));
    fill_cold_ = &define_class(batch_class(" first fill", 0.0, true, false));
    fill_warm_ = &define_class(batch_class(" fill", hit_, false, false));
    TracedClass compute;
    compute.flow.name = name_ + " buffered";
    compute.flow.window = ranks_ * (buffered_ + 1.0);
    compute.flow.demands.push_back(compute::step_visit(pool_, step_, ranks_));
    compute_ = &define_class(std::move(compute));
    save_ = &define_class(checkpoint_class(" checkpoint", true));
    restore_ = &define_class(checkpoint_class(" restore", false));
  }

  void run() override {
    for (int run = 0; run < runs_; ++run) {
      const double due = run * training_.runs.length.si();
      simgrid::s4u::this_actor::sleep_until(std::max(due, clock()));
      const double free = clock();
      window_.lineage.wait_for(stage_.reads, due);
      const double there = clock() > free ? clock() : due;
      late_ = std::max(late_, clock() - there);
      started_ = there;
      begin_run();
      for (double done = 0.0; done < epochs_ - 1e-9; done += 1.0) {
        epoch(done < 0.5, std::round(steps_ * std::min(1.0, epochs_ - done)));
      }
      if (saves_state() && !training_.checkpoint.every) {
        const double begin = clock();
        checkpoint();
        stalled_ += clock() - begin;
      }
      until_interruption_ = next_interruption_ - clock();
      running_ += clock() - run_start_;
      started_.reset();
      makespan_ = std::max(makespan_, clock() - there);
      ++completed_;
    }
  }

  void report(Outcome& into) override {
    if (started_) makespan_ = std::max(makespan_, window_.length - *started_);
    credit_unfinished_epoch();
    const auto& name = name_;
    if (measured_ > 0.0) into.metrics[name + ".accelerator_utilisation"] = computed_ / measured_;
    into.metrics[name + ".makespan"] = makespan_;
    into.metrics[name + ".backlog"] = late_;
    into.metrics[name + ".completed"] = static_cast<double>(completed_) / runs_;
    if (saves_ > 0) into.metrics[name + ".checkpoint_time"] = longest_save_;
    const double useful = committed_steps_ * step_.compute.si();
    const double running = running_ + (started_ ? window_.length - run_start_ : 0.0);
    if (running > 0.0) {
      into.metrics[name + ".stall"] = stalled_ / running;
      into.metrics[name + ".goodput"] = useful / running;
    }
    into.totals[name + ".useful_seconds"] = useful * ranks_;
    into.totals[name + ".busy_seconds"] = busy_steps_ * step_.compute.si() * ranks_;
    into.totals[name + ".checkpoints"] = saves_;
    into.totals[name + ".interruptions"] = interruptions_;
    into.totals[name + ".lost_steps"] = lost_steps_;
    double samples = 0.0;
    for (const auto* traced : {cold_, warm_, fill_cold_, fill_warm_}) {
      samples += window_.network->use(traced->id).requests * batch_;
    }
    if (training_.cache == CacheKind::kNodeLocal) {
      const double first =
          window_.network->use(cold_->id).requests + window_.network->use(fill_cold_->id).requests;
      into.totals["gpu.local.written"] += first * batch_ * sample_ * hit_;
    }
    into.totals[name + ".core_seconds"] = samples * cpu_per_sample_;
    into.totals[name + ".input"] = samples * sample_;
  }

 private:
  [[nodiscard]] static double clock() { return simgrid::s4u::Engine::get_clock(); }
  [[nodiscard]] double nodes() const {
    return std::ceil(ranks_ / static_cast<double>(window_.input.design->compute.gpus_per_node));
  }

  void plan_caches() {
    const auto& compute = window_.input.design->compute;
    const double memory = nodes() * compute.memory.si() * kPageCacheShare;
    // Loaders read in random order through the page cache, which forgets the least recently used.
    if (bytes_ > 0.0) hit_memory_ = compute::lru_hit_ratio(std::min(1.0, memory / bytes_));
    if (training_.cache == CacheKind::kNodeLocal && bytes_ > 0.0) {
      const auto& ssd = window_.input.catalogue->ssds.at(compute.local_nvme.device);
      const double per_node =
          compute.local_nvme.count * ssd.drive.capacity.value.si() * kLocalCacheShare;
      const double share = std::min(1.0, per_node * nodes() / bytes_);
      hit_ = training_.cache_policy == CachePolicy::kPinned ? compute::pinned_hit_ratio(share)
                                                            : compute::lru_hit_ratio(share);
      remote_ = nodes() > 1.0 ? (nodes() - 1.0) / nodes() : 0.0;
    }
  }

  /// One request is the next batch of one rank.
  TracedClass batch_class(const char* what, double hit, bool first, bool computes) const {
    TracedClass traced;
    traced.flow.name = name_ + what;
    // Workers load, and one batch is in the accelerator.
    traced.flow.window = ranks_ * (buffered_ + (computes ? 1.0 : 0.0));
    const double bytes = batch_ * sample_;
    const double memory = first ? 0.0 : hit_memory_;
    const double missed = bytes * (1.0 - hit) * (1.0 - memory);
    const double io = std::min(call_, sample_);
    // Workers of one rank share its batches: with fewer batches in flight than workers, several
    // workers' calls serve one batch.
    const double workers = std::max(1.0, static_cast<double>(training_.read_threads) / buffered_);
    const double parallel = kCallsInFlight * workers;
    for (const auto& dataset : stage_.reads) {
      const double share = missed / static_cast<double>(stage_.reads.size());
      add_read(traced, dataset, share, io, parallel, systems::Client::kGpuNodes, true, false);
    }
    const bool local = training_.cache == CacheKind::kNodeLocal;
    if (local && hit > 0.0) {
      window_.platform.add_local(units::Bytes{bytes * hit * (1.0 - memory)}, units::Bytes{io},
                                 parallel, false, remote_, traced.flow);
    }
    if (local && first) {
      window_.platform.add_local(units::Bytes{bytes * hit_}, units::Bytes{io}, parallel, true, 0.0,
                                 traced.flow);
    }
    window_.platform.add_cores(units::Seconds{batch_ * cpu_per_sample_}, traced.flow.window,
                               ranks_ * static_cast<double>(training_.read_threads),
                               systems::Client::kGpuNodes, traced.flow);
    if (computes) traced.flow.demands.push_back(compute::step_visit(pool_, step_, ranks_));
    return traced;
  }

  /// One request is one rank's share of the checkpoint.
  TracedClass checkpoint_class(const char* what, bool write) const {
    TracedClass traced;
    traced.flow.name = name_ + what;
    traced.flow.window = ranks_;
    const auto& home = window_.home(training_.checkpoint_to.value_or(stage_.reads.front()));
    const double bytes = std::max(1.0, training_.checkpoint.size.si() / ranks_);
    add_tier(traced,
             {.tier = home,
              .write = write,
              .bytes = units::Bytes{bytes},
              .io = units::Bytes{std::min(kCheckpointCall, bytes)},
              .parallel = kCallsInFlight,
              .file = units::Bytes{bytes}},
             systems::Client::kGpuNodes);
    return traced;
  }

  void begin_run() {
    run_start_ = clock();
    next_save_ = training_.checkpoint.every && saves_state()
                     ? clock() + training_.checkpoint.every->si()
                     : kNever;
    // Interruptions come at their mean spacing of running time, the first after half of one:
    // designs are compared on the same dates, and a month is long against the spacing of large
    // jobs.
    between_ = training_.mtbf ? training_.mtbf->si() / ranks_ : kNever;
    next_interruption_ = clock() + std::max(0.0, until_interruption_.value_or(0.5 * between_));
    uncommitted_ = 0.0;
    run_steps_ = 0.0;
    worked_since_ = clock();
  }

  /// Steps that an interruption now undoes. Its date within the checkpoint interval is an accident
  /// of the calendar here, so each loses what exponential ones lose on average: with mean spacing M
  /// and interval t, M - t / (e^(t/M) - 1) of work, which is t/2 for t << M (Daly 2006).
  [[nodiscard]] double lost_steps() const {
    if (!saves_state() || !training_.checkpoint.every) return uncommitted_;
    const double worked = clock() - worked_since_;
    if (worked <= 0.0) return 0.0;
    const double interval = training_.checkpoint.every->si();
    const double lost = between_ - interval / std::expm1(interval / between_);
    return std::min(run_steps_, uncommitted_ / worked * lost);
  }

  void epoch(bool first, double steps) {
    if (steps < 1.0) return;
    const auto& reading = first ? *cold_ : *warm_;
    window_.network->transfer((first ? fill_cold_ : fill_warm_)->id,
                              ranks_ * std::min(buffered_, steps));
    epoch_ = Epoch{.steps = steps, .ahead = std::min(buffered_, steps), .begin = clock()};
    double todo = steps - epoch_->ahead;
    while (todo > kStepEpsilon) {
      todo = read_until_event(reading, todo);
      if (todo > kStepEpsilon || next_event() <= clock()) todo += handle_event();
    }
    // Steps whose batches were read ahead: accelerators that were short of data have done them.
    const double busy = clock() - epoch_->begin - epoch_->paused;
    const double done = std::min(steps, busy / step_seconds_);
    window_.network->transfer(compute_->id, ranks_ * std::max(1.0, steps - done));
    book(steps);
    measure(steps);
    epoch_.reset();
  }

  /// Reads and computes until the epoch's reads end or a checkpoint or interruption is due; returns
  /// the steps still to read.
  double read_until_event(const TracedClass& reading, double steps) {
    auto ended = simgrid::s4u::Semaphore::create(0);
    flow_ = window_.network->start(reading.id, steps * ranks_, [ended] { ended->release(); });
    double left = 0.0;
    if (next_event() == kNever) {
      ended->acquire();
    } else if (ended->acquire_timeout(std::max(0.0, next_event() - clock()))) {
      left = window_.network->cancel(*flow_) / ranks_;
    }
    flow_.reset();
    book(epoch_->steps - epoch_->ahead - left);
    return left;
  }

  [[nodiscard]] double next_event() const { return std::min(next_save_, next_interruption_); }

  /// Books the steps of this epoch up to `position`, as work that the next checkpoint commits.
  void book(double position) {
    const double fresh = std::max(0.0, position - epoch_->booked);
    epoch_->booked += fresh;
    uncommitted_ += fresh;
    run_steps_ += fresh;
    committed_steps_ += fresh;
    busy_steps_ += fresh;
  }

  /// MLPerf Storage's utilisation: all steps but the first.
  void measure(double steps) {
    const double elapsed = clock_or_end() - epoch_->begin - epoch_->paused;
    if (steps <= 1.0 || elapsed <= step_.compute.si()) return;
    computed_ += (steps - 1.0) * step_.compute.si();
    measured_ += elapsed - step_.compute.si();
  }

  /// A checkpoint or an interruption, whichever is due; returns the steps that it undoes.
  double handle_event() {
    const double begin = clock();
    double undone = 0.0;
    if (next_interruption_ <= next_save_) {
      ++interruptions_;
      undone = lost_steps();
      epoch_->booked -= undone;  // below 0 where epochs are shorter than what is lost
      run_steps_ -= undone;
      committed_steps_ -= undone;
      lost_steps_ += undone;
      uncommitted_ = 0.0;
      simgrid::s4u::this_actor::sleep_for(training_.restart.si());
      if (saves_state()) window_.network->transfer(restore_->id, ranks_);
      next_interruption_ = clock() + between_;
      next_save_ = std::max(next_save_, clock());
    } else {
      checkpoint();
      next_save_ = std::max(clock(), begin + training_.checkpoint.every->si());
    }
    worked_since_ = clock();
    epoch_->paused += clock() - begin;
    stalled_ += clock() - begin;
    return undone;
  }

  void checkpoint() {
    const double begin = clock();
    ++saves_;
    const auto saved = [this, begin] { longest_save_ = std::max(longest_save_, clock() - begin); };
    if (training_.checkpoint.mode == CheckpointMode::kSync) {
      window_.network->transfer(save_->id, ranks_);
      saved();
    } else {
      // Training goes on once host memory holds the copy and the one before has drained.
      simgrid::s4u::this_actor::sleep_for(training_.checkpoint.size.si() / ranks_ / kCopyToHost);
      drained_->acquire();
      window_.network->start(save_->id, ranks_, [this, saved] {
        saved();
        drained_->release();
      });
    }
    uncommitted_ = 0.0;
  }

  /// A month may end inside an epoch: its steps and its time count as far as they got.
  void credit_unfinished_epoch() {
    if (!epoch_) return;
    if (flow_) {
      book(epoch_->steps - epoch_->ahead - window_.network->remaining(*flow_) / ranks_);
    }
    measure(epoch_->booked);
  }

  [[nodiscard]] bool saves_state() const { return training_.checkpoint.size.si() > 0.0; }
  [[nodiscard]] double clock_or_end() const { return std::min(clock(), window_.length); }

  static constexpr double kNever = std::numeric_limits<double>::infinity();
  static constexpr double kStepEpsilon = 1e-9;

  struct Epoch {
    double steps = 0.0;
    double ahead = 0.0;   ///< steps whose batches the fill has read
    double begin = 0.0;   ///< end of the fill
    double paused = 0.0;  ///< in checkpoints and interruptions
    double booked = 0.0;  ///< steps done
  };

  const scenario::Stage& stage_;
  const scenario::Training& training_;
  compute::StepModel step_;
  double step_seconds_ = 0.0;
  double ranks_ = 1.0, batch_ = 1.0, sample_ = 1.0, bytes_ = 0.0, call_ = 1.0;
  double cpu_per_sample_ = 0.0, steps_ = 0.0, epochs_ = 1.0, buffered_ = 1.0;
  double hit_ = 0.0, remote_ = 0.0, hit_memory_ = 0.0;
  int runs_ = 1;
  std::size_t pool_ = 0;
  TracedClass *cold_ = nullptr, *warm_ = nullptr, *fill_cold_ = nullptr, *fill_warm_ = nullptr;
  TracedClass *compute_ = nullptr, *save_ = nullptr, *restore_ = nullptr;

  simgrid::s4u::SemaphorePtr drained_ = simgrid::s4u::Semaphore::create(1);
  std::optional<flow::FlowId> flow_;  ///< reads of the epoch that is under way
  std::optional<Epoch> epoch_;
  std::optional<double> started_;  ///< when the data of the run under way was there
  double run_start_ = 0.0, next_save_ = kNever, next_interruption_ = kNever, between_ = kNever;
  double uncommitted_ = 0.0, committed_steps_ = 0.0, busy_steps_ = 0.0, lost_steps_ = 0.0;
  double run_steps_ = 0.0;                    ///< done in this run and not undone
  double worked_since_ = 0.0;                 ///< end of the last checkpoint or interruption
  std::optional<double> until_interruption_;  ///< what the last run left of the spacing
  double computed_ = 0.0, measured_ = 0.0, stalled_ = 0.0, running_ = 0.0;
  double makespan_ = 0.0, late_ = 0.0, longest_save_ = 0.0;
  int completed_ = 0, saves_ = 0, interruptions_ = 0;
};

}  // namespace

std::unique_ptr<StageActor> make_train(WindowContext& window, const scenario::Stage& stage) {
  return std::make_unique<Train>(window, stage);
}

}  // namespace penstock::pipeline
