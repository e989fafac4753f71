// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/start_page.hpp"

#include <QFileInfo>
#include <QVBoxLayout>

#include "gui/document/recent_files.hpp"

namespace penstock::gui {

StartPage::StartPage(QWidget* parent)
    : QWidget(parent),
      error_(new QLabel(this)),
      recent_caption_(new QLabel(tr("&Recent files"), this)),
      recent_(new QListWidget(this)) {
  auto* const title = new QLabel(tr("Penstock"), this);
  auto font = this->font();
  font.setPointSizeF(font.pointSizeF() * 2.0);
  title->setFont(font);
  auto* const intro = new QLabel(
      tr("Open a scenario (*.penstock.yaml) to simulate and compare its designs, or a saved result "
         "(*.json). You can also drop a file on this window."),
      this);
  intro->setWordWrap(true);
  auto* const open = new QPushButton(tr("&Open\u2026"), this);
  open->setAccessibleName(tr("Open a file"));
  open->setDefault(true);
  error_->setObjectName("start_error");
  error_->setAccessibleName(tr("Error"));
  error_->setWordWrap(true);
  error_->setTextFormat(Qt::PlainText);
  error_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  auto bold = this->font();
  bold.setBold(true);
  error_->setFont(bold);
  error_->hide();
  recent_->setAccessibleName(tr("Recent files"));
  recent_->setFrameShape(QFrame::NoFrame);
  recent_caption_->setBuddy(recent_);

  auto* const column = new QVBoxLayout;
  column->addStretch(1);
  column->addWidget(title);
  column->addWidget(intro);
  column->addWidget(open, 0, Qt::AlignLeft);
  column->addWidget(error_);
  column->addSpacing(fontMetrics().height());
  column->addWidget(recent_caption_);
  column->addWidget(recent_, 3);
  column->addStretch(1);
  auto* const page = new QHBoxLayout(this);
  page->addStretch(1);
  page->addLayout(column, 3);
  page->addStretch(1);

  connect(open, &QPushButton::clicked, this, &StartPage::open_requested);
  connect(recent_, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
    emit file_chosen(item->data(Qt::UserRole).toString());
  });
  refresh();
}

void StartPage::refresh() {
  recent_->clear();
  for (const auto& path : recent_files()) {
    const QFileInfo file(path);
    auto* const item =
        new QListWidgetItem(tr("%1 \u2013 %2").arg(file.fileName(), file.absolutePath()), recent_);
    item->setData(Qt::UserRole, path);
    item->setToolTip(path);
  }
  recent_caption_->setVisible(recent_->count() > 0);
  recent_->setVisible(recent_->count() > 0);
}

void StartPage::show_error(const QString& message) {
  error_->setText(message);
  error_->setVisible(!message.isEmpty());
}

}  // namespace penstock::gui
