// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What was learned from measurements: the form of the model and its parameters with their standard
// errors, per series, with provenance. A profile is a catalogue entry of the class "profile";
// reading and writing it is profile_file.hpp.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/parameters/provenance.hpp"

namespace penstock::calibration {

struct Parameter {
  std::string name;  ///< "base_latency"; unique in its series
  double value = 0.0;
  std::string unit;  ///< of value: "s", "B/s", "1/s", "B", "1"
  double standard_error = 0.0;
  bool from_prior = false;  ///< the data say nothing: the value is the class's
};

/// Rows of one set of circumstances (drive state, host, interface) that share parameters.
struct Series {
  /// Column and value of the rows it holds for; empty: all rows.
  std::map<std::string, std::string> rows;
  std::vector<Parameter> parameters;
  std::size_t calibrated_on = 0;     ///< points
  double condition = 1.0;            ///< of the fit
  double rms = 0.0;                  ///< relative error on the points it was calibrated on
  std::vector<std::string> remarks;  ///< what the user should know: "knee not determined by data"

  [[nodiscard]] const Parameter* find(std::string_view name) const;
  /// Precondition: it has one. Names come from the form that wrote them.
  [[nodiscard]] double value(std::string_view name) const;
  [[nodiscard]] double value_or(std::string_view name, double otherwise) const;
};

struct Profile {
  std::string id;    ///< "my-device"
  std::string name;  ///< what people call it
  std::string form;  ///< a word of forms(): "disk"
  std::vector<Series> series;
  /// How it was made, so that `predict` leaves out what it was fitted on: the file's name and the
  /// conditions given.
  std::string measurements;
  std::vector<std::string> where;
  std::vector<std::string> calibrated_on;
  parameters::Provenance provenance;
};

/// By id.
using Profiles = std::map<std::string, Profile, std::less<>>;

}  // namespace penstock::calibration
