// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Mean time to data loss of a redundancy group, and durability of a system of groups.
//
// Birth-death chain of failed devices, exact. Failures are independent: real systems lose data to
// correlated failures and operators more often, so the figures are orders of magnitude and reports
// name the model beside them. Pure; safe from any thread.
#pragma once

#include "models/storage/redundancy.hpp"
#include "models/units/quantity.hpp"

namespace penstock::storage {

enum class RepairMode {
  kParallel,
  kSerial
};  ///< j failed devices repair at j times or once the rate

/// Failures per second of one device with an annual failure rate: the rate `annual` is a
/// probability of failing within a year of 8,766 h, so the hazard is -ln(1 - annual) per year.
units::Frequency hazard(double annual);

/// Mean time to data loss of one group. `repair` is the mean time to repair one device;
/// `read_error` is the chance that a repair without any redundancy left meets an unreadable sector.
units::Seconds mean_time_to_loss(const Scheme& scheme, units::Frequency hazard,
                                 units::Seconds repair, RepairMode mode = RepairMode::kParallel,
                                 double read_error = 0.0);

/// Chance that reading `bytes` meets an unreadable bit at `bit_error_rate` per bit.
double unreadable(units::Bytes bytes, double bit_error_rate);

/// Chance that any of `groups` loses data within `time`.
double loss_probability(double groups, units::Seconds mean_time_to_loss, units::Seconds time);

/// -log10 of a loss probability: 1e-11 is 11 nines; infinite for 0.
double nines(double loss_probability);

}  // namespace penstock::storage
