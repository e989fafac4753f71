// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/cell_value.hpp"

#include <charconv>
#include <cmath>

namespace penstock::calibration {

std::optional<double> number_of(std::string_view text) {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return HUGE_VAL;
  if (error != std::errc()) return std::nullopt;
  return value;
}

std::optional<double> size_of(std::string_view text) {
  if (const auto plain = number_of(text)) return plain;
  if (text.ends_with("iB")) {
    text.remove_suffix(2);
  } else if (text.ends_with('i')) {
    text.remove_suffix(1);
  }
  if (text.empty()) return std::nullopt;
  double factor = 1024.0;
  switch (text.back()) {
    case 't':
    case 'T':
      factor *= 1024.0;
      [[fallthrough]];
    case 'g':
    case 'G':
      factor *= 1024.0;
      [[fallthrough]];
    case 'm':
    case 'M':
      factor *= 1024.0;
      [[fallthrough]];
    case 'k':
    case 'K':
      break;
    default:
      return std::nullopt;
  }
  const auto number = number_of(trimmed(text.substr(0, text.size() - 1)));
  if (!number) return std::nullopt;
  return *number * factor;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace penstock::calibration
