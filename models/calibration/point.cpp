// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/point.hpp"

#include <algorithm>
#include <stdexcept>

namespace penstock::calibration {
namespace {

constexpr std::array<std::string_view, kConditions> kConditionNames{
    "size",   "depth",    "processes", "devices", "read share", "offered",
    "region", "position", "used",      "samples", "remote",     "rotation"};
constexpr std::array<std::string_view, kObservations> kObservationNames{
    "read rate",   "write rate", "byte rate",    "read mean",     "read median",
    "read p99",    "write mean", "write median", "write p99",     "latency",
    "rate before", "cliff",      "rate after",   "amplification", "sample rate"};

}  // namespace

bool Point::has(Condition condition) const {
  return conditions[static_cast<std::size_t>(condition)].has_value();
}

bool Point::has(Observation observation) const {
  return observations[static_cast<std::size_t>(observation)].has_value();
}

double Point::at(Condition condition) const {
  if (!has(condition)) {
    throw std::out_of_range("the point has no " + std::string(name_of(condition)));
  }
  return *conditions[static_cast<std::size_t>(condition)];
}

double Point::at(Observation observation) const {
  if (!has(observation)) {
    throw std::out_of_range("the point has no " + std::string(name_of(observation)));
  }
  return *observations[static_cast<std::size_t>(observation)];
}

double Point::get(Condition condition, double otherwise) const {
  return conditions[static_cast<std::size_t>(condition)].value_or(otherwise);
}

std::optional<double> Point::rate() const {
  if (has(Observation::kReadRate) || has(Observation::kWriteRate)) {
    const auto part = [&](Observation o) { return has(o) ? at(o) : 0.0; };
    return part(Observation::kReadRate) + part(Observation::kWriteRate);
  }
  if (has(Observation::kByteRate) && has(Condition::kSize)) {
    return at(Observation::kByteRate) / at(Condition::kSize);
  }
  return std::nullopt;
}

bool any_placed(std::span<const Point> points) {
  return std::ranges::any_of(points, [](const Point& p) { return p.has(Condition::kRemote); });
}

std::string_view name_of(Condition condition) {
  return kConditionNames[static_cast<std::size_t>(condition)];
}

std::string_view name_of(Observation observation) {
  return kObservationNames[static_cast<std::size_t>(observation)];
}

}  // namespace penstock::calibration
