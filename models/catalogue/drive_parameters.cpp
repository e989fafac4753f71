// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/catalogue/catalogue_parameters.hpp"
#include "models/catalogue/entry_section.hpp"

namespace penstock::catalogue {
namespace {

using parameters::Section;
using parameters::SectionOf;

template <class T>
void drive_rows(SectionOf<T>& s) {
  s.row("capacity", [](T& t) -> auto& { return t.drive.capacity; })
      .describe("Advertised capacity, decimal")
      .at_least("100 GB")
      .at_most("1 PB")
      .required();
  s.row("price", [](T& t) -> auto& { return t.drive.price; })
      .describe("Purchase price per byte; flash prices need a date, they moved 3.6 times in a year")
      .at_least("0.5 USD/TB")
      .at_most("5000 USD/TB")
      .required();
  s.row("power_idle", [](T& t) -> auto& { return t.drive.power_idle; })
      .describe("Power while ready and without requests")
      .at_least("0 W")
      .at_most("100 W")
      .required();
  s.row("power_active", [](T& t) -> auto& { return t.drive.power_active; })
      .describe("Power while busy all the time")
      .at_least("0.1 W")
      .at_most("100 W")
      .required();
  s.row("failure_rate", [](T& t) -> auto& { return t.drive.failure_rate; })
      .describe("Annualised failure rate in the field")
      .at_least("0 %/y")
      .at_most("100 %/y")
      .required();
  s.row("lead_time", [](T& t) -> auto& { return t.drive.lead_time; })
      .describe("From order to delivery")
      .at_least("0 d")
      .at_most("5 y")
      .required();
  s.row("life", [](T& t) -> auto& { return t.drive.life; })
      .describe("Age at which it is replaced")
      .at_least("0.5 y")
      .at_most("30 y")
      .required();
  s.row("embodied", [](T& t) -> auto& { return t.drive.embodied; })
      .describe("Emissions of making one drive")
      .at_least("0 kgCO2e")
      .at_most("50 tCO2e")
      .required();
}

Section hdd_section() {
  auto s = entry_section<Hdd>("hdd", "Hard disk drives");
  s.row("recording", &Hdd::recording).describe("How tracks are laid out");
  drive_rows(s);
  s.row("actuators", &Hdd::actuators)
      .describe("Independent actuators, each with its share of the platters")
      .at_least("1")
      .at_most("4")
      .required();
  s.row("outer_rate", &Hdd::outer_rate)
      .describe("Media rate of one actuator on the outermost tracks")
      .at_least("10 MB/s")
      .at_most("1 GB/s")
      .required();
  s.row("inner_over_outer", &Hdd::inner_over_outer)
      .describe("Media rate on the innermost tracks over that on the outermost")
      .at_least("0.2")
      .at_most("1")
      .required();
  s.row("rotation", &Hdd::rotation)
      .describe("Speed of rotation")
      .at_least("3000 rpm")
      .at_most("20000 rpm")
      .required();
  s.row("seek_average", &Hdd::seek_average)
      .describe("Mean seek between two random places of the whole stroke")
      .at_least("0.5 ms")
      .at_most("50 ms")
      .required();
  s.row("seek_settle", &Hdd::seek_settle)
      .describe("Shortest seek, to the next track")
      .at_least("0.05 ms")
      .at_most("10 ms")
      .required();
  s.row("overhead", &Hdd::overhead)
      .describe("Controller and bus, per request")
      .at_least("0 ms")
      .at_most("10 ms")
      .required();
  s.row("interface_rate", &Hdd::interface_rate)
      .describe("Rate of the interface that all actuators share")
      .at_least("50 MB/s")
      .at_most("5 GB/s")
      .required();
  s.row("queue_gain", &Hdd::queue_gain)
      .describe("Random rate at infinite queue depth over that at depth 1 (G)")
      .at_least("1")
      .at_most("10")
      .required();
  s.row("queue_half_depth", &Hdd::queue_half_depth)
      .describe("Queue depth beyond 1 at which half of the gain is reached (k)")
      .at_least("0.5")
      .at_most("200")
      .required();
  s.row("queue_steepness", &Hdd::queue_steepness)
      .describe("Steepness of the gain (h)")
      .at_least("0.2")
      .at_most("5")
      .required();
  s.row("stream_chunk", &Hdd::stream_chunk)
      .describe("Contiguous bytes per visit when several streams interleave (read-ahead)")
      .at_least("4 KiB")
      .at_most("1 GiB")
      .required();
  s.row("workload_rating", &Hdd::workload_rating)
      .describe("Bytes moved per year that the warranty covers")
      .at_least("1 TB/y")
      .at_most("100 PB/y")
      .required();
  s.row("zone", &Hdd::zone)
      .describe("Size of a sequential zone")
      .at_least("1 MiB")
      .at_most("10 GiB")
      .kinds({"host-managed-smr"})
      .required();
  s.row("open_zones", &Hdd::open_zones)
      .describe("Zones that may be open for writing")
      .at_least("1")
      .at_most("10000")
      .kinds({"host-managed-smr"})
      .required();
  s.row("media_cache", &Hdd::media_cache)
      .describe("Size of the media cache for writes that are not sequential")
      .at_least("100 MB")
      .at_most("1 TB")
      .kinds({"drive-managed-smr"})
      .required();
  s.row("extent_loss", &Hdd::extent_loss)
      .describe("Space of the media cache lost per cached extent")
      .at_least("0 B")
      .at_most("100 MiB")
      .kinds({"drive-managed-smr"})
      .required();
  s.row("band", &Hdd::band)
      .describe("Bytes that are rewritten together")
      .at_least("1 MiB")
      .at_most("1 GiB")
      .kinds({"drive-managed-smr"})
      .required();
  return std::move(s).build();
}

Section ssd_section() {
  auto s = entry_section<Ssd>("ssd", "NVMe solid-state drives");
  s.row("cell", &Ssd::cell).describe("Bits per cell: tlc 3, qlc 4");
  drive_rows(s);
  s.row("read_rate", &Ssd::read_rate)
      .describe("Sequential read rate")
      .at_least("100 MB/s")
      .at_most("100 GB/s")
      .required();
  s.row("write_rate", &Ssd::write_rate)
      .describe("Sequential write rate")
      .at_least("50 MB/s")
      .at_most("100 GB/s")
      .required();
  s.row("read_iops", &Ssd::read_iops)
      .describe("Random reads of 4 KiB, deep queue")
      .at_least("10000 IOPS")
      .at_most("20000000 IOPS")
      .required();
  s.row("write_iops", &Ssd::write_iops)
      .describe("Random writes of write_iops_size on a full drive in steady state")
      .at_least("1000 IOPS")
      .at_most("20000000 IOPS")
      .required();
  s.row("write_iops_size", &Ssd::write_iops_size)
      .describe("Request size of write_iops: 4 KiB, or the indirection unit on QLC sheets")
      .at_least("512 B")
      .at_most("1 MiB")
      .required();
  s.row("read_latency", &Ssd::read_latency)
      .describe("Read of 4 KiB at queue depth 1")
      .at_least("1 us")
      .at_most("5 ms")
      .required();
  s.row("write_latency", &Ssd::write_latency)
      .describe("Write into the drive's buffer at queue depth 1")
      .at_least("1 us")
      .at_most("5 ms")
      .required();
  s.row("indirection_unit", &Ssd::indirection_unit)
      .describe("Bytes that the drive maps, and so rewrites, as one")
      .at_least("512 B")
      .at_most("1 MiB")
      .required();
  s.row("physical_over_advertised", &Ssd::physical_over_advertised)
      .describe("NAND in the drive over its capacity: what garbage collection can work with")
      .more_than("1")
      .at_most("3")
      .required();
  s.row("drive_writes", &Ssd::drive_writes)
      .describe("Rated drive writes per day over the warranty of 5 years")
      .at_least("0.01 /d")
      .at_most("100 /d")
      .required();
  s.row("knee", &Ssd::knee)
      .describe("Exponent q of the closed-loop curve: 1 is round, large is sharp")
      .at_least("1")
      .at_most("10")
      .required();
  s.row("interference", &Ssd::interference)
      .describe("Slow-down of a read at the saturated write rate, in read latencies")
      .at_least("0")
      .at_most("20")
      .required();
  return std::move(s).build();
}

}  // namespace

template <>
const Section& section_of<Hdd>() {
  static const Section section = hdd_section();
  return section;
}
template <>
const Section& section_of<Ssd>() {
  static const Section section = ssd_section();
  return section;
}

}  // namespace penstock::catalogue
