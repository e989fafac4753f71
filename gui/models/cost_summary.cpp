// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/models/cost_summary.hpp"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "gui/models/quantity_text.hpp"
#include "models/parameters/text_codec.hpp"

namespace penstock::gui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::CostSummary)
};

}  // namespace

QString category_label(economics::Category category) {
  switch (category) {
    case economics::Category::kAccelerators:
      return Text::tr("Accelerators");
    case economics::Category::kDrives:
      return Text::tr("Drives");
    case economics::Category::kServers:
      return Text::tr("Servers");
    case economics::Category::kNetwork:
      return Text::tr("Network");
    case economics::Category::kEnergy:
      return Text::tr("Energy");
    case economics::Category::kSpace:
      return Text::tr("Space");
    case economics::Category::kSupport:
      return Text::tr("Support");
    case economics::Category::kStaff:
      return Text::tr("Staff");
    case economics::Category::kReplacement:
      return Text::tr("Replacement");
    case economics::Category::kCloudStorage:
      return Text::tr("Cloud storage");
    case economics::Category::kCloudRequests:
      return Text::tr("Cloud requests");
    case economics::Category::kCloudEgress:
      return Text::tr("Cloud egress");
    case economics::Category::kResidual:
      return Text::tr("Residual value");
  }
  return QString::fromStdString(parameters::word(category));
}

CostSummary cost_summary(const results::Result& result, MoneyView view) {
  CostSummary summary;
  summary.currency = result.inputs.currency;
  constexpr auto kCategories = parameters::EnumWords<economics::Category>::words.size();
  std::vector<std::vector<double>> amounts(kCategories);
  for (const auto& design : result.designs) {
    if (!design.failure.empty()) continue;
    summary.designs.push_back(QString::fromStdString(design.name));
    for (auto& row : amounts) row.push_back(0.0);
    for (const auto& row : design.ledger) {
      const double factor = view == MoneyView::kNominal
                                ? 1.0
                                : std::pow(1.0 + result.inputs.discount_rate, -row.month / 12.0);
      amounts[static_cast<std::size_t>(row.category)].back() += row.amount.si() * factor;
    }
  }
  summary.totals.assign(summary.designs.size(), 0.0);
  for (std::size_t i = 0; i < kCategories; ++i) {
    const auto& of_category = amounts[i];
    if (std::all_of(of_category.begin(), of_category.end(), [](double a) { return a == 0.0; })) {
      continue;
    }
    for (std::size_t d = 0; d < of_category.size(); ++d) summary.totals[d] += of_category[d];
    const auto category = static_cast<economics::Category>(i);
    summary.categories.push_back({category, category_label(category), of_category});
  }
  return summary;
}

Table cost_table(const CostSummary& summary) {
  Table table;
  table.columns.push_back({Text::tr("Category"), {}, {}, false});
  for (const auto& design : summary.designs) {
    table.columns.push_back({design, QString::fromStdString(summary.currency), {}, true});
  }
  const auto add = [&](const QString& label, const std::vector<double>& amounts, bool emphasised) {
    std::vector<TableCell> row{{label, {}, {}, emphasised}};
    for (const double amount : amounts) {
      row.push_back({money_text(amount, summary.currency), amount, {}, emphasised});
    }
    table.rows.push_back(std::move(row));
  };
  for (const auto& category : summary.categories) add(category.label, category.amounts, false);
  add(Text::tr("Total"), summary.totals, true);
  return table;
}

Table ledger_table(const results::DesignResult& design, const results::Inputs& inputs) {
  const auto currency = QString::fromStdString(inputs.currency);
  Table table;
  table.columns = {
      {Text::tr("Month"), {}, {}, false},
      {Text::tr("Category"), {}, {}, false},
      {Text::tr("Item"), {}, {}, false},
      {Text::tr("Owner"), {}, Text::tr("Tier, compute, fabric or the design as a whole"), false},
      {Text::tr("Quantity"), "1", Text::tr("In the unit of the next column"), true},
      {Text::tr("Unit"), {}, {}, false},
      {Text::tr("Unit price"), currency, {}, true},
      {Text::tr("Amount"), currency, {}, true},
      {Text::tr("Basis"), {}, Text::tr("Where the unit price comes from"), false},
  };
  table.rows.reserve(design.ledger.size());
  for (const auto& row : design.ledger) {
    table.rows.push_back({
        {QString::fromStdString(results::month_label(inputs.start, row.month)), {}, {}, false},
        {category_label(row.category), {}, {}, false},
        {QString::fromStdString(row.item), {}, {}, false},
        {QString::fromStdString(row.owner), {}, {}, false},
        {QString::number(row.quantity, 'g', 4), row.quantity, {}, false},
        {QString::fromStdString(row.unit), {}, {}, false},
        {money_text(row.unit_price, inputs.currency), row.unit_price, {}, false},
        {money_text(row.amount.si(), inputs.currency), row.amount.si(), {}, false},
        {QString::fromStdString(parameters::word(row.basis)), {}, {}, false},
    });
  }
  return table;
}

}  // namespace penstock::gui
