// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/report/table.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "sim/report/display_text.hpp"

namespace penstock::report {
namespace {

constexpr int kSpace = 2;  // columns between columns

std::string shown(const std::string& text, const Layout& layout) {
  std::string clean = printable(text);
  return layout.unicode ? clean : to_ascii(clean);
}

std::vector<int> widths(const Table& table, const Layout& layout) {
  std::vector<int> all;
  for (std::size_t c = 0; c < table.columns().size(); ++c) {
    int width = display_width(shown(table.columns()[c].header, layout));
    for (const auto& row : table.rows()) {
      if (!row.empty()) width = std::max(width, display_width(shown(row[c].text, layout)));
    }
    all.push_back(width);
  }
  return all;
}

/// Column indices of each group: as many as fit, one at least.
std::vector<std::vector<std::size_t>> groups(const Table& table, const std::vector<int>& widths,
                                             int limit) {
  std::vector<std::size_t> frozen(table.frozen());
  std::iota(frozen.begin(), frozen.end(), std::size_t{0});
  int frozen_width = 0;
  for (const auto c : frozen) frozen_width += widths[c] + kSpace;

  std::vector<std::vector<std::size_t>> all{frozen};
  int used = frozen_width;
  for (std::size_t c = frozen.size(); c < widths.size(); ++c) {
    const bool first = all.back().size() == frozen.size();
    if (limit > 0 && !first && used + widths[c] > limit) {
      all.push_back(frozen);
      used = frozen_width;
    }
    all.back().push_back(c);
    used += widths[c] + kSpace;
  }
  return all;
}

/// Appends cells padded to their columns, without spaces at the end of the line.
class Line {
 public:
  Line(std::string& text, const Layout& layout) : text_(text), layout_(layout) {}

  void add(const Cell& cell, Align align, int width) {
    const std::string shown_text = shown(cell.text, layout_);
    const int free = width - display_width(shown_text);
    if (align == Align::kRight) pending_ += free;
    if (!shown_text.empty()) {
      text_.append(static_cast<std::size_t>(pending_), ' ');
      pending_ = 0;
      text_ += styled(shown_text, cell.tone, layout_);
    }
    pending_ += (align == Align::kLeft ? free : 0) + kSpace;
  }
  void end() { text_ += '\n'; }

 private:
  std::string& text_;
  const Layout& layout_;
  int pending_ = 0;
};

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char letter : printable(text)) {
    if (letter == '|' || letter == '*' || letter == '_' || letter == '`' || letter == '<' ||
        letter == '\\') {
      safe += '\\';
    }
    safe += letter;
  }
  return safe;
}

}  // namespace

Table::Table(std::vector<Column> columns, std::size_t frozen)
    : columns_(std::move(columns)), frozen_(frozen) {
  assert(frozen_ <= columns_.size());
}

void Table::add(std::vector<Cell> cells) {
  assert(!cells.empty() && cells.size() <= columns_.size());
  cells.resize(columns_.size());
  rows_.push_back(std::move(cells));
}

void Table::gap() {
  rows_.emplace_back();
}

std::string styled(const std::string& text, Tone tone, const Layout& layout) {
  const std::string shown_text = layout.unicode ? text : to_ascii(text);
  if (!layout.color || tone == Tone::kPlain || shown_text.empty()) return shown_text;
  const char* code = "";
  switch (tone) {
    case Tone::kPlain:
      break;
    case Tone::kGood:
      code = "32";
      break;
    case Tone::kBad:
      code = "31";
      break;
    case Tone::kStrong:
      code = "1";
      break;
    case Tone::kFaint:
      code = "2";
      break;
  }
  return "\x1b[" + std::string(code) + "m" + shown_text + "\x1b[0m";
}

std::string to_text(const Table& table, const Layout& layout) {
  const auto width = widths(table, layout);
  std::string text;
  bool first_group = true;
  for (const auto& group : groups(table, width, layout.width)) {
    if (!first_group) text += '\n';
    first_group = false;
    Line header(text, layout);
    for (const auto c : group) {
      const auto& column = table.columns()[c];
      header.add({column.header, Tone::kStrong}, column.align, width[c]);
    }
    header.end();
    for (const auto& row : table.rows()) {
      Line line(text, layout);
      if (!row.empty()) {
        for (const auto c : group) line.add(row[c], table.columns()[c].align, width[c]);
      }
      line.end();
    }
  }
  return text;
}

std::string to_markdown(const Table& table) {
  std::string text = "|";
  for (const auto& column : table.columns()) text += " " + escaped(column.header) + " |";
  text += "\n|";
  for (const auto& column : table.columns()) {
    text += column.align == Align::kRight ? " ---: |" : " --- |";
  }
  text += "\n";
  for (const auto& row : table.rows()) {
    if (row.empty()) continue;
    text += "|";
    for (const auto& cell : row) text += " " + escaped(cell.text) + " |";
    text += "\n";
  }
  return text;
}

}  // namespace penstock::report
