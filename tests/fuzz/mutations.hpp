// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Random damage to a text: flipped, removed, doubled and swapped pieces, and pieces that YAML and
// the scenario reader treat specially.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace penstock::fuzz {

inline constexpr std::array<std::string_view, 40> kPieces{
    "{",      "}",     "[",         "]",         ": ",
    ",",      "- ",    "\n",        "  ",        "\t",
    "&a ",    "*a",    "<<: *a",    "? ",        "!!int ",
    "|\n",    ">-\n",  "\"",        "'",         "#",
    "---\n",  "...\n", "%YAML 1.2", "~",         "null",
    "1e999",  "-1",    "nan",       ".inf",      "99999999999999999999",
    "\x04",   "\xFF",  "\xC3\xA9",  "extends: ", "include: /dev/zero\n",
    "kind: ", "tier.", ">= ",       "8+2",       "1 GB"};

/// One text after `seed` steps of the generator; the same seed gives the same text on any machine.
class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed) {}

  std::string damage(std::string text) {
    const auto steps = 1 + below(6);
    for (std::size_t i = 0; i < steps; ++i) change(text);
    return text;
  }

 private:
  /// The raw generator, because distributions differ between libraries.
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }

  void change(std::string& text) {
    const auto at = below(text.size() + 1);
    const auto length = std::min<std::size_t>(below(40), text.size() - at);
    switch (below(7)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, kPieces[below(kPieces.size())]);
        break;
      case 3:
        text.insert(at, text.substr(at, length));
        break;
      case 4: {
        const auto piece = text.substr(at, length);
        text.erase(at, length);
        text.insert(below(text.size() + 1), piece);
        break;
      }
      case 5: {
        const auto piece = kPieces[below(kPieces.size())];
        const auto times = below(200);
        std::string many;
        for (std::size_t i = 0; i < times; ++i) many += piece;
        text.insert(at, many);
        break;
      }
      default:
        text.resize(at);
        break;
    }
  }

  std::mt19937 random_;
};

}  // namespace penstock::fuzz
