// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/economics/ledger.hpp"

#include <cmath>
#include <stdexcept>

namespace penstock::economics {

units::Money nominal(const Ledger& ledger) {
  units::Money sum{0.0};
  for (const auto& row : ledger) sum += row.amount;
  return sum;
}

units::Money discounted(const Ledger& ledger, units::Ratio rate) {
  units::Money sum{0.0};
  for (const auto& row : ledger) sum += row.amount / std::pow(1.0 + rate, row.month / 12.0);
  return sum;
}

std::array<units::Money, 13> by_category(const Ledger& ledger) {
  std::array<units::Money, 13> sums{};
  for (const auto& row : ledger) sums[static_cast<std::size_t>(row.category)] += row.amount;
  return sums;
}

double share_of(const Ledger& ledger, parameters::Basis basis) {
  double all = 0.0;
  double part = 0.0;
  for (const auto& row : ledger) {
    const double amount = std::abs(row.amount.si());
    all += amount;
    if (row.basis == basis) part += amount;
  }
  return all > 0.0 ? part / all : 0.0;
}

double capital_recovery_factor(units::Ratio rate, double years) {
  if (years <= 0.0 || rate <= -1.0) {
    throw std::invalid_argument("capital_recovery_factor needs years > 0 and rate > -1");
  }
  const double i = rate;
  if (std::abs(i) < 1e-12) return 1.0 / years;
  // -expm1(-n ln(1+i)) = 1 - (1+i)^-n without cancellation for small rates.
  return i / -std::expm1(-years * std::log1p(i));
}

}  // namespace penstock::economics
