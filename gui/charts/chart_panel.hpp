// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A chart with a name, which redraws itself when the palette changes and can be exported.
#pragma once

#include <QChartView>
#include <functional>
#include <tl/expected.hpp>

namespace penstock::gui {

class ChartPanel : public QChartView {
  Q_OBJECT

 public:
  /// Fills an empty chart; `width` is the plot's width in pixels, for decimation.
  using Draw = std::function<void(QChart& chart, const QPalette& palette, int width)>;

  /// `file_stem` names exported pictures: "cost".
  explicit ChartPanel(const QString& file_stem, QWidget* parent = nullptr);

  /// Draws now and again whenever palette, font or width change. `description` is what a screen
  /// reader says about the picture.
  void draw(Draw drawing, const QString& description);

  [[nodiscard]] const QString& file_stem() const { return file_stem_; }

  /// Writes a PNG (twice the size on screen) or an SVG by the suffix of `path`; an existing file is
  /// replaced only by a complete one. The error is a sentence for people.
  tl::expected<void, QString> save(const QString& path);
  void copy_to_clipboard();

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  void redraw();
  QImage picture();
  QByteArray vector_picture();

  QString file_stem_;
  Draw drawing_;
  int drawn_width_ = 0;
};

}  // namespace penstock::gui
