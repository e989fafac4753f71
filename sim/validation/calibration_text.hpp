// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What a calibration found, for people and as JSON.
#pragma once

#include <string>

#include "models/calibration/calibrate.hpp"
#include "sim/report/table.hpp"

namespace penstock::validation {

/// Form, and for each series its parameters with standard errors, condition number, the error of
/// each point it was calibrated on, and remarks.
std::string calibration_text(const calibration::Calibration& calibration,
                             const calibration::Table& table, const report::Layout& layout);

/// {profile, form, series: [{rows, calibrated_on, condition, rms, remarks, parameters}], points}.
std::string calibration_json(const calibration::Calibration& calibration,
                             const calibration::Table& table);

}  // namespace penstock::validation
