// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/parameters/parameter.hpp"
#include "models/scenario/scenario.hpp"
#include "models/scenario/sections.hpp"

namespace penstock::scenario {
namespace {

using parameters::Section;
using parameters::SectionOf;

Section build_scenario() {
  SectionOf<Scenario> s{"scenario", "", "The keys at the top of a scenario file"};
  s.row("penstock", &Scenario::format)
      .describe("Version of the file format; always the first key")
      .at_least("1")
      .at_most("1")
      .required();
  s.row("name", &Scenario::name).describe("A title for tables and reports").required();
  s.row("description", &Scenario::description).describe("What the scenario is about");
  s.row("horizon", &Scenario::horizon)
      .describe("How long the designs are planned and paid for")
      .at_least("1 mo")
      .at_most("30 y");
  s.row("start", &Scenario::start)
      .describe("The first month")
      .written("2027-01", "^[12][0-9]{3}-(0[1-9]|1[0-2])$");
  s.row("seed", &Scenario::seed).describe("Of all random numbers; the same seed, the same result");
  return std::move(s).build();
}

Section build_economics() {
  SectionOf<Economics> s{"economics", "economics",
                         "Prices and rates that are not in the catalogue"};
  s.row("currency", &Economics::currency)
      .describe("Name of the currency in reports; amounts are written with USD in any case")
      .written("USD", "^[A-Z]{3}$");
  s.row("baseline", &Economics::baseline)
      .describe("The design that the others are compared with; by default the first")
      .refers_to("design");
  s.row("discount_rate", &Economics::discount_rate)
      .describe("Per year, for net present values")
      .at_least("0")
      .at_most("1")
      .source("assumed: a usual cost of capital");
  s.row("electricity", &Economics::electricity)
      .describe("Price of electric energy")
      .at_least("0 USD/kWh")
      .at_most("10 USD/kWh")
      .source("EIA, US commercial, April 2026 (range 0.09 to 0.295)");
  s.row("pue", &Economics::pue)
      .describe("Power usage effectiveness: energy of the site over energy of the IT")
      .at_least("1")
      .at_most("5")
      .source("Uptime Institute survey 2025 (range 1.1 to 2.0)");
  s.row("colocation", &Economics::colocation)
      .describe("Rent per provisioned IT power")
      .at_least("0 USD/kW-month")
      .at_most("10000 USD/kW-month")
      .source("CBRE 2025 (range 150 to 260)");
  s.row("support", &Economics::support)
      .describe("Support per year, as a share of the price of the hardware")
      .at_least("0")
      .at_most("1")
      .source("assumed");
  s.row("residual", &Economics::residual)
      .describe("Value of the hardware at the end of the horizon, as a share of its price")
      .at_least("0")
      .at_most("1")
      .source("assumed");
  s.row("administrator", &Economics::administrator)
      .describe("Cost of one administrator, fully loaded")
      .at_least("0 USD/y")
      .at_most("10000000 USD/y")
      .source("assumed");
  s.row("administered", &Economics::administered)
      .describe("Raw bytes that one administrator looks after")
      .more_than("0 B")
      .at_most("1000 EB")
      .source("assumed");
  s.row("drive_swap", &Economics::drive_swap)
      .describe("Labour to replace one drive")
      .at_least("0 USD")
      .at_most("100000 USD")
      .source("assumed");
  return std::move(s).build();
}

}  // namespace

const Section& scenario_section() {
  static const Section section = build_scenario();
  return section;
}
const Section& economics_section() {
  static const Section section = build_economics();
  return section;
}

std::vector<Section> sections() {
  return {scenario_section(), source_section(),   dataset_section(), stage_section(),
          design_section(),   tier_section(),     compute_section(), fabric_section(),
          move_section(),     economics_section()};
}

}  // namespace penstock::scenario
