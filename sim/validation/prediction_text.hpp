// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Predictions beside measurements, for people and for programs.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "models/calibration/calibrate.hpp"
#include "sim/report/table.hpp"

namespace penstock::validation {

/// Columns that tell these outcomes apart: those that describe the measurement and differ among
/// them, by index into table.columns.
std::vector<std::size_t> telling_columns(const calibration::Table& table,
                                         std::span<const calibration::Outcome> outcomes);

/// One line per outcome: line of the file, telling columns, figure, measured, predicted, error.
report::Table outcome_table(const calibration::Table& table,
                            std::span<const calibration::Outcome> outcomes, bool fitted);
/// One line per figure: n, MAPE, median, p90, max, bias, knee and trivial model.
report::Table summary_table(const calibration::PredictionReport& report);

std::string prediction_text(const calibration::PredictionReport& report,
                            const calibration::Table& table, const report::Layout& layout);
std::string prediction_markdown(const calibration::PredictionReport& report,
                                const calibration::Table& table);
/// One line per outcome with all conditions; numbers in SI units that read back exactly.
std::string prediction_csv(const calibration::PredictionReport& report,
                           const calibration::Table& table);
/// {summary: {n, mape, median, p90, max, bias, knee_mape, trivial_mape}, by_observation, rows,
/// skipped}; errors are fractions, figures in SI units, null where there is none.
std::string prediction_json(const calibration::PredictionReport& report,
                            const calibration::Table& table);

}  // namespace penstock::validation
