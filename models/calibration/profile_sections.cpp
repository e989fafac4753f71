// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/profile_sections.hpp"

namespace penstock::calibration {
namespace {

using parameters::Section;
using parameters::SectionOf;

Section make_profile_section() {
  SectionOf<Profile> s{"profile", "catalogue.profile.<id>",
                       "What `penstock calibrate` learned from measurements of a device"};
  s.row("name", &Profile::name).describe("What people call the device");
  s.row("form", &Profile::form)
      .describe("Model whose parameters these are, as --class takes it")
      .required();
  s.row("measurements", &Profile::measurements)
      .describe("File of the measurements that it was fitted to");
  s.row("where", &Profile::where).describe("Conditions of the rows of the device");
  s.row("calibrated_on", &Profile::calibrated_on)
      .describe("Conditions of the rows it was fitted to; without one all rows of the device");
  s.row("source", [](Profile& p) -> auto& {
     return p.provenance.source;
   }).describe("Where the measurements are from");
  s.row("date", [](Profile& p) -> auto& { return p.provenance.date; }).describe("Of the fit");
  s.row("basis", [](Profile& p) -> auto& {
     return p.provenance.basis;
   }).describe("What the parameters rest on");
  return std::move(s).build();
}

Section make_series_section() {
  SectionOf<SeriesHead> s{
      "profile.series", "catalogue.profile.<id>.series.<n>",
      "Rows of one set of circumstances, with parameters of their own. `rows` maps "
      "columns to the values that it holds for; without it, it holds for all rows"};
  s.row("calibrated_on", &SeriesHead::calibrated_on)
      .describe("Points it was fitted to")
      .at_least("0");
  s.row("condition", &SeriesHead::condition)
      .describe("Condition number of the fit; 1 is perfect, 1e8 undetermined")
      .at_least("1");
  s.row("rms", &SeriesHead::rms)
      .describe("Relative error on the points it was fitted to, root of the mean square")
      .at_least("0");
  s.row("remarks", &SeriesHead::remarks).describe("What its user should know");
  return std::move(s).build();
}

Section make_parameter_section() {
  SectionOf<Parameter> s{"profile.series.parameters",
                         "catalogue.profile.<id>.series.<n>.parameters.<n>",
                         "One parameter of the form"};
  s.row("name", &Parameter::name).describe("As the form calls it").required();
  s.row("value", &Parameter::value).describe("In its unit").required();
  s.row("unit", &Parameter::unit)
      .describe("SI base unit of the value, 1 for a pure number")
      .written("B/s", "")
      .required();
  s.row("standard_error", &Parameter::standard_error)
      .describe("In the same unit")
      .at_least("0")
      .required();
  s.row("from_prior", &Parameter::from_prior)
      .describe("The measurements say nothing about it: the value is typical of the class");
  return std::move(s).build();
}

}  // namespace

const Section& profile_section() {
  static const Section section = make_profile_section();
  return section;
}

const Section& series_section() {
  static const Section section = make_series_section();
  return section;
}

const Section& parameter_section() {
  static const Section section = make_parameter_section();
  return section;
}

}  // namespace penstock::calibration
