// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/models/resource_table.hpp"

#include <QCoreApplication>
#include <algorithm>
#include <numeric>
#include <set>

#include "gui/models/metric_info.hpp"
#include "gui/models/quantity_text.hpp"
#include "sim/report/figures.hpp"

namespace penstock::gui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::ResourceTable)
};

double mean(const std::vector<double>& values) {
  if (values.empty()) return 0.0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

Table resource_table(const results::DesignResult& design, const std::string& currency) {
  // The probed objective is a text; its metric gives the format of the effects.
  const auto objective =
      std::find_if(design.objectives.begin(), design.objectives.end(),
                   [&](const auto& row) { return row.text == design.probed_objective; });
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
                                 .arg(QString::fromStdString(design.probed_objective)),
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
                       *resource.objective_after != *resource.objective_before});
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

std::vector<std::string> timeline_resources(const results::DesignResult& design, int month) {
  std::vector<std::pair<double, std::string>> found;
  for (const auto& timeline : design.timelines) {
    if (timeline.month == month) found.emplace_back(mean(timeline.utilisation), timeline.resource);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> names;
  for (auto& [utilisation, name] : found) names.push_back(std::move(name));
  return names;
}

}  // namespace penstock::gui
