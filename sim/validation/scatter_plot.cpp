// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/validation/scatter_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <iterator>
#include <limits>
#include <set>
#include <string_view>

#include "sim/validation/quantity_text.hpp"

namespace penstock::validation {
namespace {

// Pixels.
constexpr double kSide = 400.0;
constexpr double kLeft = 78.0;
constexpr double kTop = 40.0;
constexpr double kBelow = 52.0;
constexpr double kLegendLine = 18.0;
constexpr double kRight = 16.0;
constexpr double kDot = 5.0;

/// Okabe and Ito's and Tol's colours without those too light on white or too dark on black.
constexpr std::array<std::string_view, 8> kColours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                   "#e69f00", "#56b4e9", "#999933", "#aa4499"};
constexpr std::string_view kInk = "#808080";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// Both axes from `low` to `high`, logarithmic.
struct Scale {
  double low = 0.0, high = 0.0;
  [[nodiscard]] double along(double value) const {
    return kSide * std::log(value / low) / std::log(high / low);
  }
  [[nodiscard]] double x(double value) const { return kLeft + along(value); }
  [[nodiscard]] double y(double value) const { return kTop + kSide - along(value); }
};

Scale scale_of(const ScatterPlot& plot) {
  Scale scale{std::numeric_limits<double>::infinity(), 0.0};
  for (const auto& series : plot.series) {
    for (const auto& [measured, predicted] : series.points) {
      assert(measured > 0.0 && predicted > 0.0);
      scale.low = std::min({scale.low, measured, predicted});
      scale.high = std::max({scale.high, measured, predicted});
    }
  }
  assert(scale.high > 0.0 && "a plot without points");
  constexpr double kMargin = 1.15;
  return {scale.low / kMargin, scale.high * kMargin};
}

/// Multiples of a round step, for less than a decade.
std::vector<double> even_ticks_of(const Scale& scale) {
  const double power = std::pow(10.0, std::floor(std::log10((scale.high - scale.low) / 2.0)));
  const double rough = (scale.high - scale.low) / (6.0 * power);
  const double step = power * (rough < 1.0 ? 1.0 : rough < 2.0 ? 2.0 : 5.0);
  std::vector<double> ticks;
  for (double count = std::ceil(scale.low / step); count * step <= scale.high; count += 1.0) {
    ticks.push_back(count * step);
  }
  return ticks;
}

/// 1, 2, 5 of each power of ten; only the powers over many of them.
std::vector<double> ticks_of(const Scale& scale) {
  const double decades = std::log10(scale.high / scale.low);
  std::vector<double> ticks;
  for (double power = std::pow(10.0, std::floor(std::log10(scale.low))); power <= scale.high;
       power *= 10.0) {
    for (const double step : {1.0, 2.0, 5.0}) {
      if (step > 1.0 && decades > 2.5) break;
      const double tick = step * power;
      if (tick >= scale.low && tick <= scale.high) ticks.push_back(tick);
    }
  }
  constexpr std::size_t kFewest = 3;
  return ticks.size() < kFewest ? even_ticks_of(scale) : ticks;
}

void add_line(std::string& svg, const Scale& scale, double factor, std::string_view dashes) {
  // Clipped by hand: both ends lie on the frame.
  const double from = std::max(scale.low, scale.low / factor);
  const double to = std::min(scale.high, scale.high / factor);
  fmt::format_to(std::back_inserter(svg),
                 "<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\" stroke=\"{}\"{}/>\n", scale.x(from),
                 scale.y(from * factor), scale.x(to), scale.y(to * factor), kInk,
                 dashes.empty() ? "" : fmt::format(" stroke-dasharray=\"{}\"", dashes));
}

void add_axes(std::string& svg, const ScatterPlot& plot, const Scale& scale) {
  auto out = std::back_inserter(svg);
  fmt::format_to(out,
                 "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" "
                 "stroke=\"{}\"/>\n",
                 kLeft, kTop, kSide, kSide, kInk);
  for (const double tick : ticks_of(scale)) {
    const double power = std::pow(10.0, std::floor(std::log10(tick) + 1e-9));
    const bool round = std::abs(tick / power - std::round(tick / power)) < 1e-9;
    const auto label = escaped(quantity_text(tick, plot.unit, round ? 1 : 2));
    fmt::format_to(out, "<path d=\"M{0:.1f} {1}v5M{2} {3:.1f}h-5\" stroke=\"{4}\"/>\n",
                   scale.x(tick), kTop + kSide, kLeft, scale.y(tick), kInk);
    fmt::format_to(out, "<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                   scale.x(tick), kTop + kSide + 19.0, label);
    fmt::format_to(out, "<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", kLeft - 9.0,
                   scale.y(tick) + 4.0, label);
  }
  fmt::format_to(out, "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">measured</text>\n",
                 kLeft + kSide / 2.0, kTop + kSide + 40.0);
  fmt::format_to(out,
                 "<text x=\"14\" y=\"{0}\" text-anchor=\"middle\" "
                 "transform=\"rotate(-90 14 {0})\">predicted</text>\n",
                 kTop + kSide / 2.0);
  fmt::format_to(out, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">dashed: 10 % off</text>\n",
                 kLeft + kSide, kTop - 8.0);
  add_line(svg, scale, 1.0, "");
  add_line(svg, scale, 1.1, "4 4");
  add_line(svg, scale, 1.0 / 1.1, "4 4");
}

void add_points(std::string& svg, const ScatterSeries& series, std::string_view colour,
                const Scale& scale) {
  std::set<std::pair<long, long>> drawn;
  std::string path;
  for (const auto& [measured, predicted] : series.points) {
    const std::pair pixel{std::lround(scale.x(measured)), std::lround(scale.y(predicted))};
    if (drawn.insert(pixel).second) {
      fmt::format_to(std::back_inserter(path), "M{} {}h.1", pixel.first, pixel.second);
    }
  }
  fmt::format_to(std::back_inserter(svg),
                 "<path d=\"{}\" stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"round\" "
                 "stroke-opacity=\".8\"/>\n",
                 path, colour, kDot);
}

}  // namespace

std::string to_svg(const ScatterPlot& plot) {
  const Scale scale = scale_of(plot);
  const double width = kLeft + kSide + kRight;
  const double height =
      kTop + kSide + kBelow + kLegendLine * static_cast<double>(plot.series.size());
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"{2}\" role=\"img\">\n"
      "<title>{3}</title>\n<text x=\"{4}\" y=\"22\" font-size=\"15\">{3}</text>\n",
      width, height, kInk, escaped(plot.title), kLeft);
  add_axes(svg, plot, scale);
  for (std::size_t i = 0; i < plot.series.size(); ++i) {
    const auto colour = kColours[i % kColours.size()];
    add_points(svg, plot.series[i], colour, scale);
    const double y = kTop + kSide + kBelow + kLegendLine * (static_cast<double>(i) + 0.3);
    fmt::format_to(std::back_inserter(svg),
                   "<path d=\"M{} {:.1f}h.1\" stroke=\"{}\" stroke-width=\"8\" "
                   "stroke-linecap=\"round\"/>\n<text x=\"{}\" y=\"{:.1f}\">{}</text>\n",
                   kLeft + 6.0, y - 4.0, colour, kLeft + 18.0, y, escaped(plot.series[i].name));
  }
  return svg + "</svg>\n";
}

}  // namespace penstock::validation
