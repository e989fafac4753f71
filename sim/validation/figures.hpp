// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The errors that were reached when they were last accepted, as JSON beside the report: a change
// that makes one of them worse does not go unnoticed.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "sim/validation/validation.hpp"

namespace penstock::validation {

/// How much worse a figure may be: 5 % of itself and a tenth of a point. Compilers and libraries
/// change the last digits, not this.
struct Tolerance {
  double relative = 0.05;
  double absolute = 0.001;
};

/// {format, tolerance, cases: {id: {n, mape, median, p90, max, bias, knee_mape, trivial_mape,
/// close}}}; fractions.
std::string figures_json(std::span<const CaseResult> results);

/// One sentence per case that is worse than the committed figures: MAPE, p90, knee, share of close
/// limits, number of rows, a case that is not among them or has gone. Better ones are no matter.
/// The error says why the text is not such a file.
tl::expected<std::vector<std::string>, std::string> worse_than(std::span<const CaseResult> results,
                                                               std::string_view committed,
                                                               const Tolerance& tolerance = {});

}  // namespace penstock::validation
