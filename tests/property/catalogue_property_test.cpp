// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Price bands as arithmetic, and overrides as assignments.
#include <rapidcheck.h>

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "models/catalogue/catalogue_reader.hpp"
#include "models/units/format.hpp"

using namespace penstock;
using namespace penstock::catalogue;

namespace {

using Bands = std::vector<PriceBand<units::CapacityPrice>>;

/// One to six bands from 0 B with ascending starts, in steps of 1 TB; prices 0 to 0.1 USD/GB.
Bands some_bands() {
  Bands bands;
  double from = 0.0;
  const int count = *rc::gen::inRange(1, 7);
  for (int i = 0; i < count; ++i) {
    PriceBand<units::CapacityPrice> band;
    band.from = units::Bytes{from};
    band.price.value = units::CapacityPrice{*rc::gen::inRange(0, 101) * 1e-12};
    bands.push_back(band);
    from += *rc::gen::inRange(1, 500) * 1e12;
  }
  return bands;
}

units::Bytes some_amount() {
  return units::Bytes{*rc::gen::inRange(0, 4000) * 1e12};
}

}  // namespace

TEST_CASE("price bands add up", "[property]") {
  rc::prop("the cost is the sum over single terabytes, each at the price of its band", [] {
    const auto bands = some_bands();
    const auto amount = some_amount();
    double sum = 0.0;
    for (double at = 0.0; at < amount.si(); at += 1e12) {
      double price = 0.0;
      for (const auto& band : bands) {
        if (band.from.si() <= at) price = band.price.value.si();
      }
      sum += price * 1e12;
    }
    // Up to 4,000 additions of rounded terms.
    RC_ASSERT(banded_cost(bands, amount).si() == Approx(sum).epsilon(1e-10).margin(1e-9));
  });
  rc::prop("more bytes never cost less", [] {
    const auto bands = some_bands();
    const auto amount = some_amount();
    const auto more = amount + some_amount();
    RC_ASSERT(banded_cost(bands, more) >= banded_cost(bands, amount));
  });
  rc::prop("splitting a band at the same price changes nothing", [] {
    const auto bands = some_bands();
    const auto amount = some_amount();
    auto split = bands;
    auto extra = split.back();
    extra.from += units::kTB;
    split.push_back(extra);
    RC_ASSERT(banded_cost(split, amount).si() ==
              Approx(banded_cost(bands, amount).si()).epsilon(1e-12).margin(1e-12));
  });
}

TEST_CASE("overrides are assignments", "[property]") {
  rc::prop("a capacity in range becomes the capacity, and no other number changes", [] {
    const units::Bytes capacity{*rc::gen::inRange(100, 1'000'001) * 1e9};
    const std::string text = "hdd:\n  cmr-24t: {capacity: " + units::exact(capacity) + "}\n";
    parameters::Diagnostics diagnostics;
    const auto document = parameters::parse_document(text, "s.yaml", diagnostics);
    RC_ASSERT(document.has_value());
    auto catalogue = shipped();
    read_entries(*document, catalogue, diagnostics);
    RC_ASSERT(diagnostics.empty());
    RC_ASSERT(catalogue.hdds.at("cmr-24t").drive.capacity.value == capacity);

    // Three disks are enough: the entry, its base, and one that shares the base.
    const auto numbers = [](const Catalogue& all) {
      Catalogue disks;
      for (const auto* id : {"cmr-20t", "cmr-24t", "cmr-nearline"}) {
        disks.hdds.emplace(id, all.hdds.at(id));
      }
      return rows(disks);
    };
    const auto before = numbers(shipped());
    const auto after = numbers(catalogue);
    RC_ASSERT(before.size() == after.size());
    std::size_t changed = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const bool same = before[i].value == after[i].value && before[i].low == after[i].low &&
                        before[i].high == after[i].high &&
                        before[i].provenance == after[i].provenance;
      if (same) continue;
      ++changed;
      RC_ASSERT(after[i].entry == "cmr-24t");
      RC_ASSERT(after[i].key == "capacity");
    }
    RC_ASSERT(changed == 1U);
  });
}
