// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A strict reader of RFC 4180. libcsv is no help here: it stops at the first mistake of a file and
// knows neither lines nor columns.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "models/calibration/cell_value.hpp"
#include "models/calibration/table.hpp"
#include "models/parameters/codes.hpp"
#include "models/parameters/encoding.hpp"
#include "models/units/quote.hpp"

namespace penstock::calibration {
namespace {

using parameters::Code;
using parameters::Diagnostics;
using parameters::Mark;

// What a hostile file can make us hold; the largest published matrices have 40 columns and some
// thousand rows.
constexpr std::size_t kMostBytes = 64U << 20U;
constexpr std::size_t kMostColumns = 1'000;
constexpr std::size_t kMostCells = 5'000'000;

struct Record {
  int line = 0;  ///< of its first character
  std::vector<std::string> cells;
  std::size_t count = 0;  ///< of cells, also of those that are not kept
  bool blank = false;     ///< a line of blanks only
  bool broken = false;    ///< its quotes are out of place, so that its cells cannot be counted
};

class Reader {
 public:
  Reader(std::string_view text, const std::string& file_name, Diagnostics& diagnostics)
      : text_(text), file_name_(file_name), diagnostics_(diagnostics) {}

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }

  Record next() {
    Record record;
    record.line = line_;
    const auto start = at_;
    bool quotes = false;
    do {
      auto cell = read_cell(record, quotes);
      if (++record.count <= kMostColumns) record.cells.push_back(std::move(cell));
    } while (take(','));
    take('\r');
    record.blank = !quotes && trimmed(text_.substr(start, at_ - start)).empty();
    take('\n');
    return record;
  }

 private:
  [[nodiscard]] char here() const { return at_end() ? '\0' : text_[at_]; }
  [[nodiscard]] bool at_line_end() const {
    return at_end() || here() == '\n' || (here() == '\r' && text_.substr(at_, 2) == "\r\n");
  }
  [[nodiscard]] Mark mark() const { return {file_name_, line_, column_}; }

  void step() {
    // Columns count characters: the bytes that continue one do not count.
    if (here() == '\n') {
      ++line_;
      column_ = 1;
    } else if ((static_cast<unsigned char>(here()) & 0xC0U) != 0x80U) {
      ++column_;
    }
    ++at_;
  }
  bool take(char c) {
    if (at_end() || here() != c) return false;
    step();
    return true;
  }

  std::string read_cell(Record& record, bool& quotes) {
    while (here() == ' ' || here() == '\t') step();
    if (here() == '"') {
      quotes = true;
      return read_quoted(record);
    }
    const auto start = at_;
    while (!at_line_end() && here() != ',') {
      if (here() == '"') {
        report(diagnostics_, Code::kTableQuotes, mark(), "a quote inside a cell without quotes",
               "put the whole cell in quotes and double the ones inside: \"6\"\" drive\"");
        record.broken = true;
        skip_line();
        break;
      }
      step();
    }
    return std::string(trimmed(text_.substr(start, at_ - start)));
  }

  std::string read_quoted(Record& record) {
    const auto opening = mark();
    step();
    std::string cell;
    while (true) {
      if (at_end()) {
        report(diagnostics_, Code::kTableQuotes, opening, "the quote is never closed",
               "close it, or double it if it belongs to the text");
        record.broken = true;
        return cell;
      }
      if (take('"') && here() != '"') break;
      cell += here();
      step();
    }
    while (here() == ' ' || here() == '\t') step();
    if (!at_line_end() && here() != ',') {
      report(diagnostics_, Code::kTableQuotes, mark(), "text after the closing quote",
             "a comma or the end of the line follows it; double quotes that belong to the text");
      record.broken = true;
      skip_line();
    }
    return std::string(trimmed(cell));
  }

  void skip_line() {
    while (!at_line_end()) step();
  }

  std::string_view text_;
  const std::string& file_name_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  int line_ = 1;
  int column_ = 1;
};

void check_header(const Record& header, const std::string& file_name, Diagnostics& diagnostics) {
  const Mark mark{file_name, header.line, 1};
  if (header.count > kMostColumns) {
    report(diagnostics, Code::kTableHeader, mark,
           fmt::format("{} columns; at most {} are read", header.count, kMostColumns));
    return;
  }
  std::map<std::string, std::size_t> seen;
  bool numbers = true;
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    const auto& name = header.cells[i];
    numbers = numbers && number_of(name).has_value();
    if (name.empty()) {
      report(diagnostics, Code::kTableHeader, mark, fmt::format("column {} has no name", i + 1),
             "every column needs one");
    } else if (const auto [at, added] = seen.emplace(name, i); !added) {
      report(diagnostics, Code::kTableHeader, mark,
             fmt::format("columns {} and {} are both called {}", at->second + 1, i + 1,
                         units::quoted(name)),
             "give each column a name of its own");
    }
  }
  if (numbers) {
    report(diagnostics, Code::kTableHeader, mark, "the first line holds numbers, not names",
           "it has to name the columns");
  } else if (header.cells.size() == 1 &&
             header.cells.front().find_first_of(";\t") != std::string::npos) {
    report(diagnostics, Code::kTableHeader, mark, "the header has no comma",
           "columns are separated by commas, not by semicolons or tabs");
  }
}

}  // namespace

tl::expected<Table, Diagnostics> read_csv(std::string_view text, const std::string& file_name) {
  Diagnostics diagnostics;
  const auto fail = [&](Code code, const std::string& message, const std::string& hint) {
    report(diagnostics, code, {file_name, 0, 0}, message, hint);
    return tl::unexpected(diagnostics);
  };
  if (text.size() > kMostBytes) {
    return fail(Code::kFileTooLarge, fmt::format("the file has more than {} bytes", kMostBytes),
                "");
  }
  const auto checked = parameters::check_encoding(text, file_name, diagnostics);
  if (!checked) return tl::unexpected(diagnostics);

  Reader reader(*checked, file_name, diagnostics);
  Record header;
  do {
    if (reader.at_end()) {
      return fail(Code::kFileEmpty, "the file holds no table",
                  "its first line names the columns, each further line is a measurement");
    }
    header = reader.next();
  } while (header.blank);
  check_header(header, file_name, diagnostics);
  if (has_errors(diagnostics)) return tl::unexpected(diagnostics);

  Table table{file_name, std::move(header.cells), {}};
  while (!reader.at_end()) {
    auto record = reader.next();
    if (record.blank || record.broken) continue;
    if (record.count != table.columns.size()) {
      report(diagnostics, Code::kTableCells, {file_name, record.line, 1},
             fmt::format("the row has {} cells, the header {}", record.count, table.columns.size()),
             record.count < table.columns.size() && reader.at_end()
                 ? "it is the last line: was the file cut off?"
                 : "a cell with a comma needs double quotes");
      continue;
    }
    if ((table.rows.size() + 1) * table.columns.size() > kMostCells) {
      return fail(Code::kFileTooLarge, fmt::format("the table has more than {} cells", kMostCells),
                  "");
    }
    table.rows.push_back({{file_name, record.line, 1}, std::move(record.cells)});
  }
  if (has_errors(diagnostics)) return tl::unexpected(diagnostics);
  if (table.rows.empty()) {
    return fail(Code::kFileEmpty, "the table has a header and no rows", "");
  }
  return table;
}

}  // namespace penstock::calibration
