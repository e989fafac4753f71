// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/parameters/encoding.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/parameters/codes.hpp"

namespace penstock::parameters {
namespace {

unsigned byte_at(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
}

bool continues(unsigned byte) {
  return (byte & 0xC0U) == 0x80U;
}

/// Length of the well-formed UTF-8 sequence at `i` (Unicode 15, table 3-7), or 0.
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const auto b0 = byte_at(text, i);
  const auto b1 = byte_at(text, i + 1);
  if (b0 < 0x80) return 1;
  if (b0 >= 0xC2 && b0 <= 0xDF) return continues(b1) ? 2 : 0;
  const bool third = continues(byte_at(text, i + 2));
  if (b0 >= 0xE0 && b0 <= 0xEF) {
    const auto low = b0 == 0xE0 ? 0xA0U : 0x80U;
    const auto high = b0 == 0xED ? 0x9FU : 0xBFU;
    return b1 >= low && b1 <= high && third ? 3 : 0;
  }
  if (b0 >= 0xF0 && b0 <= 0xF4) {
    const auto low = b0 == 0xF0 ? 0x90U : 0x80U;
    const auto high = b0 == 0xF4 ? 0x8FU : 0xBFU;
    return b1 >= low && b1 <= high && third && continues(byte_at(text, i + 3)) ? 4 : 0;
  }
  return 0;
}

bool allowed(unsigned byte) {
  return (byte >= 0x20 && byte != 0x7F) || byte == '\t' || byte == '\n' || byte == '\r';
}

}  // namespace

std::optional<std::string_view> check_encoding(std::string_view text, const std::string& file_name,
                                               Diagnostics& diagnostics) {
  if (text.starts_with("\xFE\xFF") || text.starts_with("\xFF\xFE")) {
    report(diagnostics, Code::kNotUtf8, {file_name, 1, 1}, "the file is UTF-16",
           "save it as UTF-8");
    return std::nullopt;
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    report_warning(diagnostics, Code::kByteOrderMark, {file_name, 1, 1},
                   "the byte-order mark is ignored", "save the file as UTF-8 without it");
    text.remove_prefix(3);
  }
  bool good = true;
  int line = 1;
  int column = 1;
  int reported_line = 0;  // one message per line: a binary file would drown them all
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = byte_at(text, i);
    const auto length = sequence_length(text, i);
    if ((length == 0 || !allowed(byte)) && line != reported_line) {
      if (length == 0) {
        report(diagnostics, Code::kNotUtf8, {file_name, line, column},
               fmt::format("byte 0x{:02X} is not UTF-8", byte), "save the file as UTF-8");
      } else {
        report(diagnostics, Code::kControlCharacter, {file_name, line, column},
               fmt::format("the file holds the control character 0x{:02X}", byte),
               byte == 0 ? "is it a text file?" : "remove it");
      }
      good = false;
      reported_line = line;
    }
    ++column;
    if (byte == '\n') {
      ++line;
      column = 1;
    }
    i += std::max<std::size_t>(length, 1);
  }
  if (!good) return std::nullopt;
  return text;
}

PlaceMap::PlaceMap(std::string_view text, std::string file_name)
    : text_(text), file_name_(std::move(file_name)), line_starts_{0} {
  bool ascii = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') line_starts_.push_back(i + 1);
    ascii = ascii && byte_at(text, i) < 0x80;
  }
  if (ascii) return;
  continuation_bytes_.reserve(text.size() + 1);
  unsigned count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    continuation_bytes_.push_back(count);
    if (continues(byte_at(text, i))) ++count;
  }
  continuation_bytes_.push_back(count);
}

Mark PlaceMap::mark(int line, int byte) const {
  if (line < 0 || byte < 0) return {file_name_, 0, 0};
  const auto row = std::min(static_cast<std::size_t>(line), line_starts_.size() - 1);
  const auto start = line_starts_[row];
  auto column = static_cast<int>(std::min(static_cast<std::size_t>(byte), text_.size() - start));
  if (!continuation_bytes_.empty()) {
    const auto here = start + static_cast<std::size_t>(column);
    column -= static_cast<int>(continuation_bytes_[here] - continuation_bytes_[start]);
  }
  return {file_name_, static_cast<int>(row) + 1, column + 1};
}

}  // namespace penstock::parameters
