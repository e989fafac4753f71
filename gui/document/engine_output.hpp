// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What the engine writes on its standard error, line by line: progress events as JSON objects,
// diagnostics of the scenario as text, and anything else. Pure functions, safe from any thread.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <optional>

#include "models/parameters/diagnostic.hpp"

namespace penstock::gui {

/// {"event":"progress","design":"hci","done":3,"total":17}: simulated windows of `total`.
struct Progress {
  QString design;
  int done = 0;
  int total = 0;  ///< 0: not known yet
  friend bool operator==(const Progress&, const Progress&) = default;
};

/// The event of one line; absent if the line is not a progress event or its numbers are absurd.
std::optional<Progress> parse_progress(const QByteArray& line);

/// Collects the lines that are not progress. Memory is bounded: after 2,000 lines only the count of
/// the dropped ones grows.
class EngineOutput {
 public:
  /// `line` without its line break. "file:3:7: error[PEN101]: message" starts a diagnostic, an
  /// indented "hint: ..." belongs to the one before, other text is kept as it is.
  void add(const QByteArray& line);

  [[nodiscard]] const parameters::Diagnostics& diagnostics() const { return diagnostics_; }
  [[nodiscard]] const QStringList& other() const { return other_; }
  [[nodiscard]] int dropped() const { return dropped_; }

 private:
  parameters::Diagnostics diagnostics_;
  QStringList other_;
  int dropped_ = 0;
  bool hint_may_follow_ = false;
};

}  // namespace penstock::gui
