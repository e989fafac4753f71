// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What the charts draw, without a window.
#include <rapidcheck/catch.h>
#include <QAreaSeries>
#include <QBarSet>
#include <QChart>
#include <QHorizontalStackedBarSeries>
#include <QLineSeries>
#include <QScatterSeries>
#include <QSet>
#include <algorithm>
#include <catch2/catch.hpp>

#include "gui/charts/capacity_chart.hpp"
#include "gui/charts/chart_style.hpp"
#include "gui/charts/cost_chart.hpp"
#include "gui/charts/decimate.hpp"
#include "gui/charts/utilisation_chart.hpp"
#include "gui/models/resource_table.hpp"
#include "gui/views/theme.hpp"
#include "tests/gui/sample_result.hpp"

using namespace penstock;
using namespace penstock::gui;

TEST_CASE("decimation keeps every extreme, the order and the ends", "[property]") {
  rc::prop("minimum, maximum, first and last survive", [] {
    const auto values = *rc::gen::nonEmpty(rc::gen::container<std::vector<double>>(
        rc::gen::map(rc::gen::inRange(-1000, 1000), [](int i) { return i / 10.0; })));
    const int buckets = *rc::gen::inRange(1, 60);
    const auto points = min_max_decimated(values, 5.0, 0.5, buckets);
    RC_ASSERT(points.size() <= std::max<qsizetype>(2 * buckets + 2, 2));
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const auto [lowest, highest] =
        std::minmax_element(points.begin(), points.end(),
                            [](const QPointF& a, const QPointF& b) { return a.y() < b.y(); });
    RC_ASSERT(lowest->y() == *low);
    RC_ASSERT(highest->y() == *high);
    RC_ASSERT(points.first() == QPointF(5.0, values.front()));
    RC_ASSERT(points.last().y() == values.back());
    for (int i = 1; i < points.size(); ++i) RC_ASSERT(points[i - 1].x() < points[i].x());
    // Each point is one of the values at its place.
    for (const auto& point : points) {
      const auto at = static_cast<std::size_t>((point.x() - 5.0) / 0.5 + 0.25);
      RC_ASSERT(values.at(at) == point.y());
    }
  });
}

TEST_CASE("a short series is drawn as it is", "[unit]") {
  const std::vector<double> values{3.0, 1.0, 2.0};
  CHECK(min_max_decimated(values, 0.0, 1.0, 100).size() == 3);
  CHECK(min_max_decimated(std::vector<double>{}, 0.0, 1.0, 100).isEmpty());
}

TEST_CASE("the cost chart has one set per category and one bar per design", "[unit]") {
  const auto summary = cost_summary(test::sample_result(), MoneyView::kNominal);
  QChart chart;
  draw_cost_chart(chart, summary, QPalette());
  REQUIRE(chart.series().size() == 1);
  const auto* const series = qobject_cast<QHorizontalStackedBarSeries*>(chart.series().first());
  REQUIRE(series != nullptr);
  REQUIRE(series->barSets().size() == static_cast<int>(summary.categories.size()));
  // Bars are drawn from the bottom, so the first design is the last value.
  double first_design = 0.0;
  for (const auto* set : series->barSets()) {
    REQUIRE(set->count() == 3);
    first_design += set->at(2);
  }
  CHECK(first_design * 1e6 == Approx(summary.totals[0]));
}

TEST_CASE("the capacity chart has stored, usable and the run-out mark", "[unit]") {
  const auto tiers = tier_capacities(test::sample_result().designs[0]);
  QChart chart;
  draw_capacity_chart(chart, tiers[1], 0, "2027-01", QPalette());
  REQUIRE(chart.series().size() == 3);
  const auto* const stored = qobject_cast<QAreaSeries*>(chart.series()[0]);
  REQUIRE(stored != nullptr);
  CHECK(stored->upperSeries()->count() == 60);
  CHECK(stored->upperSeries()->at(0).y() == Approx(12.0));  // PB
  const auto* const usable = qobject_cast<QLineSeries*>(chart.series()[1]);
  REQUIRE(usable != nullptr);
  CHECK(usable->at(0).y() == Approx(30.0));
  const auto* const mark = qobject_cast<QScatterSeries*>(chart.series()[2]);
  REQUIRE(mark != nullptr);
  CHECK(mark->name() == "runs out 2031-03");
  CHECK(mark->at(0).y() > 30.0);

  QChart without;
  draw_capacity_chart(without, tiers[0], 0, "2027-01", QPalette());
  CHECK(without.series().size() == 2);
}

TEST_CASE("purchases are steps of the usable line", "[unit]") {
  const auto tiers = tier_capacities(test::sample_result().designs[1]);
  QChart chart;
  draw_capacity_chart(chart, tiers[1], 0, "2027-01", QPalette());
  const auto points = qobject_cast<QLineSeries*>(chart.series()[1])->points();
  const auto step = std::adjacent_find(points.begin(), points.end(), [](auto a, auto b) {
    return a.x() == b.x() && a.y() != b.y();
  });
  REQUIRE(step != points.end());
  CHECK(step->y() == Approx(30.0));
  CHECK((step + 1)->y() == Approx(45.0));
}

TEST_CASE("the utilisation chart thins out long timelines", "[unit]") {
  const auto design = test::sample_result().designs[0];
  std::vector<results::Timeline> lines(design.timelines.begin(), design.timelines.begin() + 2);
  lines[0].utilisation.assign(100000, 0.5);
  lines[0].utilisation[70001] = 1.0;
  QChart chart;
  draw_utilisation_chart(chart, lines, QPalette(), 800);
  REQUIRE(chart.series().size() == 2);
  const auto* const line = qobject_cast<QLineSeries*>(chart.series()[0]);
  CHECK(line->count() <= 802);
  const auto points = line->points();
  CHECK(std::any_of(points.begin(), points.end(), [](auto p) { return p.y() == 100.0; }));
}

TEST_CASE("series differ by more than their colour", "[unit]") {
  const QPalette palette;
  for (int i = 1; i < 5; ++i)
    CHECK(line_pen(i, palette).style() != line_pen(i - 1, palette).style());
  // A fill is told apart by the pattern as well: no two categories look the same.
  QSet<QString> looks;
  for (int i = 0; i < 13; ++i) {
    const auto brush = fill_brush(i, palette);
    const auto image = brush.style() == Qt::TexturePattern ? brush.textureImage() : [&] {
      QImage plain(16, 16, QImage::Format_RGB32);
      plain.fill(brush.color());
      return plain;
    }();
    looks.insert(QByteArray(reinterpret_cast<const char*>(image.constBits()),
                            static_cast<int>(image.sizeInBytes()))
                     .toHex());
  }
  CHECK(looks.size() == 13);
}

TEST_CASE("dark palettes are recognised and text stays readable", "[unit]") {
  QPalette light(QColor(240, 240, 240));
  QPalette dark(QColor(40, 40, 40));
  CHECK_FALSE(is_dark(light));
  CHECK(is_dark(dark));
  // Contrast after WCAG 2.1, at least 3:1 for graphics.
  const auto luminance = [](const QColor& color) {
    const auto channel = [](double c) {
      return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) +
           0.0722 * channel(color.blueF());
  };
  const auto contrast = [&](const QColor& a, const QColor& b) {
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
  };
  for (const auto& palette : {light, dark}) {
    CHECK(contrast(missed_background(palette), palette.color(QPalette::Text)) >= 4.5);
  }
}

TEST_CASE("axes use the prefix that fits the largest value", "[unit]") {
  CHECK(axis_scale(3.2e16, "B").unit == "PB");
  CHECK(axis_scale(3.2e16, "B").divisor == 1e15);
  CHECK(axis_scale(1.9e7, "USD").unit == "M USD");
  CHECK(axis_scale(12.0, "USD").unit == "USD");
}

TEST_CASE("themes are named", "[unit]") {
  CHECK(theme_from("dark") == Theme::kDark);
  CHECK_FALSE(theme_from("pink").has_value());
}
