// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Reads catalogue entries: the shipped files and the `catalogue:` section of scenarios alike.
#pragma once

#include "models/catalogue/catalogue.hpp"
#include "models/parameters/diagnostic.hpp"
#include "models/parameters/document.hpp"

namespace penstock::catalogue {

/// `node` maps classes to maps of id to entry. An id that `into` already has changes the single
/// values it gives; a new id is a new entry, complete in itself or on top of the entry of the same
/// class that it names under `extends` (of `into` or of the node, in any order). A value that is
/// replaced loses the range, source and date of the old one. Profiles are complete in themselves.
/// All mistakes are reported.
void read_entries(const parameters::Node& node, Catalogue& into,
                  parameters::Diagnostics& diagnostics);

}  // namespace penstock::catalogue
