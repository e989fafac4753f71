// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/validation/case.hpp"

namespace penstock::validation {
namespace {

using calibration::Observation;

constexpr auto kSweeps = "network-ib-eth/qperf_sweeps.csv";

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

std::vector<Part> tcp() {
  const std::string six = "message_size=4,1024,8192,65536,1048576,16777216";
  return {part("Ethernet", kSweeps, {"interconnect=eth"}, six),
          part("PCIe", kSweeps, {"interconnect=dis"}, six)};
}

}  // namespace

std::vector<Case> network_cases() {
  std::vector<Case> all;
  all.push_back({.id = "ib-latency",
                 .label = "InfiniBand: latency by size",
                 .group = "network",
                 .observation = Observation::kLatency,
                 .target = {.mape = 0.03},
                 .noise = "0 to 1 % above 16 KiB",
                 .calibrated_on = "5 sizes",
                 .parts = {part("HDR, writes", "network-ib-eth/ib_write_lat.csv", {},
                                "#bytes=64,1024,8192,65536,8388608")}});
  all.push_back({.id = "ib-bandwidth",
                 .label = "InfiniBand: bandwidth by size",
                 .group = "network",
                 .observation = Observation::kByteRate,
                 .target = {.mape = 0.03},
                 .noise = "0 to 1 % above 16 KiB, 3 to 7 % below 8 KiB",
                 .calibrated_on = "2 sizes",
                 .parts = {part("HDR, writes", "network-ib-eth/ib_write_bw.csv", {},
                                "msg_bytes=64,1048576")}});
  all.push_back({.id = "tcp-latency",
                 .label = "TCP: latency by size",
                 .group = "network",
                 .observation = Observation::kLatency,
                 .median_of_repetitions = true,
                 .target = {.mape = 0.07},
                 .noise = "4 % (Ethernet), 17 % (PCIe)",
                 .calibrated_on = "6 sizes",
                 .parts = tcp(),
                 .note = "Medians of eight runs each."});
  all.push_back({.id = "tcp-bandwidth",
                 .label = "TCP: bandwidth by size",
                 .group = "network",
                 .observation = Observation::kByteRate,
                 .median_of_repetitions = true,
                 .target = {.mape = 0.05},
                 .noise = "7 % (Ethernet), 10 % (PCIe)",
                 .calibrated_on = "6 sizes",
                 .parts = tcp(),
                 .note = "Medians of eight runs each."});
  all.push_back(
      {.id = "object-store-rate",
       .label = "Object store: 32 MiB by threads",
       .group = "network",
       .target = {.mape = 0.05},
       .noise = "read off a plot, 5 MB/s",
       .calibrated_on = "8 and 40 threads",
       .parts = {part("S3, one host", "s3-dvassallo/throughput_by_threads_m5d24xlarge.csv",
                      {"object_KiB=32768"}, "threads=8,40")}});
  all.push_back(
      {.id = "object-store-time",
       .label = "Object store: 4 to 16 MiB, time to the last byte",
       .group = "network",
       .observation = Observation::kLatency,
       .target = {.mape = 0.05},
       .calibrated_on = "two rows",
       .parts = {part("S3, another host", "s3-dvassallo/c5.4xlarge_ttfb_ttlb.csv", {},
                      "object_KiB=4096 and threads=8 or object_KiB=16384 and threads=12")},
       .note = "Rates of this host contradict its own times by 8 %; they are no target."});
  return all;
}

}  // namespace penstock::validation
