// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The mechanics that conventional and shingled disks share.
#pragma once

#include <cstddef>

#include "models/catalogue/entries.hpp"
#include "models/queueing/network.hpp"
#include "models/storage/access.hpp"

namespace penstock::storage {

/// hdd_visit without the rules of shingled recording: heads, platters and cached writes.
queueing::Demand mechanical_visit(std::size_t resource, const catalogue::Hdd& hdd,
                                  const Access& access, const DeviceState& state);

}  // namespace penstock::storage
