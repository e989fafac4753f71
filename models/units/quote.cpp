// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/units/quote.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>

namespace penstock::units {
namespace {

/// The length of the printable UTF-8 character at the front of `text`, or 0 if there is none:
/// overlong forms, surrogates, control characters (C0, DEL, C1) and stray bytes.
std::size_t printable_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return lead >= 0x20 && lead != 0x7F ? 1 : 0;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  std::uint32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
    code = code << 6U | (byte(i) & 0x3FU);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0xA0, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code >= kSmallest[length] && code <= 0x10FFFF && !surrogate ? length : 0;
}

}  // namespace

std::string quoted(std::string_view text) {
  constexpr std::size_t kLimit = 48;
  std::string result = "'";
  while (!text.empty()) {
    if (result.size() > kLimit) return result + "...'";
    const std::size_t length = printable_length(text);
    if (length == 0) {
      result += fmt::format("\\x{:02X}", static_cast<std::uint8_t>(text.front()));
      text.remove_prefix(1);
    } else {
      result += text.substr(0, length);
      text.remove_prefix(length);
    }
  }
  return result + "'";
}

}  // namespace penstock::units
