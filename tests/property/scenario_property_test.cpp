// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <rapidcheck.h>

#include <rapidcheck/catch.h>
#include <algorithm>
#include <catch2/catch.hpp>

#include "models/parameters/document.hpp"
#include "sim/scenario/canonical.hpp"
#include "tests/unit/scenario_fixture.hpp"

using namespace penstock;
using namespace penstock::scenario;

namespace {

/// The document as flow YAML with the keys of every map in a random order. The order of stages,
/// designs and tiers is a value itself, so theirs stays.
std::string shuffled(const parameters::Node& node, bool keep) {
  if (node.is_scalar()) return "\"" + node.text + "\"";
  std::vector<std::string> parts;
  for (const auto& item : node.items) parts.push_back(shuffled(item, false));
  for (const auto& entry : node.entries) {
    const bool named = entry.key == "sources" || entry.key == "datasets" || entry.key == "stages" ||
                       entry.key == "designs" || entry.key == "tiers" || entry.key == "place";
    parts.push_back("\"" + entry.key + "\": " + shuffled(entry.value, named));
  }
  if (node.is_map() && !keep) {
    for (std::size_t i = parts.size(); i > 1; --i) {
      std::swap(parts[i - 1], parts[*rc::gen::inRange<std::size_t>(0, i)]);
    }
  }
  std::string text = node.is_map() ? "{" : "[";
  for (const auto& part : parts) text += (text.size() > 1 ? ", " : "") + part;
  return text + (node.is_map() ? "}" : "]");
}

}  // namespace

TEST_CASE("The order of keys and the way of quoting change nothing", "[property]") {
  const auto hash = fixture::read(fixture::kValid).inputs_hash;
  parameters::Diagnostics diagnostics;
  const auto root = *parameters::parse_document(fixture::kValid, "s.yaml", diagnostics);
  rc::prop("the hash is the same", [&] {
    const auto result = fixture::read(shuffled(root, false));
    RC_ASSERT(result.scenario.has_value());
    RC_ASSERT(result.inputs_hash == hash);
  });
}

TEST_CASE("An override is the same as the change in the file", "[property]") {
  rc::prop("of a count", [] {
    const auto servers = std::to_string(*rc::gen::inRange(10, 100000));
    const auto by_file = fixture::read(fixture::changed("servers: 12", "servers: " + servers));
    const auto by_override =
        fixture::read(fixture::kValid, {"designs.base.tiers.fast.servers=" + servers});
    RC_ASSERT(by_file.scenario.has_value());
    RC_ASSERT(by_file.inputs_hash == by_override.inputs_hash);
  });
}

TEST_CASE("Different texts have different hashes", "[property]") {
  rc::prop("of any two texts", [](const std::string& a, const std::string& b) {
    RC_ASSERT((content_hash(a) == content_hash(b)) == (a == b));
  });
  // The published values of FNV-1a with 128 bits.
  CHECK(content_hash("") == "6c62272e07bb014262b821756295c58d");
  CHECK(content_hash("a") == "d228cb696f1a8caf78912b704e4a8964");
}

TEST_CASE("Removing any one line never breaks the reader", "[property]") {
  std::vector<std::string> lines;
  std::string line;
  for (const char c : fixture::kValid) {
    line += c;
    if (c == '\n') lines.push_back(std::exchange(line, {}));
  }
  for (std::size_t removed = 0; removed < lines.size(); ++removed) {
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i != removed) text += lines[i];
    }
    INFO("without: " << lines[removed]);
    const auto result = fixture::read(text);
    CHECK(result.scenario.has_value() != parameters::has_errors(result.diagnostics));
  }
}
