// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The rows of the parameter table for catalogue entries: one section for each class, bound to the
// structs of entries.hpp. The bounds are plausibility limits that catch a slipped unit or digit,
// far outside of what is sold. Immutable, built once; safe from any thread.
#pragma once

#include <vector>

#include "models/catalogue/entries.hpp"
#include "models/parameters/parameter.hpp"

namespace penstock::catalogue {

/// The section of one class of entries, for example section_of<Ssd>(). Beside its rows a map may
/// hold `extends`; see also the sections of bands and step times.
template <class T>
const parameters::Section& section_of();
template <>
const parameters::Section& section_of<Hdd>();
template <>
const parameters::Section& section_of<Ssd>();
template <>
const parameters::Section& section_of<Enclosure>();
template <>
const parameters::Section& section_of<Server>();
template <>
const parameters::Section& section_of<Nic>();
template <>
const parameters::Section& section_of<SwitchPort>();
template <>
const parameters::Section& section_of<Accelerator>();
template <>
const parameters::Section& section_of<CloudClass>();
template <>
const parameters::Section& section_of<Facility>();
template <>
const parameters::Section& section_of<Workload>();
/// One band: an item of the lists `storage` and `egress` of a cloud class.
template <>
const parameters::Section& section_of<PriceBand<units::StoragePrice>>();
template <>
const parameters::Section& section_of<PriceBand<units::CapacityPrice>>();
/// The map `step_times` of a workload. Its only row "<accelerator>" stands for every key.
template <>
const parameters::Section& section_of<Workload::StepTime>();

/// All of them, in the order above, and those of profiles (calibration/profile_sections.hpp).
std::vector<parameters::Section> sections();

}  // namespace penstock::catalogue
