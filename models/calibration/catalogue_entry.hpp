// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The drive of a profile as scenarios buy it: a disk or solid-state drive of the catalogue that
// extends its class (prices, power, failures) and takes its speed from the measurements.
#pragma once

#include <string>

#include "models/calibration/profile.hpp"

namespace penstock::calibration {

/// The entry as text to stand below `catalogue:`, indented by two, under the profile's id; empty
/// for forms that are no drive and for profiles without the reads that a drive is described by.
/// Each value has two standard errors to either side as its range. Of several series the first.
std::string catalogue_entry(const Profile& profile);

}  // namespace penstock::calibration
