// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Measurements as they were written down: columns of text with the place of every row. Read from
// tidy CSV (RFC 4180, a header of unique names) or from what fio 3 writes with
// --output-format=json, one file or a folder of runs, which becomes the same columns as
// docs/reference/measurements.md lists.
//
// Reading reports every mistake with file and line and returns nothing if there is one.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "models/parameters/codes.hpp"
#include "models/parameters/diagnostic.hpp"

namespace penstock::calibration {

struct Row {
  parameters::Mark mark;           ///< file and line; of the run for fio
  std::vector<std::string> cells;  ///< as many as columns, without surrounding blanks
};

struct Table {
  std::string source;  ///< the path that was read
  std::vector<std::string> columns;
  std::vector<Row> rows;

  /// Index of a column; nothing if there is none of that name.
  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;
  /// The cell of a row in a column of this name; empty if there is no such column.
  [[nodiscard]] std::string_view cell(const Row& row, std::string_view name) const;
};

tl::expected<Table, parameters::Diagnostics> read_csv(std::string_view text,
                                                      const std::string& file_name);
/// The jobs of one run, each with its own options, become one row: rates are summed, latencies are
/// means by requests. A run that fio gave up, or without any request, is a mistake.
tl::expected<Table, parameters::Diagnostics> read_fio(std::string_view text,
                                                      const std::string& file_name);
/// A CSV file, a fio file or a folder of fio files (searched below it too), told apart by their
/// content.
tl::expected<Table, parameters::Diagnostics> read_measurements(const std::filesystem::path& path);

/// One mistake that concerns the table as a whole.
parameters::Diagnostics error_at(const Table& table, parameters::Code code, std::string message,
                                 std::string hint = "");

/// States `column=value` for all rows: a circumstance that was not written down ("rpm=7200",
/// "n_devices=8"). The error is a sentence: not of this form, or the table has the column.
tl::expected<void, std::string> give(Table& table, std::string_view text);

}  // namespace penstock::calibration
