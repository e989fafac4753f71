// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The numbers in cells of tables and in options of fio. Internal to models/calibration.
#pragma once

#include <optional>
#include <string_view>

namespace penstock::calibration {

/// A decimal number in full ("14062.216", "3.7e2", "+1"); also infinite or not a number, which the
/// caller refuses by name. Nothing if `text` is anything else. The locale has no influence.
std::optional<double> number_of(std::string_view text);

/// Bytes: a number, or one with the suffix of fio's sizes: "4k", "4K", "4Ki" and "4KiB" are all
/// 4096, and so on with m, g and t. "4kB" is nothing, because it is read as 4000 and as 4096.
std::optional<double> size_of(std::string_view text);

/// `text` without blanks at its ends.
std::string_view trimmed(std::string_view text);

}  // namespace penstock::calibration
