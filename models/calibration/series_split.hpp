// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Which rows of a table belong to one device, and which of them share parameters. Columns are known
// by what they usually describe (the set-up of a measurement), never by the values they hold.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "models/calibration/table.hpp"
#include "models/parameters/diagnostic.hpp"

namespace penstock::calibration {

/// Column and value.
using Circumstances = std::map<std::string, std::string>;

/// What the columns hold in a row; empty for columns that the table does not have.
Circumstances circumstances(const Table& table, const Row& row,
                            std::span<const std::string> columns);
/// "interface=SATA, engine=libaio"; "all rows" for none.
std::string text_of(const Circumstances& circumstances);

/// An error that lists them if the rows are of several devices, unless the conditions name the
/// column: then several devices were chosen as one.
tl::expected<void, parameters::Diagnostics> check_one_device(
    const Table& table, std::span<const std::size_t> rows, std::span<const std::string> conditions);

/// What the table calls the one device that the rows are of; else the name of its file without the
/// ending.
std::string device_name(const Table& table, std::span<const std::size_t> rows);

/// The last part of the path that a table was read from: "fio.csv", "runs" for "data/runs/".
std::string file_name_of(const Table& table);

/// Columns of the set-up that tell series of `rows` apart: together their values split
/// `calibration` into groups of two rows or more on average, which half of `rows` or more belong
/// to. `taken` are columns that models know as conditions.
std::vector<std::string> series_columns(const Table& table, std::span<const std::size_t> rows,
                                        std::span<const std::size_t> calibration,
                                        std::span<const std::string> taken);

}  // namespace penstock::calibration
