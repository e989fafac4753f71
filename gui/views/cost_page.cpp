// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/cost_page.hpp"

#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

#include "gui/charts/cost_chart.hpp"
#include "gui/models/table_text.hpp"

namespace penstock::gui {

CostPage::CostPage(ViewState& state, QWidget* parent)
    : Page(state, parent),
      money_(new QComboBox(this)),
      design_(new DesignSelector(tr("&Design"), tr("Whose ledger is listed"), this)),
      chart_(new ChartPanel("cost", this)),
      tables_(new QTabWidget(this)),
      summary_(new TableView(tr("Cost by category"), TableView::Sorting::kFixed, this)),
      ledger_(new TableView(tr("Ledger"), TableView::Sorting::kByUser, this)) {
  money_->addItem(tr("Nominal"), static_cast<int>(MoneyView::kNominal));
  money_->addItem(tr("Discounted"), static_cast<int>(MoneyView::kDiscounted));
  money_->setAccessibleName(tr("Money"));
  money_->setToolTip(tr("Discounted: what later payments are worth at the start"));
  auto* const caption = new QLabel(tr("&Money"), this);
  caption->setBuddy(money_);
  chart_->setAccessibleName(tr("Cost by category and design"));
  tables_->addTab(summary_, tr("Summary"));
  tables_->addTab(ledger_, tr("Ledger"));
  auto* const splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(chart_);
  splitter->addWidget(tables_);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  splitter->setSizes({3000, 2000});  // a proportion: more than there is
  auto* const top = new QHBoxLayout;
  top->addWidget(design_);
  top->addWidget(caption);
  top->addWidget(money_);
  top->addStretch();
  auto* const page = new QVBoxLayout(this);
  page->addLayout(top);
  page->addWidget(splitter, 1);
  connect(money_, &QComboBox::activated, this,
          [this] { state_.set_money(static_cast<MoneyView>(money_->currentData().toInt())); });
  connect(design_, &DesignSelector::chosen, &state_, &ViewState::set_design);
  connect(&state_, &ViewState::changed, this, &CostPage::refresh);
}

void CostPage::show_result(const ResultPointer& result) {
  result_ = result;
  refresh();
}

void CostPage::refresh() {
  design_->offer(result_, state_.design());
  money_->setCurrentIndex(money_->findData(static_cast<int>(state_.money())));
  if (result_ == nullptr) {
    chart_->draw({}, {});
    summary_->show_table({});
    ledger_->show_table({});
    return;
  }
  const auto summary = cost_summary(*result_, state_.money());
  chart_->draw([summary](QChart& chart, const QPalette& palette,
                         int) { draw_cost_chart(chart, summary, palette); },
               describe(summary));
  summary_->show_table(cost_table(summary));
  const auto* const design = shown_design(result_, state_);
  ledger_->show_table(design == nullptr ? Table{} : ledger_table(*design, result_->inputs));
}

const TableView& CostPage::front_table() const {
  return tables_->currentWidget() == ledger_ ? *ledger_ : *summary_;
}

QString CostPage::tsv() const {
  return table_tsv(front_table().table());
}

QString CostPage::csv() const {
  return table_csv(front_table().table());
}

}  // namespace penstock::gui
