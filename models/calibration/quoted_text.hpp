// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Text inside the YAML that calibration writes.
#pragma once

#include <string>
#include <string_view>

namespace penstock::calibration {

/// The text in double quotes, which YAML reads back to the same bytes.
std::string quoted_text(std::string_view text);

}  // namespace penstock::calibration
