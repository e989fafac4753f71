// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/charts/cost_chart.hpp"

#include <QBarCategoryAxis>
#include <QBarSet>
#include <QCoreApplication>
#include <QHorizontalStackedBarSeries>
#include <QLegend>
#include <QValueAxis>
#include <algorithm>

#include "gui/charts/chart_style.hpp"
#include "gui/models/quantity_text.hpp"

namespace penstock::gui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::CostChart)
};

}  // namespace

void draw_cost_chart(QChart& chart, const CostSummary& summary, const QPalette& palette) {
  double largest = 0.0;
  for (const auto& category : summary.categories) {
    for (const double amount : category.amounts) largest = std::max(largest, std::abs(amount));
  }
  for (const double total : summary.totals) largest = std::max(largest, total);
  const auto scale = axis_scale(largest, QString::fromStdString(summary.currency));

  auto* const series = new QHorizontalStackedBarSeries;
  const auto designs = static_cast<int>(summary.designs.size());
  for (const auto& category : summary.categories) {
    auto* const set = new QBarSet(category.label);
    // Bars grow from the bottom; the first design belongs to the top.
    for (int d = designs - 1; d >= 0; --d) {
      set->append(category.amounts[static_cast<std::size_t>(d)] / scale.divisor);
    }
    set_fill(*set, static_cast<int>(category.category), palette);
    set->setPen(QPen(palette.color(QPalette::Base), 0.5));
    series->append(set);
  }
  series->setBarWidth(0.65);
  chart.addSeries(series);

  auto* const names = new QBarCategoryAxis;
  for (int d = designs - 1; d >= 0; --d) {
    const auto at = static_cast<std::size_t>(d);
    names->append(summary.designs[at] + "  " + money_text(summary.totals[at], summary.currency));
  }
  names->setGridLineVisible(false);
  chart.addAxis(names, Qt::AlignLeft);
  series->attachAxis(names);

  auto* const money = new QValueAxis;
  money->setLabelFormat("%.6g");
  money->setTitleText(scale.unit);
  chart.addAxis(money, Qt::AlignBottom);
  series->attachAxis(money);
  money->applyNiceNumbers();

  chart.setTitle({});
  chart.legend()->setAlignment(Qt::AlignRight);
  chart.legend()->setVisible(true);
}

QString describe(const CostSummary& summary) {
  QStringList parts;
  for (std::size_t d = 0; d < summary.designs.size(); ++d) {
    parts << Text::tr("%1: %2").arg(summary.designs[d],
                                    money_text(summary.totals[d], summary.currency));
  }
  return parts.join(QStringLiteral("; "));
}

}  // namespace penstock::gui
