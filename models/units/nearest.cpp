// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <algorithm>
#include <array>
#include <cstddef>

#include "models/units/parse.hpp"

namespace penstock::units {
namespace {

constexpr std::size_t kLongestWord = 96;
constexpr int kEdit = 2;  ///< insert, delete, replace, or swap two neighbours
constexpr int kCase = 1;  ///< the same letter in the other case

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int replace_cost(char a, char b) {
  if (a == b) return 0;
  return lower(a) == lower(b) ? kCase : kEdit;
}

/// Optimal string alignment distance (Damerau-Levenshtein without repeated edits of one place).
/// Time and memory are bounded by kLongestWord.
int distance(std::string_view a, std::string_view b) {
  using Row = std::array<int, kLongestWord + 1>;
  Row before{};
  Row previous{};
  Row current{};
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = kEdit * static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = kEdit * static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      current[j] = std::min({previous[j] + kEdit, current[j - 1] + kEdit,
                             previous[j - 1] + replace_cost(a[i - 1], b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + kEdit);
      }
    }
    before = previous;
    previous = current;
  }
  return previous[b.size()];
}

/// A slip is about one edit in four letters. In a word of two letters one edit is half the word, so
/// that only a wrong case counts.
int allowed_distance(std::size_t length) {
  if (length <= 2) return kCase * static_cast<int>(length);
  return kEdit * static_cast<int>(std::clamp<std::size_t>((length + 1) / 4, 1, 4));
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  if (word.empty() || word.size() > kLongestWord) return std::nullopt;
  int best = allowed_distance(word.size()) + 1;
  const std::string* found = nullptr;
  for (const std::string& candidate : candidates) {
    const std::size_t difference = candidate.size() > word.size() ? candidate.size() - word.size()
                                                                  : word.size() - candidate.size();
    if (candidate.size() > kLongestWord || kEdit * static_cast<int>(difference) >= best) continue;
    const int d = distance(word, candidate);
    if (d < best) {
      best = d;
      found = &candidate;
    }
  }
  return found == nullptr ? std::nullopt : std::optional{*found};
}

}  // namespace penstock::units
