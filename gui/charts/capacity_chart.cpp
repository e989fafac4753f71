// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/charts/capacity_chart.hpp"

#include <QAreaSeries>
#include <QCoreApplication>
#include <QDateTimeAxis>
#include <QLegend>
#include <QLineSeries>
#include <QScatterSeries>
#include <QTimeZone>
#include <QValueAxis>
#include <algorithm>

#include "gui/charts/chart_style.hpp"
#include "gui/models/quantity_text.hpp"

namespace penstock::gui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::CapacityChart)
};

QDateTime instant(const std::string& start, int month) {
  const auto date = QDate::fromString(QString::fromStdString(start) + "-01", Qt::ISODate);
  return {date.addMonths(month), QTime(0, 0), QTimeZone::utc()};
}

QString month_name(const std::string& start, int month) {
  return QString::fromStdString(results::month_label(start, month));
}

}  // namespace

void draw_capacity_chart(QChart& chart, const TierCapacity& tier, int index,
                         const std::string& start, const QPalette& palette) {
  double largest = 0.0;
  for (const double bytes : tier.stored) largest = std::max(largest, bytes);
  for (const double bytes : tier.usable) largest = std::max(largest, bytes);
  const auto scale = axis_scale(largest, QStringLiteral("B"));

  auto* const upper = new QLineSeries(&chart);
  auto* const usable = new QLineSeries;
  usable->setName(Text::tr("usable"));
  bool limited = false;
  double previous = 0.0;
  for (std::size_t i = 0; i < tier.months.size(); ++i) {
    // A month's figures are those of its end.
    const auto x = static_cast<double>(instant(start, tier.months[i] + 1).toMSecsSinceEpoch());
    upper->append(x, tier.stored[i] / scale.divisor);
    if (tier.usable[i] <= 0.0) continue;
    limited = true;
    // Purchases arrive at once: a step, not a slope.
    if (previous > 0.0 && tier.usable[i] != previous) usable->append(x, previous / scale.divisor);
    usable->append(x, tier.usable[i] / scale.divisor);
    previous = tier.usable[i];
  }
  auto* const stored = new QAreaSeries(upper);
  stored->setName(Text::tr("stored"));
  auto fill = line_color(index, palette);
  fill.setAlphaF(0.35F);
  stored->setBrush(fill);
  auto pen = line_pen(index, palette);
  pen.setStyle(Qt::SolidLine);
  stored->setPen(pen);
  chart.addSeries(stored);
  QList<QAbstractSeries*> series{stored};
  if (limited) {
    QPen line(palette.color(QPalette::Text));
    line.setWidthF(2.0);
    line.setStyle(Qt::DashLine);
    usable->setPen(line);
    chart.addSeries(usable);
    show_pen_in_legend(chart, *usable);
    series << usable;
  } else {
    delete usable;
  }
  if (tier.run_out) {
    const auto found = std::find(tier.months.begin(), tier.months.end(), *tier.run_out);
    if (found != tier.months.end()) {
      auto* const mark = new QScatterSeries;
      mark->setName(Text::tr("runs out %1").arg(month_name(start, *tier.run_out)));
      mark->setMarkerShape(QScatterSeries::MarkerShapeRotatedRectangle);
      mark->setMarkerSize(14.0);
      mark->setColor(fill_color(5));
      mark->setBorderColor(palette.color(QPalette::Text));
      const auto at = static_cast<std::size_t>(found - tier.months.begin());
      mark->append(static_cast<double>(instant(start, *tier.run_out + 1).toMSecsSinceEpoch()),
                   tier.stored[at] / scale.divisor);
      chart.addSeries(mark);
      show_pen_in_legend(chart, *mark);
      series << mark;
    }
  }

  auto* const time = new QDateTimeAxis;
  time->setFormat(QStringLiteral("yyyy-MM"));
  time->setRange(instant(start, tier.months.front() + 1), instant(start, tier.months.back() + 1));
  time->setTickCount(5);
  chart.addAxis(time, Qt::AlignBottom);
  auto* const bytes = new QValueAxis;
  bytes->setTitleText(scale.unit);
  bytes->setLabelFormat("%.4g");
  bytes->setRange(0.0, largest > 0.0 ? 1.05 * largest / scale.divisor : 1.0);
  bytes->applyNiceNumbers();
  chart.addAxis(bytes, Qt::AlignLeft);
  for (auto* one : series) {
    one->attachAxis(time);
    one->attachAxis(bytes);
  }
  chart.setTitle(QStringLiteral("<b>%1</b> \u2013 %2")
                     .arg(tier.tier.toHtmlEscaped(), tier.description.toHtmlEscaped()));
  chart.legend()->setAlignment(Qt::AlignBottom);
  chart.legend()->setVisible(true);
}

QString describe(const TierCapacity& tier, const std::string& start) {
  auto text =
      Text::tr("%1 stores %2 at the end of %3 and %4 at the end of %5.")
          .arg(tier.tier, bytes_text(tier.stored.front()), month_name(start, tier.months.front()),
               bytes_text(tier.stored.back()), month_name(start, tier.months.back()));
  if (tier.usable.back() > 0.0) {
    text += ' ' + Text::tr("Usable at the end: %1.").arg(bytes_text(tier.usable.back()));
  }
  if (tier.run_out) text += ' ' + Text::tr("Runs out in %1.").arg(month_name(start, *tier.run_out));
  return text;
}

}  // namespace penstock::gui
