// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/comparison_page.hpp"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/views/comparison_delegate.hpp"

namespace penstock::gui {

ComparisonPage::ComparisonPage(ViewState& state, QWidget* parent)
    : Page(state, parent),
      winner_(new QLabel(this)),
      reasons_(new QLabel(this)),
      baseline_(
          new DesignSelector(tr("&Baseline"), tr("Differences are against this design"), this)),
      model_(new ComparisonModel(this)),
      table_(new QTableView(this)) {
  winner_->setObjectName("winner");
  winner_->setAccessibleName(tr("Verdict"));
  reasons_->setAccessibleName(tr("Reasons"));
  for (auto* label : {winner_, reasons_}) {
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  }
  table_->setAccessibleName(tr("Comparison of the designs"));
  table_->setModel(model_);
  table_->setItemDelegate(new ComparisonDelegate(table_));
  table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  table_->setTabKeyNavigation(false);
  table_->setShowGrid(false);
  table_->verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table_->horizontalHeader()->setHighlightSections(false);

  auto* const page = new QVBoxLayout(this);
  auto* const top = new QHBoxLayout;
  auto* const verdict = new QVBoxLayout;
  verdict->addWidget(winner_);
  verdict->addWidget(reasons_);
  top->addLayout(verdict, 1);
  top->addWidget(baseline_, 0, Qt::AlignBottom);
  page->addLayout(top);
  page->addWidget(table_, 1);

  connect(baseline_, &DesignSelector::chosen, &state_, &ViewState::set_baseline);
  connect(&state_, &ViewState::changed, this, &ComparisonPage::refresh);
  // Looking at a design here looks at it on the other pages, too.
  connect(table_->selectionModel(), &QItemSelectionModel::currentColumnChanged, this,
          [this](const QModelIndex& current) {
            if (!current.isValid()) return;
            const auto at = static_cast<std::size_t>(current.column());
            state_.set_design(model_->comparison().columns[at].design);
          });
}

void ComparisonPage::show_result(const ResultPointer& result) {
  result_ = result;
  refresh();
}

void ComparisonPage::refresh() {
  baseline_->offer(result_, state_.baseline());
  show_verdict();
  auto comparison =
      result_ == nullptr ? Comparison{} : compare_designs(*result_, state_.baseline());
  const auto same_shape = [&] {
    const auto& shown = model_->comparison();
    return shown.columns.size() == comparison.columns.size() &&
           shown.rows.size() == comparison.rows.size();
  }();
  const auto current = table_->currentIndex();
  const int row = current.row();
  const int column = current.column();
  {
    const QSignalBlocker quiet(table_->selectionModel());
    model_->set_comparison(std::move(comparison));
    if (same_shape && row >= 0) table_->setCurrentIndex(model_->index(row, column));
  }
  table_->clearSpans();
  for (int r = 0; r < model_->rowCount(); ++r) {
    if (model_->comparison().rows[static_cast<std::size_t>(r)].section &&
        model_->columnCount() > 1) {
      table_->setSpan(r, 0, 1, model_->columnCount());
    }
  }
  table_->resizeColumnsToContents();
  int widest = 0;
  for (int c = 0; c < model_->columnCount(); ++c) widest = std::max(widest, table_->columnWidth(c));
  for (int c = 0; c < model_->columnCount(); ++c) table_->setColumnWidth(c, widest);
  table_->resizeRowsToContents();
}

void ComparisonPage::show_verdict() {
  auto font = this->font();
  font.setPointSizeF(font.pointSizeF() * 1.25);
  font.setBold(true);
  winner_->setFont(font);
  if (result_ == nullptr) {
    winner_->setText(tr("There is no result yet."));
    reasons_->clear();
    return;
  }
  // The first line of the verdict is the decision, the others explain it.
  QStringList lines;
  for (const auto& line : result_->verdict.lines) lines << QString::fromStdString(line);
  if (lines.isEmpty()) {
    lines << (result_->verdict.winner.empty()
                  ? tr("No design meets every objective.")
                  : tr("%1 wins.").arg(QString::fromStdString(result_->verdict.winner)));
  }
  winner_->setText(lines.takeFirst());
  reasons_->setText(lines.join('\n'));
  reasons_->setVisible(!lines.isEmpty());
}

void ComparisonPage::changeEvent(QEvent* event) {
  Page::changeEvent(event);
  if (event->type() == QEvent::FontChange) refresh();
}

QString ComparisonPage::tsv() const {
  return comparison_tsv(model_->comparison());
}

QString ComparisonPage::csv() const {
  return comparison_csv(model_->comparison());
}

}  // namespace penstock::gui
