// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "models/units/format.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/metric_paths.hpp"
#include "sim/report/sections.hpp"

namespace penstock::report {
namespace {

using results::DesignResult;
using results::Result;

constexpr const char* kNone = "-";

std::vector<Column> design_columns(const Result& result) {
  std::vector<Column> columns{{"", Align::kLeft}};
  for (const auto& design : result.designs) {
    const bool baseline = design.name == result.inputs.baseline;
    columns.push_back({design.name + (baseline ? " *" : "")});
  }
  return columns;
}

/// One row: `label` and one cell per design; designs that failed get a dash.
void add_row(Table& table, const Result& result, const std::string& label,
             const std::function<Cell(const DesignResult&)>& cell) {
  std::vector<Cell> cells{{label}};
  for (const auto& design : result.designs) {
    cells.push_back(design.failure.empty() ? cell(design) : Cell{kNone, Tone::kFaint});
  }
  table.add(std::move(cells));
}

/// Names of the rows of all designs in the order in which they first appear.
template <class Row>
std::vector<std::string> all_names(const Result& result, std::vector<Row> DesignResult::*rows,
                                   std::string Row::*name) {
  std::vector<std::string> names;
  for (const auto& design : result.designs) {
    for (const auto& row : design.*rows) {
      if (std::ranges::find(names, row.*name) == names.end()) names.push_back(row.*name);
    }
  }
  return names;
}

template <class Row>
const Row* find(const std::vector<Row>& rows, std::string Row::*name, const std::string& wanted) {
  const auto at = std::ranges::find(rows, wanted, name);
  return at == rows.end() ? nullptr : &*at;
}

Cell verdict_cell(const DesignResult& design) {
  const auto met = std::ranges::count_if(design.objectives, &results::ObjectiveRow::met);
  const bool all = results::meets_objectives(design);
  return {fmt::format("{}/{} {}", met, design.objectives.size(), all ? "✓" : "✗"),
          all ? Tone::kGood : Tone::kBad};
}

Cell objective_cell(const results::ObjectiveRow& row, const std::string& start) {
  std::string text = row.worst ? objective_value(row, *row.worst) : kNone;
  if (row.met) return {text, Tone::kPlain};
  text += " ✗";
  if (row.first_violation) text += " " + results::month_label(start, *row.first_violation);
  return {text, Tone::kBad};
}

void add_objectives(Table& table, const Result& result) {
  std::vector<Cell> cells{{"objectives met", Tone::kStrong}};
  for (const auto& design : result.designs) {
    cells.push_back(design.failure.empty() ? verdict_cell(design) : Cell{"failed ✗", Tone::kBad});
  }
  table.add(std::move(cells));
  for (const auto& text :
       all_names(result, &DesignResult::objectives, &results::ObjectiveRow::text)) {
    add_row(table, result, "  " + text, [&](const DesignResult& design) -> Cell {
      const auto* row = find(design.objectives, &results::ObjectiveRow::text, text);
      return row == nullptr ? Cell{kNone} : objective_cell(*row, result.inputs.start);
    });
  }
}

void add_limits(Table& table, const Result& result) {
  auto names = all_names(result, &DesignResult::stages, &results::StageRow::name);
  // Moves and repairs are the design's own traffic; the pipeline map shows them.
  std::erase_if(names, [&](const auto& name) {
    return std::any_of(result.designs.begin(), result.designs.end(), [&](const auto& design) {
      const auto* row = find(design.stages, &results::StageRow::name, name);
      return row != nullptr && (row->kind == "move" || row->kind == "repair");
    });
  });
  for (const auto& name : names) {
    const bool first = name == names.front();
    add_row(table, result, (first ? "limited by  " : "            ") + name,
            [&](const DesignResult& design) -> Cell {
              const auto* row = find(design.stages, &results::StageRow::name, name);
              if (row == nullptr || row->limited_by.empty()) return {kNone};
              if (row->limited_by == "demand") return {"demand"};
              return {row->limited_by + " " + units::format_percent(row->limited_share, 0)};
            });
  }
}

void add_run_outs(Table& table, const Result& result) {
  const auto names = all_names(result, &DesignResult::tiers, &results::TierRow::name);
  for (const auto& name : names) {
    const bool first = name == names.front();
    add_row(table, result, (first ? "runs out    " : "            ") + name,
            [&](const DesignResult& design) -> Cell {
              const auto* row = find(design.tiers, &results::TierRow::name, name);
              if (row == nullptr || !row->run_out) return {kNone};
              return {results::month_label(result.inputs.start, *row->run_out), Tone::kBad};
            });
  }
}

Cell against_baseline(const DesignResult& design, const Result& result) {
  const auto* baseline = results::find_design(result, result.inputs.baseline);
  if (baseline == nullptr || !baseline->failure.empty() || baseline == &design) return {kNone};
  const double before = economics::nominal(baseline->ledger).si();
  const double after = economics::nominal(design.ledger).si();
  const auto change = change_text(before, after);
  if (!change) return {kNone};
  return {*change, after < before ? Tone::kGood : Tone::kPlain};
}

void add_money(Table& table, const Result& result) {
  const auto& currency = result.inputs.currency;
  const auto amount = [&](units::Money sum) { return Cell{money(sum, currency)}; };
  add_row(table, result, "capex", [&](const DesignResult& d) { return amount(capital(d.ledger)); });
  add_row(table, result, "energy", [&](const DesignResult& d) {
    return amount(total_of(d.ledger, economics::Category::kEnergy));
  });
  add_row(table, result, "TCO " + months_text(result.inputs.months), [&](const DesignResult& d) {
    return Cell{money(economics::nominal(d.ledger), currency), Tone::kStrong};
  });
  add_row(
      table, result, "NPV at " + units::format_percent(result.inputs.discount_rate, 0),
      [&](const DesignResult& d) {
        return amount(economics::discounted(d.ledger, units::Ratio{result.inputs.discount_rate}));
      });
  const auto metric = [&](const std::string& path, double scale) {
    return [path, scale](const DesignResult& d) -> Cell {
      const auto at = d.metrics.find(path);
      return {at == d.metrics.end() ? kNone : unit_cost(at->second * scale)};
    };
  };
  const std::string sign = currency_sign(currency);
  add_row(table, result, sign + " per useful accelerator-hour",
          metric(kUsefulAcceleratorHourCost, units::kHour.si()));
  add_row(table, result, sign + " per effective TB-month",
          metric(kEffectiveTbMonthCost, units::kTB.si() * units::kMonth.si()));
  add_row(table, result, "TCO against *",
          [&](const DesignResult& d) { return against_baseline(d, result); });
}

}  // namespace

Section comparison(const Result& result) {
  Section section{"", Table(design_columns(result)), {}};
  add_objectives(section.table, result);
  section.table.gap();
  add_limits(section.table, result);
  add_run_outs(section.table, result);
  section.table.gap();
  add_money(section.table, result);
  section.notes.emplace_back("* baseline   ✗ objective missed, with the first month   - none");
  for (const auto& design : result.designs) {
    if (!design.failure.empty()) {
      section.notes.push_back(design.name + " could not be simulated: " + design.failure);
    }
  }
  return section;
}

Section costs(const Result& result) {
  Section section{"Costs over " + months_text(result.inputs.months) + ", nominal",
                  Table(design_columns(result)),
                  {}};
  const auto& currency = result.inputs.currency;
  const auto& words = parameters::EnumWords<economics::Category>::words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto category = static_cast<economics::Category>(i);
    const bool used = std::ranges::any_of(result.designs, [&](const DesignResult& design) {
      return std::ranges::any_of(
          design.ledger, [&](const economics::LedgerRow& row) { return row.category == category; });
    });
    if (!used) continue;
    std::string label(words[i]);
    std::ranges::replace(label, '-', ' ');
    add_row(section.table, result, label, [&](const DesignResult& design) {
      return Cell{money(total_of(design.ledger, category), currency)};
    });
  }
  add_row(section.table, result, "total", [&](const DesignResult& design) {
    return Cell{money(economics::nominal(design.ledger), currency), Tone::kStrong};
  });
  add_row(section.table, result, "resting on assumed prices", [](const DesignResult& design) {
    return Cell{
        units::format_percent(economics::share_of(design.ledger, parameters::Basis::kAssumed), 0)};
  });
  return section;
}

}  // namespace penstock::report
