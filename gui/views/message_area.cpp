// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/message_area.hpp"

#include <QHeaderView>
#include <QVBoxLayout>

namespace penstock::gui {
namespace {

constexpr int kPlaceColumn = 1;

}  // namespace

MessageArea::MessageArea(QWidget* parent)
    : QDockWidget(tr("Messages"), parent),
      summary_(new QLabel(this)),
      table_(new TableView(tr("Messages"), TableView::Sorting::kFixed, this)) {
  setObjectName("messages");
  auto* const content = new QWidget(this);
  auto* const layout = new QVBoxLayout(content);
  layout->addWidget(summary_);
  layout->addWidget(table_, 1);
  setWidget(content);
  summary_->setWordWrap(true);
  summary_->setTextFormat(Qt::PlainText);
  summary_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  summary_->setAccessibleName(tr("Summary of the messages"));
  table_->setToolTip(tr("Activate a message to open its file"));
  connect(table_, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
    const auto file = index.siblingAtColumn(kPlaceColumn).data(Qt::ToolTipRole).toString();
    if (!file.isEmpty()) emit opened(file);
  });
}

void MessageArea::show_messages(const QString& summary, const parameters::Diagnostics& diagnostics,
                                const QStringList& notes) {
  summary_->setText(summary);
  summary_->setVisible(!summary.isEmpty());
  table_->show_table(message_table(diagnostics, notes));
  const bool any = !diagnostics.empty() || !notes.isEmpty();
  table_->setVisible(any);
  // Who has closed the area has read these messages; the next run must not bring them back.
  const auto content =
      summary + '\n' + QString::fromStdString(parameters::render(diagnostics)) + notes.join('\n');
  if (content == shown_) return;
  shown_ = content;
  setVisible(any || !summary.isEmpty());
}

}  // namespace penstock::gui
