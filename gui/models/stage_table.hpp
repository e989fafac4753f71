// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The pipeline map of one design as a table: what each stage reads and writes, how, where, and what
// holds it up.
#pragma once

#include "gui/models/table_model.hpp"
#include "sim/results/result.hpp"

namespace penstock::gui {

/// One row per stage. Bytes are per day, of the month with the most traffic.
Table stage_table(const results::DesignResult& design, const std::string& currency);

}  // namespace penstock::gui
