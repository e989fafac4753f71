// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/series_split.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string_view>

#include "models/parameters/codes.hpp"
#include "models/units/quote.hpp"

namespace penstock::calibration {
namespace {

/// Columns that say which device was measured.
constexpr std::array<std::string_view, 7> kDeviceColumns{
    "device", "device_key", "device_model", "drive", "disk", "serial", "instance"};

/// Columns of the set-up, the coarser first.
constexpr std::array<std::string_view, 16> kSetUpColumns{
    "host",     "location", "interface", "interconnect", "storage_type", "engine",
    "ioengine", "config",   "scheduler", "experiment",   "test",         "split_name",
    "strategy", "variant",  "pattern",   "io_size"};

constexpr std::size_t kRowsPerSeries = 2;

std::set<std::string> values_of(const Table& table, std::span<const std::size_t> rows,
                                std::string_view column) {
  std::set<std::string> values;
  for (const auto row : rows) values.emplace(table.cell(table.rows[row], column));
  return values;
}

/// Whether a condition compares this column: "device=A" and "x=1 and device = A".
bool names_column(std::string_view condition, std::string_view column) {
  for (auto at = condition.find(column); at != std::string_view::npos;
       at = condition.find(column, at + 1)) {
    const bool starts = at == 0 || condition[at - 1] == ' ';
    const auto after = condition.find_first_not_of(' ', at + column.size());
    if (starts && after != std::string_view::npos && condition[after] == '=') return true;
  }
  return false;
}

std::set<Circumstances> groups(const Table& table, std::span<const std::size_t> rows,
                               std::span<const std::string> columns) {
  std::set<Circumstances> all;
  for (const auto row : rows) all.insert(circumstances(table, table.rows[row], columns));
  return all;
}

std::size_t rows_in(const Table& table, std::span<const std::size_t> rows,
                    std::span<const std::string> columns, const std::set<Circumstances>& known) {
  return static_cast<std::size_t>(std::ranges::count_if(rows, [&](std::size_t row) {
    return known.contains(circumstances(table, table.rows[row], columns));
  }));
}

}  // namespace

Circumstances circumstances(const Table& table, const Row& row,
                            std::span<const std::string> columns) {
  Circumstances found;
  for (const auto& column : columns) found[column] = std::string(table.cell(row, column));
  return found;
}

std::string text_of(const Circumstances& circumstances) {
  if (circumstances.empty()) return "all rows";
  std::vector<std::string> parts;
  for (const auto& [column, value] : circumstances) {
    parts.push_back(fmt::format("{}={}", column, value));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

tl::expected<void, parameters::Diagnostics> check_one_device(
    const Table& table, std::span<const std::size_t> rows,
    std::span<const std::string> conditions) {
  constexpr std::size_t kMostListed = 12;
  for (const auto column : kDeviceColumns) {
    if (std::ranges::any_of(conditions,
                            [&](const auto& text) { return names_column(text, column); })) {
      return {};
    }
  }
  for (const auto column : kDeviceColumns) {
    const auto values = values_of(table, rows, column);
    if (values.size() < 2) continue;
    std::vector<std::string> listed;
    for (const auto& value : values) {
      if (listed.size() == kMostListed) break;
      listed.push_back(units::quoted(value));
    }
    if (values.size() > listed.size()) {
      listed.push_back(fmt::format("and {} more", values.size() - listed.size()));
    }
    parameters::Diagnostics diagnostics;
    report(diagnostics, parameters::Code::kSeveralDevices, {table.source, 0, 0},
           fmt::format("the chosen rows are of {} devices, by column '{}': {}", values.size(),
                       column, fmt::join(listed, ", ")),
           fmt::format("choose the rows of one, for example --where '{}={}'", column,
                       values.begin()->empty() ? *std::next(values.begin()) : *values.begin()));
    return tl::unexpected(std::move(diagnostics));
  }
  return {};
}

std::string file_name_of(const Table& table) {
  const auto path = std::filesystem::path(table.source).lexically_normal();
  return (path.has_filename() ? path.filename() : path.parent_path().filename()).string();
}

std::string device_name(const Table& table, std::span<const std::size_t> rows) {
  for (const auto column : kDeviceColumns) {
    const auto values = values_of(table, rows, column);
    if (values.size() == 1 && !values.begin()->empty()) return *values.begin();
  }
  return std::filesystem::path(file_name_of(table)).stem().string();
}

std::vector<std::string> series_columns(const Table& table, std::span<const std::size_t> rows,
                                        std::span<const std::size_t> calibration,
                                        std::span<const std::string> taken) {
  std::vector<std::string> chosen;
  std::size_t groups_now = 1;
  for (const auto column : kSetUpColumns) {
    if (!table.column(column) || std::ranges::find(taken, column) != taken.end()) continue;
    auto tried = chosen;
    tried.emplace_back(column);
    const auto known = groups(table, calibration, tried);
    // A column that splits no further would only be one more that a later table has to have.
    if (known.size() <= groups_now || known.size() * kRowsPerSeries > calibration.size() ||
        2 * rows_in(table, rows, tried, known) < rows.size()) {
      continue;
    }
    groups_now = known.size();
    chosen = std::move(tried);
  }
  return chosen;
}

}  // namespace penstock::calibration
