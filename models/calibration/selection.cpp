// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/selection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <ranges>
#include <set>
#include <utility>

#include "models/calibration/cell_value.hpp"
#include "models/calibration/columns.hpp"
#include "models/parameters/codes.hpp"
#include "models/units/parse.hpp"
#include "models/units/quote.hpp"

namespace penstock::calibration {
namespace {

using parameters::Code;
using parameters::Diagnostics;

constexpr std::size_t kMostText = 10'000;
constexpr std::size_t kShownValues = 8;

/// One column with the values that are asked for.
struct Term {
  std::size_t column = 0;
  std::vector<std::string> values;
};
/// Alternatives of terms that must all hold.
using Alternatives = std::vector<std::vector<Term>>;

bool equals(std::string_view cell, std::string_view value, bool bytes) {
  if (cell == value) return true;
  const auto a = bytes ? size_of(cell) : number_of(cell);
  const auto b = bytes ? size_of(value) : number_of(value);
  return a && b && *a == *b;
}

class Parser {
 public:
  Parser(const Table& table, std::string text, const std::string& option, Diagnostics& diagnostics)
      : table_(table), text_(std::move(text)), option_(option), diagnostics_(diagnostics) {}

  std::optional<Alternatives> parse() {
    if (text_.size() > kMostText || text_.find('\0') != std::string::npos) {
      mistake("is no condition", "");
      return std::nullopt;
    }
    if (auto whole = whole_term(text_)) return Alternatives{{std::move(*whole)}};
    Alternatives condition;
    for (const auto& alternative : split(text_, " or ")) {
      std::vector<Term> terms;
      for (const auto& part : split(alternative, " and ")) {
        auto term = term_of(part);
        if (!term) return std::nullopt;
        terms.push_back(std::move(*term));
      }
      condition.push_back(std::move(terms));
    }
    return condition;
  }

 private:
  void mistake(const std::string& what, const std::string& hint, Code code = Code::kCondition) {
    report(diagnostics_, code, {table_.source, 0, 0},
           fmt::format("{} {}: {}", option_, units::quoted(text_), what), hint);
  }

  /// Splits at a word, but only where a condition follows it: names may hold " and " and " or ".
  static std::vector<std::string_view> split(std::string_view text, std::string_view word) {
    std::vector<std::string_view> parts;
    std::size_t from = 0;
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + 1)) {
      const auto after = text.substr(at + word.size());
      const auto follower = after.substr(0, std::min(after.find(" and "), after.find(" or ")));
      if (follower.find('=') == std::string_view::npos) continue;
      parts.push_back(trimmed(text.substr(from, at - from)));
      from = at + word.size();
    }
    parts.push_back(trimmed(text.substr(from)));
    return parts;
  }

  /// The column before "=": names of columns may hold "=" themselves, so the longest one counts.
  [[nodiscard]] std::optional<std::pair<std::size_t, std::string_view>> column_of(
      std::string_view text) const {
    for (auto at = text.rfind('='); at != std::string_view::npos;
         at = at == 0 ? std::string_view::npos : text.rfind('=', at - 1)) {
      if (const auto column = table_.column(trimmed(text.substr(0, at)))) {
        return std::pair{*column, trimmed(text.substr(at + 1))};
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] bool is_cell(std::size_t column, std::string_view value) const {
    return std::ranges::any_of(table_.rows,
                               [&](const Row& row) { return row.cells[column] == value; });
  }

  /// The whole text as one value, if a cell holds it.
  [[nodiscard]] std::optional<Term> whole_term(std::string_view text) const {
    const auto found = column_of(text);
    if (!found || !is_cell(found->first, found->second)) return std::nullopt;
    return Term{found->first, {std::string(found->second)}};
  }

  std::optional<Term> term_of(std::string_view text) {
    const auto found = column_of(text);
    if (!found) {
      refuse(text);
      return std::nullopt;
    }
    return Term{found->first, values_of(found->first, found->second)};
  }

  void refuse(std::string_view text) {
    const auto equal = text.find('=');
    if (equal == std::string_view::npos || trimmed(text.substr(0, equal)).empty()) {
      mistake(fmt::format("{} is no condition", units::quoted(text)),
              "write column=value or column=value,value; join with 'and' and 'or'");
      return;
    }
    const auto name = trimmed(text.substr(0, equal));
    const auto near = units::nearest(name, table_.columns);
    mistake(fmt::format("the table has no column {}; it has {}{}", units::quoted(name),
                        fmt::join(table_.columns | std::views::take(40), ", "),
                        table_.columns.size() > 40 ? ", ..." : ""),
            near ? fmt::format("did you mean {}?", units::quoted(*near)) : "",
            Code::kUnknownColumn);
  }

  /// Values are separated by commas; the longest run of parts that a cell holds is one value.
  [[nodiscard]] std::vector<std::string> values_of(std::size_t column,
                                                   std::string_view text) const {
    std::vector<std::size_t> ends;
    for (auto at = text.find(','); at != std::string_view::npos; at = text.find(',', at + 1)) {
      ends.push_back(at);
    }
    ends.push_back(text.size());
    // Only cells with commas can be runs of parts; there are few different ones.
    std::set<std::string_view> with_commas;
    if (ends.size() > 1) {
      for (const auto& row : table_.rows) {
        const std::string_view cell = row.cells[column];
        if (cell.find(',') != std::string_view::npos) with_commas.insert(cell);
      }
    }
    std::vector<std::string> values;
    std::size_t from = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      auto last = i;
      if (!with_commas.empty()) {
        for (auto j = ends.size() - 1; j > i; --j) {
          if (!with_commas.contains(trimmed(text.substr(from, ends[j] - from)))) continue;
          last = j;
          break;
        }
      }
      values.emplace_back(trimmed(text.substr(from, ends[last] - from)));
      i = last;
      from = ends[last] + 1;
    }
    return values;
  }

  const Table& table_;
  std::string text_;
  const std::string& option_;
  Diagnostics& diagnostics_;
};

bool holds(const Term& term, const Table& table, const Row& row) {
  const bool bytes = holds_bytes(table.columns[term.column]);
  return std::ranges::any_of(term.values, [&](const std::string& value) {
    return equals(row.cells[term.column], value, bytes);
  });
}

bool holds(const Alternatives& condition, const Table& table, const Row& row) {
  return std::ranges::any_of(condition, [&](const std::vector<Term>& terms) {
    return std::ranges::all_of(terms, [&](const Term& t) { return holds(t, table, row); });
  });
}

/// "iodepth holds 1, 2, 4": the first different values among the rows that were left.
std::string values_held(const Table& table, const std::vector<std::size_t>& rows,
                        std::size_t column) {
  std::vector<std::string> values;
  std::set<std::string_view> seen;
  for (const auto index : rows) {
    const std::string_view cell = table.rows[index].cells[column];
    if (!seen.insert(cell).second || seen.size() > kShownValues) continue;
    values.push_back(cell.empty() ? "nothing" : units::quoted(cell));
  }
  return fmt::format(
      "{} holds {}{}", table.columns[column], fmt::join(values, ", "),
      seen.size() > kShownValues ? fmt::format(" and {} more", seen.size() - kShownValues) : "");
}

}  // namespace

tl::expected<std::vector<std::size_t>, Diagnostics> select(const Table& table,
                                                           std::span<const std::string> conditions,
                                                           const std::string& option,
                                                           const std::vector<std::size_t>* among) {
  Diagnostics diagnostics;
  std::vector<Alternatives> parsed;
  for (const auto& text : conditions) {
    auto condition = Parser(table, std::string(trimmed(text)), option, diagnostics).parse();
    if (condition) parsed.push_back(std::move(*condition));
  }
  if (has_errors(diagnostics)) return tl::unexpected(std::move(diagnostics));

  std::vector<std::size_t> rows;
  if (among != nullptr) {
    rows = *among;
  } else {
    rows.resize(table.rows.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
  }
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    std::vector<std::size_t> left;
    for (const auto index : rows) {
      if (holds(parsed[i], table, table.rows.at(index))) left.push_back(index);
    }
    if (left.empty()) {
      std::vector<std::string> held;
      std::set<std::size_t> shown;
      for (const auto& terms : parsed[i]) {
        for (const auto& term : terms) {
          if (shown.insert(term.column).second) {
            held.push_back(values_held(table, rows, term.column));
          }
        }
      }
      report(diagnostics, Code::kNoRow, {table.source, 0, 0},
             fmt::format("{} {} matches none of the {} rows{}", option,
                         units::quoted(conditions[i]), rows.size(),
                         i > 0 || among != nullptr ? " that the conditions before it leave" : ""),
             fmt::format("{}", fmt::join(held, "; ")));
      return tl::unexpected(std::move(diagnostics));
    }
    rows = std::move(left);
  }
  return rows;
}

}  // namespace penstock::calibration
