// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A form is a model of one kind of device with a way to fit it: disk, flash, link, object store and
// so on, one file each. Forms know conditions and observations, never names of devices or files.
// forms() is the only list of them.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "models/calibration/point.hpp"
#include "models/calibration/profile.hpp"

namespace penstock::calibration {

/// One predicted observation of a point.
struct Predicted {
  Observation observation = Observation::kReadRate;
  double value = 0.0;
};

struct Form {
  std::string_view word;                ///< "disk", as --class takes it
  std::string_view summary;             ///< "hard disk: queue depth, block size, zones, arrays"
  std::vector<std::string_view> names;  ///< other words that --class takes: "hdd"
  /// How well the form describes such points: 0 not at all; the highest wins with `auto`. All
  /// points of the selection are given, with observations only on those of the calibration.
  std::function<double(std::span<const Point> points)> suits;
  /// Fits one series. The error is a sentence: too few points and which would help, rank
  /// deficient, implausible and why.
  std::function<tl::expected<Series, std::string>(std::span<const Point> calibration)> fit;
  /// What the model gives for the conditions of a point, the main figure first; only what it can
  /// predict. The error says which condition it has no answer for.
  std::function<tl::expected<std::vector<Predicted>, std::string>(const Series&, const Point&)>
      predict;
  /// The trivial model that the form has to beat, calibrated on the same points: the predicted
  /// main figure, or nothing where the trivial model has no answer.
  std::function<std::optional<double>(std::span<const Point> calibration, const Point&)> trivial;
  /// Whether a point lies at the knee (0.5 to 2 times the outstanding requests where latency and
  /// ceiling meet); null: the form has none.
  std::function<bool(const Series&, const Point&)> at_knee;
  /// Parameters that every series of the form has: a profile from a file without one is refused.
  std::vector<std::string_view> parameters = {};
};

std::span<const Form> forms();
/// By its word or another of its names. Null if there is none.
const Form* find_form(std::string_view word);

/// The form of this word or name among `forms`; null if there is none.
const Form* find_form(std::string_view name, std::span<const Form> forms);

// One file each.
Form disk_form();
Form flash_form();
Form open_loop_form();
Form message_form();
Form object_store_form();
Form media_cache_form();
Form write_amplification_form();
Form loader_form();

}  // namespace penstock::calibration
