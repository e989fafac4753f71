// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/models/metric_info.hpp"

#include <QCoreApplication>
#include <QStringList>
#include <cmath>

#include "gui/models/quantity_text.hpp"
#include "sim/report/metric_paths.hpp"
#include "sim/scenario/metrics.hpp"

namespace penstock::gui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::MetricInfo)
};

// Half of the last digit shown: smaller differences would read as "+0.0 %".
constexpr double kNoticeable = 0.0005;

const scenario::Metric* find(const std::string& path) {
  using scenario::MetricScope;
  const auto last = path.rfind('.');
  if (last == std::string::npos) return scenario::find_metric(MetricScope::kDesign, path);
  const auto scope = path.starts_with("tier.") ? MetricScope::kTier : MetricScope::kStage;
  return scenario::find_metric(scope, std::string_view(path).substr(last + 1));
}

bool is_stage_cost(const std::string& path) {
  return path.starts_with("cost.");
}

}  // namespace

MetricInfo metric_info(const std::string& path, const std::string& currency) {
  auto words = QString::fromStdString(path).split('.');
  // "tier.fast.fill" is about the tier "fast"; the word before it adds nothing.
  if (words.size() > 2 && words.first() == "tier") words.removeFirst();
  auto label = words.join(' ').replace('_', ' ');
  if (is_stage_cost(path)) label = Text::tr("cost of %1").arg(label.mid(label.indexOf(' ') + 1));
  MetricInfo info{path, currency, label, {}, Better::kNeither, false, is_stage_cost(path)};
  if (const auto* const metric = find(path)) {
    info.help = QString::fromUtf8(metric->description.data(),
                                  static_cast<qsizetype>(metric->description.size()));
    info.better = metric->more_is_better ? Better::kHigher : Better::kLower;
    info.share = metric->share;
    info.money = metric->dimension.money != 0;
  }
  return info;
}

QString metric_text(const MetricInfo& metric, double value) {
  if (is_stage_cost(metric.path)) return money_text(value, metric.currency);
  return with_minus(
      QString::fromStdString(report::metric_text(metric.path, value, metric.currency)));
}

bool noticeable(const MetricInfo& metric, double difference, double reference) {
  return std::abs(difference) > (metric.share ? kNoticeable : kNoticeable * std::abs(reference));
}

QString difference_text(const MetricInfo& metric, double difference, double reference) {
  if (!noticeable(metric, difference, reference)) return Text::tr("same");
  if (metric.share) {
    return signed_text(difference,
                       Text::tr("%1 points").arg(std::abs(difference) * 100.0, 0, 'f', 1));
  }
  const auto text = signed_text(difference, metric_text(metric, std::abs(difference)));
  if (reference == 0.0) return text;
  return Text::tr("%1 (%2)").arg(text, signed_percent_text(difference / std::abs(reference)));
}

QString metric_unit(const MetricInfo& metric) {
  if (is_stage_cost(metric.path)) return QString::fromStdString(metric.currency);
  const auto unit = QString::fromStdString(report::metric_unit(metric.path, metric.currency));
  return unit.isEmpty() ? QStringLiteral("1") : unit;
}

}  // namespace penstock::gui
