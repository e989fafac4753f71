// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/capacity_page.hpp"

#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include "gui/charts/capacity_chart.hpp"
#include "gui/models/table_text.hpp"

namespace penstock::gui {

CapacityPage::CapacityPage(ViewState& state, QWidget* parent)
    : Page(state, parent),
      design_(new DesignSelector(tr("&Design"), tr("The design that all pages look at"), this)),
      nothing_(new QLabel(tr("This design has no tier whose fill is known."), this)),
      grid_(new QWidget(this)),
      table_(new TableView(tr("Capacity by month"), TableView::Sorting::kFixed, this)) {
  new QGridLayout(grid_);
  auto* const scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(grid_);
  auto* const splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(scroll);
  splitter->addWidget(table_);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 1);
  splitter->setSizes({3000, 1000});  // a proportion: more than there is
  auto* const page = new QVBoxLayout(this);
  page->addWidget(design_, 0, Qt::AlignLeft);
  page->addWidget(nothing_);
  page->addWidget(splitter, 1);
  connect(design_, &DesignSelector::chosen, &state_, &ViewState::set_design);
  connect(&state_, &ViewState::changed, this, &CapacityPage::refresh);
}

void CapacityPage::show_result(const ResultPointer& result) {
  result_ = result;
  refresh();
}

void CapacityPage::refresh() {
  design_->offer(result_, state_.design());
  const auto* const design = shown_design(result_, state_);
  const auto tiers = design == nullptr ? std::vector<TierCapacity>{} : tier_capacities(*design);
  nothing_->setVisible(result_ != nullptr && tiers.empty());

  qDeleteAll(panels_);
  panels_.clear();
  auto* const layout = static_cast<QGridLayout*>(grid_->layout());
  // Two beside each other are readable; a single tier gets the whole width.
  const int columns = tiers.size() < 2 ? 1 : 2;
  for (int i = 0; i < static_cast<int>(tiers.size()); ++i) {
    const auto& tier = tiers[static_cast<std::size_t>(i)];
    auto* const panel = new ChartPanel("capacity-" + tier.tier, grid_);
    panel->setAccessibleName(tr("Capacity of %1").arg(tier.tier));
    const auto start = result_->inputs.start;
    panel->draw([tier, i, start](QChart& chart, const QPalette& palette,
                                 int) { draw_capacity_chart(chart, tier, i, start, palette); },
                describe(tier, start));
    layout->addWidget(panel, i / columns, i % columns);
    panels_ << panel;
  }
  table_->show_table(design == nullptr ? Table{} : capacity_table(tiers, result_->inputs));
}

QString CapacityPage::tsv() const {
  return table_tsv(table_->table());
}

QString CapacityPage::csv() const {
  return table_csv(table_->table());
}

}  // namespace penstock::gui
