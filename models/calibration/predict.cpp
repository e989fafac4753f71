// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "models/calibration/calibrate.hpp"
#include "models/calibration/outcomes.hpp"
#include "models/calibration/selection.hpp"
#include "models/calibration/series_split.hpp"
#include "models/parameters/codes.hpp"
#include "models/parameters/reader.hpp"
#include "models/units/quote.hpp"

namespace penstock::calibration {
namespace {

using parameters::Code;
using parameters::Diagnostics;
using Rows = std::vector<std::size_t>;

/// Whether the table comes from a file of the same name as the profile's measurements.
bool same_measurements(const Profile& profile, const Table& table) {
  return !profile.measurements.empty() && file_name_of(table) == profile.measurements;
}

/// Whether the table has no column of one of these problems: select() says so by its code.
bool is_only(const Diagnostics& diagnostics, std::initializer_list<Code> codes) {
  return std::ranges::all_of(diagnostics, [&](const parameters::Diagnostic& diagnostic) {
    return std::ranges::any_of(
        codes, [&](Code code) { return diagnostic.code == parameters::code_text(code); });
  });
}

/// The rows that the profile's own conditions choose; none if the table does not have them.
tl::expected<Rows, Diagnostics> rows_of_profile(const Table& table,
                                                const std::vector<std::string>& conditions,
                                                const Rows* among) {
  auto rows = select(table, conditions, "the profile's conditions", among);
  if (rows) return rows;
  if (is_only(rows.error(), {Code::kUnknownColumn, Code::kNoRow})) return Rows{};
  return tl::unexpected(std::move(rows.error()));
}

struct Selection {
  Rows rows;
  Rows calibration;    ///< all that may have been calibrated on: never predicted
  bool known = false;  ///< they are the very rows of the calibration
};

/// Ascending rows without duplicates.
Rows united(const Rows& a, const Rows& b) {
  Rows both;
  std::ranges::set_union(a, b, std::back_inserter(both));
  return both;
}

tl::expected<Selection, Diagnostics> selection_of(const Profile& profile, const Table& table,
                                                  const Choice& choice) {
  Selection selection;
  const bool same = same_measurements(profile, table);
  const auto& where = choice.where.empty() && same ? profile.where : choice.where;
  auto rows = select(table, where, "--where");
  if (!rows) return tl::unexpected(std::move(rows.error()));
  selection.rows = std::move(*rows);
  if (auto one = check_one_device(table, selection.rows, where); !one) {
    return tl::unexpected(std::move(one.error()));
  }
  if (!choice.calibrate_on.empty()) {
    auto given = select(table, choice.calibrate_on, "--calibrate-on", &selection.rows);
    if (!given) return tl::unexpected(std::move(given.error()));
    selection.calibration = std::move(*given);
    selection.known = true;
  }
  if (same) {
    auto device = rows_of_profile(table, profile.where, nullptr);
    if (!device) return tl::unexpected(std::move(device.error()));
    auto own = rows_of_profile(table, profile.calibrated_on, &*device);
    if (!own) return tl::unexpected(std::move(own.error()));
    selection.calibration = united(selection.calibration, *own);
    selection.known = true;
  } else if (!profile.calibrated_on.empty()) {
    auto alike = rows_of_profile(table, profile.calibrated_on, &selection.rows);
    if (!alike) return tl::unexpected(std::move(alike.error()));
    selection.calibration = united(selection.calibration, *alike);
  }
  return selection;
}

/// The series that holds for a row; the error says why there is none.
tl::expected<std::size_t, std::string> series_of(const Profile& profile, const Table& table,
                                                 const Row& row) {
  if (profile.series.size() == 1) return std::size_t{0};
  for (std::size_t i = 0; i < profile.series.size(); ++i) {
    const auto& rows = profile.series[i].rows;
    if (std::ranges::all_of(rows, [&](const auto& column) {
          return table.column(column.first) && table.cell(row, column.first) == column.second;
        })) {
      return i;
    }
  }
  std::vector<std::string> columns;
  for (const auto& [column, value] : profile.series.front().rows) columns.push_back(column);
  for (const auto& column : columns) {
    if (!table.column(column)) {
      return tl::unexpected(fmt::format("no column {} to tell the series apart", column));
    }
  }
  return tl::unexpected(
      fmt::format("not calibrated for {}", text_of(circumstances(table, row, columns))));
}

class Predictor {
 public:
  Predictor(const Profile& profile, const Table& table, const Form& form)
      : profile_(profile), table_(table), form_(form), calibration_(profile.series.size()) {}

  /// The points that the trivial model is calibrated on.
  void learn(std::span<const Point> calibration) {
    for (const auto& point : calibration) {
      const auto series = series_of(profile_, table_, table_.rows[point.row]);
      if (series) calibration_[*series].push_back(point);
    }
  }

  void predict(const Point& point, PredictionReport& report) const {
    const auto series = series_of(profile_, table_, table_.rows[point.row]);
    if (!series) {
      ++report.skipped[series.error()];
      return;
    }
    auto outcomes = outcomes_of(form_, profile_.series[*series], *series, point);
    if (!outcomes) {
      ++report.skipped[outcomes.error()];
      return;
    }
    const auto& learned = calibration_[*series];
    if (!learned.empty() && form_.trivial) {
      outcomes->front().trivial = form_.trivial(learned, point);
    }
    report.outcomes.insert(report.outcomes.end(), outcomes->begin(), outcomes->end());
  }

 private:
  const Profile& profile_;
  const Table& table_;
  const Form& form_;
  std::vector<std::vector<Point>> calibration_;
};

std::string reasons(const PredictionReport& report) {
  std::vector<std::string> all;
  for (const auto& [reason, count] : report.skipped) {
    all.push_back(fmt::format("{} ({} {})", reason, count, count == 1 ? "row" : "rows"));
  }
  return fmt::format("{}", fmt::join(all, "; "));
}

}  // namespace

tl::expected<PredictionReport, Diagnostics> predict(const Profile& profile, const Table& table,
                                                    const Choice& choice,
                                                    std::span<const Form> known) {
  const auto form = std::ranges::find(known, profile.form, &Form::word);
  if (form == known.end()) {
    return tl::unexpected(
        error_at(table, Code::kUnknownName,
                 fmt::format("there is no form {}", units::quoted(profile.form))));
  }
  auto selection = selection_of(profile, table, choice);
  if (!selection) return tl::unexpected(std::move(selection.error()));
  auto& [rows, calibration, known_rows] = *selection;
  auto all = points(table, rows);
  if (!all) return tl::unexpected(std::move(all.error()));

  PredictionReport report;
  Predictor predictor(profile, table, *form);
  if (known_rows) {
    auto learned = points(table, calibration);
    if (!learned) return tl::unexpected(std::move(learned.error()));
    predictor.learn(*learned);
  }
  const bool placed = any_placed(*all);
  for (const auto& point : *all) {
    if (std::ranges::binary_search(calibration, point.row)) {
      ++report.calibration_rows;
    } else if (placed && !point.has(Condition::kRemote)) {
      ++report.skipped["neither local nor remote, as other rows are"];
    } else {
      predictor.predict(point, report);
    }
  }
  if (report.outcomes.empty()) {
    return tl::unexpected(
        report.skipped.empty()
            ? error_at(table, Code::kNothingLeft,
                       fmt::format("all {} chosen rows were calibrated on", rows.size()),
                       "calibrate on some of them and leave the others: --calibrate-on "
                       "'column=value,value'")
            : error_at(table, Code::kNothingLeft,
                       fmt::format("the profile has no answer for the chosen rows: {}",
                                   reasons(report))));
  }
  summarise_outcomes(report);
  return report;
}

}  // namespace penstock::calibration
