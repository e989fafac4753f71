// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/validation/case.hpp"

namespace penstock::validation {
namespace {

constexpr auto kRuns = "mlperf-storage/v1.0_summary.csv";

/// Systems with runs at several numbers of accelerators that were not only tuned to the threshold.
std::vector<Part> scaling(const std::string& calibrate_on) {
  const auto system = [&](std::string name, const std::string& submitter) {
    return Part{.name = std::move(name),
                .file = kRuns,
                .where = {"submitter=" + submitter},
                .calibrate_on = {calibrate_on},
                .predict = {},
                .series = {},
                .drive = {}};
  };
  return {system("parallel file system, one and three clients", "YanRongTech"),
          system("distributed cache", "Juicedata")};
}

Part drive(std::string name, const std::string& system, std::string id) {
  return {.name = std::move(name),
          .file = kRuns,
          .where = {"system=" + system},
          .calibrate_on = {},
          .predict = {},
          .series = {},
          .drive = std::move(id)};
}

}  // namespace

std::vector<Case> training_cases() {
  std::vector<Case> all;
  all.push_back({.id = "training-from-largest",
                 .label = "Training: accelerator utilisation, from the largest run",
                 .group = "training",
                 .method = Method::kTraining,
                 .target = {.mape = 0.03, .p90 = 0.06},
                 .noise = "0.2 % (p90 1 %)",
                 .calibrated_on = "one run of a series",
                 .parts = scaling("largest")});
  all.push_back({.id = "training-from-smallest",
                 .label = "Training: accelerator utilisation, from the smallest run",
                 .group = "training",
                 .method = Method::kTraining,
                 .target = {.mape = 0.03, .p90 = 0.06},
                 .noise = "0.2 % (p90 1 %)",
                 .calibrated_on = "one run of a series",
                 .parts = scaling("smallest")});
  all.push_back({.id = "training-rate-from-largest",
                 .label = "Training: samples per second, from the largest run",
                 .group = "training",
                 .method = Method::kTrainingRate,
                 .target = {},
                 .noise = "0.2 % (p90 1 %)",
                 .calibrated_on = "one run of a series",
                 .parts = scaling("largest")});
  all.push_back(
      {.id = "training-drive-limit",
       .label = "Training: accelerators that one local drive feeds",
       .group = "training",
       .method = Method::kDriveLimits,
       .target = {.close = 0.80},
       .calibrated_on = "data sheet",
       .parts = {drive("30.7 TB, capacity", "Micron_6500_Gen4_High_Capacity_NVMe", "tlc-30t-6500"),
                 drive("30.7 TB, performance", "Micron_9400_Gen4_Performance_NVMe",
                       "tlc-30t-9400")},
       .note = "Close is within one accelerator or 10 %. The trivial model is the sheet's "
               "rate over what ideal accelerators need."});
  all.push_back({.id = "input-pipeline-threads",
                 .label = "Input pipeline: two threads",
                 .group = "training",
                 .target = {.mape = 0.15},
                 .noise = "10 %",
                 .calibrated_on = "one thread",
                 .parts = {{.name = "image classification, five strategies",
                            .file = "presto-input-pipeline/presto_runs.csv",
                            .where = {"strategy=0-fully-online,2-read-image,3-decode-image,"
                                      "4-resize-image,5-center-pixel-values",
                                      "sample_count=500,1000,2000,4000,8000"},
                            .calibrate_on = {"threads=1"},
                            .predict = {},
                            .series = {{"strategy"}},
                            .drive = {}}}});
  return all;
}

std::span<const Case> cases() {
  static const std::vector<Case> all = [] {
    std::vector<Case> joined;
    for (auto part :
         {disk_cases(), flash_cases(), sharing_cases(), network_cases(), training_cases()}) {
      joined.insert(joined.end(), part.begin(), part.end());
    }
    return joined;
  }();
  return all;
}

}  // namespace penstock::validation
