// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <nlohmann/json.hpp>

#include "sim/results/fields.hpp"
#include "sim/results/format_name.hpp"
#include "sim/results/json.hpp"

namespace penstock::results {
namespace {

using Json = nlohmann::ordered_json;

class SchemaWriter {
 public:
  template <class Member>
  void operator()(const char* key, const Member& member, const char* description) {
    if constexpr (requires { member.has_value(); }) {
      properties_[key] = type_of(typename Member::value_type{});
    } else {
      properties_[key] = type_of(member);
      required_.push_back(key);
    }
    properties_[key]["description"] = description;
  }
  template <class Member>
  void with_unit(const char* key, const Member& member, const char* unit, const char* description) {
    (*this)(key, member, description);
    properties_[key]["x-unit"] = unit;
  }

  /// The schema of an object with the fields seen so far.
  [[nodiscard]] Json object() const {
    return {{"type", "object"},
            {"required", required_},
            {"additionalProperties", false},
            {"properties", properties_}};
  }

  void constant(const char* key, const Json& value) {
    properties_[key] = {{"const", value}};
    required_.push_back(key);
  }

 private:
  template <class T>
  static Json type_of(const T& value) {
    if constexpr (detail::Row<const T>) {
      SchemaWriter writer;
      detail::fields(writer, value);
      return writer.object();
    } else if constexpr (std::is_same_v<T, Metrics>) {
      return {{"type", "object"}, {"additionalProperties", {{"type", "number"}}}};
    } else if constexpr (std::is_same_v<T, std::string>) {
      return {{"type", "string"}};
    } else if constexpr (detail::is_list<T>) {
      return {{"type", "array"}, {"items", type_of(typename T::value_type{})}};
    } else if constexpr (parameters::NamedEnum<T>) {
      return {{"enum", parameters::EnumWords<T>::words}};
    } else if constexpr (std::is_same_v<T, bool>) {
      return {{"type", "boolean"}};
    } else if constexpr (std::is_integral_v<T>) {
      Json json{{"type", "integer"}};
      if constexpr (std::is_unsigned_v<T>) json["minimum"] = 0;
      return json;
    } else {
      return {{"type", "number"}};
    }
  }

  Json properties_ = Json::object();
  Json required_ = Json::array();
};

}  // namespace

std::string json_schema() {
  SchemaWriter writer;
  writer.constant("format", detail::kFormatName);
  writer.constant("version", kFormatVersion);
  const Result result;
  detail::fields(writer, result);
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"title", "Result of Penstock"},
              {"description",
               "What `penstock run --format json` writes. Numbers are in SI base units and the "
               "scenario's currency, unless x-unit says otherwise."}};
  const Json body = writer.object();
  for (const auto& [key, value] : body.items()) schema[key] = value;
  return schema.dump(2) + "\n";
}

}  // namespace penstock::results
