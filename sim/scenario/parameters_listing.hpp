// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The parameter table for people and programs: `penstock params`.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "models/parameters/text_codec.hpp"

namespace penstock::scenario {

enum class ListingFormat { kTable, kJson, kMarkdown };

/// All rows. Markdown is docs/reference/parameters.md; JSON is a list of
/// {path, key, section, type, unit, default, minimum, maximum, kinds, choices, required, ...}.
std::string parameters_listing(ListingFormat format);

}  // namespace penstock::scenario

namespace penstock::parameters {
template <>
struct EnumWords<scenario::ListingFormat> {
  static constexpr std::array<std::string_view, 3> words{"table", "json", "markdown"};
};
}  // namespace penstock::parameters
