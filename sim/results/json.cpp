// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/results/json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <vector>

#include "sim/results/fields.hpp"
#include "sim/results/format_name.hpp"

namespace penstock::results {
namespace {

using Json = nlohmann::ordered_json;

class Writer {
 public:
  explicit Writer(std::string path) : path_(std::move(path)) {}

  template <class Member>
  void operator()(const char* key, const Member& member, const char* /*description*/) {
    if constexpr (requires { member.has_value(); }) {
      if (member) json_[key] = value(*member, path_ + key);
    } else {
      json_[key] = value(member, path_ + key);
    }
  }
  template <class Member>
  void with_unit(const char* key, const Member& member, const char* /*unit*/,
                 const char* description) {
    (*this)(key, member, description);
  }

  template <class T>
  static Json value(const T& source, const std::string& path) {
    if constexpr (detail::Row<const T>) {
      Writer writer(path.empty() ? path : path + ".");
      detail::fields(writer, source);
      return std::move(writer.json_);
    } else if constexpr (std::is_same_v<T, Metrics>) {
      Json object = Json::object();
      for (const auto& [key, number] : source) object[key] = value(number, path + "." + key);
      return object;
    } else if constexpr (detail::is_list<T>) {
      return list(source, path);
    } else if constexpr (std::is_same_v<T, units::Money>) {
      return value(source.si(), path);
    } else if constexpr (parameters::NamedEnum<T>) {
      return parameters::word(source);
    } else if constexpr (std::is_same_v<T, double>) {
      if (!std::isfinite(source)) {
        throw std::invalid_argument("result: " + path + " is not a finite number");
      }
      return source;
    } else {
      return source;
    }
  }

 private:
  template <class List>
  static Json list(const List& source, const std::string& path) {
    Json array = Json::array();
    for (std::size_t i = 0; i < source.size(); ++i) {
      array.push_back(value(source[i], path + "[" + std::to_string(i) + "]"));
    }
    return array;
  }

  std::string path_;
  Json json_ = Json::object();
};

bool flat(const Json& json) {
  for (const auto& item : json) {
    if (item.is_structured() && !item.empty()) return false;
  }
  return true;
}

std::string compact(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// One line for a row of a table or a list of numbers, so that texts compare line by line; the
/// summary's long list of metrics is broken up.
void print(const Json& json, int depth, std::string& text) {
  constexpr std::size_t kWidest = 300;
  if (!json.is_structured() || json.empty()) {
    text += compact(json);
    return;
  }
  const bool numbers = json.is_array() && json.front().is_number();
  if (flat(json)) {
    std::string line = compact(json);
    if (numbers || line.size() <= kWidest) {
      text += line;
      return;
    }
  }
  text += json.is_array() ? "[\n" : "{\n";
  bool first = true;
  for (const auto& [key, item] : json.items()) {
    if (!first) text += ",\n";
    first = false;
    text.append(static_cast<std::size_t>(depth) + 1, ' ');
    if (json.is_object()) text += compact(Json(key)) + ": ";
    print(item, depth + 1, text);
  }
  text += '\n';
  text.append(static_cast<std::size_t>(depth), ' ');
  text += json.is_array() ? ']' : '}';
}

}  // namespace

std::string to_json(const Result& result) {
  Json json;
  json["format"] = detail::kFormatName;
  json["version"] = kFormatVersion;
  const Json body = Writer::value(result, "");
  for (const auto& [key, item] : body.items()) json[key] = item;
  std::string text;
  print(json, 0, text);
  text += '\n';
  return text;
}

}  // namespace penstock::results
