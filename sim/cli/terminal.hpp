// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What the standard streams are connected to.
#pragma once

#include <string>

namespace penstock::cli {

struct Terminal {
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool unicode = true;    ///< the locale's encoding is UTF-8
  bool no_color = false;  ///< NO_COLOR is set and not empty, or the terminal is dumb
  int width = 0;          ///< columns of the terminal of standard output; 0: not known

  /// `choice` is "auto", "always" or "never".
  [[nodiscard]] bool color(const std::string& choice) const;
};

/// Looks at the file descriptors 1 and 2 and at the environment.
Terminal detect_terminal();

}  // namespace penstock::cli
