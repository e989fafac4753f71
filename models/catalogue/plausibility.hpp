// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What the numbers of one catalogue entry have to agree on, beyond the bounds of each: busy drives
// draw more power than idle ones, small reads do not outrun large ones, flash prices have a date.
#pragma once

#include <string>

#include "models/catalogue/entries.hpp"
#include "models/parameters/diagnostic.hpp"
#include "models/parameters/document.hpp"

namespace penstock::catalogue {

/// Where to report: `node` is the map of the entry as written, `label` names it in messages.
struct EntryPlace {
  const parameters::Node& node;
  std::string label;
  parameters::Diagnostics& diagnostics;
};

void check_plausible(const Hdd& hdd, const EntryPlace& place);
void check_plausible(const Ssd& ssd, const EntryPlace& place);
void check_plausible(const Enclosure& enclosure, const EntryPlace& place);
void check_plausible(const Server& server, const EntryPlace& place);
void check_plausible(const Accelerator& accelerator, const EntryPlace& place);
void check_plausible(const CloudClass& cloud, const EntryPlace& place);
/// Nothing to compare.
inline void check_plausible(const Nic&, const EntryPlace&) {}
inline void check_plausible(const SwitchPort&, const EntryPlace&) {}
inline void check_plausible(const Facility&, const EntryPlace&) {}
inline void check_plausible(const Workload&, const EntryPlace&) {}

}  // namespace penstock::catalogue
