// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/utilisation_page.hpp"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/charts/utilisation_chart.hpp"
#include "gui/models/resource_table.hpp"
#include "gui/models/table_text.hpp"

namespace penstock::gui {
namespace {

constexpr int kDrawnAtFirst = 4;

}  // namespace

UtilisationPage::UtilisationPage(ViewState& state, QWidget* parent)
    : Page(state, parent),
      design_(new DesignSelector(tr("&Design"), tr("The design that all pages look at"), this)),
      month_(new QComboBox(this)),
      hint_(new QLabel(tr("Select resources below to draw them."), this)),
      chart_(new ChartPanel("utilisation", this)),
      table_(new TableView(tr("Resources"), TableView::Sorting::kByUser, this)) {
  auto* const caption = new QLabel(tr("&Month"), this);
  caption->setBuddy(month_);
  month_->setAccessibleName(tr("Simulated month"));
  month_->setToolTip(tr("Only simulated months have timelines"));
  month_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  chart_->setAccessibleName(tr("Utilisation over the month"));
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  auto* const top = new QHBoxLayout;
  top->addWidget(design_);
  top->addWidget(caption);
  top->addWidget(month_);
  top->addStretch();
  top->addWidget(hint_);
  auto* const splitter = new QSplitter(Qt::Vertical, this);
  splitter->addWidget(chart_);
  splitter->addWidget(table_);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  splitter->setSizes({3000, 2000});  // a proportion: more than there is
  auto* const page = new QVBoxLayout(this);
  page->addLayout(top);
  page->addWidget(splitter, 1);
  connect(design_, &DesignSelector::chosen, &state_, &ViewState::set_design);
  connect(&state_, &ViewState::changed, this, &UtilisationPage::refresh);
  connect(month_, &QComboBox::activated, this, &UtilisationPage::draw);
  connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &UtilisationPage::draw);
}

void UtilisationPage::show_result(const ResultPointer& result) {
  result_ = result;
  refresh();
}

void UtilisationPage::refresh() {
  design_->offer(result_, state_.design());
  const auto* const design = shown_design(result_, state_);
  const auto previous = month_->currentData();
  month_->clear();
  if (design == nullptr) {
    table_->show_table({});
    chart_->draw({}, {});
    return;
  }
  for (const int month : timeline_months(*design)) {
    month_->addItem(QString::fromStdString(results::month_label(result_->inputs.start, month)),
                    month);
  }
  if (const int at = month_->findData(previous); at >= 0) month_->setCurrentIndex(at);
  table_->show_table(resource_table(*design, result_->inputs.currency));
  select_first();
  draw();
}

void UtilisationPage::select_first() {
  const auto* const design = shown_design(result_, state_);
  const auto drawable = timeline_resources(*design, month_->currentData().toInt());
  QItemSelection selection;
  int selected = 0;
  const auto* const model = table_->model();
  for (int row = 0; row < model->rowCount() && selected < kDrawnAtFirst; ++row) {
    const auto first = model->index(row, 0);
    if (!drawable.contains(first.data().toString().toStdString())) continue;
    selection.select(first, model->index(row, model->columnCount() - 1));
    ++selected;
  }
  const QSignalBlocker quiet(table_->selectionModel());
  table_->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

void UtilisationPage::draw() {
  const auto* const design = shown_design(result_, state_);
  if (design == nullptr) return;
  const int month = month_->currentData().toInt();
  std::vector<results::Timeline> chosen;
  for (const auto& index : table_->selectionModel()->selectedRows()) {
    const auto name = index.data().toString().toStdString();
    const auto found =
        std::find_if(design->timelines.begin(), design->timelines.end(),
                     [&](const auto& one) { return one.resource == name && one.month == month; });
    if (found != design->timelines.end()) chosen.push_back(*found);
  }
  auto description = describe(chosen);
  chart_->draw(
      [chosen = std::move(chosen)](QChart& chart, const QPalette& palette, int width) {
        draw_utilisation_chart(chart, chosen, palette, width);
      },
      description);
}

QString UtilisationPage::tsv() const {
  return table_tsv(table_->table());
}

QString UtilisationPage::csv() const {
  return table_csv(table_->table());
}

}  // namespace penstock::gui
