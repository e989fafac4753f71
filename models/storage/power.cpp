// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/storage/power.hpp"

#include <algorithm>

namespace penstock::storage {

units::Watts mean_power(const catalogue::Drive& drive, double busy) {
  const units::Watts idle = drive.power_idle.value;
  return idle + std::clamp(busy, 0.0, 1.0) * (drive.power_active.value - idle);
}

}  // namespace penstock::storage
