// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Every cost is a row, every total is a sum of rows (docs/theory/economics.md).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "models/parameters/provenance.hpp"
#include "models/units/quantity.hpp"

namespace penstock::economics {

enum class Category {
  kAccelerators,
  kDrives,
  kServers,
  kNetwork,
  kEnergy,
  kSpace,
  kSupport,
  kStaff,
  kReplacement,
  kCloudStorage,
  kCloudRequests,
  kCloudEgress,
  kResidual,
};

struct LedgerRow {
  int month = 0;  ///< 0-based; bought at its start, consumed during it
  Category category = Category::kDrives;
  std::string item;   ///< what: "tlc-30t drives", "IT energy"
  std::string owner;  ///< tier name, "compute", "fabric" or "design"
  double quantity = 0.0;
  std::string unit;          ///< of quantity: "drive", "kWh", "TB-month"
  double unit_price = 0.0;   ///< currency per unit
  units::Money amount{0.0};  ///< quantity x unit_price; negative for residual value
  parameters::Basis basis = parameters::Basis::kAssumed;  ///< of the unit price
  friend bool operator==(const LedgerRow&, const LedgerRow&) = default;
};

using Ledger = std::vector<LedgerRow>;

/// Sum of all amounts, nominal.
units::Money nominal(const Ledger& ledger);
/// Sum discounted to month 0 at `rate` per year: amount / (1 + rate)^(month / 12).
units::Money discounted(const Ledger& ledger, units::Ratio rate);
/// Nominal sums in the order of Category.
std::array<units::Money, 13> by_category(const Ledger& ledger);
/// Share of the absolute amounts whose unit price is of the given basis.
double share_of(const Ledger& ledger, parameters::Basis basis);

/// Equivalent annual cost factor i (1+i)^n / ((1+i)^n - 1); 1/n at i = 0. Throws
/// std::invalid_argument for years <= 0 or rate <= -1.
double capital_recovery_factor(units::Ratio rate, double years);

}  // namespace penstock::economics

namespace penstock::parameters {
template <>
struct EnumWords<economics::Category> {
  static constexpr std::array<std::string_view, 13> words{
      "accelerators",   "drives",       "servers", "network",     "energy",
      "space",          "support",      "staff",   "replacement", "cloud-storage",
      "cloud-requests", "cloud-egress", "residual"};
};
}  // namespace penstock::parameters
