// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The JSON Schema (draft-07) of scenario files, generated from the parameter table, so that editors
// complete and check them: "# yaml-language-server: $schema=...". It is coarser than the reader:
// units and references are not its business.
#pragma once

#include <string>

namespace penstock::scenario {

/// docs/reference/penstock.schema.json.
std::string json_schema();

}  // namespace penstock::scenario
