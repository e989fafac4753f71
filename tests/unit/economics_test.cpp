// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <rapidcheck.h>
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "models/economics/ledger.hpp"

using namespace penstock;
using namespace penstock::economics;
using parameters::Basis;
using units::Money;
using units::Ratio;

namespace {

LedgerRow row(int month, Category category, double amount, Basis basis = Basis::kAssumed) {
  return {.month = month,
          .category = category,
          .item = "thing",
          .owner = "tier",
          .quantity = 1.0,
          .unit = "piece",
          .unit_price = amount,
          .amount = Money{amount},
          .basis = basis};
}

/// Up to 60 rows with amounts of either sign.
Ledger any_ledger() {
  Ledger ledger;
  const int rows = *rc::gen::inRange(0, 60);
  for (int i = 0; i < rows; ++i) {
    ledger.push_back(row(*rc::gen::inRange(0, 120), static_cast<Category>(*rc::gen::inRange(0, 13)),
                         *rc::gen::inRange(-1000000, 1000000) / 100.0,
                         static_cast<Basis>(*rc::gen::inRange(0, 4))));
  }
  return ledger;
}

/// The other way round: money is carried forward month by month with the monthly interest
/// (1 + i)^(1/12), and the balance at the end is brought back.
double carried_forward(const Ledger& ledger, double rate, int months) {
  const double monthly = std::pow(1.0 + rate, 1.0 / 12.0);
  double balance = 0.0;
  for (int month = 0; month < months; ++month) {
    for (const auto& r : ledger) {
      if (r.month == month) balance += r.amount.si();
    }
    balance *= monthly;
  }
  return balance / std::pow(monthly, months);
}

}  // namespace

TEST_CASE("The capital recovery factor has its textbook values", "[unit]") {
  // i (1+i)^n / ((1+i)^n - 1): 0.08 x 1.469328 / 0.469328 and 0.10 x 1.610510 / 0.610510.
  CHECK(capital_recovery_factor(Ratio{0.08}, 5.0) == Approx(0.250456).margin(5e-7));
  CHECK(capital_recovery_factor(Ratio{0.10}, 5.0) == Approx(0.263797).margin(5e-7));
  CHECK(capital_recovery_factor(Ratio{0.0}, 5.0) == Approx(0.2));
  CHECK(capital_recovery_factor(Ratio{0.0}, 0.5) == Approx(2.0));
  // Money that loses value is paid back with less: i = -50 %, n = 1 is a factor of 0.5.
  CHECK(capital_recovery_factor(Ratio{-0.5}, 1.0) == Approx(0.5));
  CHECK_THROWS_AS(capital_recovery_factor(Ratio{0.08}, 0.0), std::invalid_argument);
  CHECK_THROWS_AS(capital_recovery_factor(Ratio{-1.0}, 5.0), std::invalid_argument);
}

TEST_CASE("The capital recovery factor loses no digits at small rates", "[unit]") {
  // 1/n + i (n + 1) / (2 n) + O(i^2): at 1e-9 the naive formula has lost half of its digits.
  CHECK(capital_recovery_factor(Ratio{1e-9}, 5.0) == Approx(0.2 + 1e-9 * 0.6).epsilon(1e-14));
}

TEST_CASE("Equal annual payments of the factor have the present value of the sum", "[property]") {
  rc::prop("sum of CRF / (1+i)^k over k = 1..n is 1", [] {
    const double rate = *rc::gen::inRange(1, 500) / 1000.0;
    const int years = *rc::gen::inRange(1, 40);
    const double payment = capital_recovery_factor(Ratio{rate}, years);
    double present = 0.0;
    for (int year = 1; year <= years; ++year) present += payment / std::pow(1.0 + rate, year);
    RC_ASSERT(std::abs(present - 1.0) < 1e-12);
  });
}

TEST_CASE("A worked ledger is discounted month by month", "[unit]") {
  const Ledger ledger{row(0, Category::kDrives, 1000.0), row(12, Category::kEnergy, 108.0),
                      row(24, Category::kResidual, -116.64)};
  CHECK(nominal(ledger).si() == Approx(991.36));
  // 1000 + 108 / 1.08 - 116.64 / 1.1664 = 1000 + 100 - 100.
  CHECK(discounted(ledger, Ratio{0.08}).si() == Approx(1000.0));
  CHECK(discounted(ledger, Ratio{0.0}).si() == Approx(991.36));
  // Half a year is the square root of a year.
  CHECK(discounted({row(6, Category::kStaff, 1.1)}, Ratio{0.21}).si() == Approx(1.0));
  CHECK(nominal({}).si() == 0.0);
  CHECK(discounted({}, Ratio{0.08}).si() == 0.0);
}

TEST_CASE("Discounting agrees with carrying money forward", "[property]") {
  rc::prop("present values agree to 1e-9", [] {
    const Ledger ledger = any_ledger();
    const double rate = *rc::gen::inRange(-200, 400) / 1000.0;
    double scale = 1.0;
    for (const auto& r : ledger) scale += std::abs(r.amount.si());
    // 120 months at -20 % a year multiply by 9.3 at most, so 1e-9 of the sum is far above rounding.
    RC_ASSERT(std::abs(discounted(ledger, Ratio{rate}).si() - carried_forward(ledger, rate, 120)) <
              1e-9 * scale);
  });
}

TEST_CASE("Sums by category add up to the nominal sum", "[property]") {
  rc::prop("nothing is lost and nothing is counted twice", [] {
    const Ledger ledger = any_ledger();
    const auto sums = by_category(ledger);
    std::map<Category, double> expected;
    for (const auto& r : ledger) expected[r.category] += r.amount.si();
    double all = 0.0;
    for (std::size_t c = 0; c < sums.size(); ++c) {
      RC_ASSERT(std::abs(sums[c].si() - expected[static_cast<Category>(c)]) < 1e-9);
      all += sums[c].si();
    }
    RC_ASSERT(std::abs(all - nominal(ledger).si()) < 1e-6);
  });
}

TEST_CASE("Shares of the bases are of absolute amounts", "[unit]") {
  const Ledger ledger{row(0, Category::kDrives, 600.0, Basis::kMeasured),
                      row(0, Category::kServers, 300.0, Basis::kAssumed),
                      row(9, Category::kResidual, -100.0, Basis::kAssumed)};
  // 600 of 1,000 moved; the refund does not make the rest of the ledger less assumed.
  CHECK(share_of(ledger, Basis::kMeasured) == Approx(0.6));
  CHECK(share_of(ledger, Basis::kAssumed) == Approx(0.4));
  CHECK(share_of(ledger, Basis::kDatasheet) == 0.0);
  CHECK(share_of({}, Basis::kAssumed) == 0.0);
}

TEST_CASE("The words of the categories are in the order of the enumeration", "[unit]") {
  CHECK(parameters::word(Category::kAccelerators) == "accelerators");
  CHECK(parameters::word(Category::kReplacement) == "replacement");
  CHECK(parameters::word(Category::kResidual) == "residual");
}
