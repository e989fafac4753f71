// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// fio's JSON to rows. The format is that of fio 3 (stat.c, show_thread_status_json): times in
// nanoseconds below "lat_ns" and "clat_ns"; fio 2 has microseconds below "lat" and "clat".
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "models/calibration/cell_value.hpp"
#include "models/calibration/fio_job.hpp"
#include "models/calibration/fio_text.hpp"
#include "models/calibration/fio_traffic.hpp"
#include "models/calibration/table.hpp"
#include "models/parameters/codes.hpp"
#include "models/parameters/encoding.hpp"
#include "models/units/quote.hpp"

namespace penstock::calibration {
namespace {

using nlohmann::json;
using parameters::Code;
using parameters::Diagnostics;
using parameters::Mark;

constexpr std::size_t kMostBytes = 64U << 20U;

constexpr std::array<std::string_view, 36> kColumns{"device",
                                                    "class",
                                                    "capacity",
                                                    "interface",
                                                    "rw",
                                                    "rwmixread",
                                                    "bs_bytes",
                                                    "iodepth",
                                                    "numjobs",
                                                    "direct",
                                                    "read_iops",
                                                    "read_bw_MBps",
                                                    "read_lat_mean_us",
                                                    "read_lat_p50_us",
                                                    "read_lat_p99_us",
                                                    "write_iops",
                                                    "write_bw_MBps",
                                                    "write_lat_mean_us",
                                                    "write_lat_p99_us",
                                                    "runtime_s",
                                                    "source_path",
                                                    "read_lat_p999_us",
                                                    "write_lat_p50_us",
                                                    "write_lat_p999_us",
                                                    "read_lat_stddev_us",
                                                    "write_lat_stddev_us",
                                                    "ioengine",
                                                    "io_size",
                                                    "fio_version",
                                                    "date",
                                                    "n_job_entries",
                                                    "util_pct",
                                                    "variant",
                                                    "jobname",
                                                    "n_devices",
                                                    "offered_rate_iops"};

std::string number_text(double value) {
  return fmt::format("{:.10g}", value);
}

double number_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : 0.0;
}

const json* object_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? &*found : nullptr;
}

std::string text_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// "99.000000" of any notation of the number.
const json* percentile(const json& latency, double wanted) {
  const auto* all = object_at(latency, "percentile");
  if (all == nullptr) return nullptr;
  for (const auto& [key, value] : all->items()) {
    const auto number = number_of(key);
    if (number && std::abs(*number - wanted) < 1e-6 && value.is_number()) return &value;
  }
  return nullptr;
}

Traffic traffic_of(const json& direction) {
  Traffic traffic;
  traffic.requests = number_at(direction, "total_ios");
  traffic.rate = number_at(direction, "iops");
  // fio 3 gives bytes apart from the KiB/s of "bw"; fio 2 has the latter only.
  traffic.bytes = direction.contains("bw_bytes") ? number_at(direction, "bw_bytes")
                                                 : number_at(direction, "bw") * 1024.0;
  traffic.runtime = number_at(direction, "runtime") * 1e-3;
  struct Field {
    const char* total;
    const char* completion;
    const char* submission;
    double unit;
  };
  constexpr std::array<Field, 2> kFields{
      {{"lat_ns", "clat_ns", "slat_ns", 1e-9}, {"lat", "clat", "slat", 1e-6}}};
  traffic.timed = false;
  for (const auto& field : kFields) {
    const auto* total = object_at(direction, field.total);
    const auto* completion = object_at(direction, field.completion);
    if (total == nullptr && completion == nullptr) continue;
    double deviation = 0.0;
    if (total != nullptr && number_at(*total, "mean") > 0.0) {
      traffic.mean = number_at(*total, "mean") * field.unit;
      deviation = number_at(*total, "stddev") * field.unit;
    } else if (completion != nullptr) {
      const auto* submission = object_at(direction, field.submission);
      traffic.mean = (number_at(*completion, "mean") +
                      (submission != nullptr ? number_at(*submission, "mean") : 0.0)) *
                     field.unit;
      deviation = number_at(*completion, "stddev") * field.unit;
    }
    traffic.square = traffic.mean * traffic.mean + deviation * deviation;
    traffic.timed = traffic.mean > 0.0;
    const std::array<std::pair<const char*, double>, 3> wanted{
        {{"p50", 50.0}, {"p99", 99.0}, {"p999", 99.9}}};
    for (const auto& [name, percent] : wanted) {
      // Percentiles of the total latency exist under lat_percentiles=1 only.
      const json* value = total != nullptr ? percentile(*total, percent) : nullptr;
      if (value == nullptr && completion != nullptr) value = percentile(*completion, percent);
      if (value == nullptr) continue;
      traffic.percentiles[name] = {value->get<double>() * field.unit * traffic.requests,
                                   traffic.requests};
    }
    break;
  }
  return traffic;
}

/// Jobs that ran at the same time with the same load.
struct Group {
  Mark mark;
  std::string name;
  FioLoad load;
  double id = 0.0;
  std::map<std::string, std::pair<std::size_t, std::size_t>> sections;  ///< entries, numjobs
  std::set<std::string> files;
  std::size_t entries = 0;
  double busy = 0.0;  ///< seconds, of all processes together; 0 if fio does not tell
  Traffic read;
  Traffic write;
};

class RunReader {
 public:
  RunReader(const json& run, std::string_view text, const std::string& file_name,
            Diagnostics& diagnostics)
      : run_(run), text_(text), file_name_(file_name), diagnostics_(diagnostics) {}

  Table read() {
    Table table{file_name_, {kColumns.begin(), kColumns.end()}, {}};
    const auto jobs = run_.find("jobs");
    if (jobs == run_.end() || !jobs->is_array() || jobs->empty()) {
      const bool clients = run_.contains("client_stats");
      report(diagnostics_, Code::kFioOutput, {file_name_, 1, 1},
             clients ? "the output of several fio servers (client_stats) is not read"
                     : "this is JSON, but not of a fio run: it has no jobs",
             clients ? "give the output of one host"
                     : "run fio with --output-format=json --output=FILE.json");
      return table;
    }
    for (const auto& job : *jobs) add_job(job);
    if (has_errors(diagnostics_)) return table;
    for (const auto& group : groups_) add_row(group, table);
    return table;
  }

 private:
  void mistake(const Mark& mark, const std::string& message, const std::string& hint = "") {
    report(diagnostics_, Code::kFioRun, mark, message, hint);
  }

  /// The line of the next job: each has one such key, and nothing else has it.
  Mark next_mark() {
    const auto found = text_.find("\"jobname\"", scanned_);
    if (found == std::string_view::npos) return {file_name_, line_, 1};
    line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(scanned_),
                                         text_.begin() + static_cast<std::ptrdiff_t>(found), '\n'));
    scanned_ = found + 1;
    return {file_name_, line_, 1};
  }

  void add_options(FioOptions& options, const json& object, const char* key) {
    const auto* given = object_at(object, key);
    if (given == nullptr) return;
    for (const auto& [name, value] : given->items()) {
      options[name] = value.is_string() ? value.get<std::string>() : value.dump();
    }
  }

  void add_job(const json& job) {
    const auto mark = next_mark();
    if (!job.is_object() || object_at(job, "read") == nullptr ||
        object_at(job, "write") == nullptr) {
      report(diagnostics_, Code::kFioOutput, mark, "a job without the figures of reads and writes",
             "this is not what fio >= 2 writes with --output-format=json");
      return;
    }
    const auto name = text_at(job, "jobname");
    if (const auto error = number_at(job, "error"); error != 0.0) {
      mistake(mark, fmt::format("job {} failed with error {:.0f}", units::quoted(name), error),
              "its figures are no measurement: correct the job and run it again");
      return;
    }
    FioOptions options;
    add_options(options, run_, "global options");
    add_options(options, job, "job options");
    if (options.empty()) {
      mistake(mark, fmt::format("job {} has no options", units::quoted(name)),
              "block size, depth and direction are needed; fio >= 3 writes them");
      return;
    }
    auto load = load_of(options);
    if (!load) {
      mistake(mark, fmt::format("job {}: {}", units::quoted(name), load.error()),
              "measure with one size, one depth and one direction or mix per job");
      return;
    }
    auto* group = group_of(job, *load, name, mark);
    if (group == nullptr) return;
    const auto read = traffic_of(job["read"]);
    const auto write = traffic_of(job["write"]);
    check_traffic(name, mark, *load, read, write);
    group->read.add(read);
    group->write.add(write);
    group->files.insert(load->files.begin(), load->files.end());
    ++group->entries;
    group->busy += number_at(job, "job_runtime") * 1e-3;
    auto& [entries, jobs] = group->sections[name];
    ++entries;
    jobs = load->jobs;
  }

  void check_traffic(const std::string& name, const Mark& mark, const FioLoad& load,
                     const Traffic& read, const Traffic& write) {
    const auto check = [&](bool wanted, const Traffic& traffic, const char* word) {
      if (!wanted) return;
      if (!(traffic.requests > 0.0 && traffic.rate > 0.0 && traffic.runtime > 0.0)) {
        mistake(mark, fmt::format("job {} did no {}", units::quoted(name), word),
                "its requests, its rate or its runtime is 0");
      }
    };
    // A mix of 100 % or 0 % has one direction only.
    const double reads = load.read_percent.value_or(load.reads ? 100.0 : 0.0);
    check(reads > 0.0, read, "reads");
    check(reads < 100.0, write, "writes");
  }

  /// Groups are what fio calls so: a new one starts with stonewall, after the one before it.
  Group* group_of(const json& job, const FioLoad& load, const std::string& name, const Mark& mark) {
    const double id = number_at(job, "groupid");
    const auto found = std::ranges::find(groups_, id, &Group::id);
    if (found == groups_.end()) {
      groups_.push_back({mark, name, load, id, {}, {}, 0, 0.0, {}, {}});
      return &groups_.back();
    }
    if (const auto option = difference(found->load, load); !option.empty()) {
      mistake(mark,
              fmt::format("jobs {} and {} ran at the same time with another {}",
                          units::quoted(found->name), units::quoted(name), option),
              "measure one load at a time, or add stonewall to each job");
      return nullptr;
    }
    return &*found;
  }

  /// Processes of the group. Without group_reporting each has an entry; a single entry stands for
  /// all that numjobs names, because fio writes no options without a value, as group_reporting.
  std::optional<std::size_t> processes(const Group& group) {
    std::size_t total = 0;
    for (const auto& [name, counts] : group.sections) {
      const auto [entries, jobs] = counts;
      if (entries != 1 && entries % jobs != 0) {
        mistake(group.mark,
                fmt::format("{} of the {} jobs of {} are here", entries, jobs, units::quoted(name)),
                "the output is not complete");
        return std::nullopt;
      }
      total += entries == 1 ? jobs : entries;
    }
    // Sections that group_reporting merged show only the first one's options.
    const double runtime = std::max(group.read.runtime, group.write.runtime);
    if (group.busy > 1.5 * static_cast<double>(total) * runtime) {
      mistake(group.mark,
              fmt::format("{} ran for {:.4g} s with {} processes, but they were busy for {:.4g} s",
                          units::quoted(group.name), runtime, total, group.busy),
              "several sections under group_reporting? leave it away, or measure one at a time");
      return std::nullopt;
    }
    return total;
  }

  void add_row(const Group& group, Table& table) {
    const auto jobs = processes(group);
    if (!jobs) return;
    const auto& load = group.load;
    std::map<std::string_view, std::string> cells;
    std::string device;
    for (const auto& file : group.files) device += (device.empty() ? "" : ":") + file;
    // A job without file names made its own in the directory: its name says nothing of the drive.
    cells["device"] = device.empty() ? load.directory : device;
    cells["rw"] = load.rw;
    if (load.read_percent) cells["rwmixread"] = number_text(*load.read_percent);
    cells["bs_bytes"] = number_text(load.size);
    cells["iodepth"] = number_text(load.depth);
    cells["numjobs"] = std::to_string(*jobs);
    cells["direct"] = load.direct;
    cells["ioengine"] = load.engine;
    cells["io_size"] = load.io_size;
    cells["fio_version"] = text_at(run_, "fio version");
    cells["date"] = text_at(run_, "time");
    cells["source_path"] = file_name_;
    cells["n_job_entries"] = std::to_string(group.entries);
    cells["jobname"] = group.name;
    cells["runtime_s"] = number_text(std::max(group.read.runtime, group.write.runtime));
    if (const auto drives = drives_in(group.files)) cells["n_devices"] = std::to_string(*drives);
    if (load.offered) {
      cells["offered_rate_iops"] = number_text(*load.offered * static_cast<double>(*jobs));
    }
    if (const auto busy = busy_percent()) cells["util_pct"] = number_text(*busy);
    set_traffic(cells, "read", group.read);
    set_traffic(cells, "write", group.write);

    Row row{group.mark, {}};
    for (const auto column : kColumns) row.cells.push_back(cells[column]);
    table.rows.push_back(std::move(row));
  }

  static void set_traffic(std::map<std::string_view, std::string>& cells, std::string_view word,
                          const Traffic& traffic) {
    if (traffic.requests <= 0.0) return;
    const auto set = [&](std::string_view what, double value) {
      const auto name = fmt::format("{}_{}", word, what);
      const auto column = std::ranges::find(kColumns, name);
      if (column != kColumns.end()) cells[*column] = number_text(value);
    };
    set("iops", traffic.rate);
    set("bw_MBps", traffic.bytes * 1e-6);
    if (traffic.timed) {
      set("lat_mean_us", traffic.mean * 1e6);
      set("lat_stddev_us", traffic.deviation() * 1e6);
    }
    for (const auto& [name, sum] : traffic.percentiles) {
      // Only if every job has it; half of them say nothing about the whole.
      if (sum.second != traffic.requests || sum.first <= 0.0) continue;
      set(fmt::format("lat_{}_us", name), sum.first / sum.second * 1e6);
    }
  }

  /// Mean over the drives that the kernel reported.
  [[nodiscard]] std::optional<double> busy_percent() const {
    const auto drives = run_.find("disk_util");
    if (drives == run_.end() || !drives->is_array() || drives->empty()) return std::nullopt;
    double sum = 0.0;
    for (const auto& drive : *drives) {
      if (!drive.is_object()) return std::nullopt;
      sum += number_at(drive, "util");
    }
    return sum / static_cast<double>(drives->size());
  }

  const json& run_;
  std::string_view text_;
  const std::string& file_name_;
  Diagnostics& diagnostics_;
  std::vector<Group> groups_;
  std::size_t scanned_ = 0;
  int line_ = 1;
};

}  // namespace

tl::expected<Table, Diagnostics> read_fio(std::string_view whole, const std::string& file_name) {
  Diagnostics diagnostics;
  const auto fail = [&](Code code, const Mark& mark, const std::string& message,
                        const std::string& hint = "") {
    report(diagnostics, code, mark, message, hint);
    return tl::unexpected(diagnostics);
  };
  const Mark file{file_name, 0, 0};
  if (whole.size() > kMostBytes) {
    return fail(Code::kFileTooLarge, file,
                fmt::format("the file has more than {} bytes", kMostBytes));
  }
  const auto checked = parameters::check_encoding(whole, file_name, diagnostics);
  if (!checked) return tl::unexpected(diagnostics);
  const auto text = *checked;
  if (trimmed(text).empty()) return fail(Code::kFileEmpty, file, "the file is empty");
  const std::string run_again = "run fio with --output-format=json --output=FILE.json";
  const auto start = start_of_json(text);
  if (start == std::string_view::npos) {
    return fail(Code::kFioOutput, {file_name, 1, 1}, "no line starts a JSON object", run_again);
  }
  const auto extent = extent_of(text, start);
  if (extent.too_deep) {
    return fail(Code::kFioOutput, mark_at(text, extent.end, file_name),
                fmt::format("nested more than {} levels deep", kMostJsonDepth), run_again);
  }
  if (extent.open > 0) {
    return fail(Code::kFioOutput, mark_at(text, extent.end, file_name),
                fmt::format("the JSON ends here with {} brackets open", extent.open),
                "the file was cut off: run fio to its end");
  }
  if (const auto rest = start_of_json(text.substr(extent.end)); rest != std::string_view::npos) {
    return fail(Code::kFioOutput, mark_at(text, extent.end + rest, file_name),
                "a second JSON object starts here",
                "one run a file; put several into a folder and give the folder");
  }
  json run;
  try {
    run = json::parse(text.substr(start, extent.end - start));
  } catch (const json::parse_error& error) {
    const auto at = std::min(text.size(), start + (error.byte > 0 ? error.byte - 1 : 0));
    return fail(Code::kFioOutput, mark_at(text, at, file_name),
                fmt::format("not well-formed JSON near {}", units::quoted(text.substr(at, 20))),
                run_again);
  } catch (const json::exception& error) {
    return fail(Code::kFioOutput, mark_at(text, start, file_name),
                fmt::format("not well-formed JSON: {}", error.what()), run_again);
  }
  auto table = RunReader(run, text, file_name, diagnostics).read();
  if (has_errors(diagnostics)) return tl::unexpected(diagnostics);
  return table;
}

}  // namespace penstock::calibration
