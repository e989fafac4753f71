// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The parameter table: one row per input parameter, bound to the member of the struct that holds
// it. Reading, validation, `penstock params`, the JSON Schema, the reference page and the forms of
// the desktop all walk the rows; nothing else lists parameters by hand.
//
//   SectionOf<Source> s{"source", "sources.<name>", "Where data comes from"};
//   s.row("rate", &Source::rate).describe("Mean data rate of one unit").at_least("0 B/s");
//   s.row("checkpoint.size", [](Stage& t) -> auto& { return t.train.checkpoint_size; })...
//
// A dotted key is a nested map in the file. An optional member may be absent; a vector member is a
// list, and a single value stands for a list of one. A Sourced member may be a plain value or a map
// {value, low, high, source, date, basis}.
#pragma once

#include <array>
#include <cassert>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "models/parameters/provenance.hpp"
#include "models/parameters/text_codec.hpp"

namespace penstock::parameters {

/// Range and provenance of a Sourced member, as texts of the member's own type.
struct ProvenanceText {
  std::optional<std::string> low;
  std::optional<std::string> high;
  Provenance provenance;
};

struct Parameter {
  std::string key;
  std::string description;
  TypeInfo type;
  bool required = false;
  bool list = false;
  bool sourced = false;
  std::vector<std::string> default_text;  ///< of a default-constructed object; empty: none
  std::optional<double> minimum;          ///< SI base units, inclusive
  std::optional<double> maximum;
  bool above_minimum = false;      ///< the minimum itself is not allowed
  std::vector<std::string> kinds;  ///< kinds of the object it applies to; empty: all
  std::string refers_to;           ///< "dataset", "tier", "device"...: the name must exist
  std::string source;              ///< where the default comes from

  /// Parses and stores; `texts` has one entry unless `list`. The object is the struct of the
  /// section.
  std::function<tl::expected<void, ParseError>(void* object, std::span<const std::string> texts)>
      set;
  /// The stored value as exact texts; empty if absent.
  std::function<std::vector<std::string>(const void* object)> get;
  /// The stored value in SI base units, for range checks and sweeps; absent for words.
  std::function<std::optional<double>(const void* object)> number;
  /// Only for Sourced members.
  std::function<tl::expected<void, ParseError>(void* object, const ProvenanceText&)> set_provenance;
  std::function<std::optional<ProvenanceText>(const void* object)> get_provenance;
  /// Only for Sourced members that are ordered: low and high in SI base units.
  std::function<std::array<std::optional<double>, 2>(const void* object)> range;
};

struct Section {
  std::string name;  ///< "source"
  std::string path;  ///< "sources.<name>": where it stands in a file
  std::string description;
  std::vector<Parameter> rows;

  [[nodiscard]] const Parameter* find(std::string_view key) const {
    for (const auto& row : rows) {
      if (row.key == key) return &row;
    }
    return nullptr;
  }
};

namespace detail {

template <class T>
struct Leaf {
  using type = T;
  static constexpr bool optional = false, list = false, sourced = false;
};
template <class T>
struct Leaf<std::optional<T>> : Leaf<T> {
  static constexpr bool optional = true;
};
template <class T>
struct Leaf<std::vector<T>> : Leaf<T> {
  static constexpr bool list = true;
};
template <class T>
struct Leaf<Sourced<T>> : Leaf<T> {
  static constexpr bool sourced = true;
};

template <class T>
concept Ordered = requires(const T& value) {
  { TextCodec<T>::number(value) } -> std::convertible_to<double>;
};

/// The plain value inside optional and Sourced wrappers, or null.
template <class T>
const typename Leaf<T>::type* plain(const T& member) {
  if constexpr (std::is_same_v<T, typename Leaf<T>::type>) {
    return &member;
  } else if constexpr (requires { member.has_value(); }) {
    return member ? plain(*member) : nullptr;
  } else {
    return plain(member.value);
  }
}

template <class T, class V>
void assign(T& member, V value) {
  if constexpr (requires { member.provenance; }) {
    member.value = std::move(value);
  } else if constexpr (requires {
                         member.has_value();
                         member->provenance;
                       }) {
    if (!member) member.emplace();
    member->value = std::move(value);
  } else {
    member = std::move(value);
  }
}

/// The Sourced inside an optional, or null.
template <class T>
auto* sourced_part(T& member) {
  if constexpr (requires { member.provenance; }) {
    return &member;
  } else {
    return member ? &*member : nullptr;
  }
}

}  // namespace detail

/// Continues a row: `s.row(...).describe(...).required()`.
class RowBuilder {
 public:
  explicit RowBuilder(Parameter& row) : row_(&row) {}
  RowBuilder& describe(std::string text) {
    row_->description = std::move(text);
    return *this;
  }
  RowBuilder& required() {
    row_->required = true;
    return *this;
  }
  RowBuilder& at_least(std::string_view text) {
    row_->minimum = bound(text);
    return *this;
  }
  RowBuilder& more_than(std::string_view text) {
    row_->minimum = bound(text);
    row_->above_minimum = true;
    return *this;
  }
  RowBuilder& at_most(std::string_view text) {
    row_->maximum = bound(text);
    return *this;
  }
  RowBuilder& kinds(std::vector<std::string> names) {
    row_->kinds = std::move(names);
    return *this;
  }
  RowBuilder& refers_to(std::string what) {
    row_->refers_to = std::move(what);
    return *this;
  }
  /// How a text has to look: an example, and a regular expression for the JSON Schema.
  RowBuilder& written(std::string example, std::string pattern) {
    row_->type.example = std::move(example);
    row_->type.pattern = std::move(pattern);
    return *this;
  }
  RowBuilder& source(std::string text) {
    row_->source = std::move(text);
    return *this;
  }

 private:
  [[nodiscard]] double bound(std::string_view text) const {
    const auto si = units::parse_si(text, row_->type.dimension);
    assert(si && "a bound of the table has the wrong unit");
    return *si;
  }
  Parameter* row_;
};

template <class Object>
class SectionOf {
 public:
  SectionOf(std::string name, std::string path, std::string description)
      : section_{std::move(name), std::move(path), std::move(description), {}} {
    section_.rows.reserve(64);  // RowBuilder keeps a pointer
  }

  template <class Member>
  RowBuilder row(std::string key, Member Object::*member) {
    return row(std::move(key), [member](Object& object) -> Member& { return object.*member; });
  }

  /// `access` maps Object& to the member's reference.
  template <class Access>
    requires std::is_invocable_v<Access, Object&>
  RowBuilder row(std::string key, Access access) {
    using Member = std::remove_reference_t<std::invoke_result_t<Access, Object&>>;
    using Info = detail::Leaf<Member>;
    using Value = typename Info::type;
    using Codec = TextCodec<Value>;
    assert(section_.rows.size() < section_.rows.capacity());

    Parameter row;
    row.key = std::move(key);
    row.type = Codec::type();
    row.list = Info::list;
    row.sourced = Info::sourced;
    const auto read = [access](const void* object) -> const Member& {
      return access(*static_cast<Object*>(const_cast<void*>(object)));  // access only reads here
    };
    row.set = [access](void* object,
                       std::span<const std::string> texts) -> tl::expected<void, ParseError> {
      Member& member = access(*static_cast<Object*>(object));
      if constexpr (Info::list) {
        std::vector<Value> values;
        for (const auto& text : texts) {
          auto value = Codec::parse(text);
          if (!value) return tl::unexpected(value.error());
          values.push_back(std::move(*value));
        }
        member = std::move(values);
      } else {
        assert(texts.size() == 1);
        auto value = Codec::parse(texts.front());
        if (!value) return tl::unexpected(value.error());
        detail::assign(member, std::move(*value));
      }
      return {};
    };
    row.get = [read](const void* object) -> std::vector<std::string> {
      std::vector<std::string> texts;
      const Member& member = read(object);
      if constexpr (Info::list) {
        for (const auto& value : member) texts.push_back(Codec::print(value));
      } else if (const Value* value = detail::plain(member)) {
        texts.push_back(Codec::print(*value));
      }
      return texts;
    };
    row.number = [read](const void* object) -> std::optional<double> {
      if constexpr (detail::Ordered<Value> && !Info::list) {
        if (const Value* value = detail::plain(read(object))) return Codec::number(*value);
      }
      return std::nullopt;
    };
    if constexpr (Info::sourced) {
      row.set_provenance = [access](void* object,
                                    const ProvenanceText& text) -> tl::expected<void, ParseError> {
        auto* part = detail::sourced_part(access(*static_cast<Object*>(object)));
        assert(part && "the value is stored before its provenance");
        for (const auto& [from, to] :
             {std::pair{&text.low, &part->low}, std::pair{&text.high, &part->high}}) {
          to->reset();  // a new value does not keep the range of the old one
          if (!*from) continue;
          auto value = Codec::parse(**from);
          if (!value) return tl::unexpected(value.error());
          *to = std::move(*value);
        }
        part->provenance = text.provenance;
        return {};
      };
      row.get_provenance = [access](const void* object) -> std::optional<ProvenanceText> {
        auto* part = detail::sourced_part(access(*static_cast<Object*>(const_cast<void*>(object))));
        if (part == nullptr) return std::nullopt;
        ProvenanceText text{.low = {}, .high = {}, .provenance = part->provenance};
        if (part->low) text.low = Codec::print(*part->low);
        if (part->high) text.high = Codec::print(*part->high);
        return text;
      };
      if constexpr (detail::Ordered<Value>) {
        row.range = [access](const void* object) -> std::array<std::optional<double>, 2> {
          const auto* part =
              detail::sourced_part(access(*static_cast<Object*>(const_cast<void*>(object))));
          if (part == nullptr) return {};
          std::array<std::optional<double>, 2> ends;
          if (part->low) ends[0] = Codec::number(*part->low);
          if (part->high) ends[1] = Codec::number(*part->high);
          return ends;
        };
      }
    }
    const Object defaults{};
    row.default_text = row.get(&defaults);
    section_.rows.push_back(std::move(row));
    return RowBuilder{section_.rows.back()};
  }

  Section build() && { return std::move(section_); }

 private:
  Section section_;
};

}  // namespace penstock::parameters
