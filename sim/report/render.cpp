// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/report/render.hpp"

#include <fmt/format.h>

#include "models/units/format.hpp"
#include "sim/report/display_text.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/sections.hpp"

namespace penstock::report {
namespace {

using results::Result;

std::string count(std::size_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

/// "3 y, seed 42, 4 designs, 9 windows and 12 re-simulations in 1.4 s".
std::string subtitle(const Result& result, const RenderOptions& options) {
  std::size_t windows = 0;
  std::size_t again = 0;
  for (const auto& design : result.designs) {
    windows += static_cast<std::size_t>(design.windows);
    again += static_cast<std::size_t>(design.resimulations);
  }
  std::string text =
      fmt::format("{}, seed {}, {}, {}", months_text(result.inputs.months), result.inputs.seed,
                  count(result.designs.size(), "design"), count(windows, "window"));
  if (again > 0) text += " and " + count(again, "re-simulation");
  if (options.seconds) text += " in " + units::format(units::Seconds{*options.seconds});
  return text;
}

std::vector<std::string> detailed(const Result& result, const RenderOptions& options) {
  if (options.detail) return *options.detail;
  if (!result.verdict.winner.empty()) return {result.verdict.winner};
  if (results::find_design(result, result.inputs.baseline) != nullptr) {
    return {result.inputs.baseline};
  }
  return {};
}

std::vector<Section> sections(const Result& result, const RenderOptions& options) {
  std::vector<Section> all{comparison(result)};
  for (const auto& name : detailed(result, options)) {
    const auto* design = results::find_design(result, name);
    if (design == nullptr || !design->failure.empty()) continue;
    all.push_back(pipeline_map(*design, result.inputs.currency));
    all.push_back(capacity(*design, result.inputs.start));
    all.push_back(resources(*design));
  }
  all.push_back(costs(result));
  return all;
}

}  // namespace

std::string render_table(const Result& result, const RenderOptions& options) {
  const auto& layout = options.layout;
  const auto line = [&](const std::string& text, Tone tone) {
    return styled(printable(text), tone, layout) + "\n";
  };
  std::string text = line(result.inputs.scenario, Tone::kStrong);
  text += line(subtitle(result, options), Tone::kPlain);
  for (const auto& section : sections(result, options)) {
    text += '\n';
    if (!section.heading.empty()) text += line(section.heading, Tone::kStrong);
    text += to_text(section.table, layout);
    for (const auto& note : section.notes) text += line(note, Tone::kFaint);
  }
  if (!result.verdict.lines.empty()) text += '\n';
  for (const auto& verdict : result.verdict.lines) text += line(verdict, Tone::kPlain);
  return text;
}

std::string render_markdown(const Result& result, const RenderOptions& options) {
  std::string text =
      fmt::format("# {}\n\n{}\n", printable(result.inputs.scenario), subtitle(result, options));
  for (const auto& section : sections(result, options)) {
    if (!section.heading.empty()) text += "\n## " + printable(section.heading) + "\n";
    text += "\n" + to_markdown(section.table);
    for (const auto& note : section.notes) text += "\n" + printable(note) + "\n";
  }
  if (!result.verdict.lines.empty()) text += "\n## Verdict\n\n";
  for (const auto& verdict : result.verdict.lines) text += "- " + printable(verdict) + "\n";
  return text;
}

}  // namespace penstock::report
