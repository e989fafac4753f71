// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Which rows of a table are meant. A condition is `column=value[,value...]`; conditions are joined
// by `and`, and alternatives by `or`, which binds weaker:
//
//   iodepth=1,32
//   iodepth=1,256 and numjobs=1 or iodepth=16 and numjobs=4
//
// A value equals a cell if both are the same text, or the same number ("1" and "1.0", "4k" and
// 4096 in a column of bytes). A text with commas that a cell holds as a whole is one value, so
// names with commas need no quotes. An empty value means an empty cell. Several conditions given
// apart must all hold.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "models/calibration/table.hpp"
#include "models/parameters/diagnostic.hpp"

namespace penstock::calibration {

/// Indices into table.rows, ascending: the rows of `among` (all rows if it is null) where all
/// conditions hold. A condition on an unknown column, one that is not well-formed, and conditions
/// that together match no row are errors that name the file, the condition and what the column
/// holds; `option` is how the user gave them ("--where").
tl::expected<std::vector<std::size_t>, parameters::Diagnostics> select(
    const Table& table, std::span<const std::string> conditions, const std::string& option,
    const std::vector<std::size_t>* among = nullptr);

}  // namespace penstock::calibration
