// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A small table of texts, for terminals and for Markdown. Cells never wrap: a table that is wider
// than the terminal is printed in groups of columns, each with the frozen columns in front.
#pragma once

#include <string>
#include <vector>

namespace penstock::report {

enum class Align { kLeft, kRight };
/// What a cell says, never by colour alone.
enum class Tone { kPlain, kGood, kBad, kStrong, kFaint };

struct Column {
  std::string header;
  Align align = Align::kRight;
};

struct Cell {
  std::string text;
  Tone tone = Tone::kPlain;
};

struct Layout {
  int width = 0;        ///< columns of the terminal; 0: no limit
  bool color = false;   ///< ANSI colours
  bool unicode = true;  ///< else ASCII only
};

class Table {
 public:
  /// The first `frozen` columns are repeated in every group.
  explicit Table(std::vector<Column> columns, std::size_t frozen = 1);

  /// One cell per column; missing ones at the end are empty.
  void add(std::vector<Cell> cells);
  /// An empty line in text, nothing in Markdown.
  void gap();

  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  /// A gap is a row without cells.
  [[nodiscard]] const std::vector<std::vector<Cell>>& rows() const { return rows_; }
  [[nodiscard]] std::size_t frozen() const { return frozen_; }

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
  std::size_t frozen_;
};

/// Lines of text, each with a line break and without spaces at its end.
std::string to_text(const Table& table, const Layout& layout);
/// A table of GitHub-flavoured Markdown.
std::string to_markdown(const Table& table);

/// `text` in the colour of `tone` if the layout has colours, in ASCII if it has no Unicode.
std::string styled(const std::string& text, Tone tone, const Layout& layout);

}  // namespace penstock::report
