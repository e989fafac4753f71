// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Profiles as entries of a catalogue file, class "profile", so that a scenario may include what
// `penstock calibrate` wrote:
//
//   catalogue:
//     profile:
//       my-device: {name, form, measurements, where, calibrated_on, source, date, basis, series}
//
// Numbers are written with the fewest digits that read back to the same double. Reading reports
// every mistake at its place.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "models/calibration/profile.hpp"
#include "models/parameters/diagnostic.hpp"
#include "models/parameters/document.hpp"

namespace penstock::calibration {

/// A whole catalogue file with this one profile. `entry` is what else belongs below `catalogue:`,
/// indented by two: the drive that scenarios can buy. Precondition: is_id(profile.id), texts are
/// UTF-8 and numbers finite (std::invalid_argument).
std::string to_yaml(const Profile& profile, std::string_view entry = {});

/// Whether a text can be the id of a profile: up to 64 letters, digits, '-' and '_', a letter
/// first.
bool is_id(std::string_view text);
/// An id made of any text: "My device 1 TB" becomes "my-device-1-tb"; "device" if nothing is left.
std::string id_of(std::string_view text);

/// `node` maps ids to profiles: what stands below `catalogue.profile`. Profiles with a mistake are
/// left out; one of an id that `into` has replaces it.
void read_profiles(const parameters::Node& node, Profiles& into,
                   parameters::Diagnostics& diagnostics);

/// The one profile of a catalogue file, or that of the id if the file holds several. Other classes
/// of the file are not looked at.
tl::expected<Profile, parameters::Diagnostics> read_profile(
    const std::filesystem::path& path, const std::optional<std::string>& id = std::nullopt);

}  // namespace penstock::calibration
