// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// `extends:` of designs: a design that changes another one.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "models/parameters/diagnostic.hpp"
#include "models/parameters/document.hpp"

namespace penstock::scenario {

/// At most this many designs are read.
inline constexpr std::size_t kMostDesigns = 64;

struct ExtendedDesigns {
  parameters::Node designs;
  std::set<std::string> without_base;  ///< whose base, or its base, is missing
};

/// The map of designs with each base merged below the designs that extend it; what comes from a
/// base is marked as inherited. A tier that becomes another kind of machine (servers, enclosures,
/// compute nodes, cloud) does not inherit the machine, its number and its network. Unknown bases
/// and circles are reported, and such designs stay as they are.
ExtendedDesigns with_bases(const parameters::Node& designs, parameters::Diagnostics& diagnostics);

}  // namespace penstock::scenario
