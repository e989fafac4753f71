// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/catalogue/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "models/calibration/profile_sections.hpp"
#include "models/catalogue/catalogue_parameters.hpp"
#include "models/catalogue/catalogue_reader.hpp"
#include "models/catalogue/shipped_files.hpp"
#include "models/units/format.hpp"

namespace penstock::catalogue {
namespace {

/// Calls `visit(section, entries)` for each class.
template <class Visitor>
void for_each_class(const Catalogue& catalogue, Visitor visit) {
  visit(section_of<Hdd>(), catalogue.hdds);
  visit(section_of<Ssd>(), catalogue.ssds);
  visit(section_of<Enclosure>(), catalogue.enclosures);
  visit(section_of<Server>(), catalogue.servers);
  visit(section_of<Nic>(), catalogue.nics);
  visit(section_of<SwitchPort>(), catalogue.switch_ports);
  visit(section_of<Accelerator>(), catalogue.accelerators);
  visit(section_of<CloudClass>(), catalogue.cloud_classes);
  visit(section_of<Facility>(), catalogue.facilities);
  visit(section_of<Workload>(), catalogue.workloads);
}

Catalogue load() {
  // Accelerators before the workloads that name them: one document, as in a scenario.
  parameters::Diagnostics diagnostics;
  parameters::Node all{.kind = parameters::Node::Kind::kMap};
  for (const auto& file : shipped_files()) {
    auto document =
        parameters::parse_document(file.text, "catalogue/" + std::string(file.name), diagnostics);
    if (!document) continue;
    for (auto& entry : document->entries) all.entries.push_back(std::move(entry));
  }
  Catalogue catalogue;
  read_entries(all, catalogue, diagnostics);
  if (!diagnostics.empty()) {
    throw std::logic_error("the shipped catalogue is broken\n" + parameters::render(diagnostics));
  }
  return catalogue;
}

template <class Value>
void fill(ValueRow& row, const Sourced<Value>& value) {
  row.value = units::exact(value.value);
  if (value.low) row.low = units::exact(*value.low);
  if (value.high) row.high = units::exact(*value.high);
  row.provenance = value.provenance;
}

template <class Price>
void append_bands(const std::vector<PriceBand<Price>>& bands, const std::string& key,
                  const ValueRow& head, std::vector<ValueRow>& rows) {
  for (const auto& band : bands) {
    auto& row = rows.emplace_back(head);
    row.key = fmt::format("{} from {}", key, units::format(band.from));
    fill(row, band.price);
  }
}

/// What a class holds beside its rows.
template <class T>
void append_other(const T&, const ValueRow&, std::vector<ValueRow>&) {}
void append_other(const CloudClass& cloud, const ValueRow& head, std::vector<ValueRow>& rows) {
  append_bands(cloud.storage, "storage", head, rows);
  append_bands(cloud.egress, "egress", head, rows);
}
void append_other(const Workload& workload, const ValueRow& head, std::vector<ValueRow>& rows) {
  for (const auto& step : workload.step_times) {
    auto& row = rows.emplace_back(head);
    row.key = "step_times." + step.accelerator;
    fill(row, step.time);
  }
}

/// The parameters of a profile, each with the range of one standard error around it.
void append_profile(const calibration::Profile& profile, std::vector<ValueRow>& rows) {
  const auto text = [](double value, const std::string& unit) {
    return unit == "1" ? fmt::format("{}", value) : fmt::format("{} {}", value, unit);
  };
  for (const auto& series : profile.series) {
    std::string where;
    for (const auto& [column, value] : series.rows) {
      where += fmt::format("{}{}={}", where.empty() ? "" : ", ", column, value);
    }
    for (const auto& parameter : series.parameters) {
      auto& row = rows.emplace_back();
      row.entry = profile.id;
      row.entry_name = profile.name;
      row.class_name = calibration::profile_section().name;
      row.key = where.empty() ? parameter.name : fmt::format("{} [{}]", parameter.name, where);
      row.value = text(parameter.value, parameter.unit);
      // No parameter of a form can be negative.
      row.low = text(std::max(0.0, parameter.value - parameter.standard_error), parameter.unit);
      row.high = text(parameter.value + parameter.standard_error, parameter.unit);
      row.provenance = profile.provenance;
      if (parameter.from_prior) row.provenance.basis = parameters::Basis::kClassPrior;
    }
  }
}

template <class T>
const T* nearest_rate(const std::map<std::string, T, std::less<>>& entries, units::ByteRate rate) {
  constexpr double kTolerance = 0.01;
  const T* best = nullptr;
  for (const auto& [id, entry] : entries) {
    const auto distance = [&](const T& t) { return std::abs(t.rate.value / rate - 1.0); };
    if (distance(entry) > kTolerance) continue;
    if (best == nullptr || distance(entry) < distance(*best)) best = &entry;
  }
  return best;
}

}  // namespace

const Catalogue& shipped() {
  static const Catalogue catalogue = load();
  return catalogue;
}

std::vector<std::string> class_names() {
  std::vector<std::string> names;
  for_each_class(Catalogue{}, [&](const parameters::Section& section, const auto&) {
    names.push_back(section.name);
  });
  names.push_back(calibration::profile_section().name);
  return names;
}

std::string class_of(const Catalogue& catalogue, std::string_view id) {
  std::string found;
  for_each_class(catalogue, [&](const parameters::Section& section, const auto& entries) {
    if (found.empty() && entries.contains(id)) found = section.name;
  });
  if (found.empty() && catalogue.profiles.contains(id)) {
    found = calibration::profile_section().name;
  }
  return found;
}

std::vector<ValueRow> rows(const Catalogue& catalogue) {
  std::vector<ValueRow> rows;
  for_each_class(catalogue, [&](const parameters::Section& section, const auto& entries) {
    for (const auto& [id, entry] : entries) {
      ValueRow head;
      head.entry = id;
      head.entry_name = entry.identity.name;
      head.class_name = section.name;
      for (const auto& parameter : section.rows) {
        if (!parameter.sourced) continue;
        const auto value = parameter.get(&entry);
        if (value.empty()) continue;
        auto& row = rows.emplace_back(head);
        row.key = parameter.key;
        row.value = value.front();
        const auto text = parameter.get_provenance(&entry);
        row.low = text->low.value_or("");
        row.high = text->high.value_or("");
        row.provenance = text->provenance;
      }
      append_other(entry, head, rows);
    }
  });
  for (const auto& [id, profile] : catalogue.profiles) append_profile(profile, rows);
  return rows;
}

const Nic* nic_for(const Catalogue& catalogue, units::ByteRate rate) {
  return nearest_rate(catalogue.nics, rate);
}

const SwitchPort* switch_port_for(const Catalogue& catalogue, units::ByteRate rate) {
  return nearest_rate(catalogue.switch_ports, rate);
}

}  // namespace penstock::catalogue
