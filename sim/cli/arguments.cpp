// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/cli/arguments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <charconv>

#include "models/units/parse.hpp"
#include "sim/cli/command.hpp"

namespace penstock::cli {
namespace {

namespace po = boost::program_options;

constexpr const char* kOperands = "operands";

po::options_description description_of(const Command& command) {
  po::options_description description;
  const auto add = [&](const std::string& name, char letter, const po::value_semantic* semantic) {
    const std::string names = letter == 0 ? name : name + "," + letter;
    description.add_options()(names.c_str(), semantic);
  };
  add("help", 'h', po::bool_switch());
  for (const auto& option : command.options) {
    if (option.value.empty()) {
      add(option.name, option.letter, po::bool_switch());
    } else if (option.repeats) {
      add(option.name, option.letter, po::value<std::vector<std::string>>()->composing());
    } else {
      add(option.name, option.letter, po::value<std::string>());
    }
  }
  add(kOperands, 0, po::value<std::vector<std::string>>());
  return description;
}

std::string unknown_option(const Command& command, const std::string& given) {
  std::vector<std::string> known{"--help"};
  for (const auto& option : command.options) known.push_back("--" + option.name);
  const auto word = given.substr(0, given.find('='));
  std::string message = fmt::format("unknown option '{}'", word);
  if (const auto hint = did_you_mean(word, known); !hint.empty()) message += "; " + hint;
  return message;
}

std::string sentence(const Command& command, const po::error& error) {
  using Syntax = po::invalid_command_line_syntax;
  if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&error)) {
    return unknown_option(command, unknown->get_option_name());
  }
  if (const auto* twice = dynamic_cast<const po::multiple_occurrences*>(&error)) {
    return twice->get_option_name() + " is given more than once";
  }
  if (const auto* syntax = dynamic_cast<const Syntax*>(&error)) {
    const auto option = syntax->get_option_name();
    if (syntax->kind() == Syntax::extra_parameter) return option + " takes no value";
    if (syntax->kind() == Syntax::missing_parameter ||
        syntax->kind() == Syntax::empty_adjacent_parameter) {
      return option + " needs a value";
    }
  }
  return error.what();
}

std::string check_choice(const Option& option, const std::string& value) {
  if (option.choices.empty() || std::ranges::find(option.choices, value) != option.choices.end()) {
    return {};
  }
  const auto hint = did_you_mean(value, option.choices);
  return fmt::format(
      "--{} cannot be '{}'; {}", option.name, value,
      hint.empty() ? fmt::format("it is one of {}", fmt::join(option.choices, ", ")) : hint);
}

}  // namespace

std::string did_you_mean(const std::string& word, std::span<const std::string> candidates) {
  const auto near = units::nearest(word, candidates);
  return near ? "did you mean '" + *near + "'?" : std::string();
}

tl::expected<Arguments, std::string> Arguments::parse(const Command& command,
                                                      std::span<const std::string> tokens) {
  po::variables_map map;
  try {
    const auto description = description_of(command);
    po::positional_options_description positional;
    positional.add(kOperands, -1);
    // Abbreviated options would change their meaning when an option is added.
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(std::vector<std::string>(tokens.begin(), tokens.end()))
                  .options(description)
                  .positional(positional)
                  .style(style)
                  .run(),
              map);
  } catch (const po::error& error) {
    return tl::unexpected(sentence(command, error));
  }

  Arguments arguments;
  if (map["help"].as<bool>()) arguments.values_["help"] = {};
  for (const auto& option : command.options) {
    if (!option.fallback.empty()) arguments.fallbacks_[option.name] = option.fallback;
    const auto& value = map[option.name];
    if (value.empty() || (option.value.empty() && !value.as<bool>())) continue;
    auto& stored = arguments.values_[option.name];
    if (option.value.empty()) continue;
    stored = option.repeats ? value.as<std::vector<std::string>>()
                            : std::vector<std::string>{value.as<std::string>()};
    for (const auto& text : stored) {
      if (auto problem = check_choice(option, text); !problem.empty()) {
        return tl::unexpected(problem);
      }
    }
  }
  if (map.count(kOperands) > 0) {
    arguments.operands_ = map[kOperands].as<std::vector<std::string>>();
  }
  if (arguments.has("help")) return arguments;
  if (arguments.operands_.size() > command.most_operands) {
    return tl::unexpected(
        fmt::format("unexpected argument '{}'", arguments.operands_[command.most_operands]));
  }
  if (arguments.operands_.size() < command.least_operands) {
    return tl::unexpected(fmt::format("'{}' needs {}", command.name, command.operands));
  }
  return arguments;
}

std::string Arguments::text(const std::string& option) const {
  const auto given = values_.find(option);
  if (given != values_.end() && !given->second.empty()) return given->second.back();
  const auto fallback = fallbacks_.find(option);
  return fallback == fallbacks_.end() ? std::string() : fallback->second;
}

std::vector<std::string> Arguments::texts(const std::string& option) const {
  const auto given = values_.find(option);
  return given == values_.end() ? std::vector<std::string>() : given->second;
}

tl::expected<std::optional<std::uint64_t>, std::string> Arguments::whole(const std::string& option,
                                                                         std::uint64_t least,
                                                                         std::uint64_t most) const {
  if (!has(option)) return std::nullopt;
  const auto value = text(option);
  std::uint64_t number = 0;
  const char* last = value.data() + value.size();
  const auto [end, error] = std::from_chars(value.data(), last, number);
  if (error != std::errc{} || end != last || number < least || number > most) {
    return tl::unexpected(
        fmt::format("--{} is a whole number from {} to {}, not '{}'", option, least, most, value));
  }
  return number;
}

}  // namespace penstock::cli
