// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/report/render_difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/report/csv.hpp"
#include "sim/report/display_text.hpp"
#include "sim/report/figures.hpp"

namespace penstock::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kParts = parameters::EnumWords<Part>::words.size();
constexpr const char* kLegend = "+ added   - removed   ~ changed";

std::string sign_of(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kAdded:
      return "+";
    case ChangeKind::kRemoved:
      return "-";
    case ChangeKind::kChanged:
      return "~";
  }
  return "";
}

Tone tone_of(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kAdded:
      return Tone::kGood;
    case ChangeKind::kRemoved:
      return Tone::kBad;
    case ChangeKind::kChanged:
      return Tone::kPlain;
  }
  return Tone::kPlain;
}

std::string percent_of(const Change& change) {
  if (!change.before_value || !change.after_value) return "";
  return change_text(*change.before_value, *change.after_value).value_or("");
}

void add(Table& table, const Change& change) {
  table.add({{"  " + sign_of(change.kind), tone_of(change.kind)},
             {change.path},
             {change.before},
             {change.kind == ChangeKind::kChanged ? "→" : ""},
             {change.after},
             {percent_of(change)}});
}

Table empty_table() {
  return Table({{"", Align::kLeft}, {"", Align::kLeft}, {"A"}, {""}, {"B"}, {""}}, 6);
}

std::string title_of(const DesignDifference& design) {
  if (design.before.empty()) return "+ design " + design.after;
  if (design.after.empty()) return "- design " + design.before;
  if (design.before == design.after) return "~ design " + design.before;
  return "~ design " + design.before + " → " + design.after;
}

bool identical(const DesignDifference& design) {
  return std::ranges::all_of(design.changes, [](const auto& part) { return part.empty(); });
}

/// A missing side is said by its title: its values are not listed one by one.
bool one_sided(const DesignDifference& design) {
  return design.before.empty() || design.after.empty();
}

std::string tco_line(const std::optional<units::Money>& before,
                     const std::optional<units::Money>& after, const Difference& difference) {
  const auto text = [&](const std::optional<units::Money>& amount) {
    return amount ? money(*amount, difference.currency) : "none";
  };
  std::string line =
      fmt::format("TCO {}: {} → {}", months_text(difference.months), text(before), text(after));
  if (before && after) {
    if (const auto change = change_text(before->si(), after->si())) line += " (" + *change + ")";
  }
  return line;
}

std::string headline(const Difference& difference) {
  std::string line = tco_line(difference.tco_before, difference.tco_after, difference);
  if (difference.designs.size() > 1 && difference.headline_before != difference.headline_after) {
    line = difference.headline_before + " → " + difference.headline_after + ", " + line;
  } else if (difference.designs.size() > 1) {
    line = difference.headline_before + ", " + line;
  }
  return line;
}

/// Whether `change` is a detail of a stage or tier that came or went as a whole.
bool inside_another(const Change& change, const std::vector<Change>& part) {
  return std::ranges::any_of(part, [&](const Change& whole) {
    return whole.kind == change.kind && change.path.starts_with(whole.path + ".");
  });
}

Table table_of(const DesignDifference& design) {
  Table table = empty_table();
  for (const auto& part : design.changes) {
    for (const auto& change : part) {
      if (change.kind == ChangeKind::kChanged || !inside_another(change, part)) add(table, change);
    }
  }
  return table;
}

std::string unchanged_note(const DesignDifference& design) {
  int unchanged = 0;
  for (const int count : design.unchanged) unchanged += count;
  return fmt::format("{} values are the same", unchanged);
}

Json json_of(const Change& change) {
  Json json{{"change", parameters::word(change.kind)}, {"path", change.path}};
  if (change.kind != ChangeKind::kAdded) json["before"] = change.before;
  if (change.kind != ChangeKind::kRemoved) json["after"] = change.after;
  if (change.before_value) json["before_value"] = *change.before_value;
  if (change.after_value) json["after_value"] = *change.after_value;
  return json;
}

Json json_of(const std::vector<Change>& changes) {
  Json list = Json::array();
  for (const auto& change : changes) list.push_back(json_of(change));
  return list;
}

}  // namespace

std::string render_difference(const Difference& difference, const Layout& layout) {
  const auto line = [&](const std::string& text, Tone tone) {
    return styled(printable(text), tone, layout) + "\n";
  };
  std::string text = line("A: " + difference.before, Tone::kPlain);
  text += line("B: " + difference.after, Tone::kPlain);
  text += line(kLegend, Tone::kFaint);
  if (!difference.inputs.empty()) {
    Table table = empty_table();
    for (const auto& change : difference.inputs) add(table, change);
    text += "\n" + line("inputs", Tone::kStrong) + to_text(table, layout);
  }
  for (const auto& design : difference.designs) {
    text += "\n";
    if (one_sided(design)) {
      const auto& tco = design.before.empty() ? design.tco_after : design.tco_before;
      text += line(title_of(design), design.before.empty() ? Tone::kGood : Tone::kBad);
      if (tco) {
        text += line(fmt::format("  TCO {}: {}", months_text(difference.months),
                                 money(*tco, difference.currency)),
                     Tone::kPlain);
      }
      continue;
    }
    if (identical(design)) {
      text += line("= design " + design.after + ": no difference", Tone::kFaint);
      continue;
    }
    text += line(title_of(design), Tone::kStrong);
    text += to_text(table_of(design), layout);
    text += line("  " + unchanged_note(design), Tone::kFaint);
    if (difference.designs.size() > 1) {
      text += line("  " + tco_line(design.tco_before, design.tco_after, difference), Tone::kPlain);
    }
  }
  return text + "\n" + line(headline(difference), Tone::kStrong);
}

std::string difference_markdown(const Difference& difference) {
  std::string text = fmt::format("# {} → {}\n\n{}\n", printable(difference.before),
                                 printable(difference.after), kLegend);
  if (!difference.inputs.empty()) {
    Table table = empty_table();
    for (const auto& change : difference.inputs) add(table, change);
    text += "\n## inputs\n\n" + to_markdown(table);
  }
  for (const auto& design : difference.designs) {
    text += "\n## " + printable(title_of(design)) + "\n\n";
    if (one_sided(design)) continue;
    if (!identical(design)) text += to_markdown(table_of(design)) + "\n";
    text += unchanged_note(design) + "\n";
  }
  return text + "\n" + headline(difference) + "\n";
}

std::string difference_json(const Difference& difference) {
  Json json{{"format", "penstock-difference"}, {"version", 1},
            {"before", difference.before},     {"after", difference.after},
            {"currency", difference.currency}, {"inputs", json_of(difference.inputs)},
            {"designs", Json::array()}};
  const auto put_tco = [](Json& object, const auto& source) {
    if (source.tco_before) object["tco_before"] = source.tco_before->si();
    if (source.tco_after) object["tco_after"] = source.tco_after->si();
  };
  for (const auto& design : difference.designs) {
    Json object{{"before", design.before}, {"after", design.after}};
    put_tco(object, design);
    for (std::size_t i = 0; i < kParts; ++i) {
      object[parameters::word(static_cast<Part>(i))] = json_of(design.changes[i]);
    }
    json["designs"].push_back(std::move(object));
  }
  json["headline"] = {{"before", difference.headline_before}, {"after", difference.headline_after}};
  put_tco(json["headline"], difference);
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string difference_csv(const Difference& difference) {
  std::string text =
      "design_before,design_after,change,path,before,after,before_value,after_value\n";
  const auto number = [](const std::optional<double>& value) {
    return value ? fmt::format("{}", *value) : std::string();
  };
  const auto add_all = [&](const std::string& before, const std::string& after,
                           const std::vector<Change>& changes) {
    for (const auto& change : changes) {
      text += fmt::format("{},{},{},{},{},{},{},{}\n", csv_field(before), csv_field(after),
                          parameters::word(change.kind), csv_field(change.path),
                          csv_field(change.before), csv_field(change.after),
                          number(change.before_value), number(change.after_value));
    }
  };
  add_all("", "", difference.inputs);
  for (const auto& design : difference.designs) {
    for (const auto& part : design.changes) add_all(design.before, design.after, part);
  }
  return text;
}

}  // namespace penstock::report
