// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <rapidcheck/catch.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <map>
#include <sstream>

#include "sim/report/csv.hpp"
#include "sim/report/display_text.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/metric_paths.hpp"
#include "sim/report/render.hpp"
#include "sim/report/table.hpp"
#include "tests/golden/golden.hpp"
#include "tests/unit/sample_result.hpp"

using namespace penstock;
using namespace penstock::report;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// RFC 4180, written apart from the writer.
std::vector<std::vector<std::string>> read_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    if (quoted && letter == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      rows.back().back() += '"';
      ++i;
    } else if (letter == '"') {
      quoted = !quoted;
    } else if (letter == ',' && !quoted) {
      rows.back().emplace_back();
    } else if (letter == '\n' && !quoted) {
      rows.emplace_back(1);
    } else {
      rows.back().back() += letter;
    }
  }
  rows.pop_back();  // after the last line break
  return rows;
}

}  // namespace

TEST_CASE("The first screen of a result is the accepted one", "[unit][golden]") {
  const auto result = results::sample::result();
  CHECK_GOLDEN("report/table.txt", render_table(result, {}));
  CHECK_GOLDEN("report/table_80_columns.txt", render_table(result, {.layout = {.width = 80}}));
  CHECK_GOLDEN("report/table_ascii.txt", render_table(result, {.layout = {.unicode = false}}));
  CHECK_GOLDEN("report/table_color.txt", render_table(result, {.layout = {.color = true}}));
  CHECK_GOLDEN(
      "report/table_all_details.txt",
      render_table(result, {.layout = {}, .detail = {{"all-flash", "hci"}}, .seconds = 1.4}));
  CHECK_GOLDEN("report/table.md", render_markdown(result, {}));
}

TEST_CASE("The ASCII table holds nothing but ASCII, and no colour comes unasked", "[unit]") {
  auto result = results::sample::result();
  result.inputs.scenario = "Wahrnehmung für Straßen";
  const auto text = render_table(result, {.layout = {.unicode = false}});
  CHECK(std::ranges::all_of(text,
                            [](char letter) { return static_cast<unsigned char>(letter) < 128; }));
  CHECK(render_table(result, {}).find('\x1b') == std::string::npos);
}

TEST_CASE("A narrow terminal gets groups of columns and loses no cell", "[property]") {
  rc::prop("every cell is printed, every line fits unless one column alone does not", [] {
    const auto columns = *rc::gen::inRange<std::size_t>(2, 8);
    const int width = *rc::gen::inRange(20, 120);
    std::vector<Column> headers;
    for (std::size_t c = 0; c < columns; ++c) headers.push_back({"head" + std::to_string(c)});
    Table table(headers);
    std::vector<std::string> texts;
    const auto rows = *rc::gen::inRange(1, 4);
    int widest = 0;
    for (int r = 0; r < rows; ++r) {
      std::vector<Cell> cells;
      for (std::size_t c = 0; c < columns; ++c) {
        const auto length = *rc::gen::inRange<std::size_t>(1, 12);
        texts.push_back("<" + std::to_string(texts.size()) + std::string(length, 'x') + ">");
        widest = std::max(widest, static_cast<int>(texts.back().size()));
        cells.push_back({texts.back()});
      }
      table.add(cells);
    }
    const auto text = to_text(table, {.width = width});
    for (const auto& cell : texts) RC_ASSERT(text.find(cell) != std::string::npos);
    for (const auto& line : lines_of(text)) {
      RC_ASSERT(line.empty() || line.back() != ' ');
      RC_ASSERT(static_cast<int>(line.size()) <= std::max(width, 2 * widest + 2));
    }
  });
}

TEST_CASE("Columns line up under letters of any width", "[unit]") {
  Table table({{"name", Align::kLeft}, {"value"}});
  table.add({{"plain"}, {"1"}});
  table.add({{"über"}, {"22"}});
  table.add({{"東京"}, {"333"}});
  table.add({{"e\u0301"}, {"4"}});
  for (const auto& line : lines_of(to_text(table, {}))) CHECK(display_width(line) == 12);
  CHECK(display_width("😀") == 2);
  CHECK(display_width("\xff\xfe") == 2);
  CHECK(display_width("") == 0);
}

TEST_CASE("Names cannot steer the terminal", "[unit][property]") {
  CHECK(printable("a\x1b[31mred\nb") == "a [31mred b");
  CHECK(printable("\u202Eabc") == " abc");
  CHECK(printable("\xC0\xAF") == "??");  // an overlong "/"
  CHECK(printable("\u009B") == " ");     // the one-byte form of ESC [
  rc::prop("no control character is left", [](const std::string& any) {
    for (const char letter : printable(any)) {
      RC_ASSERT(static_cast<unsigned char>(letter) >= 0x20 && letter != 0x7F);
    }
  });
}

TEST_CASE("Markdown cells cannot break out of their table", "[unit]") {
  Table table({{"a", Align::kLeft}, {"b"}});
  table.add({{"x | y"}, {"<b>*_`\n"}});
  table.gap();
  CHECK(to_markdown(table) == "| a | b |\n| --- | ---: |\n| x \\| y | \\<b>\\*\\_\\`  |\n");
}

TEST_CASE("Figures read as people write them", "[unit]") {
  CHECK(months_text(60) == "5 y");
  CHECK(months_text(18) == "18 mo");
  CHECK(months_text(0) == "0 mo");
  CHECK(request_size(4194304.0) == "4 MiB");
  CHECK(request_size(146.6e6) == "147 MB");
  CHECK(request_size(0.0) == "-");
  CHECK(read_write_ratio(1e12, 1e12) == "1:1");
  CHECK(read_write_ratio(1e12, 2e10) == "1:0.02");
  CHECK(read_write_ratio(64.0, 256.0) == "1:4");
  CHECK(read_write_ratio(1.0, 0.0) == "1:0");
  CHECK(read_write_ratio(0.0, 1.0) == "0:1");
  CHECK(read_write_ratio(0.0, 0.0) == "-");
  CHECK(money(units::Money{1.82e6}, "USD") == "$1.82 M");
  CHECK(money(units::Money{1.82e6}, "EUR") == "1.82 M EUR");
  CHECK(money(units::Money{-96e3}, "EUR") == "-96.0 k EUR");
  CHECK(change_text(1.82e6, 1.54e6) == "-15.4 %");
  CHECK(change_text(100.0, 150.0) == "+50.0 %");
  CHECK(change_text(100.0, 100.0) == "0.0 %");
  CHECK(change_text(-100.0, -150.0) == "-50.0 %");
  CHECK_FALSE(change_text(0.0, 1.0).has_value());
}

TEST_CASE("Metrics carry the unit of the table of metrics", "[unit]") {
  CHECK(metric_unit("train.accelerator_utilisation", "USD") == "1");
  CHECK(metric_unit("ingest.backlog", "USD") == "s");
  CHECK(metric_unit("tier.fast.fill", "USD") == "1");
  CHECK(metric_unit("tco", "EUR") == "EUR");
  CHECK(metric_unit("no.such", "USD").empty());
  // What results carry beside the metrics that objectives can name.
  CHECK(metric_unit("tier.big.stored", "USD") == "B");
  CHECK(metric_unit("cost.train", "EUR") == "EUR");
  CHECK(metric_unit("useful_gpu_hours", "USD") == "h");
  CHECK(metric_text("useful_gpu_hours", 1500.0, "USD") == "1500 h");
  CHECK(metric_text("assumed_share", 0.65, "USD") == "65.0 %");
  CHECK(metric_text("cost.train", 2.1e6, "USD") == "$2.10 M");
  CHECK(metric_text("train.accelerator_utilisation", 0.971, "USD") == "97.1 %");
  CHECK(metric_text("tier.big.durability", 11.25, "USD") == "11.2 nines");
  CHECK(metric_text("ingest.backlog", 2460.0, "USD") == "41.0 min");
  // 18 / 3600 s is 18 an hour; 10 / (1e12 B x 730.5 x 3600 s) is 10 a TB-month.
  CHECK(metric_text("cost_per_useful_gpu_hour", 18.0 / 3600.0, "USD") == "$18.00/h");
  CHECK(metric_text("cost_per_tb_month", 10.0 / (1e12 * 730.5 * 3600.0), "EUR") ==
        "EUR 10.00/TB-month");
  CHECK(metric_text("tco", 1.82e6, "EUR") == "1.82 M EUR");
}

TEST_CASE("A missed objective never looks as if it were met", "[unit]") {
  results::ObjectiveRow row{.text = "train.accelerator_utilisation >= 90 %",
                            .path = "train.accelerator_utilisation",
                            .met = false,
                            .worst = 0.89996,
                            .limit = 0.9,
                            .first_violation = 0};
  CHECK(objective_value(row, 0.883) == "88.3 %");
  CHECK(objective_value(row, 0.89996) == "89.996 %");
  row.text = "ingest.backlog <= 1 h";
  row.limit = 3600.0;
  CHECK(objective_value(row, 3601.0) == "1.0003 h");
  CHECK(objective_value(row, 11520.0) == "3.20 h");
  row.text = "tier.big.durability >= 11 nines";
  row.limit = 11.0;
  row.met = true;
  CHECK(objective_value(row, 11.5) == "11.5 nines");
}

TEST_CASE("The tidy CSV holds every number and reads back", "[unit]") {
  auto result = results::sample::result();
  result.designs[0].stages[0].name = "ingest, \"fast\"";
  const auto rows = read_csv(render_csv(result, CsvTable::kAll));
  REQUIRE(rows.size() > 100);
  const std::vector<std::string> header{"design", "section", "item", "month",
                                        "metric", "value",   "unit"};
  CHECK(rows[0] == header);
  std::map<std::string, double> ledger_sum;
  bool found = false;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    REQUIRE(rows[i].size() == header.size());
    char* end = nullptr;
    const double value = std::strtod(rows[i][5].c_str(), &end);
    REQUIRE(*end == '\0');
    REQUIRE_FALSE(rows[i][5].empty());
    CHECK_FALSE(rows[i][6].empty());
    if (rows[i][1] == "ledger") ledger_sum[rows[i][0]] += value;
    if (rows[i][1] == "stage" && rows[i][2] == "ingest, \"fast\"" &&
        rows[i][4] == "bytes_written") {
      found = true;
      CHECK(value == 26e12);
    }
  }
  CHECK(found);
  for (const auto& design : result.designs) {
    // The same additions in the same order.
    CHECK(ledger_sum[design.name] == economics::nominal(design.ledger).si());
  }
}

TEST_CASE("Each CSV table has one width", "[unit]") {
  const auto result = results::sample::result();
  for (const auto table :
       {CsvTable::kLedger, CsvTable::kMonths, CsvTable::kStages, CsvTable::kTimelines}) {
    const auto rows = read_csv(render_csv(result, table));
    for (const auto& row : rows) CHECK(row.size() == rows[0].size());
  }
  // Three designs of 3 + 36 ledger rows, 36 months, 3 stages.
  CHECK(read_csv(render_csv(result, CsvTable::kLedger)).size() == 1 + 3 * (3 + 36));
  CHECK(read_csv(render_csv(result, CsvTable::kMonths)).size() == 1 + 3 * 36);
  CHECK(read_csv(render_csv(result, CsvTable::kStages)).size() == 1 + 3 * 3);
}

TEST_CASE("A result without designs is still a report", "[unit]") {
  const results::Result empty;
  CHECK_FALSE(render_table(empty, {}).empty());
  CHECK_FALSE(render_markdown(empty, {}).empty());
  CHECK(render_csv(empty, CsvTable::kAll) == "design,section,item,month,metric,value,unit\n");
}
