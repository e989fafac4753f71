// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/charts/utilisation_chart.hpp"

#include <QCoreApplication>
#include <QLegend>
#include <QLineSeries>
#include <QValueAxis>
#include <algorithm>
#include <numeric>

#include "gui/charts/chart_style.hpp"
#include "gui/charts/decimate.hpp"
#include "gui/models/quantity_text.hpp"
#include "models/units/quantity.hpp"

namespace penstock::gui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::UtilisationChart)
};

}  // namespace

void draw_utilisation_chart(QChart& chart, const std::vector<results::Timeline>& timelines,
                            const QPalette& palette, int width) {
  auto* const days = new QValueAxis;
  days->setTitleText(Text::tr("day of the month"));
  days->setLabelFormat("%.0f");
  days->setTickType(QValueAxis::TicksDynamic);
  days->setTickInterval(5.0);
  auto* const percent = new QValueAxis;
  percent->setTitleText(Text::tr("utilisation, %"));
  percent->setLabelFormat("%.0f");
  percent->setRange(0.0, 100.0);
  percent->setTickCount(6);
  chart.addAxis(days, Qt::AlignBottom);
  chart.addAxis(percent, Qt::AlignLeft);
  double length = 0.0;
  int index = 0;
  for (const auto& timeline : timelines) {
    const double step = timeline.step / units::kDay.si();
    auto* const line = new QLineSeries;
    line->setName(QString::fromStdString(timeline.resource));
    line->setPen(line_pen(index, palette));
    auto points =
        min_max_decimated(timeline.utilisation, step / 2.0, step, std::max(100, width / 2));
    for (auto& point : points) point.setY(100.0 * point.y());
    line->replace(points);
    chart.addSeries(line);
    show_pen_in_legend(chart, *line);
    line->attachAxis(days);
    line->attachAxis(percent);
    length = std::max(length, step * static_cast<double>(timeline.utilisation.size()));
    ++index;
  }
  days->setRange(0.0, length > 0.0 ? length : units::kMonth.si() / units::kDay.si());
  chart.setTitle({});
  chart.legend()->setAlignment(Qt::AlignBottom);
  chart.legend()->setVisible(true);
}

QString describe(const std::vector<results::Timeline>& timelines) {
  QStringList parts;
  for (const auto& timeline : timelines) {
    const auto& values = timeline.utilisation;
    if (values.empty()) continue;
    const double mean =
        std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    parts << Text::tr("%1: mean %2, highest %3")
                 .arg(QString::fromStdString(timeline.resource), percent_text(mean),
                      percent_text(*std::max_element(values.begin(), values.end())));
  }
  return parts.join(QStringLiteral("; "));
}

}  // namespace penstock::gui
