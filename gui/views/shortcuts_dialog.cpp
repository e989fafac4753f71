// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/views/shortcuts_dialog.hpp"

#include <QDialogButtonBox>
#include <QVBoxLayout>

#include "gui/views/table_view.hpp"

namespace penstock::gui {

ShortcutsDialog::ShortcutsDialog(const QList<QAction*>& actions, QWidget* parent)
    : QDialog(parent) {
  setWindowTitle(tr("Keyboard shortcuts"));
  Table table;
  table.columns = {{tr("Action"), {}, {}, false}, {tr("Keys"), {}, {}, false}};
  for (const auto* action : actions) {
    if (action->shortcut().isEmpty()) continue;
    table.rows.push_back({{action->text().remove('&'), {}, {}, false},
                          {action->shortcut().toString(QKeySequence::NativeText), {}, {}, false}});
  }
  auto* const list = new TableView(windowTitle(), TableView::Sorting::kByUser, this);
  list->show_table(std::move(table));
  auto* const buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* const layout = new QVBoxLayout(this);
  layout->addWidget(list, 1);
  layout->addWidget(buttons);
  resize(50 * fontMetrics().averageCharWidth(), 24 * fontMetrics().height());
}

}  // namespace penstock::gui
