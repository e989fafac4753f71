// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Files that commands read: scenarios and results, from a path or from standard input ("-").
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "models/calibration/table.hpp"
#include "sim/cli/arguments.hpp"
#include "sim/cli/program.hpp"
#include "sim/results/result.hpp"
#include "sim/scenario/scenario_reader.hpp"

namespace penstock::cli {

/// What standard input is called in messages.
inline constexpr const char* kStandardInput = "<stdin>";

/// Everything that standard input gives; an error if reading fails or it is larger than `limit`.
tl::expected<std::string, std::string> read_standard_input(Program& program, std::size_t limit);

scenario::ReadResult read_scenario(const std::string& path,
                                   const std::vector<std::string>& overrides, Program& program);

/// The error names the file and the cause.
tl::expected<results::Result, std::string> read_result(const std::string& path, Program& program);

/// CSV or fio's JSON, told apart by content; a path may be a folder of fio runs.
tl::expected<calibration::Table, parameters::Diagnostics> read_measurements(const std::string& path,
                                                                            Program& program);
/// The same with the columns that --given states.
tl::expected<calibration::Table, parameters::Diagnostics> read_measurements(
    const std::string& path, const Arguments& arguments, Program& program);

}  // namespace penstock::cli
