// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// How a stage uses a storage device, and the state of the device that changes what it gives.
#pragma once

#include "models/units/quantity.hpp"

namespace penstock::storage {

/// One kind of request to one device.
struct Access {
  bool write = false;
  units::Bytes size{1048576.0};  ///< of one request to one device, > 0
  bool sequential = true;        ///< requests of one stream follow each other on the device
  double streams =
      1.0;  ///< sequential streams on one device (all its actuators), may be fractional
  friend bool operator==(const Access&, const Access&) = default;
};

/// What months of use do to a device's speed.
struct DeviceState {
  double fill = 0.5;  ///< share of the capacity that holds data, in [0, 1]
  friend bool operator==(const DeviceState&, const DeviceState&) = default;
};

}  // namespace penstock::storage
