// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/pipeline/lineage.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <simgrid/s4u.hpp>
#include <utility>

namespace penstock::pipeline {

namespace {

/// Runs due at or before `time`, the first at 0. Dates that should coincide may differ by rounding.
int due_by(double time, double period, int runs) {
  return std::min(runs, static_cast<int>(std::floor(time / period * (1.0 + 1e-12))) + 1);
}

}  // namespace

struct Lineage::Signal {
  simgrid::s4u::MutexPtr mutex = simgrid::s4u::Mutex::create();
  simgrid::s4u::ConditionVariablePtr changed = simgrid::s4u::ConditionVariable::create();
};

Lineage::Lineage() : signal_(std::make_unique<Signal>()) {}
Lineage::~Lineage() = default;

void Lineage::declare_batch(const std::string& stage, const std::string& dataset, double period,
                            int runs) {
  batches_.emplace(dataset, Batch{.stage = stage, .period = period, .runs = runs});
}

void Lineage::declare_continuous(const std::string& dataset, std::function<double()> delivered) {
  continuous_[dataset] = std::move(delivered);
}

void Lineage::finish_run(const std::string& stage, double bytes) {
  for (auto& [dataset, batch] : batches_) {
    if (batch.stage != stage) continue;
    batch.bytes.push_back(bytes);
  }
  signal_->changed->notify_all();
}

void Lineage::wait_for(const std::vector<std::string>& datasets, double due) {
  const auto there = [&] {
    return std::all_of(datasets.begin(), datasets.end(), [&](const std::string& dataset) {
      const auto [first, last] = batches_.equal_range(dataset);
      return std::all_of(first, last, [&](const auto& entry) {
        const Batch& batch = entry.second;
        return static_cast<int>(batch.bytes.size()) >= due_by(due, batch.period, batch.runs);
      });
    });
  };
  std::unique_lock<simgrid::s4u::Mutex> lock(*signal_->mutex);
  while (!there()) signal_->changed->wait(lock);
}

double Lineage::delivered(const std::string& dataset, double due, double rate) const {
  double sum = 0.0;
  if (const auto found = continuous_.find(dataset); found != continuous_.end()) {
    sum += std::min(found->second(), rate * due);
  }
  const auto [first, last] = batches_.equal_range(dataset);
  for (auto entry = first; entry != last; ++entry) {
    const Batch& batch = entry->second;
    const auto count = std::min(batch.bytes.size(),
                                static_cast<std::size_t>(due_by(due, batch.period, batch.runs)));
    sum = std::accumulate(batch.bytes.begin(), batch.bytes.begin() + static_cast<long>(count), sum);
  }
  return sum;
}

double Lineage::left_over(const std::string& dataset, double last_due, double length,
                          double rate) const {
  const auto found = batches_.find(dataset);
  if (found == batches_.end() || continuous_.contains(dataset)) return rate * (length - last_due);
  // Every run of the producer but the first brings one period; the first brings what its own last
  // run of the window before left. Those due after the consumer's last run are left over.
  const Batch& batch = found->second;
  const int later = batch.runs - due_by(last_due, batch.period, batch.runs);
  return rate * batch.period * later;
}

}  // namespace penstock::pipeline
