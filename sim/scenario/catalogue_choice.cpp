// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/scenario/catalogue_choice.hpp"

namespace penstock::scenario {
namespace {

using catalogue::Recording;

bool fits(const catalogue::Hdd& hdd, TierKind kind) {
  switch (kind) {
    case TierKind::kHybrid:
    case TierKind::kObjectStore:
      return hdd.recording != Recording::kHostManagedSmr;  // needs software that writes zones
    case TierKind::kSmrArchive:
      return hdd.recording == Recording::kHostManagedSmr;
    case TierKind::kDualActuator:
      return hdd.actuators > 1;
    default:
      return false;
  }
}

bool takes_ssd(TierKind kind) {
  return kind == TierKind::kParallelFs || kind == TierKind::kObjectStore ||
         kind == TierKind::kNvmeOf || kind == TierKind::kHci;
}

}  // namespace

std::vector<std::string> fitting_devices(const catalogue::Catalogue& catalogue, TierKind kind) {
  std::vector<std::string> ids;
  for (const auto& [id, hdd] : catalogue.hdds) {
    if (fits(hdd, kind)) ids.push_back(id);
  }
  if (takes_ssd(kind)) {
    for (const auto& [id, ssd] : catalogue.ssds) ids.push_back(id);
  }
  return ids;
}

std::string_view fitting_words(TierKind kind) {
  switch (kind) {
    case TierKind::kParallelFs:
    case TierKind::kNvmeOf:
    case TierKind::kHci:
      return "an SSD";
    case TierKind::kHybrid:
      return "an HDD that is not host-managed SMR";
    case TierKind::kObjectStore:
      return "an SSD, or an HDD that is not host-managed SMR";
    case TierKind::kSmrArchive:
      return "a host-managed SMR drive";
    case TierKind::kDualActuator:
      return "a dual-actuator drive";
    case TierKind::kCloudObject:
      break;
  }
  return "no device";
}

std::vector<std::string> fitting_servers(const catalogue::Catalogue& catalogue, TierKind kind) {
  if (kind != TierKind::kNvmeOf) return ids_of(catalogue.servers);
  std::vector<std::string> ids;
  for (const auto& [id, enclosure] : catalogue.enclosures) {
    if (enclosure.ports) ids.push_back(id);
  }
  return ids;
}

std::string_view default_server(TierKind kind) {
  switch (kind) {
    case TierKind::kParallelFs:
      return "storage-2u-24";
    case TierKind::kHybrid:
      return "storage-4u-hybrid";
    case TierKind::kObjectStore:
    case TierKind::kDualActuator:
      return "storage-4u-60";
    case TierKind::kSmrArchive:
      return "smr-4u-102";
    case TierKind::kNvmeOf:
      return "ebof-24";
    case TierKind::kHci:
    case TierKind::kCloudObject:
      break;
  }
  return "";
}

std::int64_t slots_of(const catalogue::Catalogue& catalogue, std::string_view id) {
  if (const auto server = catalogue.servers.find(id); server != catalogue.servers.end()) {
    return server->second.slots.value;
  }
  const auto enclosure = catalogue.enclosures.find(id);
  return enclosure != catalogue.enclosures.end() ? enclosure->second.slots.value : 0;
}

}  // namespace penstock::scenario
