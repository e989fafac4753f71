// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "models/units/parse.hpp"

namespace penstock::units {
namespace {

constexpr std::size_t kLongestWord = 96;
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char as_is(char c) {
  return c;
}

/// Optimal string alignment distance (Damerau-Levenshtein without repeated edits of one place) of
/// the folded words: insert, delete, replace and the swap of two neighbours are one edit each. Time
/// and memory are bounded by kLongestWord.
int distance(std::string_view a, std::string_view b, char (*fold)(char)) {
  using Row = std::array<int, kLongestWord + 1>;
  Row before{};
  Row previous{};
  Row current{};
  const auto same = [&](std::size_t i, std::size_t j) { return fold(a[i]) == fold(b[j]); };
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      current[j] = std::min(
          {previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (same(i - 1, j - 1) ? 0 : 1)});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    before = previous;
    previous = current;
  }
  return previous[b.size()];
}

/// A slip is about one edit in four letters. In a word of two letters one edit is half the word, so
/// that only a wrong case counts.
int allowed_edits(std::size_t length) {
  if (length <= 2) return 0;
  return static_cast<int>(std::clamp<std::size_t>((length + 1) / 4, 1, 4));
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  if (word.empty() || word.size() > kLongestWord) return std::nullopt;
  const int allowed = allowed_edits(word.size());
  std::pair<int, int> best{allowed + 1, 0};
  const std::string* found = nullptr;
  for (const std::string& candidate : candidates) {
    const std::size_t difference = candidate.size() > word.size() ? candidate.size() - word.size()
                                                                  : word.size() - candidate.size();
    if (candidate.size() > kLongestWord || difference > static_cast<std::size_t>(allowed)) continue;
    const int edits = distance(word, candidate, lower);
    if (edits > best.first) continue;
    const std::pair<int, int> rank{edits, distance(word, candidate, as_is)};
    if (rank < best) {
      best = rank;
      found = &candidate;
    }
  }
  return found == nullptr ? std::nullopt : std::optional{*found};
}

}  // namespace penstock::units
