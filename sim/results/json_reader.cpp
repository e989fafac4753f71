// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "sim/results/fields.hpp"
#include "sim/results/format_name.hpp"
#include "sim/results/json.hpp"

namespace penstock::results {
namespace {

using Json = nlohmann::ordered_json;

/// Leaves the reader from any depth; never leaves this file.
struct Refusal {
  std::string message;
};

const char* type_of(const Json& json) {
  switch (json.type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::object:
      return "an object";
    case Json::value_t::array:
      return "a list";
    case Json::value_t::string:
      return "a text";
    case Json::value_t::boolean:
      return "true or false";
    default:
      return "a number";
  }
}

[[noreturn]] void refuse(const std::string& path, const std::string& wanted, const Json& json) {
  throw Refusal{fmt::format("{}: expected {}, found {}", path, wanted, type_of(json))};
}

class Reader {
 public:
  /// `path` is empty or ends where a key may follow: "designs[0].".
  Reader(const Json& json, std::string path, std::set<std::string> known = {})
      : json_(json), path_(std::move(path)), known_(std::move(known)) {}

  template <class Member>
  void operator()(const char* key, Member& member, const char* /*description*/) {
    known_.insert(key);
    const auto at = json_.find(key);
    if constexpr (requires { member.has_value(); }) {
      if (at != json_.end()) value(*at, path_ + key, member.emplace());
    } else {
      if (at == json_.end()) throw Refusal{path_ + key + ": missing"};
      value(*at, path_ + key, member);
    }
  }
  template <class Member>
  void with_unit(const char* key, Member& member, const char* /*unit*/, const char* description) {
    (*this)(key, member, description);
  }

  void refuse_unknown() const {
    for (const auto& [key, item] : json_.items()) {
      if (!known_.contains(key)) throw Refusal{path_ + key + ": unknown key"};
    }
  }

  template <class T>
  static void value(const Json& json, const std::string& path, T& target) {
    if constexpr (detail::Row<T>) {
      if (!json.is_object()) refuse(path, "an object", json);
      Reader reader(json, path + ".");
      detail::fields(reader, target);
      reader.refuse_unknown();
    } else if constexpr (std::is_same_v<T, Metrics>) {
      if (!json.is_object()) refuse(path, "an object", json);
      for (const auto& [key, item] : json.items()) value(item, path + "." + key, target[key]);
    } else if constexpr (std::is_same_v<T, std::string>) {
      if (!json.is_string()) refuse(path, "a text", json);
      target = json.get<std::string>();
    } else if constexpr (detail::is_list<T>) {
      if (!json.is_array()) refuse(path, "a list", json);
      target.reserve(json.size());
      for (const auto& item : json) {
        const std::string at = fmt::format("{}[{}]", path, target.size());
        value(item, at, target.emplace_back());
      }
    } else if constexpr (std::is_same_v<T, units::Money>) {
      double si = 0.0;
      value(json, path, si);
      target = units::Money{si};
    } else if constexpr (parameters::NamedEnum<T>) {
      if (!json.is_string()) refuse(path, "a text", json);
      auto parsed = parameters::TextCodec<T>::parse(json.get<std::string>());
      if (!parsed) throw Refusal{path + ": " + parsed.error().message};
      target = *parsed;
    } else if constexpr (std::is_same_v<T, bool>) {
      if (!json.is_boolean()) refuse(path, "true or false", json);
      target = json.get<bool>();
    } else if constexpr (std::is_same_v<T, double>) {
      if (!json.is_number()) refuse(path, "a number", json);
      target = json.get<double>();
      if (!std::isfinite(target)) throw Refusal{path + ": the number is too large"};
    } else {
      whole(json, path, target);
    }
  }

 private:
  template <class Int>
  static void whole(const Json& json, const std::string& path, Int& target) {
    if (!json.is_number_integer()) refuse(path, "a whole number", json);
    const bool fits = json.is_number_unsigned() ? std::in_range<Int>(json.get<std::uint64_t>())
                                                : std::in_range<Int>(json.get<std::int64_t>());
    if (!fits) throw Refusal{path + ": the number is out of range"};
    target = json.get<Int>();
  }

  const Json& json_;
  std::string path_;
  std::set<std::string> known_;
};

void check_format(const Json& json) {
  if (!json.is_object() || json.value("format", Json()) != detail::kFormatName) {
    throw Refusal{
        fmt::format("not a result of Penstock: \"format\" is not \"{}\"", detail::kFormatName)};
  }
  int version = 0;
  const auto at = json.find("version");
  if (at == json.end()) throw Refusal{"version: missing"};
  Reader::value(*at, "version", version);
  if (version > kFormatVersion) {
    throw Refusal{fmt::format(
        "version: the result has format version {}, newer than {}, the newest that this program "
        "reads; use the Penstock that wrote it or a later one",
        version, kFormatVersion)};
  }
  if (version < kFormatVersion) {
    throw Refusal{fmt::format(
        "version: the result has format version {}, this program reads {}; run the scenario again",
        version, kFormatVersion)};
  }
}

}  // namespace

tl::expected<Result, std::string> from_json(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    check_format(json);
    Result result;
    Reader reader(json, "", {"format", "version"});
    detail::fields(reader, result);
    reader.refuse_unknown();
    return result;
  } catch (const Refusal& refusal) {
    return tl::unexpected(refusal.message);
  } catch (const Json::exception& error) {
    // "[json.exception.parse_error.101] parse error at line 3, column 7: ..."
    const std::string_view what = error.what();
    const auto end = what.find("] ");
    return tl::unexpected("not JSON: " +
                          std::string(end == std::string_view::npos ? what : what.substr(end + 2)));
  }
}

}  // namespace penstock::results
