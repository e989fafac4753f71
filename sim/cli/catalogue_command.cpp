// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "models/catalogue/catalogue.hpp"
#include "models/catalogue/catalogue_reader.hpp"
#include "models/parameters/codes.hpp"
#include "models/parameters/document.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/output.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/table.hpp"

namespace penstock::cli {
namespace {

using catalogue::ValueRow;
using report::Align;
using report::Table;

std::string range_of(const ValueRow& row) {
  if (row.low.empty() && row.high.empty()) return "";
  return (row.low.empty() ? "?" : row.low) + " .. " + (row.high.empty() ? "?" : row.high);
}

/// One line per entry.
Table entries(const std::vector<ValueRow>& rows) {
  Table table({{"id", Align::kLeft}, {"class", Align::kLeft}, {"name", Align::kLeft}, {"values"}});
  for (auto at = rows.begin(); at != rows.end();) {
    const auto end = std::find_if(at, rows.end(), [&](const ValueRow& row) {
      return row.entry != at->entry || row.class_name != at->class_name;
    });
    table.add({{at->entry}, {at->class_name}, {at->entry_name}, {std::to_string(end - at)}});
    at = end;
  }
  return table;
}

/// One line per value of an entry.
Table values(const std::vector<ValueRow>& rows) {
  Table table({{"key", Align::kLeft},
               {"value"},
               {"range", Align::kLeft},
               {"basis", Align::kLeft},
               {"date", Align::kLeft},
               {"source", Align::kLeft}});
  for (const auto& row : rows) {
    table.add({{row.key},
               {row.value},
               {range_of(row)},
               {parameters::word(row.provenance.basis)},
               {row.provenance.date},
               {row.provenance.source}});
  }
  return table;
}

std::string csv_of(const std::vector<ValueRow>& rows) {
  std::string text = "id,class,name,key,value,low,high,basis,date,source\n";
  for (const auto& row : rows) {
    const std::vector<std::string> fields{row.entry,
                                          row.class_name,
                                          row.entry_name,
                                          row.key,
                                          row.value,
                                          row.low,
                                          row.high,
                                          parameters::word(row.provenance.basis),
                                          row.provenance.date,
                                          row.provenance.source};
    for (std::size_t i = 0; i < fields.size(); ++i) {
      text += (i == 0 ? "" : ",") + report::csv_field(fields[i]);
    }
    text += "\n";
  }
  return text;
}

std::string json_of(const std::vector<ValueRow>& rows) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& row : rows) {
    nlohmann::ordered_json object{{"id", row.entry},
                                  {"class", row.class_name},
                                  {"name", row.entry_name},
                                  {"key", row.key},
                                  {"value", row.value}};
    if (!row.low.empty()) object["low"] = row.low;
    if (!row.high.empty()) object["high"] = row.high;
    object["basis"] = parameters::word(row.provenance.basis);
    object["date"] = row.provenance.date;
    object["source"] = row.provenance.source;
    list.push_back(std::move(object));
  }
  return list.dump(1) + "\n";
}

std::string rendered(const std::vector<ValueRow>& rows, bool one_entry, const Arguments& arguments,
                     const Program& program) {
  const auto format = arguments.text("format");
  if (format == "csv") return csv_of(rows);
  if (format == "json") return json_of(rows);
  const Table table = one_entry ? values(rows) : entries(rows);
  if (format == "markdown") return report::to_markdown(table);
  const bool to_screen = arguments.text("output") == "-";
  // Sources are long: the terminal breaks the last column better than groups of columns would.
  const report::Layout layout{.width = 0,
                              .color = to_screen && program.terminal.color(arguments.text("color")),
                              .unicode = !to_screen || program.terminal.unicode};
  std::string title;
  if (one_entry) {
    title = report::styled(rows.front().entry_name + " (" + rows.front().class_name + ")\n\n",
                           report::Tone::kPlain, layout);
  }
  return title + report::to_text(table, layout);
}

/// Adds the entries of a file to the shipped ones, as a scenario that includes it would.
void include(const std::string& file, catalogue::Catalogue& into,
             parameters::Diagnostics& diagnostics) {
  const auto root = parameters::read_document(file, diagnostics);
  if (!root) return;
  if (const auto* entries = root->find("catalogue")) {
    catalogue::read_entries(*entries, into, diagnostics);
    return;
  }
  parameters::report(diagnostics, parameters::Code::kMissingKey, root->mark,
                     "the file has no 'catalogue'");
}

int catalogue_listing(const Arguments& arguments, Program& program) {
  auto entries = catalogue::shipped();
  parameters::Diagnostics diagnostics;
  for (const auto& file : arguments.texts("include")) include(file, entries, diagnostics);
  if (parameters::has_errors(diagnostics)) return refuse(program, diagnostics);
  auto rows = catalogue::rows(entries);
  if (arguments.has("class")) {
    const auto wanted = arguments.text("class");
    std::erase_if(rows, [&](const ValueRow& row) { return row.class_name != wanted; });
  }
  const bool one_entry = !arguments.operands().empty();
  if (one_entry) {
    const auto& id = arguments.operands()[0];
    std::vector<std::string> known;
    for (const auto& row : rows) known.push_back(row.entry);
    std::erase_if(rows, [&](const ValueRow& row) { return row.entry != id; });
    if (rows.empty()) {
      const auto hint = did_you_mean(id, known);
      return usage_error(
          program, "catalogue",
          fmt::format("the catalogue has no '{}'{}", id, hint.empty() ? "" : "; " + hint));
    }
  }
  return deliver(program, arguments.text("output"), rendered(rows, one_entry, arguments, program));
}

}  // namespace

Command catalogue_command() {
  return {
      .name = "catalogue",
      .summary = "Lists devices, prices and workloads with the source of every number",
      .operands = "[ID]",
      .least_operands = 0,
      .most_operands = 1,
      .examples = {{"penstock catalogue tlc-30t", "every value of a device and where it is from"},
                   {"penstock catalogue --class hdd", "all disk drives"},
                   {"penstock catalogue --include device.yaml --class profile",
                    "what was calibrated"}},
      .options = {{.name = "class",
                   .letter = 'c',
                   .value = "CLASS",
                   .help = "entries of this class only",
                   .choices = catalogue::class_names(),
                   .fallback = {}},
                  {.name = "include",
                   .letter = 'i',
                   .value = "FILE",
                   .help = "with the entries of this catalogue file, such as a device's profile",
                   .choices = {},
                   .fallback = {},
                   .repeats = true},
                  format_option({"table", "json", "csv", "markdown"}),
                  output_option(),
                  color_option()},
      .run = catalogue_listing};
}

}  // namespace penstock::cli
