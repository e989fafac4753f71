// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What the first two keys of a result document say. Private to this room.
#pragma once

namespace penstock::results::detail {

inline constexpr const char* kFormatName = "penstock-result";

}  // namespace penstock::results::detail
