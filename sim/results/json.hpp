// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The result document as JSON text and back. Byte-stable: the same result gives the same bytes.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "sim/results/result.hpp"

namespace penstock::results {

/// UTF-8 JSON with a final newline, one line per row of a table. Doubles are printed so that they
/// read back exactly; bytes that are not UTF-8 become U+FFFD. Throws std::invalid_argument with the
/// path of a number that is not finite, because JSON has no word for it.
std::string to_json(const Result& result);

/// Reads what to_json wrote. Missing and unknown keys, wrong types, numbers out of range and a
/// newer format version are errors: the text names the path, "designs[2].months[0].index". Any
/// bytes are accepted as input; nothing is thrown.
tl::expected<Result, std::string> from_json(std::string_view text);

/// The JSON Schema (draft-07) of what to_json writes, from the same list of fields:
/// docs/reference/result.schema.json.
std::string json_schema();

}  // namespace penstock::results
