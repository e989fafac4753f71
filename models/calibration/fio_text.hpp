// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Where in the text of a fio output its JSON is. Internal to models/calibration.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "models/parameters/diagnostic.hpp"

namespace penstock::calibration {

inline constexpr int kMostJsonDepth = 64;

/// The place of a byte of valid UTF-8.
parameters::Mark mark_at(std::string_view text, std::size_t byte, const std::string& file_name);

/// The first line that starts with a brace, before which fio prints its warnings; npos if none
/// does.
std::size_t start_of_json(std::string_view text);

/// Where the object that starts at `from` ends.
struct JsonExtent {
  std::size_t end = 0;    ///< behind its last byte, or where the text ends or nests too deep
  int open = 0;           ///< brackets that are not closed there
  bool too_deep = false;  ///< deeper than kMostJsonDepth, which no output of fio is
};
JsonExtent extent_of(std::string_view text, std::size_t from);

}  // namespace penstock::calibration
