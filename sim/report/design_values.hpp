// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// One design as a list of values by path, so that two of them can be compared line by line.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "sim/report/difference.hpp"

namespace penstock::report {

struct Value {
  std::string text;              ///< for people
  std::optional<double> number;  ///< SI base units; absent for words
};

/// By path without the part's name: "big.device". Keys sort as they are printed.
using Values = std::map<std::string, Value>;

Values values_of(const results::Result& result, const results::DesignResult& design, Part part);
/// What decides a result, apart from its designs.
Values input_values(const results::Result& result);

}  // namespace penstock::report
