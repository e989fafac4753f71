// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/scenario/canonical.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>

#include "models/calibration/profile_file.hpp"
#include "models/catalogue/catalogue_parameters.hpp"
#include "models/scenario/sections.hpp"

namespace penstock::scenario {
namespace {

using parameters::Section;

class Writer {
 public:
  std::string text;

  void object(const std::string& path, const Section& section, const void* values) {
    for (const auto& row : section.rows) {
      // Numbers by their bits: finding their shortest text takes a hundred times as long.
      if (const auto si = row.number(values)) {
        number(path, row.key, *si);
      } else {
        for (const auto& value : row.get(values)) line(path, row.key, value);
      }
      if (!row.range) continue;
      const auto [low, high] = row.range(values);
      if (low) number(path, row.key + ".low", *low);
      if (high) number(path, row.key + ".high", *high);
    }
  }
  void number(const std::string& path, std::string_view key, double si) {
    fmt::format_to(std::back_inserter(text), "{}.{}={:a}\n", path, key, si);
  }
  void line(const std::string& path, std::string_view key, std::string_view value) {
    fmt::format_to(std::back_inserter(text), "{}.{}={}\n", path, key, value);
  }
  template <class Map>
  void entries(const std::string& path, const Map& map) {
    for (const auto& [id, entry] : map) {
      object(fmt::format("{}.{}", path, id), catalogue::section_of<typename Map::mapped_type>(),
             &entry);
    }
  }
  template <class List>
  void list(const std::string& path, const List& items) {
    std::size_t index = 0;
    for (const auto& item : items) {
      object(fmt::format("{}.{}", path, index++),
             catalogue::section_of<typename List::value_type>(), &item);
    }
  }
};

void write_design(Writer& writer, const Design& design) {
  const auto path = "designs." + design.name;
  // What a design extends is merged into it already.
  writer.line(path, "description", design.description);
  for (const auto& tier : design.tiers) {
    writer.object(path + ".tiers." + tier.name, tier_section(), &tier);
  }
  writer.object(path + ".compute", compute_section(), &design.compute);
  writer.object(path + ".fabric", fabric_section(), &design.fabric);
  for (const auto& placement : design.place) {
    writer.line(path + ".place", placement.dataset, placement.tier);
  }
  for (std::size_t i = 0; i < design.moves.size(); ++i) {
    writer.object(fmt::format("{}.moves.{}", path, i), move_section(), &design.moves[i]);
  }
}

}  // namespace

std::string canonical_text(const Scenario& scenario, const catalogue::Catalogue& catalogue) {
  Writer writer;
  writer.object("scenario", scenario_section(), &scenario);
  for (const auto& source : scenario.sources) {
    writer.object("sources." + source.name, source_section(), &source);
  }
  for (const auto& dataset : scenario.datasets) {
    writer.object("datasets." + dataset.name, dataset_section(), &dataset);
  }
  for (const auto& stage : scenario.stages) {
    writer.object("stages." + stage.name, stage_section(), &stage);
  }
  for (const auto& design : scenario.designs) write_design(writer, design);
  for (const auto& objective : scenario.objectives) {
    writer.line("objectives", objective.path, objective.text);
  }
  writer.object("economics", economics_section(), &scenario.economics);

  writer.entries("hdd", catalogue.hdds);
  writer.entries("ssd", catalogue.ssds);
  writer.entries("enclosure", catalogue.enclosures);
  writer.entries("server", catalogue.servers);
  writer.entries("nic", catalogue.nics);
  writer.entries("switch_port", catalogue.switch_ports);
  writer.entries("accelerator", catalogue.accelerators);
  writer.entries("cloud", catalogue.cloud_classes);
  for (const auto& [id, cloud] : catalogue.cloud_classes) {
    writer.list("cloud." + id + ".storage", cloud.storage);
    writer.list("cloud." + id + ".egress", cloud.egress);
  }
  writer.entries("facility", catalogue.facilities);
  writer.entries("workload", catalogue.workloads);
  for (const auto& [id, workload] : catalogue.workloads) {
    for (const auto& time : workload.step_times) {
      writer.object("workload." + id + ".step_times." + time.accelerator,
                    catalogue::section_of<catalogue::Workload::StepTime>(), &time);
    }
  }
  for (const auto& [id, profile] : catalogue.profiles) {
    writer.line("profile", id, calibration::to_yaml(profile));
  }
  return std::move(writer.text);
}

std::string content_hash(std::string_view text) {
  __extension__ using Wide = unsigned __int128;
  constexpr Wide kOffset = (Wide{0x6c62272e07bb0142U} << 64U) + 0x62b821756295c58dU;
  constexpr Wide kPrime = (Wide{1} << 88U) + 0x13bU;
  Wide hash = kOffset;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  return fmt::format("{:016x}{:016x}", static_cast<std::uint64_t>(hash >> 64U),
                     static_cast<std::uint64_t>(hash));
}

}  // namespace penstock::scenario
