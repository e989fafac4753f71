// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A whole scenario, valid by construction: sim/scenario reads it from YAML, and whoever holds one
// may rely on every reference being resolved and every number being in range.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/parameters/diagnostic.hpp"
#include "models/scenario/design.hpp"
#include "models/scenario/pipeline.hpp"

namespace penstock::scenario {

enum class Comparison { kLess, kLessEqual, kGreater, kGreaterEqual };

/// "train.accelerator_utilisation >= 90 %": a metric path, a comparison, a limit in SI base units.
struct Objective {
  std::string text;  ///< as written
  std::string path;  ///< "train.accelerator_utilisation", "tier.fast.fill", "tco"
  Comparison comparison = Comparison::kLessEqual;
  double limit = 0.0;
  units::Dimension dimension;  ///< of limit
  parameters::Mark mark;
};

struct Economics {
  std::string currency = "USD";
  std::string baseline;              ///< design; default: the first
  units::Ratio discount_rate{0.08};  ///< per year
  units::EnergyPrice electricity{0.146 / 3.6e6};
  units::Ratio pue{1.54};
  units::PowerRent colocation{195.0 / 1000.0 / units::kMonth.si()};  ///< of provisioned IT power
  units::Ratio support{0.15};                                        ///< of hardware capex per year
  units::Ratio residual{0.05};  ///< of capex at the end of the horizon
  units::MoneyRate administrator{150000.0 / units::kYear.si()};  ///< fully loaded cost of one
  units::Bytes administered{10e15};  ///< raw bytes that one administrator looks after
  units::Money drive_swap{100.0};    ///< labour of one replacement
};

struct Scenario {
  std::int64_t format = 1;  ///< version of the file format: "penstock: 1"
  std::string name;
  std::string description;
  units::Seconds horizon{5 * units::kYear.si()};
  std::string start = "2027-01";  ///< first month, "YYYY-MM"
  std::uint64_t seed = 1;
  std::vector<Source> sources;
  std::vector<Dataset> datasets;
  std::vector<Stage> stages;  ///< in the order of the file
  std::vector<Design> designs;
  std::vector<Objective> objectives;
  Economics economics;
};

}  // namespace penstock::scenario
