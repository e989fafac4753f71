// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/parameters/document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <unordered_map>

#include "models/parameters/codes.hpp"
#include "models/parameters/encoding.hpp"

namespace penstock::parameters {
namespace {

/// Stops yaml-cpp in the middle of a document; the reason is already among the diagnostics.
struct Stopped {};

/// A value as written: aliases point at their target, maps hold keys and values in turn.
struct Raw {
  enum class Kind { kNull, kScalar, kMap, kSequence, kAlias };
  Kind kind = Kind::kNull;
  bool plain = true;
  bool open = false;  ///< being expanded: an alias to it has no end
  Mark mark;
  std::string text;
  std::size_t target = 0;
  std::vector<std::size_t> children;
};

/// Turns yaml-cpp's events into raw values.
class Recorder final : public YAML::EventHandler {
 public:
  Recorder(const PlaceMap& places, const DocumentLimits& limits, Diagnostics& diagnostics)
      : places_(places), limits_(limits), diagnostics_(diagnostics) {}

  std::vector<Raw> values;  ///< the first one is the root

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(Raw::Kind::kNull, mark, anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto index = add(Raw::Kind::kAlias, mark, 0);
    values[index].target = anchors_.at(anchor);  // yaml-cpp refuses unknown anchors
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(mark, tag);
    const auto index = add(Raw::Kind::kScalar, mark, anchor);
    values[index].text = value;
    values[index].plain = tag == "?";
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Raw::Kind::kSequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { stack_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Raw::Kind::kMap, mark, tag, anchor);
  }
  void OnMapEnd() override { stack_.pop_back(); }

 private:
  std::size_t add(Raw::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    const auto place = places_.mark(mark.line, mark.column);
    if (values.size() >= limits_.nodes) {
      report(diagnostics_, Code::kTooManyNodes, place,
             fmt::format("the document holds more than {} values", limits_.nodes));
      throw Stopped{};
    }
    const auto index = values.size();
    values.push_back({.kind = kind, .mark = place});
    if (!stack_.empty()) values[stack_.back()].children.push_back(index);
    if (anchor != 0) anchors_[anchor] = index;
    return index;
  }

  void open(Raw::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    refuse_tag(mark, tag);
    stack_.push_back(add(kind, mark, anchor));
    if (static_cast<int>(stack_.size()) > limits_.depth) {
      report(diagnostics_, Code::kNestedTooDeep, places_.mark(mark.line, mark.column),
             fmt::format("nested more than {} levels deep", limits_.depth));
      throw Stopped{};
    }
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;  // "!" is how yaml-cpp marks quotes
    report(diagnostics_, Code::kTag, places_.mark(mark.line, mark.column),
           fmt::format("the tag '{}' has no meaning here", tag.substr(0, 60)), "remove the tag");
  }

  const PlaceMap& places_;
  const DocumentLimits& limits_;
  Diagnostics& diagnostics_;
  std::vector<std::size_t> stack_;
  std::unordered_map<YAML::anchor_t, std::size_t> anchors_;
};

/// Notices only that there is a further document.
class DocumentFinder final : public YAML::EventHandler {
 public:
  std::optional<YAML::Mark> start;
  void OnDocumentStart(const YAML::Mark& mark) override {
    start = mark;
    throw Stopped{};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

/// Turns raw values into nodes: aliases are copied, merge keys resolved, duplicates reported.
class Expander {
 public:
  Expander(std::vector<Raw>& values, const DocumentLimits& limits, Diagnostics& diagnostics)
      : values_(values), limits_(limits), diagnostics_(diagnostics) {}

  /// Throws Stopped when a limit is passed.
  Node expand(std::size_t index) { return expand(index, 1); }

 private:
  Node expand(std::size_t index, int depth) {
    auto& raw = values_[index];
    if (raw.kind == Raw::Kind::kAlias) {
      if (values_[raw.target].open) {
        report(diagnostics_, Code::kAliasCycle, raw.mark, "this alias refers to itself",
               "write the value out");
        throw Stopped{};
      }
      return expand(raw.target, depth);
    }
    charge(raw, raw.text.size());
    if (depth > limits_.depth + 1) {
      report(diagnostics_, Code::kNestedTooDeep, raw.mark,
             fmt::format("nested more than {} levels deep", limits_.depth));
      throw Stopped{};
    }
    Node node{.mark = raw.mark, .text = raw.text, .plain = raw.plain};
    raw.open = true;
    switch (raw.kind) {
      case Raw::Kind::kNull:
        break;
      case Raw::Kind::kScalar:
        node.kind = Node::Kind::kScalar;
        break;
      case Raw::Kind::kSequence:
        node.kind = Node::Kind::kSequence;
        node.items.reserve(raw.children.size());
        for (const auto child : raw.children) node.items.push_back(expand(child, depth + 1));
        break;
      case Raw::Kind::kMap:
        node.kind = Node::Kind::kMap;
        fill_map(raw, node, depth);
        break;
      case Raw::Kind::kAlias:
        break;  // followed above
    }
    raw.open = false;
    return node;
  }

  void fill_map(const Raw& raw, Node& node, int depth) {
    std::unordered_map<std::string, Mark> seen;
    std::vector<std::size_t> merges;
    node.entries.reserve(raw.children.size() / 2);
    for (std::size_t i = 0; i + 1 < raw.children.size(); i += 2) {
      const auto* key = &values_[raw.children[i]];
      const auto key_mark = key->mark;
      if (key->kind == Raw::Kind::kAlias) key = &values_[key->target];
      if (key->kind != Raw::Kind::kScalar) {
        report(diagnostics_, Code::kKeyNotAWord, key_mark, "a key has to be a word");
        continue;
      }
      charge(*key, key->text.size());
      if (key->text == "<<" && key->plain) {
        merges.push_back(raw.children[i + 1]);
        continue;
      }
      const auto [first, fresh] = seen.emplace(key->text, key_mark);
      if (!fresh) {
        report(diagnostics_, Code::kDuplicateKey, key_mark,
               fmt::format("'{}' is given twice", key->text),
               fmt::format("the first one is in line {}, column {}; remove one of them",
                           first->second.line, first->second.column));
        continue;
      }
      node.entries.push_back({key->text, key_mark, expand(raw.children[i + 1], depth + 1)});
      auto& value = node.entries.back().value;
      if (value.is_null()) value.mark = key_mark;  // yaml-cpp marks what follows
    }
    for (const auto index : merges) merge_into(node, index, depth, seen);
  }

  /// YAML's merge key: what the map itself says wins over the merged maps, earlier ones over later.
  void merge_into(Node& node, std::size_t index, int depth,
                  std::unordered_map<std::string, Mark>& seen) {
    const Mark place = values_[index].mark;
    Node other = expand(index, depth + 1);
    std::vector<Node> sources;
    if (other.is_sequence()) {
      sources = std::move(other.items);
    } else {
      sources.push_back(std::move(other));
    }
    for (auto& source : sources) {
      if (!source.is_map()) {
        report(diagnostics_, Code::kMergeKey, place, "'<<' merges maps, but this is not a map",
               "write an alias of a map: '<<: *base'");
        continue;
      }
      for (auto& entry : source.entries) {
        if (seen.emplace(entry.key, entry.mark).second) node.entries.push_back(std::move(entry));
      }
    }
  }

  void charge(const Raw& raw, std::size_t bytes) {
    nodes_ += 1;
    bytes_ += bytes;
    if (nodes_ <= 2 * limits_.nodes && bytes_ <= limits_.text_bytes) return;
    report(diagnostics_, Code::kTooManyNodes, raw.mark,
           "with its aliases expanded the document is too large",
           fmt::format("at most {} values and {} MiB of text are read", limits_.nodes,
                       limits_.text_bytes >> 20U));
    throw Stopped{};
  }

  std::vector<Raw>& values_;
  const DocumentLimits& limits_;
  Diagnostics& diagnostics_;
  std::size_t nodes_ = 0;  ///< values and keys
  std::size_t bytes_ = 0;
};

/// Parses the bytes; Stopped and yaml-cpp's exceptions pass through.
std::vector<Raw> record(std::string_view text, const PlaceMap& places, const DocumentLimits& limits,
                        Diagnostics& diagnostics) {
  std::istringstream stream{std::string(text)};
  YAML::Parser parser(stream);
  Recorder recorder(places, limits, diagnostics);
  if (!parser.HandleNextDocument(recorder)) return {};
  DocumentFinder finder;
  try {
    parser.HandleNextDocument(finder);
  } catch (const Stopped&) {
    report(diagnostics, Code::kSeveralDocuments,
           places.mark(finder.start->line, finder.start->column),
           "a second YAML document starts here", "keep one document per file");
  }
  return std::move(recorder.values);
}

}  // namespace

const Entry* Node::entry(std::string_view key) const {
  for (const auto& candidate : entries) {
    if (candidate.key == key) return &candidate;
  }
  return nullptr;
}

Entry* Node::entry(std::string_view key) {
  return const_cast<Entry*>(static_cast<const Node*>(this)->entry(key));
}

const Node* Node::find(std::string_view key) const {
  const auto* found = entry(key);
  return found != nullptr ? &found->value : nullptr;
}

Node* Node::find(std::string_view key) {
  auto* found = entry(key);
  return found != nullptr ? &found->value : nullptr;
}

const Node* Node::find_path(std::string_view dotted_path) const {
  const Node* node = this;
  while (node != nullptr && !dotted_path.empty()) {
    const auto dot = dotted_path.find('.');
    node = node->find(dotted_path.substr(0, dot));
    dotted_path.remove_prefix(dot == std::string_view::npos ? dotted_path.size() : dot + 1);
  }
  return node;
}

std::optional<Node> parse_document(std::string_view text, const std::string& file_name,
                                   Diagnostics& diagnostics, const DocumentLimits& limits) {
  if (text.size() > limits.file_bytes) {
    report(diagnostics, Code::kFileTooLarge, {file_name, 0, 0},
           fmt::format("the file has more than {} bytes", limits.file_bytes));
    return std::nullopt;
  }
  const auto checked = check_encoding(text, file_name, diagnostics);
  if (!checked) return std::nullopt;
  const PlaceMap places(*checked, file_name);
  try {
    auto values = record(*checked, places, limits, diagnostics);
    if (values.empty() || values.front().kind == Raw::Kind::kNull) {
      report(diagnostics, Code::kFileEmpty, {file_name, 1, 1}, "the file holds no values",
             "a scenario starts with 'penstock: 1'");
      return std::nullopt;
    }
    return Expander(values, limits, diagnostics).expand(0);
  } catch (const Stopped&) {
    return std::nullopt;
  } catch (const YAML::DeepRecursion& error) {
    report(diagnostics, Code::kNestedTooDeep, places.mark(error.mark.line, error.mark.column),
           fmt::format("nested more than {} levels deep", limits.depth));
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    report(diagnostics, Code::kSyntax, places.mark(error.mark.line, error.mark.column),
           fmt::format("not well-formed YAML: {}", error.msg),
           "reading stopped here; there may be more mistakes below");
    return std::nullopt;
  }
}

std::optional<Node> read_document(const std::filesystem::path& path, Diagnostics& diagnostics,
                                  const DocumentLimits& limits) {
  const auto text = read_file_text(path, limits.file_bytes, diagnostics);
  if (!text) return std::nullopt;
  return parse_document(*text, path.string(), diagnostics, limits);
}

std::optional<std::string> read_file_text(const std::filesystem::path& path, std::size_t limit,
                                          Diagnostics& diagnostics, const Mark* from) {
  const Mark mark = from != nullptr ? *from : Mark{path.string(), 0, 0};
  const auto fail = [&](Code code, const std::string& why) {
    report(diagnostics, code, mark, fmt::format("'{}' {}", path.string(), why));
    return std::nullopt;
  };
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    return fail(Code::kFileMissing, "does not exist");
  }
  if (error) return fail(Code::kFileNotReadable, "cannot be read: " + error.message());
  if (std::filesystem::is_directory(status)) {
    return fail(Code::kFileNotReadable, "is a directory, not a file");
  }
  // A file may ask for a pipe that nobody writes to; what the user names may be one.
  if (from != nullptr && !std::filesystem::is_regular_file(status)) {
    return fail(Code::kFileNotReadable, "is not a regular file");
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    return fail(Code::kFileNotReadable,
                "cannot be read: " + std::generic_category().message(errno));
  }
  // Not by file size: pipes have none, and endless devices must not be read to their end.
  std::string text;
  std::vector<char> block(64U << 10U);
  while (text.size() <= limit && stream) {
    stream.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) return fail(Code::kFileNotReadable, "cannot be read to its end");
  if (text.size() > limit) {
    return fail(Code::kFileTooLarge, fmt::format("has more than {} bytes", limit));
  }
  return text;
}

Node merged(const Node& base, const Node& over, bool mark_inherited) {
  if (!base.is_map() || !over.is_map()) return over;
  Node result = over;
  result.entries.clear();
  // The base's order first, so that a design that extends another lists its tiers alike.
  for (const auto& below : base.entries) {
    Entry entry = below;
    if (const auto* above = over.entry(below.key)) {
      entry = *above;
      entry.value = merged(below.value, above->value, mark_inherited);
    } else if (mark_inherited) {
      entry.inherited = true;
    }
    result.entries.push_back(std::move(entry));
  }
  for (const auto& above : over.entries) {
    if (base.entry(above.key) == nullptr) result.entries.push_back(above);
  }
  return result;
}

}  // namespace penstock::parameters
