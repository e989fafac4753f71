// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The bytes of a file: whether they are text that YAML allows, and from yaml-cpp's places (bytes,
// from 0) to those that editors show (characters, from 1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/parameters/diagnostic.hpp"

namespace penstock::parameters {

/// The text without a byte-order mark, or nothing with a diagnostic for each line that is not UTF-8
/// or holds a control character. Control characters must not reach yaml-cpp: it takes byte 4 for
/// the end of the file.
std::optional<std::string_view> check_encoding(std::string_view text, const std::string& file_name,
                                               Diagnostics& diagnostics);

/// Keeps a view of the text.
class PlaceMap {
 public:
  PlaceMap(std::string_view text, std::string file_name);

  /// `line` and `byte` count from 0; places beyond the text are moved to its end, and -1 (yaml-cpp
  /// knows none) becomes the file as a whole.
  [[nodiscard]] Mark mark(int line, int byte) const;

 private:
  std::string_view text_;
  std::string file_name_;
  std::vector<std::size_t> line_starts_;
  std::vector<unsigned> continuation_bytes_;  ///< before each byte; empty for plain ASCII
};

}  // namespace penstock::parameters
