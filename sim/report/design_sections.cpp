// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "models/units/format.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/sections.hpp"

namespace penstock::report {
namespace {

using results::DesignResult;

constexpr const char* kNone = "-";

std::string joined(const std::vector<std::string>& words, const char* by) {
  return fmt::format("{}", fmt::join(words, by));
}

std::string per_day(double bytes) {
  return bytes > 0.0 ? units::format(units::Bytes{bytes}) : kNone;
}

std::string request_sizes(const results::StageRow& row) {
  const std::string read = request_size(row.read_request);
  const std::string write = request_size(row.write_request);
  if (row.read_request <= 0.0) return write;
  if (row.write_request <= 0.0 || read == write) return read;
  return read + " / " + write;
}

std::string lineage(const results::StageRow& row) {
  const std::string reads = joined(row.reads, " + ");
  if (row.writes.empty()) return reads;
  return reads.empty() ? "→ " + row.writes : reads + " → " + row.writes;
}

std::string limit(const results::StageRow& row) {
  if (row.limited_by.empty() || row.limited_by == "demand") return row.limited_by;
  return row.limited_by + " " + units::format_percent(row.limited_share, 0);
}

/// Month 0, every first month of a year, the first months in which a tier runs out, the last month.
std::set<int> milestones(const DesignResult& design) {
  std::set<int> months;
  const int count = static_cast<int>(design.months.size());
  for (int m = 0; m < count; m += 12) months.insert(m);
  if (count > 0) months.insert(count - 1);
  for (const auto& tier : design.tiers) {
    if (tier.run_out && *tier.run_out < count) months.insert(*tier.run_out);
  }
  return months;
}

std::string expansions(const results::TierRow& tier) {
  if (tier.purchases.empty()) return kNone;
  double servers = 0.0;
  double bytes = 0.0;
  for (const auto& purchase : tier.purchases) {
    servers += purchase.servers;
    bytes += purchase.raw_bytes;
  }
  return fmt::format("+{} servers, {}", servers, units::format(units::Bytes{bytes}));
}

Cell fill_cell(const results::Month& month, const results::TierRow& tier) {
  const auto at = month.metrics.find("tier." + tier.name + ".fill");
  if (at == month.metrics.end()) return {kNone};
  const bool full = tier.run_out && month.index >= *tier.run_out && at->second >= 1.0;
  return {units::format_percent(at->second, 0) + (full ? " ✗" : ""),
          full ? Tone::kBad : Tone::kPlain};
}

}  // namespace

Section pipeline_map(const DesignResult& design, const std::string& currency) {
  Section section{"Pipeline map of " + design.name + ", busiest month",
                  Table({{"stage", Align::kLeft},
                         {"data", Align::kLeft},
                         {"read/d"},
                         {"written/d"},
                         {"R:W"},
                         {"request (R / W)"},
                         {"pattern", Align::kLeft},
                         {"requests"},
                         {"file system", Align::kLeft},
                         {"tier", Align::kLeft},
                         {"limited by", Align::kLeft},
                         {"cost"}}),
                  {}};
  for (const auto& row : design.stages) {
    section.table.add({{row.name},
                       {lineage(row)},
                       {per_day(row.bytes_read)},
                       {per_day(row.bytes_written)},
                       {read_write_ratio(row.bytes_read, row.bytes_written)},
                       {request_sizes(row)},
                       {row.pattern},
                       {row.requests > 0.0 ? units::format(units::Frequency{row.requests}) : kNone},
                       {row.file_system},
                       {joined(row.tiers, ", ")},
                       {limit(row)},
                       {money(units::Money{row.cost}, currency)}});
  }
  return section;
}

Section capacity(const DesignResult& design, const std::string& start) {
  const auto months = milestones(design);
  std::vector<Column> columns{{"tier", Align::kLeft}, {"usable"}, {"expansions"}, {"runs out"}};
  for (const int m : months) columns.push_back({design.months[static_cast<std::size_t>(m)].date});
  Section section{"Fill of the tiers of " + design.name, Table(std::move(columns)), {}};
  for (const auto& tier : design.tiers) {
    std::vector<Cell> cells{
        {tier.name}, {units::format(units::Bytes{tier.usable_bytes})}, {expansions(tier)}};
    cells.push_back(tier.run_out ? Cell{results::month_label(start, *tier.run_out), Tone::kBad}
                                 : Cell{kNone});
    for (const int m : months) {
      cells.push_back(fill_cell(design.months[static_cast<std::size_t>(m)], tier));
    }
    section.table.add(std::move(cells));
  }
  return section;
}

Section resources(const DesignResult& design) {
  // What nobody waits for and nothing improves only lengthens the table.
  constexpr double kWorthShowing = 0.005;
  const auto probed = std::ranges::find_if(design.objectives, [&](const auto& objective) {
    return objective.text == design.probed_objective || objective.path == design.probed_objective;
  });
  const bool has_probe = probed != design.objectives.end();
  Section section{"Resources of " + design.name,
                  Table({{"resource", Align::kLeft},
                         {"busy"},
                         {"peak over 4h"},
                         {"of all waits"},
                         {"10 % more of it gives"}}),
                  {}};
  if (has_probe) section.heading += ", and what 10 % more does for " + probed->text;

  auto rows = design.resources;
  std::ranges::stable_sort(rows, std::greater<>(), &results::ResourceRow::wait_share);
  int left_out = 0;
  for (const auto& row : rows) {
    std::string effect = kNone;
    bool changes = false;
    if (has_probe && row.objective_before && row.objective_after) {
      const auto before = objective_value(*probed, *row.objective_before);
      const auto after = objective_value(*probed, *row.objective_after);
      changes = before != after;
      effect = changes ? before + " → " + after : "no change";
    }
    if (row.wait_share < kWorthShowing && !changes) {
      ++left_out;
      continue;
    }
    section.table.add({{row.name},
                       {units::format_percent(row.utilisation, 0)},
                       {units::format_percent(row.peak, 0)},
                       {units::format_percent(row.wait_share, 0)},
                       {effect, changes ? Tone::kStrong : Tone::kPlain}});
  }
  if (left_out > 0) {
    section.notes.push_back(fmt::format(
        "{} more cause less than 0.5 % of all waits each, and more of them changes nothing",
        left_out));
  }
  return section;
}

}  // namespace penstock::report
