// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/models/comparison.hpp"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "gui/models/quantity_text.hpp"
#include "models/units/format.hpp"
#include "sim/report/figures.hpp"

namespace penstock::gui {
namespace {

using results::DesignResult;
using results::Result;

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::Comparison)
};

const QString kCheck = QStringLiteral("\u2713 ");
const QString kCross = QStringLiteral("\u2717 ");
const QString kDash = QStringLiteral("\u2013");

QString text(const std::string& utf8) {
  return QString::fromStdString(utf8);
}

class Builder {
 public:
  Builder(const Result& result, const QString& baseline) : result_(result) {
    for (const auto& design : result.designs) {
      const auto name = text(design.name);
      comparison_.columns.push_back({name, text(design.description), text(design.failure),
                                     design.name == result.verdict.winner, name == baseline});
    }
  }

  Comparison build() {
    objectives();
    limits();
    run_out();
    costs();
    other_metrics();
    return std::move(comparison_);
  }

 private:
  void section(const QString& name) {
    section_ = name;
    auto& row = add_row(name);
    row.section = true;
  }

  ComparisonRow& add_row(const QString& label) {
    ComparisonRow row;
    row.label = label;
    row.section_name = section_;
    row.cells.resize(result_.designs.size());
    comparison_.rows.push_back(std::move(row));
    return comparison_.rows.back();
  }

  // Calls fill(design, cell) for the designs that were simulated; the others say why they have
  // nothing to show.
  void fill(ComparisonRow& row,
            const std::function<void(const DesignResult&, ComparisonCell&)>& fill_cell) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto& design = result_.designs[i];
      if (design.failure.empty()) {
        fill_cell(design, row.cells[i]);
      } else {
        row.cells[i].text = Text::tr("failed");
        row.cells[i].reason = text(design.failure);
      }
    }
  }

  // Only for rows of a metric.
  void differences(ComparisonRow& row) {
    const auto better = row.metric->better;
    const auto baseline = std::find_if(comparison_.columns.begin(), comparison_.columns.end(),
                                       [](const auto& column) { return column.baseline; });
    if (baseline != comparison_.columns.end()) {
      const auto at = static_cast<std::size_t>(baseline - comparison_.columns.begin());
      if (const auto reference = row.cells[at].value) {
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
          auto& cell = row.cells[i];
          if (i == at || !cell.value) continue;
          cell.difference = *cell.value - *reference;
          if (*reference != 0.0) cell.relative = *cell.difference / std::abs(*reference);
          cell.difference_text = difference_text(*row.metric, *cell.difference, *reference);
        }
      }
    }
    if (better == Better::kNeither) return;
    std::optional<double> best;
    std::optional<double> worst;
    for (const auto& cell : row.cells) {
      if (!cell.value) continue;
      best = best.value_or(*cell.value);
      worst = worst.value_or(*cell.value);
      best = better == Better::kLower ? std::min(*best, *cell.value) : std::max(*best, *cell.value);
      worst =
          better == Better::kLower ? std::max(*worst, *cell.value) : std::min(*worst, *cell.value);
    }
    // What looks the same is equally good; where all are, there is no best.
    if (!best || !noticeable(*row.metric, *worst - *best, *best)) return;
    for (auto& cell : row.cells) {
      cell.best = cell.value && !noticeable(*row.metric, *cell.value - *best, *best);
    }
  }

  void metric_row(const std::string& path) {
    shown_.insert(path);
    const auto info = metric_info(path, result_.inputs.currency);
    auto& row = add_row(info.label);
    row.metric = info;
    row.help = info.help.isEmpty() ? text(path) : info.help;
    fill(row, [&](const DesignResult& design, ComparisonCell& cell) {
      const auto found = design.metrics.find(path);
      if (found == design.metrics.end()) {
        cell.text = kDash;
        cell.reason = Text::tr("This metric does not apply to this design.");
        return;
      }
      cell.value = found->second;
      cell.text = metric_text(info, found->second);
    });
    differences(row);
  }

  void objectives() {
    std::vector<const results::ObjectiveRow*> all;  // of all designs, each once
    for (const auto& design : result_.designs) {
      for (const auto& objective : design.objectives) {
        if (std::none_of(all.begin(), all.end(),
                         [&](const auto* known) { return known->text == objective.text; })) {
          all.push_back(&objective);
        }
      }
    }
    if (all.empty()) return;
    section(Text::tr("Objectives"));
    auto& met = add_row(Text::tr("Objectives met"));
    fill(met, [](const DesignResult& design, ComparisonCell& cell) {
      const auto count = std::count_if(design.objectives.begin(), design.objectives.end(),
                                       [](const auto& row) { return row.met; });
      const bool every = count == static_cast<std::ptrdiff_t>(design.objectives.size());
      cell.value = static_cast<double>(count);
      cell.state = every ? ObjectiveState::kMet : ObjectiveState::kMissed;
      cell.text =
          (every ? kCheck : kCross) + Text::tr("%1 of %2").arg(count).arg(design.objectives.size());
      QStringList missed;
      for (const auto& row : design.objectives) {
        if (!row.met) missed << text(row.text);
      }
      if (!every) cell.reason = Text::tr("Misses %1").arg(missed.join(QStringLiteral("; ")));
    });
    for (const auto* objective : all) objective_row(*objective);
  }

  void objective_row(const results::ObjectiveRow& objective) {
    shown_.insert(objective.path);
    auto& row = add_row(text(objective.text));
    row.metric = metric_info(objective.path, result_.inputs.currency);
    row.help = Text::tr("%1. The worst value over all months.").arg(row.metric->help);
    fill(row, [&](const DesignResult& design, ComparisonCell& cell) {
      const auto found = std::find_if(design.objectives.begin(), design.objectives.end(),
                                      [&](const auto& one) { return one.text == objective.text; });
      if (found == design.objectives.end()) {
        cell.text = kDash;
        return;
      }
      cell.state = found->met ? ObjectiveState::kMet : ObjectiveState::kMissed;
      cell.value = found->worst;
      cell.text = (found->met ? kCheck : kCross) +
                  (found->worst ? text(report::objective_value(*found, *found->worst))
                                : Text::tr("never arises"));
      cell.reason = objective_reason(design, *found);
    });
    differences(row);
  }

  QString objective_reason(const DesignResult& design, const results::ObjectiveRow& row) const {
    QStringList lines;
    const auto value = [&](double number) { return text(report::objective_value(row, number)); };
    auto limit_row = row;
    limit_row.met = true;  // a missed limit would be written with digits that tell it from itself
    const auto limit = text(report::objective_value(limit_row, row.limit));
    if (!row.worst) {
      lines << Text::tr("The metric %1 never arises in this design.").arg(text(row.path));
    } else if (row.met) {
      lines << Text::tr("Met in every month: worst value %1, limit %2.")
                   .arg(value(*row.worst), limit);
    } else {
      lines << Text::tr("Missed: worst value %1, limit %2.").arg(value(*row.worst), limit);
    }
    if (row.first_violation) {
      lines << Text::tr("First missed in %1.")
                   .arg(text(results::month_label(result_.inputs.start, *row.first_violation)));
    }
    const auto stage =
        std::find_if(design.stages.begin(), design.stages.end(),
                     [&](const auto& one) { return row.path.rfind(one.name + '.', 0) == 0; });
    if (stage != design.stages.end()) {
      lines << Text::tr("The stage %1 is limited by %2 (%3 of its request time).")
                   .arg(text(stage->name), text(stage->limited_by),
                        percent_text(stage->limited_share));
    }
    if (!row.met && design.probed_objective == row.path) {
      for (const auto& resource : design.resources) {
        if (!resource.objective_before || !resource.objective_after ||
            *resource.objective_before == *resource.objective_after) {
          continue;
        }
        lines << Text::tr("10 % more of %1 gives %2.")
                     .arg(text(resource.name), value(*resource.objective_after));
      }
    }
    return lines.join('\n');
  }

  void limits() {
    std::vector<std::string> stages;
    for (const auto& design : result_.designs) {
      for (const auto& stage : design.stages) {
        if (std::find(stages.begin(), stages.end(), stage.name) == stages.end()) {
          stages.push_back(stage.name);
        }
      }
    }
    if (stages.empty()) return;
    section(Text::tr("Limited by"));
    for (const auto& name : stages) {
      auto& row = add_row(text(name));
      row.help = Text::tr("The resource at which the stage's requests spend most of their time");
      fill(row, [&](const DesignResult& design, ComparisonCell& cell) {
        const auto stage = std::find_if(design.stages.begin(), design.stages.end(),
                                        [&](const auto& one) { return one.name == name; });
        if (stage == design.stages.end()) {
          cell.text = kDash;
          return;
        }
        cell.text = Text::tr("%1 %2").arg(
            text(stage->limited_by),
            QString::fromStdString(units::format_percent(stage->limited_share, 0)));
        QStringList lines;
        for (const auto& wait : stage->waits) {
          lines << Text::tr("%1 of the request time: %2")
                       .arg(percent_text(wait.share), text(wait.resource));
        }
        cell.reason = lines.join('\n');
      });
    }
  }

  void run_out() {
    std::vector<std::string> tiers;
    for (const auto& design : result_.designs) {
      for (const auto& tier : design.tiers) {
        if (std::find(tiers.begin(), tiers.end(), tier.name) == tiers.end()) {
          tiers.push_back(tier.name);
        }
      }
    }
    if (tiers.empty()) return;
    section(Text::tr("Capacity runs out"));
    for (const auto& name : tiers) {
      auto& row = add_row(text(name));
      row.help = Text::tr("First month in which the data of this tier no longer fits");
      fill(row, [&](const DesignResult& design, ComparisonCell& cell) {
        const auto tier = std::find_if(design.tiers.begin(), design.tiers.end(),
                                       [&](const auto& one) { return one.name == name; });
        if (tier == design.tiers.end()) {
          cell.text = kDash;
          cell.reason = Text::tr("This design has no tier of this name.");
        } else if (tier->run_out) {
          cell.text = text(results::month_label(result_.inputs.start, *tier->run_out));
          cell.reason = Text::tr("Full after %1 of %2 months.")
                            .arg(*tier->run_out)
                            .arg(result_.inputs.months);
        } else {
          cell.text = Text::tr("never");
          cell.reason = tier->purchases.empty()
                            ? Text::tr("The data fits over the whole horizon.")
                            : Text::tr("The data fits over the whole horizon, after %1 purchases.")
                                  .arg(tier->purchases.size());
        }
      });
    }
  }

  void costs() {
    section(Text::tr("Cost"));
    const auto total = [&](const QString& label, const char* path, const auto& sum) {
      shown_.insert(path);
      auto& row = add_row(label);
      row.metric = metric_info(path, result_.inputs.currency);
      row.help = row.metric->help;
      fill(row, [&](const DesignResult& design, ComparisonCell& cell) {
        cell.value = sum(design.ledger);
        cell.text = metric_text(*row.metric, *cell.value);
        cell.reason = Text::tr("Sum of %1 rows of the ledger").arg(design.ledger.size());
      });
      differences(row);
    };
    total(Text::tr("Total over %1 months").arg(result_.inputs.months), "tco",
          [](const economics::Ledger& ledger) { return economics::nominal(ledger).si(); });
    total(
        Text::tr("Total, discounted at %1 a year").arg(percent_text(result_.inputs.discount_rate)),
        "npv", [&](const economics::Ledger& ledger) {
          return economics::discounted(ledger, units::Ratio{result_.inputs.discount_rate}).si();
        });
    for (const auto& path : remaining([&](const std::string& one) {
           return metric_info(one, result_.inputs.currency).money;
         })) {
      metric_row(path);
    }
  }

  void other_metrics() {
    const auto paths = remaining([](const std::string&) { return true; });
    if (paths.empty()) return;
    section(Text::tr("Other metrics, worst month"));
    for (const auto& path : paths) metric_row(path);
  }

  std::set<std::string> remaining(const std::function<bool(const std::string&)>& wanted) const {
    std::set<std::string> paths;
    for (const auto& design : result_.designs) {
      for (const auto& [path, value] : design.metrics) {
        if (!shown_.contains(path) && wanted(path)) paths.insert(path);
      }
    }
    return paths;
  }

  const Result& result_;
  Comparison comparison_;
  QString section_;
  std::set<std::string> shown_;
};

}  // namespace

Comparison compare_designs(const Result& result, const QString& baseline) {
  return Builder(result, baseline).build();
}

}  // namespace penstock::gui
