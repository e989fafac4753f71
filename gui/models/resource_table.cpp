// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/models/resource_table.hpp"

#include <QCoreApplication>
#include <algorithm>

#include "gui/models/metric_info.hpp"
#include "gui/models/quantity_text.hpp"
#include "sim/report/figures.hpp"

namespace penstock::gui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::ResourceTable)
};

}  // namespace

Table resource_table(const results::DesignResult& design, const std::string& currency) {
  // The probed objective is the path of a metric; its objective gives the unit of the effects.
  const auto objective =
      std::find_if(design.objectives.begin(), design.objectives.end(),
                   [&](const auto& row) { return row.path == design.probed_objective; });
  const bool probed = objective != design.objectives.end();

  const auto effect = [&](double value) {
    return QString::fromStdString(report::objective_value(*objective, value));
  };

  Table table;
  table.columns = {
      {Text::tr("Resource"), {}, {}, false},
      {Text::tr("Utilisation"), "1", Text::tr("Mean of the busiest simulated month"), true},
      {Text::tr("Peak"), "1", Text::tr("Highest mean over one hour"), true},
      {Text::tr("Share of waiting"), "1", Text::tr("Of all request time of all stages"), true},
  };
  if (probed) {
    table.columns.push_back({Text::tr("With 10 % more"),
                             metric_unit(metric_info(objective->path, currency)),
                             Text::tr("%1, simulated again with 10 % more of this resource")
                                 .arg(QString::fromStdString(objective->text)),
                             true});
  }
  auto resources = design.resources;
  std::stable_sort(resources.begin(), resources.end(),
                   [](const auto& a, const auto& b) { return a.wait_share > b.wait_share; });
  for (const auto& resource : resources) {
    std::vector<TableCell> row{
        {QString::fromStdString(resource.name), {}, {}, false},
        {percent_text(resource.utilisation), resource.utilisation, {}, false},
        {percent_text(resource.peak), resource.peak, {}, false},
        {percent_text(resource.wait_share), resource.wait_share, {}, false},
    };
    if (probed) {
      if (resource.objective_before && resource.objective_after) {
        row.push_back({effect(*resource.objective_after), resource.objective_after,
                       Text::tr("%1 without").arg(effect(*resource.objective_before)),
                       effect(*resource.objective_after) != effect(*resource.objective_before)});
      } else {
        row.push_back({QStringLiteral("\u2013"), {}, Text::tr("Not simulated"), false});
      }
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::vector<int> timeline_months(const results::DesignResult& design) {
  std::set<int> months;
  for (const auto& timeline : design.timelines) months.insert(timeline.month);
  return {months.begin(), months.end()};
}

std::set<std::string> timeline_resources(const results::DesignResult& design, int month) {
  std::set<std::string> names;
  for (const auto& timeline : design.timelines) {
    if (timeline.month == month) names.insert(timeline.resource);
  }
  return names;
}

}  // namespace penstock::gui
