// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Which catalogue entries a tier kind takes, and which it takes by default.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/catalogue/catalogue.hpp"
#include "models/scenario/design.hpp"

namespace penstock::scenario {

/// Devices that can hold the data of a tier of this kind, by id.
std::vector<std::string> fitting_devices(const catalogue::Catalogue& catalogue, TierKind kind);
/// The same in words: "a TLC or QLC SSD".
std::string_view fitting_words(TierKind kind);
/// Servers, or enclosures with network ports, that a tier of this kind can be built of.
std::vector<std::string> fitting_servers(const catalogue::Catalogue& catalogue, TierKind kind);
/// The server or enclosure that a tier of this kind has if it names none; empty for kinds without.
std::string_view default_server(TierKind kind);
/// The server of CPU nodes that name none.
inline constexpr std::string_view kDefaultCpuServer = "cpu-2u";
/// Drive slots of a server or enclosure; 0 if there is none of this id.
std::int64_t slots_of(const catalogue::Catalogue& catalogue, std::string_view id);

template <class Map>
std::vector<std::string> ids_of(const Map& entries) {
  std::vector<std::string> ids;
  for (const auto& [id, entry] : entries) ids.push_back(id);
  return ids;
}

}  // namespace penstock::scenario
