// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/catalogue/plausibility.hpp"

#include <fmt/format.h>

#include <string_view>

#include "models/parameters/codes.hpp"
#include "models/units/format.hpp"

namespace penstock::catalogue {
namespace {

using parameters::Code;

/// Rounding on sheets: small requests may seem to move a little more than large ones.
constexpr double kSheetRounding = 1.1;

/// Reports at the key if the entry writes it, else at the entry (the number was inherited).
void complain(const EntryPlace& place, std::string_view key, Code code, std::string message,
              std::string hint = "") {
  const auto* entry = place.node.entry(key);
  report(place.diagnostics, code, entry != nullptr ? entry->mark : place.node.mark,
         std::move(message), std::move(hint));
}

template <class Value>
void check_order(const EntryPlace& place, std::string_view key, Value low, Value high,
                 std::string_view low_name) {
  if (!(high < low)) return;
  complain(place, key, Code::kOutOfRange,
           fmt::format("{} of {} is {}, below its {} of {}", key, place.label, units::format(high),
                       low_name, units::format(low)));
}

template <class Price>
void check_bands(const std::vector<PriceBand<Price>>& bands, std::string_view key,
                 const EntryPlace& place) {
  if (!bands.empty() && bands.front().from > units::Bytes{0.0}) {
    complain(place, key, Code::kRangeOrder,
             fmt::format("the first band under '{}' of {} starts at {}", key, place.label,
                         units::format(bands.front().from)),
             "start it at 0 B; a free allowance is a band with price 0");
  }
  for (std::size_t i = 1; i < bands.size(); ++i) {
    if (bands[i].from > bands[i - 1].from) continue;
    complain(place, key, Code::kRangeOrder,
             fmt::format("band {} under '{}' of {} starts at {}, not above the band before it",
                         i + 1, key, place.label, units::format(bands[i].from)),
             "list the bands in ascending order");
  }
}

}  // namespace

void check_plausible(const Hdd& hdd, const EntryPlace& place) {
  check_order(place, "power_active", hdd.drive.power_idle.value, hdd.drive.power_active.value,
              "power_idle");
  check_order(place, "seek_average", hdd.seek_settle.value, hdd.seek_average.value, "seek_settle");
  check_order(place, "interface_rate", hdd.outer_rate.value, hdd.interface_rate.value,
              "outer_rate");
}

void check_plausible(const Ssd& ssd, const EntryPlace& place) {
  check_order(place, "power_active", ssd.drive.power_idle.value, ssd.drive.power_active.value,
              "power_idle");
  if (ssd.drive.price.provenance.date.empty()) {
    complain(place, "price", Code::kMissingKey,
             fmt::format("price of {} has no date, and flash prices moved 3.6 times within nine "
                         "months of 2025",
                         place.label),
             "for example {value: 365 USD/TB, source: quotation, date: 2026-08}");
  }
  const auto small_reads = ssd.read_iops.value * units::Bytes{4096.0};
  if (small_reads > kSheetRounding * ssd.read_rate.value) {
    complain(place, "read_iops", Code::kOutOfRange,
             fmt::format("read_iops of {} would be {}, above its read_rate of {}", place.label,
                         units::format(small_reads), units::format(ssd.read_rate.value)));
  }
  const auto small_writes = ssd.write_iops.value * ssd.write_iops_size.value;
  if (small_writes > kSheetRounding * ssd.write_rate.value) {
    complain(place, "write_iops", Code::kOutOfRange,
             fmt::format("write_iops of {} would be {}, above its write_rate of {}", place.label,
                         units::format(small_writes), units::format(ssd.write_rate.value)));
  }
}

void check_plausible(const Enclosure& enclosure, const EntryPlace& place) {
  if (enclosure.ports.has_value() != enclosure.port_rate.has_value()) {
    complain(place, enclosure.ports ? "ports" : "port_rate", Code::kMissingKey,
             fmt::format("{} has 'ports' without 'port_rate' or the other way round", place.label));
    return;
  }
  if (!enclosure.ports || !enclosure.read_limit) return;
  const auto wires = static_cast<double>(enclosure.ports->value) * enclosure.port_rate->value;
  if (enclosure.read_limit->value > wires) {
    complain(place, "read_limit", Code::kOutOfRange,
             fmt::format("read_limit of {} is {}, above the {} of its ports", place.label,
                         units::format(enclosure.read_limit->value), units::format(wires)));
  }
}

void check_plausible(const Server& server, const EntryPlace& place) {
  check_order(place, "power_active", server.power_idle.value, server.power_active.value,
              "power_idle");
}

void check_plausible(const Accelerator& accelerator, const EntryPlace& place) {
  check_order(place, "power_active", accelerator.power_idle.value, accelerator.power_active.value,
              "power_idle");
}

void check_plausible(const CloudClass& cloud, const EntryPlace& place) {
  check_bands(cloud.storage, "storage", place);
  check_bands(cloud.egress, "egress", place);
}

}  // namespace penstock::catalogue
