// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/fio_text.hpp"

#include <algorithm>

namespace penstock::calibration {

parameters::Mark mark_at(std::string_view text, std::size_t byte, const std::string& file_name) {
  const auto before = text.substr(0, byte);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const auto start = before.rfind('\n');
  const auto in_line = start == std::string_view::npos ? before : before.substr(start + 1);
  const auto characters = std::ranges::count_if(
      in_line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  return {file_name, static_cast<int>(lines) + 1, static_cast<int>(characters) + 1};
}

JsonExtent extent_of(std::string_view text, std::size_t from) {
  JsonExtent extent;
  bool in_string = false;
  for (std::size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++extent.open > kMostJsonDepth) {
        extent.too_deep = true;
        extent.end = i;
        return extent;
      }
    } else if ((c == '}' || c == ']') && --extent.open == 0) {
      extent.end = i + 1;
      return extent;
    }
  }
  extent.end = text.size();
  return extent;
}

std::size_t start_of_json(std::string_view text) {
  for (std::size_t line = 0; line < text.size();) {
    const auto first = text.find_first_not_of(" \t", line);
    if (first != std::string_view::npos && text[first] == '{') return first;
    const auto end = text.find('\n', line);
    if (end == std::string_view::npos) break;
    line = end + 1;
  }
  return std::string_view::npos;
}

}  // namespace penstock::calibration
