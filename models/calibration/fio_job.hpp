// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What the options of a fio job say about its load. Names, defaults and units are those of fio 3's
// manual. Internal to models/calibration.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>

namespace penstock::calibration {

/// Options as fio writes them: strings by name. A job's own ones replace the global ones.
using FioOptions = std::map<std::string, std::string>;

struct FioLoad {
  std::string rw = "read";
  bool reads = true;
  bool writes = false;
  std::optional<double> read_percent;  ///< of mixed loads
  double size = 4096;                  ///< bytes of a request
  double depth = 1;                    ///< requests in flight of one job; 1 for synchronous engines
  std::size_t jobs = 1;                ///< numjobs
  std::optional<double> offered;       ///< requests per second of one job, if they are limited
  std::string engine;
  std::string direct;           ///< "1", "0" or empty
  std::string io_size;          ///< as given
  std::set<std::string> files;  ///< filenames
  std::string directory;        ///< of files that fio names itself
};

/// The error is a sentence: an option that changes the load in a way that no column describes.
tl::expected<FioLoad, std::string> load_of(const FioOptions& options);

/// Number of drives in filenames, if all of them name drives and not files.
std::optional<std::size_t> drives_in(const std::set<std::string>& files);

/// Empty if the two describe the same load of different jobs; else the option that differs.
std::string difference(const FioLoad& a, const FioLoad& b);

}  // namespace penstock::calibration
