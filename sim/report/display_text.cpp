// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/report/display_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace penstock::report {
namespace {

constexpr char32_t kBroken = 0xFFFFFFFF;

/// The code point at the front of `text` and its bytes; one broken byte is kBroken.
std::pair<char32_t, std::size_t> decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {kBroken, 1};
  char32_t point = lead & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {kBroken, 1};
    point = (point << 6) | (byte(i) & 0x3F);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (point < kLeast[length] || point > 0x10FFFF || surrogate) return {kBroken, 1};
  return {point, length};
}

using Range = std::pair<char32_t, char32_t>;

bool in(char32_t point, const auto& ranges) {
  return std::ranges::any_of(
      ranges, [&](const Range& range) { return point >= range.first && point <= range.second; });
}

// Unicode 15, EastAsianWidth.txt (W, F) and general categories Mn, Me, Cf, by blocks.
constexpr std::array kWide{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x23E9, 0x23EC},
    Range{0x2E80, 0x303E},   Range{0x3041, 0xA4CF},   Range{0xA960, 0xA97C},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F},
    Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};
constexpr std::array kZero{Range{0x0300, 0x036F}, Range{0x0483, 0x0489},  Range{0x0591, 0x05BD},
                           Range{0x064B, 0x065F}, Range{0x1AB0, 0x1AFF},  Range{0x1DC0, 0x1DFF},
                           Range{0x200B, 0x200F}, Range{0x202A, 0x202E},  Range{0x2060, 0x2064},
                           Range{0x20D0, 0x20FF}, Range{0xFE00, 0xFE0F},  Range{0xFE20, 0xFE2F},
                           Range{0xFEFF, 0xFEFF}, Range{0xE0100, 0xE01EF}};
/// Marks that turn the direction of writing: they could show a number backwards.
constexpr std::array kTurning{Range{0x200E, 0x200F}, Range{0x202A, 0x202E}, Range{0x2066, 0x2069}};

}  // namespace

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const auto [point, bytes] = decode(text);
    text.remove_prefix(bytes);
    width += in(point, kZero) ? 0 : in(point, kWide) ? 2 : 1;
  }
  return width;
}

std::string printable(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const auto [point, bytes] = decode(text);
    const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0) || in(point, kTurning);
    if (point == kBroken) {
      clean += '?';
    } else if (control) {
      clean += ' ';
    } else {
      clean += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return clean;
}

std::string to_ascii(std::string_view text) {
  constexpr std::array<std::pair<char32_t, std::string_view>, 9> kSymbols{{
      {0x2713, "ok"},   // check mark
      {0x2717, "x"},    // ballot cross
      {0x2192, "->"},   // arrow
      {0x2212, "-"},    // minus
      {0x2013, "-"},    // en dash
      {0x00B1, "+/-"},  // plus-minus
      {0x00D7, "x"},    // times
      {0x2026, "..."},  // ellipsis
      {0x00A0, " "},    // no-break space
  }};
  std::string ascii;
  while (!text.empty()) {
    const auto [point, bytes] = decode(text);
    const auto at = std::ranges::find(kSymbols, point, [](const auto& pair) { return pair.first; });
    if (at != kSymbols.end()) {
      ascii += at->second;
    } else if (point < 0x80) {
      ascii += static_cast<char>(point);
    } else if (!in(point, kZero)) {
      ascii += '?';
    }
    text.remove_prefix(bytes);
  }
  return ascii;
}

}  // namespace penstock::report
