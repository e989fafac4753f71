// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include "sim/validation/case.hpp"

namespace penstock::validation {
namespace {

using calibration::Observation;

constexpr auto kFioPlot = "fio-plot/fio_matrix.csv";
constexpr auto kNvme = "nvme-980pro-icpe24/fio_matrix.csv";
constexpr auto kMixes = "nvme-sabrent-mix/fio_matrix.csv";
constexpr auto kOverTcp = "nvmeof-tcp/local_vs_remote.csv";
constexpr auto kOpenLoop = "ssdiq-enterprise/latency_under_load.csv";
constexpr auto kSteady = "ssdiq-enterprise/steady_state_write_amplification.csv";

Part part(std::string name, std::string file, std::vector<std::string> where,
          const std::string& calibrate_on, std::vector<std::string> predict = {}) {
  return {.name = std::move(name),
          .file = std::move(file),
          .where = std::move(where),
          .calibrate_on = {calibrate_on},
          .predict = std::move(predict),
          .series = {},
          .drive = {}};
}

/// Depth x processes of the matrices with at most 64 requests in flight.
constexpr auto kUpTo64 =
    "iodepth=1 or iodepth=2 and numjobs=1,2,4,8,16,32 or iodepth=4 and numjobs=1,2,4,8,16 or "
    "iodepth=8 and numjobs=1,2,4,8 or iodepth=16 and numjobs=1,2,4 or iodepth=32 and numjobs=1,2 "
    "or iodepth=64 and numjobs=1";

Part sata(const std::string& device, const std::string& variant) {
  return part(fmt::format("{}, {}", device, variant), kFioPlot,
              {"device=" + device, "variant=" + variant, "rw=randread"},
              "iodepth=1,4,64 and numjobs=1 or iodepth=64 and numjobs=4");
}

/// Behind the HBA rates collapse by 20 to 30 % beyond 32 requests in flight, which no form
/// describes.
Part behind_hba(const std::string& device) {
  return part(device + ", HBA", kFioPlot, {"device=" + device, "variant=M1015", "rw=randread"},
              "iodepth=1,4,8 and numjobs=1 or iodepth=8 and numjobs=4",
              {"iodepth=1 and numjobs=1,2,4,8,16,32 or iodepth=2 and numjobs=1,2,4,8,16 or "
               "iodepth=4 and numjobs=1,2,4,8 or iodepth=8 and numjobs=1,2,4 or "
               "iodepth=16 and numjobs=1,2 or iodepth=32 and numjobs=1"});
}

Part mixes(const std::string& half_cells) {
  return part("2 TB, PCIe 4", kMixes, {kUpTo64},
              "rw=randread,randwrite or rwmixread=50 and " + half_cells, {"rwmixread=35,50,65"});
}

/// Offered rates; repetitions are 1 and 2 requests/s higher.
std::string offered(const std::vector<int>& rates, int repetitions = 3) {
  std::string text = "offered_rate_iops=";
  for (const int rate : rates) {
    for (int repetition = 0; repetition < repetitions; ++repetition) {
      text += fmt::format("{}{}", text.back() == '=' ? "" : ",", rate + repetition);
    }
  }
  return text;
}

struct OpenLoop {
  const char* key;
  std::vector<int> calibrated;  ///< lowest, 0.3, 0.6, 0.93 of saturation, saturated
  std::vector<int> below;       ///< the other rates below saturation
  std::vector<int> above;
};

const std::vector<OpenLoop>& open_loops() {
  static const std::vector<OpenLoop> all{
      {"h0",
       {10000, 20000, 50000, 70000, 200000},
       {30000, 40000, 60000},
       {90000, 100000, 110000, 120000, 130000, 150000}},
      {"i0",
       {10000, 40000, 70000, 110000, 200000},
       {20000, 30000, 50000, 60000, 80000, 90000, 100000},
       {130000, 150000}},
      {"i1",
       {10000, 40000, 70000, 110000, 200000},
       {20000, 30000, 50000, 60000, 80000, 90000, 100000, 120000},
       {130000, 150000}},
      {"k4",
       {10000, 100000, 200000, 300000, 500000},
       {20000, 30000, 40000, 50000, 60000, 70000, 80000, 90000, 110000, 120000, 130000, 150000,
        250000},
       {}},
      {"mp0",
       {10000, 40000, 70000, 110000, 200000},
       {20000, 30000, 50000, 60000, 80000, 90000, 100000},
       {120000, 130000, 150000}},
      {"wd",
       {10000, 20000, 30000, 40000, 200000},
       {},
       {50000, 60000, 70000, 80000, 90000, 100000, 110000, 120000, 130000, 150000}}};
  return all;
}

std::vector<Part> open_loop_parts(bool below_saturation) {
  std::vector<Part> parts;
  for (const auto& device : open_loops()) {
    auto others = offered(device.below);
    if (below_saturation && device.below.size() == 0) continue;
    if (!below_saturation && device.above.size() > 0) {
      others =
          device.below.size() > 0 ? others + " or " + offered(device.above) : offered(device.above);
    }
    // The repetitions of the calibrated rates are no predictions either.
    parts.push_back(part(fmt::format("device {}", device.key), kOpenLoop,
                         {fmt::format("device_key={}", device.key)}, offered(device.calibrated, 1),
                         {others}));
  }
  return parts;
}

}  // namespace

std::vector<Case> flash_cases() {
  std::vector<Case> all;
  const std::string series = "variant=fig-1-samsung-baseline|results_qd_iops_inc_proc_4kb|sched=";
  all.push_back({.id = "nvme-closed-loop",
                 .label = "NVMe: queue depth x processes",
                 .group = "flash",
                 .target = {.mape = 0.04, .knee = 0.08},
                 .calibrated_on = "4 points",
                 .parts = {part("PCIe 4, kernel", kNvme, {series + "none"},
                                "iodepth=1,256 and numjobs=1 or iodepth=16,256 and numjobs=4"),
                           part("PCIe 4, user space", kNvme, {series + "spdk"},
                                "iodepth=1,32,256 and numjobs=1 or iodepth=256 and numjobs=2")}});
  all.push_back(
      {.id = "sata-closed-loop",
       .label = "SATA SSD: queue depth x processes",
       .group = "flash",
       .target = {.mape = 0.04, .knee = 0.08},
       .calibrated_on = "4 points",
       .parts = {sata("Samsung PM883 480GB", "SATA300"), sata("Intel D3-S4610 480GB", "SATA300"),
                 sata("Crucial MX200 250GB", "SATA300-run01"),
                 sata("Crucial MX200 250GB", "SATA300-run02"),
                 sata("Crucial 250GB SSD (2018 run)", "2018"), behind_hba("Samsung PM883 480GB"),
                 behind_hba("Samsung 860 PRO"), behind_hba("Intel D3-S4610 480GB"),
                 sata("Samsung PM883 480GB", "AHCI"), sata("Intel D3-S4610 480GB", "AHCI")}});
  all.push_back(
      {.id = "nvme-many-drives",
       .label = "NVMe: several drives on one host",
       .group = "flash",
       .target = {.mape = 0.04},
       .calibrated_on = "1 process, 12 (20) processes",
       .parts = {part("8 PCIe 4 drives", kNvme,
                      {"experiment=fig-10-tapp-scal-8-ssd", "scheduler=none"}, "numjobs=1,12"),
                 part("7 Optane drives", "optane-multi-ssd/fio_matrix.csv",
                      {"device=7x Intel Optane NVMe (type inferred from 11.7us QD1 latency)"},
                      "numjobs=1,20")}});
  all.push_back(
      {.id = "nvme-request-size",
       .label = "NVMe: request size",
       .group = "flash",
       .target = {.mape = 0.10},
       .calibrated_on = "2 points of each size",
       .parts = {part("SN540 local, 8 to 256 KiB", kOverTcp,
                      {"location=local", "config=bench",
                       "bs_bytes=8192,16384,32768,65536,131072,262144"},
                      "iodepth=1 and numjobs=1 or iodepth=512 and numjobs=5"),
                 part("980 PRO, 512 B to 64 KiB", kNvme,
                      {"variant=fig-1-samsung-baseline|results_qd_iops_vary_bs|sched=none"},
                      "iodepth=1,256")},
       .note = "The second drive's latency rises at depths 4 to 16 and falls again at "
               "32: no curve that only rises can follow."});
  all.push_back({.id = "mix-one-cell",
                 .label = "Reads and writes mixed, one 50/50 cell",
                 .group = "flash",
                 .little = 0.05,
                 .target = {.mape = 0.12},
                 .noise = "8 to 33 % between shapes of equal depth",
                 .calibrated_on = "pure reads and writes, 50/50 at 4x4",
                 .parts = {mixes("iodepth=4 and numjobs=4")}});
  all.push_back({.id = "mix-three-cells",
                 .label = "Reads and writes mixed, three 50/50 cells",
                 .group = "flash",
                 .little = 0.05,
                 .target = {.mape = 0.09},
                 .noise = "8 to 33 % between shapes of equal depth",
                 .calibrated_on = "pure reads and writes, 50/50 at 4x4, 8x2, 2x8",
                 .parts = {mixes("iodepth=4 and numjobs=4 or rwmixread=50 and iodepth=8 and "
                                 "numjobs=2 or rwmixread=50 and iodepth=2 and numjobs=8")}});
  all.push_back({.id = "open-loop-rate",
                 .label = "Open loop: writes served",
                 .group = "open loop",
                 .observation = Observation::kWriteRate,
                 .target = {.mape = 0.03},
                 .noise = "0.02 %",
                 .calibrated_on = "4 rates and saturation",
                 .parts = open_loop_parts(false),
                 .note = "Below saturation what is served is what is offered."});
  all.push_back({.id = "open-loop-read-mean",
                 .label = "Open loop: mean latency of reads",
                 .group = "open loop",
                 .observation = Observation::kReadMean,
                 .target = {.mape = 0.08},
                 .calibrated_on = "4 rates and saturation",
                 .parts = open_loop_parts(true)});
  all.push_back({.id = "open-loop-read-p99",
                 .label = "Open loop: 99th percentile of reads",
                 .group = "open loop",
                 .observation = Observation::kReadP99,
                 .target = {.mape = 0.15},
                 .noise = "0.08 %",
                 .calibrated_on = "4 rates and saturation",
                 .parts = open_loop_parts(true)});
  const auto one_fill =
      part("800 GB", kSteady, {"device=/blk/mp0", "pattern=uniform"}, "filesize_GiB=745");
  all.push_back({.id = "write-amplification",
                 .label = "Write amplification by fill",
                 .group = "open loop",
                 .observation = Observation::kAmplification,
                 .target = {.mape = 0.04},
                 .calibrated_on = "745 GiB",
                 .parts = {one_fill}});
  all.push_back({.id = "steady-write-rate",
                 .label = "Steady write rate by fill",
                 .group = "open loop",
                 .observation = Observation::kByteRate,
                 .target = {.mape = 0.04},
                 .calibrated_on = "745 GiB",
                 .parts = {one_fill}});
  all.push_back(
      {.id = "nvme-over-tcp",
       .label = "NVMe over TCP from local",
       .group = "flash",
       .target = {.mape = 0.08},
       .calibrated_on = "local curve, 4 remote points",
       .parts = {part("SN540, 4 to 256 KiB", kOverTcp, {"config=bench", "location=local,remote"},
                      "location=local or location=remote and iodepth=1 and numjobs=1 and "
                      "bs_bytes=4096,65536,262144 or location=remote and iodepth=128 and "
                      "numjobs=1 and bs_bytes=4096")}});
  return all;
}

}  // namespace penstock::validation
