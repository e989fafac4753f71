// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/fio_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "models/calibration/cell_value.hpp"
#include "models/units/quote.hpp"

namespace penstock::calibration {
namespace {

/// Engines that wait for each request: iodepth has no effect on them (fio manual, "iodepth").
constexpr std::array<std::string_view, 10> kSynchronous{"sync",    "psync",    "vsync",   "pvsync",
                                                        "pvsync2", "mmap",     "libpmem", "dev-dax",
                                                        "splice",  "ftruncate"};

/// Options under which the figures are not those of a load that can be written in columns.
constexpr std::array<std::string_view, 8> kRefused{"bssplit",   "bsrange",       "blocksize_range",
                                                   "thinktime", "rate",          "rate_process",
                                                   "flow",      "latency_target"};

class Options {
 public:
  explicit Options(const FioOptions& options) : options_(options) {}

  [[nodiscard]] const std::string* find(std::string_view name, std::string_view alias = "") const {
    for (const auto wanted : {name, alias}) {
      const auto found = options_.find(std::string(wanted));
      if (!wanted.empty() && found != options_.end()) return &found->second;
    }
    return nullptr;
  }
  /// A switch: set without a value or with anything but 0.
  [[nodiscard]] bool on(std::string_view name) const {
    const auto* value = find(name);
    return value != nullptr && *value != "0";
  }

 private:
  const FioOptions& options_;
};

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// "8k", "4k,8k" (reads, writes) or ",8k"; an empty part is the default, a missing one the last
/// that was given.
std::optional<double> part_for(const std::string& text, bool reads, bool writes, double otherwise,
                               std::string& problem, std::string_view option) {
  const auto parts = split(text, ',');
  const auto value = [&](std::size_t i) -> std::optional<double> {
    const auto part = parts[std::min(i, parts.size() - 1)];
    return part.empty() ? otherwise : size_of(part);
  };
  const auto read = value(0);
  const auto write = value(1);
  if ((reads && !read) || (writes && !write)) {
    problem = fmt::format("{}={} is no number", option, units::quoted(text));
    return std::nullopt;
  }
  if (reads && writes && *read != *write) {
    problem =
        fmt::format("{}={} differs for reads and writes of one job", option, units::quoted(text));
    return std::nullopt;
  }
  return reads ? read : write;
}

std::string set_direction(const Options& options, FioLoad& load) {
  if (const auto* rw = options.find("rw", "readwrite")) load.rw = *rw;
  if (load.rw == "readwrite") load.rw = "rw";
  constexpr std::array<std::string_view, 6> kKnown{"read",     "write",     "rw",
                                                   "randread", "randwrite", "randrw"};
  if (std::ranges::find(kKnown, load.rw) == kKnown.end()) {
    return fmt::format("rw={} is none of read, write, rw, randread, randwrite and randrw",
                       units::quoted(load.rw));
  }
  load.reads = !load.rw.ends_with("write");
  load.writes = !load.rw.ends_with("read");
  if (!load.reads || !load.writes) return "";
  load.read_percent = 50.0;
  const auto* reads = options.find("rwmixread");
  const auto* writes = options.find("rwmixwrite");
  if (const auto* given = reads != nullptr ? reads : writes) {
    const auto percent = number_of(*given);
    if (!percent || !(*percent >= 0.0 && *percent <= 100.0)) {
      return fmt::format("rwmixread={} is no percentage", units::quoted(*given));
    }
    load.read_percent = reads != nullptr ? *percent : 100.0 - *percent;
  }
  return "";
}

/// A count of at least 1.
std::string set_count(const Options& options, std::string_view name, double& count) {
  const auto* text = options.find(name);
  if (text == nullptr) return "";
  const auto value = number_of(*text);
  if (!value || !(*value >= 1.0 && *value <= 1e6) || std::floor(*value) != *value) {
    return fmt::format("{}={} is no count", name, units::quoted(*text));
  }
  count = *value;
  return "";
}

void set_files(const Options& options, FioLoad& load) {
  const auto* names = options.find("filename");
  if (names == nullptr) return;
  std::string name;
  for (std::size_t i = 0; i <= names->size(); ++i) {
    // A colon separates names unless a backslash stands before it.
    if (i < names->size() && (*names)[i] == '\\' && i + 1 < names->size() &&
        (*names)[i + 1] == ':') {
      name += ':';
      ++i;
    } else if (i == names->size() || (*names)[i] == ':') {
      if (!name.empty()) load.files.insert(name);
      name.clear();
    } else {
      name += (*names)[i];
    }
  }
}

}  // namespace

tl::expected<FioLoad, std::string> load_of(const FioOptions& given) {
  const Options options(given);
  FioLoad load;
  for (const auto name : kRefused) {
    if (options.find(name) != nullptr) {
      return tl::unexpected(
          fmt::format("the option {} changes the load in a way that cannot be "
                      "described by size, depth and rate",
                      name));
    }
  }
  std::string problem = set_direction(options, load);
  double jobs = 1.0;
  if (problem.empty()) problem = set_count(options, "iodepth", load.depth);
  if (problem.empty()) problem = set_count(options, "numjobs", jobs);
  load.jobs = static_cast<std::size_t>(jobs);
  if (const auto* size = options.find("bs", "blocksize"); size != nullptr && problem.empty()) {
    const auto bytes = part_for(*size, load.reads, load.writes, 4096.0, problem, "bs");
    if (bytes && !(*bytes >= 1.0 && *bytes <= 1e15))
      problem = fmt::format("bs={} is no size", units::quoted(*size));
    load.size = bytes.value_or(load.size);
  }
  if (const auto* rate = options.find("rate_iops"); rate != nullptr && problem.empty()) {
    const auto parts = split(*rate, ',');
    const auto read = size_of(parts.front());
    const auto write = size_of(parts[std::min<std::size_t>(1, parts.size() - 1)]);
    if ((load.reads && !read) || (load.writes && !write)) {
      problem = fmt::format("rate_iops={} is no number", units::quoted(*rate));
    } else {
      load.offered = (load.reads ? *read : 0.0) + (load.writes ? *write : 0.0);
    }
  }
  if (!problem.empty()) return tl::unexpected(problem);

  if (const auto* engine = options.find("ioengine")) load.engine = *engine;
  if (std::ranges::find(kSynchronous, load.engine) != kSynchronous.end()) load.depth = 1.0;
  if (options.find("direct") != nullptr) load.direct = options.on("direct") ? "1" : "0";
  if (const auto* size = options.find("io_size", "size")) load.io_size = *size;
  set_files(options, load);
  if (const auto* directory = options.find("directory")) load.directory = *directory;
  return load;
}

std::optional<std::size_t> drives_in(const std::set<std::string>& files) {
  const auto is_drive = [](const std::string& name) {
    return name.starts_with("/dev/") || name.find("traddr=") != std::string::npos;
  };
  if (files.empty() || !std::ranges::all_of(files, is_drive)) return std::nullopt;
  return files.size();
}

std::string difference(const FioLoad& a, const FioLoad& b) {
  if (a.rw != b.rw) return "rw";
  if (a.read_percent != b.read_percent) return "rwmixread";
  if (a.size != b.size) return "bs";
  if (a.depth != b.depth) return "iodepth";
  if (a.offered != b.offered) return "rate_iops";
  if (a.engine != b.engine) return "ioengine";
  if (a.direct != b.direct) return "direct";
  return "";
}

}  // namespace penstock::calibration
