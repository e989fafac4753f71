// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/validation/case.hpp"

namespace penstock::validation {
namespace {

constexpr auto kMatrix = "nvme-980pro-icpe24/fio_matrix.csv";

Part beside(std::string name, const std::string& experiment, std::vector<std::string> more,
            std::vector<std::string> saturated) {
  std::vector<std::string> where{"scheduler=none", "experiment=" + experiment};
  where.insert(where.end(), more.begin(), more.end());
  return {.name = std::move(name),
          .file = "nvme-980pro-icpe24/interference.csv",
          .where = std::move(where),
          .calibrate_on = std::move(saturated),
          .predict = {},
          .series = {},
          .drive = {},
          // 4 KiB by processes, and 64 KiB of the other series: the latency of a large request.
          .curve = {.file = kMatrix,
                    .where = {"variant=fig-1-samsung-baseline|results_qd_iops_inc_proc_4kb|"
                              "sched=none or variant=fig-1-samsung-baseline|"
                              "results_qd_iops_vary_bs|sched=none and bs_bytes=65536"},
                    .calibrate_on = {"bs_bytes=65536 and iodepth=1,256 or bs_bytes=4096 and "
                                     "iodepth=1,256 and numjobs=1 or bs_bytes=4096 and "
                                     "iodepth=16,256 and numjobs=4"}},
          .host = {.file = kMatrix,
                   .where = {"experiment=fig-10-tapp-scal-8-ssd", "scheduler=none"},
                   .calibrate_on = {"numjobs=1,12"}},
          .devices = 8.0};
}

}  // namespace

std::vector<Case> sharing_cases() {
  std::vector<Case> all;
  all.push_back({.id = "sharing-processors",
                 .label = "Sharing: 4 KiB reads one at a time beside up to 64 jobs of 128",
                 .group = "sharing",
                 .method = Method::kSharing,
                 .target = {.mape = 0.05},
                 .calibrated_on = "curves without each other",
                 .parts = {beside("4 KiB beside 4 KiB", "fig-11-a-lapp-t4kb-mix",
                                  {"n_background_jobs=0,1,2,4,8,16,32,64"}, {})},
                 .note = "The processors are what is shared. With 128 and 256 jobs the run queues "
                         "delay the foreground, which no part of the model describes."});
  all.push_back(
      {.id = "sharing-drives-shallow",
       .label = "Sharing: 4 KiB reads one at a time beside 64 KiB jobs of 128",
       .group = "sharing",
       .method = Method::kSharing,
       .target = {.mape = 0.25},
       .calibrated_on = "curves without each other, a saturated row of another experiment",
       .parts = {beside("4 KiB beside 64 KiB", "fig-11-b-lapp-t64kb-mix", {},
                        {"experiment=fig-12-a-t4kb-t64kb-mix", "n_background_jobs=32"})},
       .note = "At 4 and 8 jobs the kernel's queues of each processor leave the "
               "foreground a free path until every processor has a job."});
  all.push_back(
      {.id = "sharing-drives-deep",
       .label = "Sharing: 128 reads of 4 KiB beside 64 KiB jobs of 128",
       .group = "sharing",
       .method = Method::kSharing,
       .target = {.mape = 0.07},
       .calibrated_on = "curves without each other, a saturated row of another experiment",
       .parts = {beside("4 KiB beside 64 KiB", "fig-12-a-t4kb-t64kb-mix", {},
                        {"experiment=fig-11-b-lapp-t64kb-mix", "n_background_jobs=32"})}});
  return all;
}

}  // namespace penstock::validation
