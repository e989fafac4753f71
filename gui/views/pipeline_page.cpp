// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/pipeline_page.hpp"

#include <QVBoxLayout>

#include "gui/models/stage_table.hpp"
#include "gui/models/table_text.hpp"

namespace penstock::gui {

PipelinePage::PipelinePage(ViewState& state, QWidget* parent)
    : Page(state, parent),
      design_(new DesignSelector(tr("&Design"), tr("The design that all pages look at"), this)),
      table_(new TableView(tr("Pipeline map"), TableView::Sorting::kFixed, this)) {
  auto* const page = new QVBoxLayout(this);
  page->addWidget(design_, 0, Qt::AlignLeft);
  page->addWidget(table_, 1);
  connect(design_, &DesignSelector::chosen, &state_, &ViewState::set_design);
  connect(&state_, &ViewState::changed, this, &PipelinePage::refresh);
}

void PipelinePage::show_result(const ResultPointer& result) {
  result_ = result;
  refresh();
}

void PipelinePage::refresh() {
  design_->offer(result_, state_.design());
  const auto* const design = shown_design(result_, state_);
  table_->show_table(design == nullptr ? Table{} : stage_table(*design, result_->inputs.currency));
}

QString PipelinePage::tsv() const {
  return table_tsv(table_->table());
}

QString PipelinePage::csv() const {
  return table_csv(table_->table());
}

}  // namespace penstock::gui
