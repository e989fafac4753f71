// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Text as a terminal shows it. Names come from users' files, so nothing in them may steer the
// terminal, and columns have to line up under any letters.
#pragma once

#include <string>
#include <string_view>

namespace penstock::report {

/// Columns that UTF-8 `text` takes: 0 for combining marks, 2 for East Asian wide letters and
/// emoji, 1 for every byte that is not UTF-8.
int display_width(std::string_view text);

/// Control characters (line breaks, escape sequences, C1) become spaces, broken UTF-8 "?".
std::string printable(std::string_view text);

/// The symbols that Penstock prints in ASCII ("->" for the arrow, "x" for the cross); other letters
/// beyond ASCII become "?".
std::string to_ascii(std::string_view text);

}  // namespace penstock::report
