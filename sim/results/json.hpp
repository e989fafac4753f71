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

/// Indented UTF-8 JSON with a final newline. Doubles are printed so that they read back exactly.
std::string to_json(const Result& result);

/// Reads what to_json wrote. The error says what is missing or of a newer format version.
tl::expected<Result, std::string> from_json(std::string_view text);

}  // namespace penstock::results
