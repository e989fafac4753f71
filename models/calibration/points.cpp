// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Rows to points: cells become conditions and observations, and what cannot be is refused.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <ranges>
#include <utility>

#include "models/calibration/cell_value.hpp"
#include "models/calibration/columns.hpp"
#include "models/calibration/error_summary.hpp"
#include "models/calibration/point.hpp"
#include "models/calibration/row_reader.hpp"
#include "models/parameters/codes.hpp"
#include "models/units/parse.hpp"
#include "models/units/quote.hpp"

namespace penstock::calibration {
namespace {

using parameters::Code;
using parameters::Diagnostics;

/// Within one table it is the same in all rows; MB and MiB differ by 4.9 %.
constexpr double kMostByteSpread = 0.03;

std::vector<KnownColumn> known_columns_of(const Table& table) {
  std::vector<KnownColumn> known;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (const auto* column = find_column(table.columns[i])) known.push_back({i, column});
  }
  return known;
}

/// Without the columns that are empty in all chosen rows: they say as little as missing ones.
std::vector<KnownColumn> filled(const std::vector<KnownColumn>& known, const Table& table,
                                std::span<const std::size_t> rows) {
  std::vector<KnownColumn> left;
  for (const auto& column : known) {
    if (std::ranges::any_of(rows, [&](std::size_t row) {
          return !table.rows.at(row).cells[column.index].empty();
        })) {
      left.push_back(column);
    }
  }
  return left;
}

void check_byte_factors(const std::vector<ByteFactor>& factors, Diagnostics& diagnostics) {
  if (factors.size() < 3) return;
  std::vector<double> values;
  for (const auto& f : factors) values.push_back(f.factor);
  const double usual = quantile(std::move(values), 0.5);
  for (const auto& f : factors) {
    if (std::abs(f.factor / usual - 1.0) <= kMostByteSpread + f.rounding) continue;
    report(diagnostics, Code::kContradiction, f.mark,
           fmt::format("mixed units: column {} is {:.4g} times the requests per second times their "
                       "size; in most rows it is {:.4g} times",
                       f.column, f.factor, usual),
           "MiB/s in some rows and MB/s in others?");
  }
}

void check_repetitions(const Table& table, std::span<const std::size_t> rows,
                       Diagnostics& diagnostics) {
  std::vector<std::size_t> conditions;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (!is_measured(table.columns[i])) conditions.push_back(i);
  }
  std::map<std::vector<std::string>, std::size_t> seen;
  for (const auto index : rows) {
    const auto& row = table.rows[index];
    std::vector<std::string> key;
    for (const auto i : conditions) {
      // "1" and "1.0" are the same condition.
      const auto number = number_of(row.cells[i]);
      key.push_back(number ? fmt::format("{}", *number) : row.cells[i]);
    }
    if (const auto [at, added] = seen.emplace(std::move(key), index); !added) {
      const auto& first = table.rows[at->second].mark;
      report(diagnostics, Code::kRowTwice, row.mark,
             fmt::format("the row equals line {}{} in every column that is not measured",
                         first.line, first.file == row.mark.file ? "" : " of " + first.file),
             "remove one of them, or tell repetitions apart with a column such as run");
    }
  }
}

parameters::Mark header_of(const Table& table) {
  return {table.rows.empty() ? table.source : table.rows.front().mark.file, 1, 1};
}

void check_any_measured(const Table& table, const std::vector<KnownColumn>& known,
                        Diagnostics& diagnostics) {
  if (std::ranges::any_of(known, [](const KnownColumn& k) {
        return k.column->role >= Role::kObservation && k.column->role != Role::kResult;
      })) {
    return;
  }
  std::vector<std::string> names;
  for (const auto& c : known_columns()) {
    if (is_measured(c.column)) names.emplace_back(c.column);
  }
  std::string hint = "docs/reference/measurements.md lists the columns";
  for (const auto& column : table.columns) {
    if (const auto near = units::nearest(column, names)) {
      hint = fmt::format("did you mean {} instead of {}?", units::quoted(*near),
                         units::quoted(column));
      break;
    }
  }
  report(diagnostics, Code::kMissingColumn, header_of(table),
         fmt::format("no column holds a measured figure; the columns are {}{}",
                     fmt::join(table.columns | std::views::take(40), ", "),
                     table.columns.size() > 40 ? ", ..." : ""),
         hint);
}

/// Whether rows are loads in closed loop, which need direction, size and requests in flight.
bool check_closed_loop(const Table& table, const std::vector<KnownColumn>& known,
                       Diagnostics& diagnostics) {
  const auto any = [&](auto&& holds) {
    return std::ranges::any_of(known, [&](const KnownColumn& k) { return holds(*k.column); });
  };
  const auto has_role = [&](Role role) {
    return any([&](const Column& c) { return c.role == role; });
  };
  const auto has = [&](Condition condition) {
    return any(
        [&](const Column& c) { return c.role == Role::kCondition && c.condition == condition; });
  };
  const bool rates =
      has_role(Role::kRate) || has_role(Role::kReadBytes) || has_role(Role::kWriteBytes) ||
      any([](const Column& c) {
        return c.role == Role::kObservation && (c.observation == Observation::kReadRate ||
                                                c.observation == Observation::kWriteRate);
      });
  const bool closed_loop =
      rates && !has(Condition::kOffered) && (has_role(Role::kDirection) || has(Condition::kDepth));
  if (!closed_loop) return false;
  const auto require = [&](bool given, std::string_view what, std::string_view name) {
    if (given) return;
    report(diagnostics, Code::kMissingColumn, header_of(table),
           fmt::format("no column says {}", what), fmt::format("add a column {}", name));
  };
  require(has_role(Role::kDirection) || has_role(Role::kWriteShare),
          "whether a row reads or writes", "rw");
  require(has(Condition::kSize), "how large a request is", "bs_bytes");
  require(has(Condition::kDepth) || has(Condition::kProcesses), "how many requests are in flight",
          "iodepth or numjobs");
  return true;
}

}  // namespace

tl::expected<std::vector<Point>, Diagnostics> points(const Table& table,
                                                     std::span<const std::size_t> rows) {
  Diagnostics diagnostics;
  const auto known = known_columns_of(table);
  check_any_measured(table, known, diagnostics);
  const bool closed_loop = check_closed_loop(table, filled(known, table, rows), diagnostics);
  if (has_errors(diagnostics)) return tl::unexpected(std::move(diagnostics));
  std::vector<Point> points;
  std::vector<std::size_t> measured;
  std::vector<ByteFactor> factors;
  for (const auto index : rows) {
    auto point = read_row(table.rows.at(index), index, known, closed_loop, diagnostics, factors);
    if (std::ranges::none_of(point.observations, [](const auto& o) { return o.has_value(); })) {
      continue;
    }
    measured.push_back(index);
    points.push_back(std::move(point));
  }
  check_byte_factors(factors, diagnostics);
  check_repetitions(table, measured, diagnostics);
  if (points.empty() && !rows.empty() && !has_errors(diagnostics)) {
    report(diagnostics, Code::kNothingMeasured, table.rows.at(rows.front()).mark,
           fmt::format("none of the {} rows from here on holds a measured figure", rows.size()),
           "choose other rows, or fill in what was measured");
  }
  if (has_errors(diagnostics)) return tl::unexpected(std::move(diagnostics));
  return points;
}

}  // namespace penstock::calibration
