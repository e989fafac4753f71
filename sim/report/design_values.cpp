// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/report/design_values.hpp"

#include <fmt/format.h>

#include "models/units/format.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/metric_paths.hpp"

namespace penstock::report {
namespace {

using results::DesignResult;
using results::Result;

std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

template <class Quantity>
Value quantity(double si) {
  return {units::format(Quantity{si}), si};
}
Value share(double fraction) {
  return {units::format_percent(fraction), fraction};
}
Value number(double value) {
  return {units::format(units::Ratio{value}), value};
}
Value word(const std::string& text) {
  return {text, std::nullopt};
}

Values objectives(const Result& result, const DesignResult& design) {
  Values values;
  for (const auto& row : design.objectives) {
    std::string text = row.worst ? objective_value(row, *row.worst) : "none";
    text += row.met ? " ✓" : " ✗";
    if (row.first_violation) {
      text += " " + results::month_label(result.inputs.start, *row.first_violation);
    }
    values[row.text] = {text, row.worst};
  }
  return values;
}

Values metrics(const Result& result, const DesignResult& design) {
  Values values;
  for (const auto& [path, value] : design.metrics) {
    values[path] = {metric_text(path, value, result.inputs.currency), value};
  }
  return values;
}

Values stages(const Result& result, const DesignResult& design) {
  Values values;
  for (const auto& row : design.stages) {
    const std::string path = row.name + ".";
    values[row.name] = word(row.kind);  // the part itself, which may come or go
    values[path + "reads"] = word(joined(row.reads));
    values[path + "writes"] = word(row.writes);
    values[path + "read per day"] = quantity<units::Bytes>(row.bytes_read);
    values[path + "written per day"] = quantity<units::Bytes>(row.bytes_written);
    values[path + "read request"] = {request_size(row.read_request), row.read_request};
    values[path + "write request"] = {request_size(row.write_request), row.write_request};
    values[path + "requests"] = quantity<units::Frequency>(row.requests);
    values[path + "pattern"] = word(row.pattern);
    values[path + "file system"] = word(row.file_system);
    values[path + "tiers"] = word(joined(row.tiers));
    values[path + "limited by"] = word(row.limited_by);
    values[path + "limited share"] = share(row.limited_share);
    values[path + "cost"] = {money(units::Money{row.cost}, result.inputs.currency), row.cost};
  }
  return values;
}

Values tiers(const Result& result, const DesignResult& design) {
  Values values;
  for (const auto& row : design.tiers) {
    const std::string path = row.name + ".";
    values[row.name] = word(row.kind);  // the part itself, which may come or go
    values[path + "file system"] = word(row.file_system);
    values[path + "device"] = word(row.device);
    values[path + "devices"] = number(row.devices);
    values[path + "raw"] = quantity<units::Bytes>(row.raw_bytes);
    values[path + "usable"] = quantity<units::Bytes>(row.usable_bytes);
    values[path + "redundancy"] = word(row.redundancy);
    values[path + "runs out"] =
        word(row.run_out ? results::month_label(result.inputs.start, *row.run_out) : "never");
    if (row.nines) values[path + "nines"] = number(*row.nines);
    if (row.rebuild) values[path + "rebuild"] = quantity<units::Seconds>(*row.rebuild);
    double bought = 0.0;
    for (const auto& purchase : row.purchases) bought += purchase.raw_bytes;
    values[path + "expansions"] = quantity<units::Bytes>(bought);
  }
  return values;
}

Values resources(const DesignResult& design) {
  Values values;
  for (const auto& row : design.resources) {
    values[row.name + ".busy"] = share(row.utilisation);
    values[row.name + ".of all waits"] = share(row.wait_share);
  }
  return values;
}

/// Ledger rows summed over the months.
Values costs(const Result& result, const DesignResult& design) {
  Values values;
  for (const auto& row : design.ledger) {
    const std::string path =
        fmt::format("{}.{}.{}", parameters::word(row.category), row.owner, row.item);
    auto& value = values[path];
    value.number = value.number.value_or(0.0) + row.amount.si();
  }
  for (auto& [path, value] : values) {
    value.text = money(units::Money{*value.number}, result.inputs.currency);
  }
  return values;
}

}  // namespace

Values values_of(const Result& result, const DesignResult& design, Part part) {
  switch (part) {
    case Part::kObjectives:
      return objectives(result, design);
    case Part::kMetrics:
      return metrics(result, design);
    case Part::kStages:
      return stages(result, design);
    case Part::kTiers:
      return tiers(result, design);
    case Part::kResources:
      return resources(design);
    case Part::kCosts:
      return costs(result, design);
  }
  return {};
}

Values input_values(const Result& result) {
  const auto& inputs = result.inputs;
  return {{"scenario", word(inputs.scenario)},
          {"hash", word(inputs.hash)},
          {"seed", word(std::to_string(inputs.seed))},
          {"start", word(inputs.start)},
          {"horizon", word(months_text(inputs.months))},
          {"baseline", word(inputs.baseline)},
          {"discount rate", share(inputs.discount_rate)},
          {"version", word(inputs.version)},
          {"overrides", word(joined(inputs.overrides))}};
}

}  // namespace penstock::report
