// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/profile.hpp"

#include <algorithm>
#include <stdexcept>

namespace penstock::calibration {

const Parameter* Series::find(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, &Parameter::name);
  return found == parameters.end() ? nullptr : &*found;
}

double Series::value(std::string_view name) const {
  if (const auto* parameter = find(name)) return parameter->value;
  throw std::out_of_range("the series has no parameter " + std::string(name));
}

double Series::value_or(std::string_view name, double otherwise) const {
  const auto* parameter = find(name);
  return parameter != nullptr ? parameter->value : otherwise;
}

}  // namespace penstock::calibration
