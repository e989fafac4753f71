// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/catalogue/catalogue_parameters.hpp"
#include "models/catalogue/entry_section.hpp"

namespace penstock::catalogue {
namespace {

using parameters::Section;
using parameters::SectionOf;

template <class Price>
Section band_section(const std::string& key, std::string description, const std::string& measured,
                     const std::string& limit) {
  using Band = PriceBand<Price>;
  SectionOf<Band> s{"cloud." + key, "catalogue.cloud.<id>." + key + "[]", std::move(description)};
  s.row("from", &Band::from)
      .describe(measured + " from which the price holds; the first band starts at 0 B")
      .at_least("0 B")
      .at_most("1 EB")
      .required();
  s.row("price", &Band::price)
      .describe("Price of the bytes inside the band")
      .at_least("0 " + limit.substr(limit.find("USD")))
      .at_most(limit)
      .required();
  return std::move(s).build();
}

Section cloud_section() {
  auto s = entry_section<CloudClass>(
      "cloud", "Cloud object storage classes; `storage` and `egress` are lists of bands");
  s.row("put", &CloudClass::put)
      .describe("Price of one writing request")
      .at_least("0 USD")
      .at_most("0.01 USD")
      .required();
  s.row("get", &CloudClass::get)
      .describe("Price of one reading request")
      .at_least("0 USD")
      .at_most("0.01 USD")
      .required();
  s.row("upload", &CloudClass::upload)
      .describe("Price per byte written, beside the request")
      .at_least("0 USD/GB")
      .at_most("1 USD/GB")
      .required();
  s.row("retrieval", &CloudClass::retrieval)
      .describe("Price per byte read, beside the request and egress")
      .at_least("0 USD/GB")
      .at_most("1 USD/GB")
      .required();
  s.row("minimum_duration", &CloudClass::minimum_duration)
      .describe("Age up to which an object is billed at least")
      .at_least("0 d")
      .at_most("10 y")
      .required();
  s.row("first_byte", &CloudClass::first_byte)
      .describe("Median time to the first byte")
      .at_least("0.1 ms")
      .at_most("7 d")
      .required();
  s.row("connection_rate", &CloudClass::connection_rate)
      .describe("Rate of one connection after the first byte")
      .at_least("100 kB/s")
      .at_most("10 GB/s")
      .required();
  s.row("put_limit", &CloudClass::put_limit)
      .describe("Writing requests per second and prefix")
      .at_least("1 /s")
      .at_most("1000000000 /s")
      .required();
  s.row("get_limit", &CloudClass::get_limit)
      .describe("Reading requests per second and prefix")
      .at_least("1 /s")
      .at_most("1000000000 /s")
      .required();
  s.row("durability_nines", &CloudClass::durability_nines)
      .describe("Annual durability of an object in nines, as the provider states it")
      .at_least("1")
      .at_most("20")
      .required();
  return std::move(s).build();
}

Section facility_section() {
  auto s = entry_section<Facility>("facility", "Where the machines stand");
  s.row("electricity", &Facility::electricity)
      .describe("Price of energy")
      .at_least("0 USD/kWh")
      .at_most("5 USD/kWh")
      .required();
  s.row("pue", &Facility::pue)
      .describe("Energy of the site over energy of its computers")
      .at_least("1")
      .at_most("4")
      .required();
  s.row("colocation", &Facility::colocation)
      .describe("Rent of space and cooling per provisioned power, without energy")
      .at_least("0 USD/kW-month")
      .at_most("5000 USD/kW-month")
      .required();
  s.row("carbon", &Facility::carbon)
      .describe("Emissions of the grid")
      .at_least("0 kgCO2e/kWh")
      .at_most("3 kgCO2e/kWh")
      .required();
  s.row("rack_power", &Facility::rack_power)
      .describe("Power that one rack may draw")
      .at_least("500 W")
      .at_most("500 kW")
      .required();
  s.row("rack_price", &Facility::rack_price)
      .describe("Purchase price of a rack with its power distribution")
      .at_least("0 USD")
      .at_most("100000 USD")
      .required();
  return std::move(s).build();
}

Section workload_section() {
  auto s = entry_section<Workload>(
      "workload", "Training workloads; `step_times` maps accelerators to the time of one step");
  s.row("loader", &Workload::loader)
      .describe("Framework that loads the samples: how an epoch starts depends on it");
  s.row("sample", &Workload::sample)
      .describe("Mean size of one sample on storage")
      .at_least("1 B")
      .at_most("1 TB")
      .required();
  s.row("sample_cv", &Workload::sample_cv)
      .describe("Standard deviation of the size over its mean")
      .at_least("0")
      .at_most("10")
      .required();
  s.row("batch", &Workload::batch)
      .describe("Samples per rank and step")
      .at_least("1")
      .at_most("1000000")
      .required();
  s.row("step_overhead", &Workload::step_overhead)
      .describe("Fixed time lost per step outside of compute and storage (a)")
      .at_least("0 ms")
      .at_most("10 s")
      .required();
  s.row("barrier", &Workload::barrier)
      .describe("Time lost per step and natural logarithm of the number of ranks (c)")
      .at_least("0 ms")
      .at_most("10 s")
      .required();
  s.row("cpu_per_sample", &Workload::cpu_per_sample)
      .describe("Core time to prepare one sample")
      .at_least("0 ms")
      .at_most("1 h")
      .required();
  s.row("utilisation_target", &Workload::utilisation_target)
      .describe("Accelerator utilisation that the benchmark asks for")
      .at_least("1 %")
      .at_most("100 %")
      .required();
  s.row("request", &Workload::request)
      .describe("Size of reads on storage")
      .at_least("512 B")
      .at_most("1 GiB")
      .required();
  s.row("checkpoint", &Workload::checkpoint)
      .describe("Checkpoint of the whole model with its optimizer")
      .at_least("0 B")
      .at_most("1 PB");
  return std::move(s).build();
}

Section step_time_section() {
  SectionOf<Workload::StepTime> s{"workload.step_times", "catalogue.workload.<id>.step_times",
                                  "Time of one training step by accelerator"};
  s.row("<accelerator>", &Workload::StepTime::time)
      .describe("Compute time of one step of one rank, data already in memory")
      .at_least("1 us")
      .at_most("1 d")
      .refers_to("accelerator");
  return std::move(s).build();
}

}  // namespace

template <>
const Section& section_of<CloudClass>() {
  static const Section section = cloud_section();
  return section;
}
template <>
const Section& section_of<PriceBand<units::StoragePrice>>() {
  static const Section section = band_section<units::StoragePrice>(
      "storage", "Price bands of stored bytes", "Stored bytes", "1 USD/GB-month");
  return section;
}
template <>
const Section& section_of<PriceBand<units::CapacityPrice>>() {
  static const Section section = band_section<units::CapacityPrice>(
      "egress", "Price bands of bytes sent out of the cloud", "Bytes per month", "2 USD/GB");
  return section;
}
template <>
const Section& section_of<Facility>() {
  static const Section section = facility_section();
  return section;
}
template <>
const Section& section_of<Workload>() {
  static const Section section = workload_section();
  return section;
}
template <>
const Section& section_of<Workload::StepTime>() {
  static const Section section = step_time_section();
  return section;
}

}  // namespace penstock::catalogue
