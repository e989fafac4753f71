// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// How a value of a parameter is written in a file: every leaf type has a TextCodec that parses and
// prints it and describes itself for the JSON Schema and the forms. Specialise it for a new type.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "models/units/format.hpp"
#include "models/units/parse.hpp"
#include "models/units/quantity.hpp"

namespace penstock::parameters {

using units::ParseError;

/// What a form, a schema or a manual page has to know of a leaf type.
struct TypeInfo {
  std::string name;                  ///< "capacity", "count", "choice", "redundancy"
  std::string example;               ///< "15.36 TB"; empty if a word says it all
  std::string pattern;               ///< regular expression for the JSON Schema; empty: any text
  std::vector<std::string> choices;  ///< for choices only
  bool bare_number = false;          ///< YAML numbers are accepted
  units::Dimension dimension{};      ///< of quantities
};

template <class T>
struct TextCodec;  // parse, print, type, and number() where the value is ordered

template <units::Dimension D>
struct TextCodec<units::Quantity<D>> {
  static tl::expected<units::Quantity<D>, ParseError> parse(std::string_view text) {
    return units::parse<units::Quantity<D>>(text);
  }
  static std::string print(units::Quantity<D> value) { return units::exact(value); }
  static double number(units::Quantity<D> value) { return value.si(); }
  static TypeInfo type() {
    const bool pure = D == units::Dimension{};
    return {.name = units::dimension_name(D),
            .example = pure ? "25 %" : "1 " + units::example_unit(D),
            .bare_number = pure,
            .dimension = D};
  }
};

/// Counts: whole numbers.
template <>
struct TextCodec<std::int64_t> {
  static tl::expected<std::int64_t, ParseError> parse(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
      return tl::unexpected(ParseError{"'" + std::string(text) + "' is not a whole number",
                                       "write a count, for example 24"});
    }
    return value;
  }
  static std::string print(std::int64_t value) { return std::to_string(value); }
  static double number(std::int64_t value) { return static_cast<double>(value); }
  static TypeInfo type() { return {.name = "count", .example = "24", .bare_number = true}; }
};

/// Seeds: any 64 bits.
template <>
struct TextCodec<std::uint64_t> {
  static tl::expected<std::uint64_t, ParseError> parse(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
      return tl::unexpected(ParseError{"'" + std::string(text) + "' is not a whole number from 0",
                                       "write a number, for example 42"});
    }
    return value;
  }
  static std::string print(std::uint64_t value) { return std::to_string(value); }
  static double number(std::uint64_t value) { return static_cast<double>(value); }
  static TypeInfo type() { return {.name = "seed", .example = "42", .bare_number = true}; }
};

/// Plain finite numbers that are no quantities, as fits give them: the fewest digits that read back
/// to the same bits.
template <>
struct TextCodec<double> {
  static tl::expected<double, ParseError> parse(std::string_view text) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
      return tl::unexpected(ParseError{"'" + std::string(text) + "' is not a finite number",
                                       "write a number, for example 6.9e-05"});
    }
    return value;
  }
  static std::string print(double value) {
    std::array<char, 32> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    return {digits.data(), end};
  }
  static double number(double value) { return value; }
  static TypeInfo type() { return {.name = "number", .example = "6.9e-05", .bare_number = true}; }
};

template <>
struct TextCodec<bool> {
  static tl::expected<bool, ParseError> parse(std::string_view text) {
    if (text == "true" || text == "yes" || text == "on") return true;
    if (text == "false" || text == "no" || text == "off") return false;
    return tl::unexpected(ParseError{"'" + std::string(text) + "' is neither true nor false", ""});
  }
  static std::string print(bool value) { return value ? "true" : "false"; }
  static TypeInfo type() { return {.name = "flag", .choices = {"true", "false"}}; }
};

template <>
struct TextCodec<std::string> {
  static tl::expected<std::string, ParseError> parse(std::string_view text) {
    return std::string(text);
  }
  static std::string print(const std::string& value) { return value; }
  static TypeInfo type() { return {.name = "text"}; }
};

/// An enumeration names its words by specialising this: `static constexpr std::array words = {...}`
/// in the order of the enumerators, which count from 0.
template <class E>
struct EnumWords;

template <class E>
concept NamedEnum = requires { EnumWords<E>::words.size(); };

template <NamedEnum E>
std::string word(E value) {
  return std::string(EnumWords<E>::words[static_cast<std::size_t>(value)]);
}

template <NamedEnum E>
struct TextCodec<E> {
  static tl::expected<E, ParseError> parse(std::string_view text) {
    const auto& words = EnumWords<E>::words;
    std::string all;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == text) return static_cast<E>(i);
      all += (i == 0 ? "" : ", ") + std::string(words[i]);
    }
    return tl::unexpected(ParseError{"'" + std::string(text) + "' is not one of " + all, ""});
  }
  static std::string print(E value) { return word(value); }
  static TypeInfo type() {
    TypeInfo info{.name = "choice"};
    for (const auto& w : EnumWords<E>::words) info.choices.emplace_back(w);
    return info;
  }
};

}  // namespace penstock::parameters
