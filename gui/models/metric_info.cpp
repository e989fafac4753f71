// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/models/metric_info.hpp"

#include <QStringList>
#include <array>
#include <string_view>

#include "models/units/parse.hpp"

namespace penstock::gui {
namespace {

using Kind = NumberFormat::Kind;

struct KnownMetric {
  std::string_view name;
  Kind kind;
  units::Dimension dimension;
  Better better;
};

constexpr units::Dimension kNone{};
constexpr auto kRate = units::kBytes - units::kTime;

constexpr std::array kKnown{
    KnownMetric{"accelerator_utilisation", Kind::kPercent, kNone, Better::kHigher},
    KnownMetric{"utilisation", Kind::kPercent, kNone, Better::kNeither},
    KnownMetric{"fill", Kind::kPercent, kNone, Better::kLower},
    KnownMetric{"duty", Kind::kPercent, kNone, Better::kNeither},
    KnownMetric{"wear", Kind::kPercent, kNone, Better::kLower},
    KnownMetric{"durability", Kind::kNines, kNone, Better::kHigher},
    KnownMetric{"nines", Kind::kNines, kNone, Better::kHigher},
    KnownMetric{"backlog", Kind::kQuantity, units::kTime, Better::kLower},
    KnownMetric{"makespan", Kind::kQuantity, units::kTime, Better::kLower},
    KnownMetric{"latency", Kind::kQuantity, units::kTime, Better::kLower},
    KnownMetric{"rebuild", Kind::kQuantity, units::kTime, Better::kLower},
    KnownMetric{"checkpoint_time", Kind::kQuantity, units::kTime, Better::kLower},
    KnownMetric{"stored", Kind::kQuantity, units::kBytes, Better::kNeither},
    KnownMetric{"usable", Kind::kQuantity, units::kBytes, Better::kNeither},
    KnownMetric{"dropped", Kind::kQuantity, units::kBytes, Better::kLower},
    KnownMetric{"throughput", Kind::kQuantity, kRate, Better::kHigher},
    KnownMetric{"energy", Kind::kQuantity, units::kEnergy, Better::kLower},
    KnownMetric{"power", Kind::kQuantity, units::kEnergy - units::kTime, Better::kLower},
    KnownMetric{"tco", Kind::kQuantity, units::kMoney, Better::kLower},
    KnownMetric{"npv", Kind::kQuantity, units::kMoney, Better::kLower},
};

}  // namespace

MetricInfo metric_info(const std::string& path, const std::string& currency) {
  auto words = QString::fromStdString(path).split('.');
  // "tier.fast.fill" is about the tier "fast"; the word before it adds nothing.
  if (words.size() > 2 && words.first() == "tier") words.removeFirst();
  MetricInfo info;
  info.label = words.join(' ').replace('_', ' ');
  info.format.currency = QString::fromStdString(currency);
  const auto last = path.substr(path.rfind('.') + 1);
  for (const auto& known : kKnown) {
    if (known.name != last) continue;
    info.format.kind = known.kind;
    info.format.dimension = known.dimension;
    info.better = known.better;
  }
  return info;
}

MetricInfo objective_info(const results::ObjectiveRow& objective, const std::string& currency) {
  auto info = metric_info(objective.path, currency);
  const auto operator_at = objective.text.find_last_of("<>=");
  if (operator_at == std::string::npos) return info;
  const auto limit = QString::fromStdString(objective.text.substr(operator_at + 1)).trimmed();
  const bool at_least = objective.text.find('>') != std::string::npos;
  info.better = at_least ? Better::kHigher : Better::kLower;
  info.format.dimension = kNone;
  if (limit.endsWith('%')) {
    info.format.kind = Kind::kPercent;
  } else if (limit.endsWith(QStringLiteral("nines"))) {
    info.format.kind = Kind::kNines;
  } else if (const auto dimension = units::dimension_of(limit.toStdString());
             dimension && *dimension != kNone) {
    info.format.kind = Kind::kQuantity;
    info.format.dimension = *dimension;
  } else {
    info.format.kind = Kind::kNumber;
  }
  return info;
}

}  // namespace penstock::gui
