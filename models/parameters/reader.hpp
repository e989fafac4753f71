// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// From a map of a document to a struct, guided by the rows of its section. Knows nothing of the
// section's meaning; all mistakes of the map are reported, each at its own place.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/parameters/diagnostic.hpp"
#include "models/parameters/document.hpp"
#include "models/parameters/parameter.hpp"

namespace penstock::parameters {

/// What a reader has to know beside the map.
struct ReadContext {
  Diagnostics& diagnostics;
  std::string label;                    ///< for messages: "source 'fleet'"
  std::vector<std::string> other_keys;  ///< keys of the map that the caller reads itself
};

/// Stores each key of `node` into `object`, which is the struct of the section, and checks units,
/// choices, ranges, required keys and keys of other kinds. Members without a key, or with a wrong
/// value, keep what they hold. `kind` may be empty: then no key is refused for its kind. True if no
/// error was found.
bool read_object(const Node& node, const Section& section, void* object, std::string_view kind,
                 ReadContext& context);

/// Stores one value; `label` names the object in messages. True if no error was found.
bool read_value(const Node& value, const Parameter& row, void* object, const std::string& label,
                Diagnostics& diagnostics);

/// The word under `kind` if it is one that the section's row "kind" knows; else empty, without a
/// diagnostic (read_object reports it).
std::string kind_of(const Node& node, const Section& section);

/// Whether the row applies to objects of this kind; an empty kind is any.
bool applies(const Parameter& row, std::string_view kind);

/// "did you mean 'rate'?", or the list of candidates if it is short, or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// The bounds of a row as a reader would write them: "more than 0 B/s and at most 1 TB/s"; empty if
/// there are none.
std::string bounds_text(const Parameter& row);

/// A number in SI base units as a text of the row's type.
std::string number_text(const Parameter& row, double si);

}  // namespace penstock::parameters
