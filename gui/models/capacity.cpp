// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/models/capacity.hpp"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <set>

#include "gui/models/quantity_text.hpp"

namespace penstock::gui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::Capacity)
};

std::optional<double> metric(const results::Month& month, const std::string& path) {
  const auto found = month.metrics.find(path);
  if (found == month.metrics.end()) return std::nullopt;
  return found->second;
}

QString description(const results::TierRow& tier) {
  QStringList parts{
      QString::fromStdString(tier.file_system.empty() ? tier.kind : tier.file_system)};
  const auto device = QString::fromStdString(tier.device);
  parts << (tier.devices > 0.0
                ? Text::tr("%1 \u00d7 %2").arg(QLocale().toString(tier.devices, 'f', 0), device)
                : device);
  if (!tier.redundancy.empty()) parts << QString::fromStdString(tier.redundancy);
  return parts.join(QStringLiteral(", "));
}

}  // namespace

std::vector<TierCapacity> tier_capacities(const results::DesignResult& design) {
  std::vector<TierCapacity> capacities;
  for (const auto& tier : design.tiers) {
    TierCapacity capacity{
        QString::fromStdString(tier.name), description(tier), {}, {}, {}, tier.run_out};
    for (const auto& month : design.months) {
      const auto prefix = "tier." + tier.name + '.';
      const auto stored = metric(month, prefix + "stored");
      if (!stored) continue;
      capacity.months.push_back(month.index);
      capacity.stored.push_back(*stored);
      capacity.usable.push_back(metric(month, prefix + "usable").value_or(0.0));
    }
    if (!capacity.months.empty()) capacities.push_back(std::move(capacity));
  }
  return capacities;
}

Table capacity_table(const std::vector<TierCapacity>& tiers, const results::Inputs& inputs) {
  Table table;
  table.columns.push_back({Text::tr("Month"), {}, {}, false});
  std::set<int> months;
  for (const auto& tier : tiers) {
    table.columns.push_back({Text::tr("%1 stored").arg(tier.tier), "B", {}, true});
    table.columns.push_back({Text::tr("%1 usable").arg(tier.tier), "B", {}, true});
    table.columns.push_back({Text::tr("%1 fill").arg(tier.tier), "1", {}, true});
    months.insert(tier.months.begin(), tier.months.end());
  }
  const TableCell nothing{QStringLiteral("\u2013"), {}, {}, false};
  for (const int month : months) {
    std::vector<TableCell> row{
        {QString::fromStdString(results::month_label(inputs.start, month)), {}, {}, false}};
    for (const auto& tier : tiers) {
      const auto found = std::find(tier.months.begin(), tier.months.end(), month);
      if (found == tier.months.end()) {
        row.insert(row.end(), 3, nothing);
        continue;
      }
      const auto at = static_cast<std::size_t>(found - tier.months.begin());
      const bool full = tier.run_out && month >= *tier.run_out;
      row.push_back({bytes_text(tier.stored[at]), tier.stored[at], {}, full});
      if (tier.usable[at] > 0.0) {
        const double fill = tier.stored[at] / tier.usable[at];
        row.push_back({bytes_text(tier.usable[at]), tier.usable[at], {}, full});
        row.push_back({percent_text(fill), fill,
                       full ? Text::tr("The data no longer fits.") : QString(), full});
      } else {
        row.insert(row.end(), 2, nothing);
      }
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace penstock::gui
