// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Which palette the desktop uses.
#pragma once

#include <QString>
#include <optional>

namespace penstock::gui {

enum class Theme { kSystem, kLight, kDark };

/// "system", "light", "dark".
std::optional<Theme> theme_from(const QString& word);

/// kSystem leaves style and palette as the platform has set them; the others use Qt's Fusion style,
/// which draws every control from the palette.
void apply_theme(Theme theme);

}  // namespace penstock::gui
