// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A YAML file as a tree with exact places. Aliases and merge keys are expanded, duplicate keys are
// reported, and hostile files are refused in bounded time and memory. All functions add to the
// diagnostics and return nothing if the file is no usable tree; they throw nothing.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/parameters/diagnostic.hpp"

namespace penstock::parameters {

struct Entry;

/// One value of a document.
struct Node {
  enum class Kind { kNull, kScalar, kMap, kSequence };

  Kind kind = Kind::kNull;
  Mark mark;                   ///< of its first character; of the alias's target for aliases
  std::string text;            ///< scalars
  bool plain = true;           ///< scalars: written without quotes
  std::vector<Entry> entries;  ///< maps, in the order of the file, without duplicate keys
  std::vector<Node> items;     ///< sequences

  [[nodiscard]] bool is_null() const { return kind == Kind::kNull; }
  [[nodiscard]] bool is_scalar() const { return kind == Kind::kScalar; }
  [[nodiscard]] bool is_map() const { return kind == Kind::kMap; }
  [[nodiscard]] bool is_sequence() const { return kind == Kind::kSequence; }

  /// The entry or value of a key; null if this is not a map or has no such key.
  [[nodiscard]] const Entry* entry(std::string_view key) const;
  [[nodiscard]] Entry* entry(std::string_view key);
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] Node* find(std::string_view key);
  /// The value below several maps: "checkpoint.size".
  [[nodiscard]] const Node* find_path(std::string_view dotted_path) const;

  friend bool operator==(const Node&, const Node&) = default;
};

/// One key of a map with its value.
struct Entry {
  std::string key;
  Mark mark;  ///< of the key
  Node value;
  bool inherited = false;  ///< came from `extends:`; ignored where the kind has no such key

  friend bool operator==(const Entry&, const Entry&) = default;
};

/// What a document may hold at most. Checked before and after aliases are expanded.
struct DocumentLimits {
  std::size_t file_bytes = 4U << 20U;
  std::size_t nodes = 200'000;
  std::size_t text_bytes = 16U << 20U;  ///< of all scalars and keys
  int depth = 64;
};

/// Parses one document. `file_name` goes into the marks.
std::optional<Node> parse_document(std::string_view text, const std::string& file_name,
                                   Diagnostics& diagnostics, const DocumentLimits& limits = {});

/// Reads and parses a file.
std::optional<Node> read_document(const std::filesystem::path& path, Diagnostics& diagnostics,
                                  const DocumentLimits& limits = {});

/// The bytes of a file, at most `limit`; an error of the file system becomes a diagnostic at `from`
/// (the place that asks for the file, which then has to be a regular one), or at the file itself.
std::optional<std::string> read_file_text(const std::filesystem::path& path, std::size_t limit,
                                          Diagnostics& diagnostics, const Mark* from = nullptr);

/// Deep merge: maps are merged key by key, everything else of `over` replaces what `base` has.
/// Entries that come from `base` alone are marked as inherited if `mark_inherited`.
Node merged(const Node& base, const Node& over, bool mark_inherited);

}  // namespace penstock::parameters
