// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Costs by category and design: the plain data of the stacked bars and the table beside them.
#pragma once

#include <QString>
#include <vector>

#include "gui/models/table_model.hpp"
#include "sim/results/result.hpp"

namespace penstock::gui {

enum class MoneyView { kNominal, kDiscounted };

struct CostCategory {
  economics::Category category;
  QString label;
  std::vector<double> amounts;  ///< per design, in the currency of the result
};

struct CostSummary {
  std::vector<QString> designs;          ///< those that were simulated
  std::vector<CostCategory> categories;  ///< those with any amount, in the order of Category
  std::vector<double> totals;            ///< per design: the sum over categories
  std::string currency;
};

CostSummary cost_summary(const results::Result& result, MoneyView view);

/// Rows are categories and a total, columns designs.
Table cost_table(const CostSummary& summary);

/// Every row of a design's ledger, with its month as "2027-01".
Table ledger_table(const results::DesignResult& design, const results::Inputs& inputs);

QString category_label(economics::Category category);

}  // namespace penstock::gui
