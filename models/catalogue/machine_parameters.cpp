// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/catalogue/catalogue_parameters.hpp"
#include "models/catalogue/entry_section.hpp"

namespace penstock::catalogue {
namespace {

using parameters::Section;
using parameters::SectionOf;

/// A network port, on a card or a switch.
template <class T>
Section port_section(const std::string& class_name, std::string description,
                     const std::string& priced) {
  auto s = entry_section<T>(class_name, std::move(description));
  s.row("rate", &T::rate)
      .describe("Raw line rate of one port and direction")
      .at_least("1 Gbps")
      .at_most("10 Tbps")
      .required();
  s.row("price", &T::price).describe(priced).at_least("0 USD").at_most("100000 USD").required();
  s.row("power", &T::power)
      .describe("Power of one port")
      .at_least("0 W")
      .at_most("500 W")
      .required();
  return std::move(s).build();
}

Section enclosure_section() {
  auto s = entry_section<Enclosure>("enclosure", "JBOD, JBOF and NVMe-oF enclosures");
  s.row("slots", &Enclosure::slots)
      .describe("Drives that fit")
      .at_least("1")
      .at_most("500")
      .required();
  s.row("price", &Enclosure::price)
      .describe("Purchase price without drives")
      .at_least("0 USD")
      .at_most("1000000 USD")
      .required();
  s.row("power", &Enclosure::power)
      .describe("Power without drives")
      .at_least("0 W")
      .at_most("20 kW")
      .required();
  s.row("rack_units", &Enclosure::rack_units)
      .describe("Height")
      .at_least("0.5")
      .at_most("50")
      .required();
  s.row("ports", &Enclosure::ports).describe("Network ports (NVMe-oF)").at_least("1").at_most("64");
  s.row("port_rate", &Enclosure::port_rate)
      .describe("Raw line rate of one network port")
      .at_least("1 Gbps")
      .at_most("10 Tbps");
  s.row("iops_limit", &Enclosure::iops_limit)
      .describe("Requests per second through all ports")
      .at_least("10000 IOPS")
      .at_most("1000000000 IOPS");
  s.row("read_limit", &Enclosure::read_limit)
      .describe("Read rate through all ports")
      .at_least("1 GB/s")
      .at_most("10 TB/s");
  return std::move(s).build();
}

Section server_section() {
  auto s = entry_section<Server>("server", "Servers without drives, network cards, accelerators");
  s.row("slots", &Server::slots)
      .describe("Drives that fit")
      .at_least("0")
      .at_most("500")
      .required();
  s.row("cores", &Server::cores)
      .describe("Processor cores")
      .at_least("1")
      .at_most("1024")
      .required();
  s.row("price", &Server::price)
      .describe("Purchase price without drives, network cards and accelerators")
      .at_least("100 USD")
      .at_most("1000000 USD")
      .required();
  s.row("power_idle", &Server::power_idle)
      .describe("Power without load")
      .at_least("5 W")
      .at_most("10 kW")
      .required();
  s.row("power_active", &Server::power_active)
      .describe("Power with busy processors")
      .at_least("10 W")
      .at_most("20 kW")
      .required();
  s.row("rack_units", &Server::rack_units)
      .describe("Height")
      .at_least("0.5")
      .at_most("50")
      .required();
  ageing_rows(s);
  s.row("cpu_per_byte", &Server::cpu_per_byte)
      .describe("Core time of the storage service per byte moved")
      .at_least("0 ns/B")
      .at_most("1 us/B")
      .required();
  s.row("cpu_per_request", &Server::cpu_per_request)
      .describe("Core time of the storage service per request")
      .at_least("0 us")
      .at_most("100 ms")
      .required();
  return std::move(s).build();
}

Section accelerator_section() {
  auto s =
      entry_section<Accelerator>("accelerator", "Accelerators and the nodes that hold 8 of them");
  s.row("price", &Accelerator::price)
      .describe("Purchase price of one without its node")
      .at_least("100 USD")
      .at_most("1000000 USD")
      .required();
  s.row("node_price", &Accelerator::node_price)
      .describe("Purchase price of an 8-way node without accelerators")
      .at_least("0 USD")
      .at_most("2000000 USD")
      .required();
  s.row("power_active", &Accelerator::power_active)
      .describe("Power of one while it computes")
      .at_least("10 W")
      .at_most("10 kW")
      .required();
  s.row("power_idle", &Accelerator::power_idle)
      .describe("Power of one while it waits")
      .at_least("0 W")
      .at_most("5 kW")
      .required();
  s.row("node_power", &Accelerator::node_power)
      .describe("Power of a busy node without accelerators")
      .at_least("0 W")
      .at_most("50 kW")
      .required();
  s.row("node_rack_units", &Accelerator::node_rack_units)
      .describe("Height of a node")
      .at_least("0.5")
      .at_most("50")
      .required();
  s.row("rent", &Accelerator::rent)
      .describe("Cloud price of one, on demand")
      .at_least("0 USD/h")
      .at_most("1000 USD/h")
      .required();
  ageing_rows(s);
  s.row("memory", &Accelerator::memory)
      .describe("Memory of one")
      .at_least("1 GB")
      .at_most("10 TB")
      .required();
  return std::move(s).build();
}

}  // namespace

template <>
const Section& section_of<Enclosure>() {
  static const Section section = enclosure_section();
  return section;
}
template <>
const Section& section_of<Server>() {
  static const Section section = server_section();
  return section;
}
template <>
const Section& section_of<Nic>() {
  static const Section section =
      port_section<Nic>("nic", "Network cards, per port", "Purchase price per port");
  return section;
}
template <>
const Section& section_of<SwitchPort>() {
  static const Section section =
      port_section<SwitchPort>("switch_port", "Switch ports",
                               "Purchase price of a port with its switch's share and an optic");
  return section;
}
template <>
const Section& section_of<Accelerator>() {
  static const Section section = accelerator_section();
  return section;
}

}  // namespace penstock::catalogue
