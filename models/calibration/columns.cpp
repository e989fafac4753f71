// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/columns.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace penstock::calibration {
namespace {

constexpr double kKi = 1024.0;
constexpr double kMi = kKi * 1024.0;
constexpr double kGi = kMi * 1024.0;
constexpr double kKilo = 1e3;
constexpr double kMega = 1e6;
constexpr double kGiga = 1e9;
constexpr double kMilli = 1e-3;
constexpr double kMicro = 1e-6;
constexpr double kNano = 1e-9;

constexpr Column condition(std::string_view name, std::string_view unit, double factor,
                           Condition what, std::string_view meaning) {
  return {{name, meaning, unit}, Role::kCondition, factor, what, {}};
}
constexpr Column observed(std::string_view name, std::string_view unit, double factor,
                          Observation what, std::string_view meaning) {
  return {{name, meaning, unit}, Role::kObservation, factor, {}, what};
}
constexpr Column other(std::string_view name, std::string_view unit, double factor, Role role,
                       std::string_view meaning) {
  return {{name, meaning, unit}, role, factor, {}, {}};
}
constexpr Column result(std::string_view name, std::string_view unit, std::string_view meaning) {
  return {{name, meaning, unit}, Role::kResult, 1.0, {}, {}};
}

using enum Condition;
using enum Observation;

// "B" is a byte; decimal prefixes are powers of 1000, Ki and so on powers of 1024. "reads" in the
// meaning of a figure without a direction are those of column rw.
constexpr std::array kColumns{
    // fio's own terms
    other("rw", "word", 1, Role::kDirection,
          "read, write, rw (sequential), randread, randwrite or randrw"),
    other("rwmixread", "%", 0.01, Role::kReadPercent, "reads among the requests of rw and randrw"),
    other("write_fraction", "1", 1, Role::kWriteShare, "writes among the requests"),
    other("location", "word", 1, Role::kPlace,
          "local (drives of the same host) or remote (through a network)"),

    condition("bs_bytes", "B", 1, kSize, "size of a request; also 4k"),
    condition("bs", "B", 1, kSize, "the same"),
    condition("block_size", "B", 1, kSize, "the same"),
    condition("block_size_bytes", "B", 1, kSize, "the same"),
    condition("msg_bytes", "B", 1, kSize, "size of a message"),
    condition("message_size", "B", 1, kSize, "the same, as qperf prints it"),
    condition("message_bytes", "B", 1, kSize, "the same"),
    condition("#bytes", "B", 1, kSize, "the same, as perftest prints it"),
    condition("object_bytes", "B", 1, kSize, "size of an object"),
    condition("object_KiB", "KiB", kKi, kSize, "the same"),
    condition("object_MiB", "MiB", kMi, kSize, "the same"),
    condition("chunk_KiB", "KiB", kKi, kSize, "bytes written at one place"),
    condition("chunk_MiB", "MiB", kMi, kSize, "the same"),

    condition("iodepth", "1", 1, kDepth, "requests in flight of each process"),
    condition("queue_depth", "1", 1, kDepth, "the same"),
    condition("qd", "1", 1, kDepth, "the same"),

    condition("numjobs", "1", 1, kProcesses, "processes"),
    condition("jobs", "1", 1, kProcesses, "the same"),
    condition("processes", "1", 1, kProcesses, "the same"),
    condition("threads", "1", 1, kProcesses, "threads, each with its own requests"),
    condition("thread_count", "1", 1, kProcesses, "the same"),
    condition("n_threads", "1", 1, kProcesses, "the same"),
    condition("connections", "1", 1, kProcesses, "connections, each with its own requests"),

    condition("n_devices", "1", 1, kDevices, "drives that share the load"),

    condition("offered_rate_iops", "1/s", 1, kOffered, "requests that arrive, served or not"),
    condition("offered_iops", "1/s", 1, kOffered, "the same"),

    condition("region_fraction", "1", 1, kRegion,
              "share of the drive that is accessed, from its start"),
    condition("address_bytes", "B", 1, kPosition, "place on the drive, from its start"),
    condition("address_GB", "GB", kGiga, kPosition, "the same"),
    condition("address_GiB", "GiB", kGi, kPosition, "the same"),
    condition("filesize_GiB", "GiB", kGi, kUsed, "bytes of the drive that hold data"),
    condition("used_GiB", "GiB", kGi, kUsed, "the same"),
    condition("used_GB", "GB", kGiga, kUsed, "the same"),
    condition("rpm", "1/min", 1.0 / 60.0, kRotation, "revolutions of a disk"),
    condition("sample_count", "1", 1, kSamples, "samples of the whole run"),

    // rates
    observed("read_iops", "1/s", 1, kReadRate, "reads served, of all processes"),
    observed("write_iops", "1/s", 1, kWriteRate, "writes served, of all processes"),
    observed("achieved_read_iops", "1/s", 1, kReadRate, "reads served of an offered rate"),
    observed("achieved_write_iops", "1/s", 1, kWriteRate, "writes served of an offered rate"),
    observed("steady_read_iops", "1/s", 1, kReadRate, "reads served in the steady state"),
    observed("steady_write_iops", "1/s", 1, kWriteRate, "writes served in the steady state"),
    other("iops", "1/s", 1, Role::kRate, "requests served, in the direction of rw"),
    observed("throughput_sps", "1/s", 1, kSampleRate, "samples prepared"),
    observed("samples_per_s", "1/s", 1, kSampleRate, "the same"),

    // byte rates
    other("read_bw_MBps", "MB/s", kMega, Role::kReadBytes, "bytes read"),
    other("read_bw_MiBps", "MiB/s", kMi, Role::kReadBytes, "the same"),
    other("read_bw_KiBps", "KiB/s", kKi, Role::kReadBytes, "the same"),
    other("read_bw_kBps", "kB/s", kKilo, Role::kReadBytes, "the same"),
    other("write_bw_MBps", "MB/s", kMega, Role::kWriteBytes, "bytes written"),
    other("write_bw_MiBps", "MiB/s", kMi, Role::kWriteBytes, "the same"),
    other("write_bw_KiBps", "KiB/s", kKi, Role::kWriteBytes, "the same"),
    other("write_bw_kBps", "kB/s", kKilo, Role::kWriteBytes, "the same"),
    other("bw_MBps", "MB/s", kMega, Role::kBytes, "bytes moved, both directions"),
    other("bw_MiBps", "MiB/s", kMi, Role::kBytes, "the same"),
    other("bw_KiBps", "KiB/s", kKi, Role::kBytes, "the same"),
    other("bw_GBps", "GB/s", kGiga, Role::kBytes, "the same"),
    other("bw_GiBps", "GiB/s", kGi, Role::kBytes, "the same"),
    other("MBps", "MB/s", kMega, Role::kBytes, "the same"),
    other("MiBps", "MiB/s", kMi, Role::kBytes, "the same"),
    other("MiBps_mean", "MiB/s", kMi, Role::kBytes, "the same"),
    other("throughput_MBps", "MB/s", kMega, Role::kBytes, "the same"),
    other("throughput_MiBps", "MiB/s", kMi, Role::kBytes, "the same"),
    other("bw_avg_MiBps", "MiB/s", kMi, Role::kBytes, "the same, as perftest prints it"),
    other("tcp_bw", "MB/s", kMega, Role::kBytes, "the same, as qperf prints it"),
    other("rc_bw", "MB/s", kMega, Role::kBytes, "the same"),
    other("seq_read_MBps_median", "MB/s", kMega, Role::kSequentialRead,
          "bytes of one sequential reader"),
    other("seq_write_MBps_median", "MB/s", kMega, Role::kSequentialWrite,
          "bytes of one sequential writer"),
    other("steady_write_MBps", "MB/s", kMega, Role::kWriteBytes,
          "bytes written in the steady state"),

    // latencies
    observed("read_lat_mean_us", "us", kMicro, kReadMean, "mean latency of reads"),
    observed("read_lat_p50_us", "us", kMicro, kReadMedian, "their median"),
    observed("read_lat_p99_us", "us", kMicro, kReadP99, "their 99th percentile"),
    observed("write_lat_mean_us", "us", kMicro, kWriteMean, "mean latency of writes"),
    observed("write_lat_p50_us", "us", kMicro, kWriteMedian, "their median"),
    observed("write_lat_p99_us", "us", kMicro, kWriteP99, "their 99th percentile"),
    observed("read_lat_mean_ms", "ms", kMilli, kReadMean, "mean latency of reads"),
    observed("read_lat_p50_ms", "ms", kMilli, kReadMedian, "their median"),
    observed("read_lat_p99_ms", "ms", kMilli, kReadP99, "their 99th percentile"),
    observed("write_lat_mean_ms", "ms", kMilli, kWriteMean, "mean latency of writes"),
    observed("write_lat_p50_ms", "ms", kMilli, kWriteMedian, "their median"),
    observed("write_lat_p99_ms", "ms", kMilli, kWriteP99, "their 99th percentile"),
    observed("read_lat_mean_ns", "ns", kNano, kReadMean, "mean latency of reads"),
    observed("write_lat_mean_ns", "ns", kNano, kWriteMean, "mean latency of writes"),
    other("lat_mean_us", "us", kMicro, Role::kMean, "mean latency, in the direction of rw"),
    other("lat_p50_us", "us", kMicro, Role::kMedian, "its median"),
    other("lat_p99_us", "us", kMicro, Role::kP99, "its 99th percentile"),
    other("lat_mean_ms", "ms", kMilli, Role::kMean, "mean latency, in the direction of rw"),
    other("lat_p50_ms", "ms", kMilli, Role::kMedian, "its median"),
    other("lat_p99_ms", "ms", kMilli, Role::kP99, "its 99th percentile"),
    other("lat_mean_ns", "ns", kNano, Role::kMean, "mean latency, in the direction of rw"),
    observed("tcp_lat", "us", kMicro, kLatency, "time of a message, as qperf prints it"),
    observed("rc_lat", "us", kMicro, kLatency, "the same"),
    observed("t_avg[usec]", "us", kMicro, kLatency, "the same, as perftest prints it"),
    observed("latency_us", "us", kMicro, kLatency, "time of a message"),
    observed("latency_ms", "ms", kMilli, kLatency, "the same"),
    observed("ttlb_avg_ms", "ms", kMilli, kLatency, "mean time to the last byte of an object"),

    // cliffs and amplification
    observed("pre_cliff_MiBps", "MiB/s", kMi, kBefore, "bytes written before the cache is full"),
    observed("pre_cliff_MBps", "MB/s", kMega, kBefore, "the same"),
    observed("cliff_GiB_written", "GiB", kGi, kCliff, "bytes written when the cache is full"),
    observed("cliff_GB_written", "GB", kGiga, kCliff, "the same"),
    observed("post_cliff_MiBps", "MiB/s", kMi, kAfter, "bytes written with a full cache"),
    observed("post_cliff_MBps", "MB/s", kMega, kAfter, "the same"),
    observed("steady_WAF", "1", 1, kAmplification,
             "bytes the drive programs per byte written, in the steady state"),
    observed("write_amplification", "1", 1, kAmplification, "the same"),

    // results that no model predicts
    result("runtime_s", "s", "duration of the measurement"),
    result("duration_s", "s", "the same"),
    result("n_job_entries", "1", "entries of the run in fio's output"),
    result("intervals", "1", "intervals that were averaged"),
    result("n_columns", "1", "values that were averaged"),
    result("runs_total", "1", "repetitions that were made"),
    result("util_pct", "%", "busy time of the drive as the kernel sees it"),
    result("bw_peak_MiBps", "MiB/s", "highest byte rate of an interval"),
    result("msg_rate_Mpps", "M/s", "messages per second; the byte rate says the same"),
    result("head_write_MBps", "MB/s", "bytes written at the start"),
    result("steady_phys_write_MBps", "MB/s", "bytes that the drive programs"),
    result("t_min[usec]", "us", "shortest time of a message"),
    result("t_max[usec]", "us", "longest time of a message"),
    result("t_typical[usec]", "us", "median time of a message"),
    result("t_stdev[usec]", "us", "standard deviation of the time of a message"),
    result("99%percentile[usec]", "us", "99th percentile of the time of a message"),
    result("99.9%percentile[usec]", "us", "99.9th percentile of the time of a message"),
    result("shard_cum_size_MB", "MB", "bytes of the prepared samples"),
    result("storage_consumption_mb", "MB", "the same"),
    result("per_sample_size_MB", "MB", "bytes of one sample"),
};

/// Pieces of names that only results have, so that a table may hold more of them than the list.
constexpr std::array<std::string_view, 22> kResultPieces{
    "_iops",   "lat_",  "latency", "MBps",    "MiBps",   "KiBps",           "kBps",
    "GBps",    "GiBps", "ttfb_",   "ttlb_",   "stddev",  "stdev",           "percentile",
    "cpu_pct", "_bw",   "bw_",     "usr_cpu", "sys_cpu", "processing_time", "and_save_time",
    "_WAF"};

constexpr auto kMeanings = [] {
  std::array<ColumnMeaning, kColumns.size()> meanings{};
  for (std::size_t i = 0; i < kColumns.size(); ++i) meanings[i] = kColumns[i].meaning;
  return meanings;
}();

}  // namespace

const Column* find_column(std::string_view name) {
  const auto found = std::ranges::find_if(
      kColumns, [&](const Column& column) { return column.meaning.column == name; });
  return found == kColumns.end() ? nullptr : &*found;
}

bool holds_bytes(std::string_view name) {
  const auto* column = find_column(name);
  return column != nullptr && column->role == Role::kCondition && column->meaning.unit == "B";
}

std::span<const ColumnMeaning> known_columns() {
  return kMeanings;
}

bool is_measured(std::string_view name) {
  if (const auto* column = find_column(name)) {
    return column->role >= Role::kObservation;
  }
  return std::ranges::any_of(kResultPieces, [&](std::string_view piece) {
    return name.find(piece) != std::string_view::npos;
  });
}

}  // namespace penstock::calibration
