// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/design_selector.hpp"

#include <QHBoxLayout>
#include <QSignalBlocker>

namespace penstock::gui {

DesignSelector::DesignSelector(const QString& label, const QString& help, QWidget* parent)
    : QWidget(parent), box_(new QComboBox(this)) {
  auto* const row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  auto* const caption = new QLabel(label, this);
  caption->setBuddy(box_);
  row->addWidget(caption);
  row->addWidget(box_);
  box_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  box_->setAccessibleName(QString(label).remove('&'));
  box_->setToolTip(help);
  connect(box_, &QComboBox::activated, this, [this] { emit chosen(box_->currentText()); });
}

void DesignSelector::offer(const ResultPointer& result, const QString& current) {
  const QSignalBlocker quiet(box_);
  box_->clear();
  if (result != nullptr) {
    for (const auto& design : result->designs) box_->addItem(QString::fromStdString(design.name));
  }
  box_->setCurrentIndex(box_->findText(current));
  box_->setEnabled(box_->count() > 0);
}

}  // namespace penstock::gui
