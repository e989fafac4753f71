// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/validation/case.hpp"

namespace penstock::validation {
namespace {

using calibration::Observation;

constexpr auto kFioPlot = "fio-plot/fio_matrix.csv";
constexpr auto kSas = "hdd-toshiba-al15seb120ny/random_microbench.csv";
constexpr auto kSmr = "smr-hdd/dm_smr_st8000as0002_random_sync_write.csv";

Part fio_plot(std::string name, const std::string& device, const std::string& rw,
              const std::string& calibrate_on, std::vector<std::string> predict = {}) {
  return {.name = std::move(name),
          .file = kFioPlot,
          .where = {"device=" + device, "rw=" + rw},
          .calibrate_on = {calibrate_on},
          .predict = std::move(predict),
          .series = {},
          .drive = {}};
}

Part part(std::string name, std::string file, std::vector<std::string> where,
          const std::string& calibrate_on) {
  return {.name = std::move(name),
          .file = std::move(file),
          .where = std::move(where),
          .calibrate_on = {calibrate_on},
          .predict = {},
          .series = {},
          .drive = {}};
}

/// Above 64 requests in flight cells of equal depth differ by 10 %.
constexpr auto kUpTo64 =
    "iodepth=1 or iodepth=2 and numjobs=1,2,4,8,16,32 or iodepth=4 and numjobs=1,2,4,8,16 or "
    "iodepth=8 and numjobs=1,2,4,8 or iodepth=16 and numjobs=1,2,4 or iodepth=32 and numjobs=1,2 "
    "or iodepth=64 and numjobs=1";

}  // namespace

std::vector<Case> disk_cases() {
  std::vector<Case> all;
  const auto one_to_32 = "iodepth=1,8,32 and numjobs=1";
  all.push_back(
      {.id = "disk-queue-depth",
       .label = "Disk: queue depth",
       .group = "disk",
       .target = {.mape = 0.04, .max = 0.10},
       .noise = "0.9 %",
       .calibrated_on = "depths 1, 8, 32",
       .parts = {fio_plot("SATA 1 TB, 7200 rpm", "Samsung SpinPoint F1 1TB 7200rpm", "randread",
                          one_to_32),
                 fio_plot("SATA 500 GB", "unnamed 500GB drive (2018 run)", "randread", one_to_32),
                 part("SAS 1.2 TB, 10500 rpm", kSas, {"experiment=threads"}, "threads=1,8,32")}});
  all.push_back({.id = "disk-request-size",
                 .label = "Disk: request size",
                 .group = "disk",
                 .target = {.mape = 0.02},
                 .noise = "0.9 %",
                 .calibrated_on = "4 KiB, 16 MiB",
                 .parts = {part("SAS 1.2 TB, 10500 rpm", kSas, {"experiment=blocksize"},
                                "bs_bytes=4096,16777216")}});
  all.push_back(
      {.id = "disk-zones",
       .label = "Disk: zones",
       .group = "disk",
       .target = {.mape = 0.02},
       .noise = "0.9 %",
       .calibrated_on = "first and last zone",
       .parts = {part("SAS 1.2 TB, reads", "hdd-toshiba-al15seb120ny/seq_read_by_address.csv", {},
                      "address_GB=5,1195"),
                 part("SAS 1.2 TB, writes", "hdd-toshiba-al15seb120ny/seq_write_by_address.csv", {},
                      "address_GB=5,1195")}});
  all.push_back(
      {.id = "disk-array",
       .label = "Disk: striped array of 8",
       .group = "disk",
       .target = {.mape = 0.04},
       .calibrated_on = "totals of 1 and 64 in flight",
       .parts = {fio_plot("RAID 5, HBA", "8x 2TB HDD mdadm RAID5", "randread",
                          "iodepth=1,64 and numjobs=1", {kUpTo64}),
                 fio_plot("RAID 5, HighPoint", "8x 2TB HDD mdadm RAID5 (HighPoint)", "randread",
                          "iodepth=1 and numjobs=1 or iodepth=32 and numjobs=2", {kUpTo64})},
       .note = "Up to 64 requests in flight: above it cells of equal depth differ by 10 %."});
  all.push_back({.id = "disk-cached-writes",
                 .label = "Disk: cached writes",
                 .group = "disk",
                 .target = {.mape = 0.04},
                 .calibrated_on = "depths 1, 32",
                 .parts = {fio_plot("SATA 1 TB, 7200 rpm", "Samsung SpinPoint F1 1TB 7200rpm",
                                    "randwrite", "iodepth=1,32 and numjobs=1"),
                           fio_plot("SATA 500 GB", "unnamed 500GB drive (2018 run)", "randwrite",
                                    "iodepth=1,32 and numjobs=1")}});
  all.push_back({.id = "smr-cliff",
                 .label = "Drive-managed SMR: bytes to the cliff",
                 .group = "shingled",
                 .observation = Observation::kCliff,
                 .target = {.mape = 0.12},
                 .noise = "read off a plot, 1 to 2 GiB",
                 .calibrated_on = "chunks of 1, 256 MiB",
                 .parts = {part("8 TB", kSmr, {}, "chunk_MiB=1,256")}});
  all.push_back({.id = "smr-after",
                 .label = "Drive-managed SMR: rate after the cliff",
                 .group = "shingled",
                 .observation = Observation::kAfter,
                 .target = {.factor = 2.0},
                 .noise = "read off a plot, 2 MiB/s",
                 .calibrated_on = "chunks of 1, 16, 256 MiB",
                 .parts = {part("8 TB", kSmr, {}, "chunk_MiB=1,16,256")},
                 .note = "A factor of 2 is what is asked and what three chunk sizes can give."});
  return all;
}

}  // namespace penstock::validation
