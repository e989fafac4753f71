// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A scenario file to a Scenario. All mistakes are reported at once, each with its place; time and
// memory are bounded for any input. Nothing is written. Safe from any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/catalogue/catalogue.hpp"
#include "models/parameters/diagnostic.hpp"
#include "models/scenario/scenario.hpp"

namespace penstock::scenario {

struct ReadResult {
  std::optional<Scenario> scenario;               ///< absent if there is any error
  std::optional<catalogue::Catalogue> catalogue;  ///< shipped entries with the file's own; as above
  parameters::Diagnostics diagnostics;            ///< errors and warnings
  /// 128 bits in hexadecimal, of all values that decide the result: neither comments nor the order
  /// of keys nor units change it. Empty if there is any error.
  std::string inputs_hash;
};

/// Reads a file with its includes. `overrides` are "path=value" (overrides.hpp).
ReadResult read_file(const std::filesystem::path& path,
                     const std::vector<std::string>& overrides = {});

/// The same for a text; `file_name` goes into diagnostics, and includes count from its folder.
ReadResult read_text(std::string_view text, const std::string& file_name,
                     const std::vector<std::string>& overrides = {});

}  // namespace penstock::scenario
