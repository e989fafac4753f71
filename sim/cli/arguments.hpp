// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The command line of one command, parsed and checked against its options.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace penstock::cli {

struct Command;

class Arguments {
 public:
  /// The error is a sentence for the user: an unknown option with the nearest known one, a missing
  /// value, a value that is no choice, too many operands.
  static tl::expected<Arguments, std::string> parse(const Command& command,
                                                    std::span<const std::string> tokens);

  [[nodiscard]] bool has(const std::string& option) const { return values_.contains(option); }
  /// The value given or the option's fallback; empty if neither.
  [[nodiscard]] std::string text(const std::string& option) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& option) const;
  /// A whole number from `least` to `most`, if the option is given.
  [[nodiscard]] tl::expected<std::optional<std::uint64_t>, std::string> whole(
      const std::string& option, std::uint64_t least, std::uint64_t most) const;
  [[nodiscard]] const std::vector<std::string>& operands() const { return operands_; }

 private:
  std::map<std::string, std::vector<std::string>> values_;
  std::map<std::string, std::string> fallbacks_;
  std::vector<std::string> operands_;
};

/// "did you mean 'run'?" or nothing.
std::string did_you_mean(const std::string& word, std::span<const std::string> candidates);

}  // namespace penstock::cli
