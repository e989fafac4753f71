// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/results/result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace penstock::results {

std::string month_label(const std::string& start, int months) {
  int year = 0;
  int month = 0;
  const char* text = start.data();
  const auto number = [](const char* from, const char* to, int& value) {
    const auto [end, error] = std::from_chars(from, to, value);
    return error == std::errc{} && end == to && *from != '-';
  };
  if (start.size() != 7 || start[4] != '-' || !number(text, text + 4, year) ||
      !number(text + 5, text + 7, month) || month < 1 || month > 12) {
    throw std::invalid_argument("'" + start + "' is not a month like 2027-01");
  }
  if (months < 0) throw std::invalid_argument("months count from the start");
  const int since_zero = month - 1 + months % 12;
  return fmt::format("{:04}-{:02}", year + months / 12 + since_zero / 12, since_zero % 12 + 1);
}

const DesignResult* find_design(const Result& result, std::string_view name) {
  const auto at = std::ranges::find(result.designs, name, &DesignResult::name);
  return at == result.designs.end() ? nullptr : &*at;
}

bool meets_objectives(const DesignResult& design) {
  return design.failure.empty() && std::ranges::all_of(design.objectives, &ObjectiveRow::met);
}

}  // namespace penstock::results
