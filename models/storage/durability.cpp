// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/storage/durability.hpp"

#include <cmath>
#include <stdexcept>

namespace penstock::storage {

units::Frequency hazard(double annual) {
  if (!(annual >= 0.0 && annual < 1.0)) {
    throw std::invalid_argument("an annual failure rate is a probability below 1");
  }
  return -std::log1p(-annual) / units::kYear;
}

units::Seconds mean_time_to_loss(const Scheme& scheme, units::Frequency hazard_rate,
                                 units::Seconds repair, RepairMode mode, double read_error) {
  const bool valid = scheme.data >= 1 && scheme.parity >= 0 && hazard_rate.si() > 0.0 &&
                     repair.si() > 0.0 && read_error >= 0.0 && read_error <= 1.0;
  if (!valid) throw std::invalid_argument("a chain needs devices that fail and are repaired");
  // step is the expected time from j failed devices to j + 1: it takes 1/l, plus, for each repair
  // before the next failure (m/l on average), a return to j.
  const int devices = scheme.data + scheme.parity;
  double step = 0.0;
  double total = 0.0;
  for (int failed = 0; failed <= scheme.parity; ++failed) {
    double loss = (devices - failed) * hazard_rate.si();
    double mend = (mode == RepairMode::kParallel ? failed : (failed > 0 ? 1 : 0)) / repair.si();
    if (failed == scheme.parity) {
      loss += mend * read_error;
      mend *= 1.0 - read_error;
    }
    step = (1.0 + mend * step) / loss;
    total += step;
  }
  return units::Seconds{total};
}

double unreadable(units::Bytes bytes, double bit_error_rate) {
  return -std::expm1(8.0 * bytes.si() * std::log1p(-bit_error_rate));
}

double loss_probability(double groups, units::Seconds mean_time, units::Seconds time) {
  return -std::expm1(-groups * (time / mean_time).si());
}

double nines(double probability) {
  return -std::log10(probability);
}

}  // namespace penstock::storage
