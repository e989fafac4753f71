// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "models/calibration/cell_value.hpp"
#include "models/parameters/codes.hpp"
#include "models/parameters/document.hpp"

namespace penstock::calibration {
namespace {

using parameters::Code;
using parameters::Diagnostics;

constexpr std::size_t kMostBytes = 64U << 20U;
constexpr std::size_t kMostFiles = 100'000;

/// fio's warnings may stand before its JSON, which starts with a brace on a line of its own.
bool looks_like_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto first = trimmed(text.substr(0, 4096));
  if (first.starts_with('{') || first.starts_with('[')) return true;
  return text.find("\n{\n") != std::string_view::npos ||
         text.find("\n{\r\n") != std::string_view::npos;
}

/// All regular files below a folder, sorted by path, so that rows have the same order everywhere.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                               Diagnostics& diagnostics) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  std::filesystem::recursive_directory_iterator entry(folder, error);
  const std::filesystem::recursive_directory_iterator end;
  while (!error && entry != end && files.size() <= kMostFiles) {
    if (entry->is_regular_file(error) && !error) files.push_back(entry->path());
    // A dangling link is no file of ours; what follows it still is.
    error.clear();
    entry.increment(error);
  }
  if (error) {
    report(diagnostics, Code::kFileNotReadable, {folder.string(), 0, 0},
           fmt::format("the folder cannot be read to its end: {}", error.message()));
  } else if (files.size() > kMostFiles) {
    report(diagnostics, Code::kFileTooLarge, {folder.string(), 0, 0},
           fmt::format("the folder holds more than {} files", kMostFiles));
  }
  std::ranges::sort(files);
  return files;
}

void append(Table& table, const Table& more) {
  for (const auto& column : more.columns) {
    if (table.column(column)) continue;
    table.columns.push_back(column);
    for (auto& row : table.rows) row.cells.emplace_back();
  }
  for (const auto& row : more.rows) {
    Row copy{row.mark, {}};
    for (const auto& column : table.columns) copy.cells.emplace_back(more.cell(row, column));
    table.rows.push_back(std::move(copy));
  }
}

tl::expected<Table, Diagnostics> read_folder(const std::filesystem::path& folder) {
  Diagnostics diagnostics;
  Table table{folder.string(), {}, {}};
  for (const auto& path : files_below(folder, diagnostics)) {
    Diagnostics of_file;
    const auto text = parameters::read_file_text(path, kMostBytes, of_file);
    if (text) {
      // Beside fio's output there are its job files, logs and plots: only what calls itself JSON
      // or names fio's version has to be a run.
      if (path.extension() != ".json" &&
          !(looks_like_json(*text) && text->find("\"fio version\"") != std::string::npos)) {
        continue;
      }
      if (auto runs = read_fio(*text, path.string())) {
        append(table, *runs);
      } else {
        of_file = std::move(runs.error());
      }
    }
    for (auto& d : of_file) diagnostics.push_back(std::move(d));
  }
  if (has_errors(diagnostics)) return tl::unexpected(std::move(diagnostics));
  if (table.rows.empty()) {
    report(diagnostics, Code::kFioOutput, {folder.string(), 0, 0},
           "the folder holds no output of fio",
           "run fio with --output-format=json --output=FILE.json");
    return tl::unexpected(std::move(diagnostics));
  }
  return table;
}

}  // namespace

std::optional<std::size_t> Table::column(std::string_view name) const {
  const auto found = std::ranges::find(columns, name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

std::string_view Table::cell(const Row& row, std::string_view name) const {
  const auto index = column(name);
  return index ? std::string_view(row.cells[*index]) : std::string_view();
}

tl::expected<Table, Diagnostics> read_measurements(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return read_folder(path);
  Diagnostics diagnostics;
  const auto text = parameters::read_file_text(path, kMostBytes, diagnostics);
  if (!text) return tl::unexpected(std::move(diagnostics));
  const auto extension = path.extension();
  const bool json = extension == ".json" || (extension != ".csv" && looks_like_json(*text));
  return json ? read_fio(*text, path.string()) : read_csv(*text, path.string());
}

Diagnostics error_at(const Table& table, Code code, std::string message, std::string hint) {
  Diagnostics diagnostics;
  report(diagnostics, code, {table.source, 0, 0}, std::move(message), std::move(hint));
  return diagnostics;
}

tl::expected<void, std::string> give(Table& table, std::string_view text) {
  const auto equals = text.find('=');
  const std::string_view column = trimmed(text.substr(0, equals));
  if (equals == std::string_view::npos || column.empty()) {
    return tl::unexpected(fmt::format("'{}' is not of the form column=value", text));
  }
  if (table.column(column)) {
    return tl::unexpected(fmt::format("the measurements have a column '{}' already", column));
  }
  const std::string value(trimmed(text.substr(equals + 1)));
  table.columns.emplace_back(column);
  for (Row& row : table.rows) row.cells.push_back(value);
  return {};
}

}  // namespace penstock::calibration
