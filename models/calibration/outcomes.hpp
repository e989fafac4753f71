// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A point's prediction beside its measurement. Internal to calibrate() and predict().
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "models/calibration/calibrate.hpp"

namespace penstock::calibration {

/// What was measured of the observation: as such, or the rate of requests or bytes that follows
/// from the others. Nothing if it was not measured.
std::optional<double> measured(const Point& point, Observation observation);

/// One outcome per observation that the form predicts and the point has, the main figure first: the
/// first of the form's that was measured. The error says why there is none.
tl::expected<std::vector<Outcome>, std::string> outcomes_of(const Form& form, const Series& series,
                                                            std::size_t series_index,
                                                            const Point& point);

/// All summaries of a report's outcomes.
void summarise_outcomes(PredictionReport& report);

}  // namespace penstock::calibration
