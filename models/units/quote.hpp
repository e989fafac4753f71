// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Text from outside, made safe for messages. Internal to models/units.
#pragma once

#include <string>
#include <string_view>

namespace penstock::units {

/// `text` in single quotes, as valid UTF-8 without control characters: other bytes are written as
/// \xNN, and a text of more than about 48 bytes is cut and ends with "...".
std::string quoted(std::string_view text);

}  // namespace penstock::units
