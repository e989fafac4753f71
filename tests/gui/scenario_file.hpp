// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A scenario file in a folder of its own whose first line tells the fake engine what to do.
#pragma once

#include <QFile>
#include <QTemporaryDir>

#include "sim/results/json.hpp"
#include "tests/gui/sample_result.hpp"

namespace penstock::gui::test {

class ScenarioFile {
 public:
  explicit ScenarioFile(const QByteArray& trick) {
    write_file(result_path(), QByteArray::fromStdString(results::to_json(sample_result())));
    qputenv("PENSTOCK_ENGINE", PENSTOCK_SOURCE_DIR "/tests/gui/fake_engine.sh");
    qputenv("PENSTOCK_FAKE_RESULT", result_path().toLocal8Bit());
    rewrite(trick);
  }

  void rewrite(const QByteArray& trick, const QByteArray& rest = {}) const {
    write_file(path(), "# fake: " + trick + "\n" + rest);
  }
  [[nodiscard]] QString path() const { return folder_.filePath("sample.penstock.yaml"); }
  [[nodiscard]] QString result_path() const { return folder_.filePath("sample.json"); }
  [[nodiscard]] QString in_folder(const QString& name) const { return folder_.filePath(name); }

  static void write_file(const QString& path, const QByteArray& content) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
      qFatal("cannot write %s", qPrintable(path));
    }
  }

 private:
  QTemporaryDir folder_;
};

}  // namespace penstock::gui::test
