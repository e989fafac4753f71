// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/scenario/scenario_reader.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "models/parameters/document.hpp"
#include "sim/scenario/canonical.hpp"
#include "sim/scenario/extends.hpp"
#include "sim/scenario/include.hpp"
#include "sim/scenario/overrides.hpp"
#include "sim/scenario/reading.hpp"

namespace penstock::scenario {
namespace {

using parameters::Code;
using parameters::Diagnostic;
using parameters::Diagnostics;
using parameters::Node;

/// "tier 'big' of design 'a' ..." without the design.
std::string without_design(std::string message) {
  constexpr std::string_view kDesign = "design '";
  for (auto at = message.find(kDesign); at != std::string::npos; at = message.find(kDesign, at)) {
    const auto end = message.find('\'', at + kDesign.size());
    if (end == std::string::npos) break;
    message.erase(at, end + 1 - at);
  }
  return message;
}

/// A mistake of a base appears once and not once more for each design that extends it.
void remove_repetitions(Diagnostics& diagnostics) {
  std::set<std::tuple<std::string, int, int, std::string>> seen;
  std::erase_if(diagnostics, [&](const Diagnostic& d) {
    return d.mark.line > 0 && !seen.emplace(d.mark.file, d.mark.line, d.mark.column,
                                            d.code + without_design(d.message))
                                   .second;
  });
}

ReadResult read_tree(std::optional<Node> root, const std::filesystem::path& file,
                     const std::vector<std::string>& overrides, Diagnostics diagnostics) {
  ReadResult result;
  if (root && !root->is_map()) {
    report(diagnostics, Code::kWrongShape, root->mark, "a scenario has to be a map",
           "it starts with 'penstock: 1'");
    root.reset();
  }
  if (root) {
    *root = with_includes(std::move(*root), file, diagnostics);
    apply_overrides(*root, overrides, diagnostics);
    std::set<std::string> without_base;
    if (auto* designs = root->find("designs"); designs != nullptr && designs->is_map()) {
      auto extended = with_bases(*designs, diagnostics);
      *designs = std::move(extended.designs);
      without_base = std::move(extended.without_base);
    }
    Scenario scenario;
    auto catalogue = catalogue::shipped();
    Reading reading{*root, scenario, catalogue, diagnostics, std::move(without_base)};
    read_sections(reading);
    check_pipeline(reading);
    check_designs(reading);
    check_demands(reading);
    read_objectives(reading);
    if (!has_errors(diagnostics)) {
      result.inputs_hash = content_hash(canonical_text(scenario, catalogue));
      result.scenario = std::move(scenario);
      result.catalogue = std::move(catalogue);
    }
  }
  remove_repetitions(diagnostics);
  result.diagnostics = std::move(diagnostics);
  return result;
}

}  // namespace

ReadResult read_file(const std::filesystem::path& path, const std::vector<std::string>& overrides) {
  Diagnostics diagnostics;
  auto root = parameters::read_document(path, diagnostics);
  return read_tree(std::move(root), path, overrides, std::move(diagnostics));
}

ReadResult read_text(std::string_view text, const std::string& file_name,
                     const std::vector<std::string>& overrides) {
  Diagnostics diagnostics;
  auto root = parameters::parse_document(text, file_name, diagnostics);
  return read_tree(std::move(root), file_name, overrides, std::move(diagnostics));
}

}  // namespace penstock::scenario
