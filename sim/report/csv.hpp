// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A result as comma-separated values (RFC 4180, UTF-8, a header line, numbers that read back
// exactly, months by index): pandas.read_csv("result.csv") and it is a data frame.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "models/parameters/text_codec.hpp"
#include "sim/results/result.hpp"

namespace penstock::report {

enum class CsvTable {
  kAll,        ///< tidy: design,section,item,month,metric,value,unit
  kLedger,     ///< one line per ledger row with all its columns
  kMonths,     ///< design,month,date,simulated and one column per metric
  kStages,     ///< the pipeline map
  kTimelines,  ///< design,resource,month,second,utilisation
};

std::string render_csv(const results::Result& result, CsvTable table);

/// One field, quoted if it has to be.
std::string csv_field(std::string_view text);

}  // namespace penstock::report

namespace penstock::parameters {
template <>
struct EnumWords<report::CsvTable> {
  static constexpr std::array<std::string_view, 5> words{"all", "ledger", "months", "stages",
                                                         "timelines"};
};
}  // namespace penstock::parameters
