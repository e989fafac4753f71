// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The catalogue: entries by id, from the YAML files compiled into the program and from those that
// a scenario adds or overrides. Immutable once loaded; safe to read from any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/calibration/profile.hpp"
#include "models/catalogue/entries.hpp"

namespace penstock::catalogue {

struct Catalogue {
  std::map<std::string, Hdd, std::less<>> hdds;
  std::map<std::string, Ssd, std::less<>> ssds;
  std::map<std::string, Enclosure, std::less<>> enclosures;
  std::map<std::string, Server, std::less<>> servers;
  std::map<std::string, Nic, std::less<>> nics;
  std::map<std::string, SwitchPort, std::less<>> switch_ports;
  std::map<std::string, Accelerator, std::less<>> accelerators;
  std::map<std::string, CloudClass, std::less<>> cloud_classes;
  std::map<std::string, Facility, std::less<>> facilities;
  std::map<std::string, Workload, std::less<>> workloads;
  calibration::Profiles profiles;  ///< what `penstock calibrate` wrote; none are shipped
};

/// The entries that ship with Penstock. Parsed once per process; a broken shipped file is a broken
/// build and throws std::logic_error (a test loads it).
const Catalogue& shipped();

/// The classes in the order of a catalogue file: "hdd", "ssd", "enclosure", "server", "nic",
/// "switch_port", "accelerator", "cloud", "facility", "workload", "profile".
std::vector<std::string> class_names();
/// The class of an id; empty if no class has it. Shipped ids are unique over all classes; where a
/// scenario reuses one, the first class in the order above.
std::string class_of(const Catalogue& catalogue, std::string_view id);

/// One number of the catalogue, for `penstock catalogue` and the assumptions appendix.
struct ValueRow {
  std::string entry;  ///< "tlc-30t"
  std::string entry_name;
  std::string class_name;        ///< "ssd"
  std::string key;               ///< "read_rate"
  std::string value, low, high;  ///< exact texts with units; low and high may be empty
  parameters::Provenance provenance;
};
std::vector<ValueRow> rows(const Catalogue& catalogue);

/// The NIC or switch port whose rate is nearest to `rate` within 1 %; null if there is none.
const Nic* nic_for(const Catalogue& catalogue, units::ByteRate rate);
const SwitchPort* switch_port_for(const Catalogue& catalogue, units::ByteRate rate);

}  // namespace penstock::catalogue
