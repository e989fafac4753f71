// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Who makes which data, and when it is there: a stage's run that is due at time t starts when every
// batch stage upstream has finished its runs that were due at or before t. Blocks S4U actors.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace simgrid::s4u {
class ConditionVariable;
class Mutex;
}  // namespace simgrid::s4u

namespace penstock::pipeline {

class Lineage {
 public:
  Lineage();
  ~Lineage();
  Lineage(const Lineage&) = delete;
  Lineage& operator=(const Lineage&) = delete;

  /// A batch stage that starts runs at 0, period, 2 period, ... and writes `dataset`.
  void declare_batch(const std::string& stage, const std::string& dataset, double period, int runs);
  /// A continuous producer; `delivered` says how many bytes it has written so far in the window.
  void declare_continuous(const std::string& dataset, std::function<double()> delivered);

  /// Called by the stage's actor when its next run is complete, with the bytes it wrote.
  void finish_run(const std::string& stage, double bytes);

  /// Blocks until every batch stage that writes one of `datasets` has finished all runs that were
  /// due at or before `due`.
  void wait_for(const std::vector<std::string>& datasets, double due);

  /// Bytes written into the dataset in this window so far that belong to a consumer's run due at
  /// `due`: a run that starts late leaves what came after its due date to the next one, so that the
  /// runs of a month take exactly a month's data. `rate` is the mean production per second.
  [[nodiscard]] double delivered(const std::string& dataset, double due, double rate) const;
  /// Bytes that earlier windows left for a consumer whose last run of each window is due at
  /// `last_due`, given the dataset's mean production per second. Of several writers of one dataset
  /// the first stands for all.
  [[nodiscard]] double left_over(const std::string& dataset, double last_due, double length,
                                 double rate) const;

 private:
  struct Batch {
    std::string stage;
    double period = 0.0;
    int runs = 0;
    std::vector<double> bytes;  ///< of the finished runs
  };
  std::multimap<std::string, Batch> batches_;  ///< by dataset: archives add to what others write
  std::map<std::string, std::function<double()>> continuous_;
  struct Signal;
  std::unique_ptr<Signal> signal_;
};

}  // namespace penstock::pipeline
