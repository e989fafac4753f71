// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/parameters/reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "models/parameters/codes.hpp"
#include "models/units/format.hpp"
#include "models/units/quote.hpp"

namespace penstock::parameters {
namespace {

constexpr std::array<std::string_view, 6> kSourcedKeys{"value",  "low",  "high",
                                                       "source", "date", "basis"};

std::string_view shape(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return "nothing";
    case Node::Kind::kScalar:
      return "a single value";
    case Node::Kind::kMap:
      return "a map";
    case Node::Kind::kSequence:
      return "a list";
  }
  return "";
}

bool is_date(std::string_view text) {
  const auto digits = [&](std::size_t from, std::size_t count) {
    return text.size() >= from + count &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from),
                       text.begin() + static_cast<std::ptrdiff_t>(from + count),
                       [](char c) { return c >= '0' && c <= '9'; });
  };
  const auto number = [&](std::size_t from) {
    return (text[from] - '0') * 10 + text[from + 1] - '0';
  };
  if (!digits(0, 4)) return false;
  if (text.size() == 4) return true;
  if (text[4] != '-' || !digits(5, 2) || number(5) < 1 || number(5) > 12) return false;
  if (text.size() == 7) return true;
  return text.size() == 10 && text[7] == '-' && digits(8, 2) && number(8) >= 1 && number(8) <= 31;
}

/// Reads the values of one section's map.
class ObjectReader {
 public:
  ObjectReader(const Section& section, void* object, std::string_view kind, ReadContext& context)
      : section_(section), object_(object), kind_(kind), context_(context) {}

  void read(const Node& node) {
    if (!node.is_map()) {
      report(context_.diagnostics, Code::kWrongShape, node.mark,
             fmt::format("{} has to be a map, not {}", context_.label, shape(node)),
             "write its keys below it: 'key: value'");
      return;
    }
    // Rows may be bound to different members for different kinds.
    const auto* row_of_kind = section_.find("kind");
    const auto* entry_of_kind = node.entry("kind");
    if (row_of_kind != nullptr && entry_of_kind != nullptr) read_row(*entry_of_kind, *row_of_kind);
    read_map(node, "");
    for (const auto& row : section_.rows) {
      if (row.required && is_needed(row) && !seen_.contains(row.key) && !is_other(row.key)) {
        report(context_.diagnostics, Code::kMissingKey, node.mark,
               fmt::format("{} has no '{}'", context_.label, row.key),
               row.type.example.empty() ? row.description
                                        : fmt::format("add '{}: {}'", row.key, row.type.example));
      }
    }
  }

 private:
  void read_map(const Node& node, const std::string& prefix) {
    for (const auto& entry : node.entries) {
      const auto key = prefix + entry.key;
      if (prefix.empty() && is_other(entry.key)) continue;
      if (const auto* row = section_.find(key)) {
        if (key != "kind") read_row(entry, *row);
      } else if (has_rows_below(key)) {
        read_below(entry, key);
      } else {
        unknown_key(entry, prefix);
      }
    }
  }

  void read_row(const Entry& entry, const Parameter& row) {
    seen_.insert(row.key);
    if (!applies(row, kind_)) {
      if (entry.inherited) return;  // the base was of another kind
      report(context_.diagnostics, Code::kKeyOfOtherKind, entry.mark,
             fmt::format("{} is of kind {}; '{}' belongs to kind {}", context_.label, kind_,
                         row.key, fmt::join(row.kinds, ", ")),
             near(entry.key, prefix_of(row.key)));
      return;
    }
    read_value(entry.value, row, object_, context_.label, context_.diagnostics);
  }

  void read_below(const Entry& entry, const std::string& key) {
    if (entry.inherited && !any_applies_below(key)) return;
    if (entry.value.is_map()) {
      read_map(entry.value, key + ".");
      return;
    }
    const auto keys = keys_at(key + ".");
    report(
        context_.diagnostics, entry.value.is_null() ? Code::kNoValue : Code::kWrongShape,
        entry.value.is_null() ? entry.mark : entry.value.mark,
        fmt::format("'{}' of {} has to be a map, not {}", key, context_.label, shape(entry.value)),
        fmt::format("its keys are {}", fmt::join(keys, ", ")));
  }

  void unknown_key(const Entry& entry, const std::string& prefix) {
    const auto full = prefix + entry.key;
    auto hint = near(entry.key, prefix);
    if (entry.key.find('.') != std::string::npos && section_.find(entry.key) != nullptr) {
      hint = "a dot stands for a map inside a map";
    }
    report(context_.diagnostics, Code::kUnknownKey, entry.mark,
           fmt::format("{} has no key {}", context_.label, units::quoted(full)), hint);
  }

  /// With an unknown kind nobody can say what else is missing.
  [[nodiscard]] bool is_needed(const Parameter& row) const {
    return row.kinds.empty() || (!kind_.empty() && applies(row, kind_));
  }
  [[nodiscard]] bool is_other(const std::string& key) const {
    const auto& keys = context_.other_keys;
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  }
  [[nodiscard]] bool has_rows_below(const std::string& key) const {
    return std::any_of(section_.rows.begin(), section_.rows.end(),
                       [&](const Parameter& row) { return row.key.starts_with(key + "."); });
  }
  [[nodiscard]] bool any_applies_below(const std::string& key) const {
    return std::any_of(section_.rows.begin(), section_.rows.end(), [&](const Parameter& row) {
      return row.key.starts_with(key + ".") && applies(row, kind_);
    });
  }

  static std::string prefix_of(const std::string& key) {
    const auto dot = key.rfind('.');
    return dot == std::string::npos ? "" : key.substr(0, dot + 1);
  }

  /// The keys that may stand in the map with this prefix, for the object's kind.
  [[nodiscard]] std::vector<std::string> keys_at(const std::string& prefix) const {
    std::set<std::string> keys;
    for (const auto& row : section_.rows) {
      if (!row.key.starts_with(prefix) || !applies(row, kind_)) continue;
      const auto rest = row.key.substr(prefix.size());
      keys.insert(rest.substr(0, rest.find('.')));
    }
    if (prefix.empty()) keys.insert(context_.other_keys.begin(), context_.other_keys.end());
    return {keys.begin(), keys.end()};
  }

  [[nodiscard]] std::string near(const std::string& word, const std::string& prefix) const {
    return did_you_mean(word, keys_at(prefix));
  }

  const Section& section_;
  void* object_;
  std::string_view kind_;
  ReadContext& context_;
  std::set<std::string> seen_;
};

/// Reads one value of one row.
class ValueReader {
 public:
  ValueReader(const Parameter& row, void* object, const std::string& label,
              Diagnostics& diagnostics)
      : row_(row), object_(object), label_(label), diagnostics_(diagnostics) {}

  bool read(const Node& value) {
    if (value.is_null()) {
      return fail(Code::kNoValue, value.mark, "has no value", "write a value or remove the key");
    }
    if (row_.list) return read_list(value);
    if (value.is_map() && row_.sourced) return read_sourced(value);
    if (!value.is_scalar()) {
      return fail(Code::kWrongShape, value.mark,
                  fmt::format("has to be {}, not {}", expected(), shape(value)), example());
    }
    if (!parse(value)) return false;
    if (row_.sourced) {
      const ProvenanceText own{
          .provenance = {.source = fmt::format("{}:{}", value.mark.file, value.mark.line)}};
      (void)row_.set_provenance(object_, own);  // nothing to parse in it
    }
    return true;
  }

 private:
  bool read_list(const Node& value) {
    if (value.is_map()) {
      return fail(Code::kWrongShape, value.mark, "has to be a list, not a map",
                  fmt::format("write '{}: [a, b]'", row_.key));
    }
    std::vector<const Node*> items;
    if (value.is_scalar()) items.push_back(&value);
    for (const auto& item : value.items) items.push_back(&item);
    if (items.empty() && row_.required) {
      return fail(Code::kNoValue, value.mark, "is an empty list", "name at least one");
    }
    const auto before = row_.get(object_);
    bool good = true;
    std::vector<std::string> texts;
    for (const auto* item : items) {
      if (!item->is_scalar()) {
        good = fail(Code::kWrongShape, item->mark,
                    fmt::format("holds {} where a single value is expected", shape(*item)), "");
        continue;
      }
      if (const auto set = row_.set(object_, std::span(&item->text, 1)); !set) {
        good = bad_value(item->mark, set.error(), item->text);
        continue;
      }
      texts.push_back(item->text);
    }
    (void)row_.set(object_, good ? texts : before);  // each text was parsed once already
    return good;
  }

  bool read_sourced(const Node& value) {
    bool good = true;
    for (const auto& entry : value.entries) {
      if (std::find(kSourcedKeys.begin(), kSourcedKeys.end(), entry.key) == kSourcedKeys.end()) {
        const std::vector<std::string> known(kSourcedKeys.begin(), kSourcedKeys.end());
        good = fail(Code::kUnknownKey, entry.mark,
                    fmt::format("has no key {}", units::quoted(entry.key)),
                    did_you_mean(entry.key, known));
      } else if (!entry.value.is_scalar()) {
        good = fail(entry.value.is_null() ? Code::kNoValue : Code::kWrongShape, entry.mark,
                    fmt::format("needs a single value under '{}'", entry.key), example());
      }
    }
    const auto* main = value.find("value");
    if (main == nullptr) {
      return fail(Code::kMissingKey, value.mark, "has no 'value'",
                  "a value with provenance is written {value, low, high, source, date, basis}");
    }
    if (!good) return false;

    ProvenanceText text;
    auto& provenance = text.provenance;
    if (const auto* source = value.find("source")) provenance.source = source->text;
    if (const auto* date = value.find("date")) {
      provenance.date = date->text;
      if (!is_date(date->text)) {
        good = bad_value(date->mark,
                         {fmt::format("{} is not a date", units::quoted(date->text)),
                          "write 2026, 2026-04 or 2026-04-26"},
                         date->text);
      }
    }
    if (const auto* basis = value.find("basis")) {
      if (const auto parsed = TextCodec<Basis>::parse(basis->text)) {
        provenance.basis = *parsed;
      } else {
        good =
            bad_value(basis->mark, parsed.error(), basis->text, TextCodec<Basis>::type().choices);
      }
    }
    // The range is read with the row's own parser, so that it is checked like the value itself.
    const auto low = bound(value.find("low"), text.low, good);
    const auto high = bound(value.find("high"), text.high, good);
    if (!parse(*main)) return false;
    const auto middle = row_.number(object_);
    if (middle && ((low && *low > *middle) || (high && *high < *middle))) {
      good = fail(Code::kRangeOrder, value.mark, "breaks low <= value <= high",
                  fmt::format("low {}, value {}, high {}", text.low.value_or("-"), main->text,
                              text.high.value_or("-")));
    }
    if (good) (void)row_.set_provenance(object_, text);  // both texts were parsed already
    return good;
  }

  std::optional<double> bound(const Node* node, std::optional<std::string>& text, bool& good) {
    if (node == nullptr) return std::nullopt;
    if (!parse(*node)) {
      good = false;
      return std::nullopt;
    }
    text = node->text;
    return row_.number(object_);
  }

  /// Stores the scalar and checks its range; a wrong value leaves the member as it was.
  bool parse(const Node& value) {
    // As a number: printing the old text of every value took half of the time to read a catalogue.
    const auto before = row_.number(object_);
    const auto set = row_.set(object_, std::span(&value.text, 1));
    if (!set) return bad_value(value.mark, set.error(), value.text);
    const auto si = row_.number(object_);
    const bool low =
        si && row_.minimum && (row_.above_minimum ? !(*si > *row_.minimum) : *si < *row_.minimum);
    const bool high = si && row_.maximum && *si > *row_.maximum;
    if (!low && !high) return true;
    if (before) {
      const auto text = units::exact_si(*before, row_.type.dimension);
      (void)row_.set(object_, std::span(&text, 1));
    }
    return fail(
        Code::kOutOfRange, value.mark,
        fmt::format("is {}, but has to be {}", units::quoted(value.text), bounds_text(row_)), "");
  }

  /// A text that its type refuses: the parser's sentence stands on its own.
  bool bad_value(const Mark& mark, const ParseError& error, const std::string& text,
                 std::vector<std::string> choices = {}) {
    if (choices.empty()) choices = row_.type.choices;
    auto hint = error.hint;
    if (hint.empty() && !choices.empty()) hint = did_you_mean(text, choices);
    if (hint.empty()) hint = example();
    report(diagnostics_, Code::kBadValue, mark,
           fmt::format("{} of {}: {}", row_.key, label_, error.message), hint);
    return false;
  }

  /// "rate of source 'fleet' is out of range": `predicate` goes on with the sentence.
  bool fail(Code code, const Mark& mark, const std::string& predicate, const std::string& hint) {
    report(diagnostics_, code, mark, fmt::format("{} of {} {}", row_.key, label_, predicate), hint);
    return false;
  }

  [[nodiscard]] std::string expected() const {
    return row_.sourced ? "a single value or {value, low, high, source, date, basis}"
                        : "a single value";
  }
  [[nodiscard]] std::string example() const {
    return row_.type.example.empty() ? "" : fmt::format("for example {}", row_.type.example);
  }

  const Parameter& row_;
  void* object_;
  const std::string& label_;
  Diagnostics& diagnostics_;
};

std::size_t count_errors(const Diagnostics& diagnostics) {
  return static_cast<std::size_t>(
      std::count_if(diagnostics.begin(), diagnostics.end(),
                    [](const Diagnostic& d) { return d.severity == Severity::kError; }));
}

}  // namespace

bool applies(const Parameter& row, std::string_view kind) {
  return kind.empty() || row.kinds.empty() ||
         std::find(row.kinds.begin(), row.kinds.end(), kind) != row.kinds.end();
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  constexpr std::size_t kShortList = 12;
  constexpr std::size_t kLongestWord = 64;  // the edit distance is quadratic
  if (candidates.empty()) return "";
  if (word.size() <= kLongestWord) {
    if (const auto near = units::nearest(word, candidates)) {
      return fmt::format("did you mean '{}'?", *near);
    }
  }
  return candidates.size() <= kShortList ? fmt::format("known: {}", fmt::join(candidates, ", "))
                                         : "";
}

std::string number_text(const Parameter& row, double si) {
  return row.type.dimension == units::Dimension{} ? fmt::format("{:.10g}", si)
                                                  : units::exact_si(si, row.type.dimension);
}

std::string bounds_text(const Parameter& row) {
  std::string text;
  if (row.minimum) {
    text = fmt::format("{} {}", row.above_minimum ? "more than" : "at least",
                       number_text(row, *row.minimum));
  }
  if (row.maximum) {
    text +=
        fmt::format("{}at most {}", text.empty() ? "" : " and ", number_text(row, *row.maximum));
  }
  return text;
}

std::string kind_of(const Node& node, const Section& section) {
  const auto* row = section.find("kind");
  const auto* value = node.find("kind");
  if (row == nullptr || value == nullptr || !value->is_scalar()) return "";
  const auto& known = row->type.choices;
  return std::find(known.begin(), known.end(), value->text) != known.end() ? value->text : "";
}

bool read_value(const Node& value, const Parameter& row, void* object, const std::string& label,
                Diagnostics& diagnostics) {
  return ValueReader(row, object, label, diagnostics).read(value);
}

bool read_object(const Node& node, const Section& section, void* object, std::string_view kind,
                 ReadContext& context) {
  const auto before = count_errors(context.diagnostics);
  ObjectReader(section, object, kind, context).read(node);
  return count_errors(context.diagnostics) == before;
}

}  // namespace penstock::parameters
