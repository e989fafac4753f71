// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "models/parameters/reader.hpp"
#include "models/units/format.hpp"
#include "models/units/quote.hpp"
#include "sim/scenario/catalogue_choice.hpp"
#include "sim/scenario/reading.hpp"

namespace penstock::scenario {
namespace {

using parameters::Code;
using parameters::did_you_mean;
using parameters::Mark;
using parameters::Node;
using parameters::TextCodec;

/// Bays of a 2U node, the densest that holds accelerators or two sockets.
constexpr std::int64_t kNodeBays = 24;

class DesignChecks {
 public:
  DesignChecks(Reading& reading, Design& design)
      : reading_(reading),
        catalogue_(reading.catalogue),
        design_(design),
        node_(reading.node("designs", design.name)),
        label_(fmt::format("design '{}'", design.name)) {}

  void run() {
    check_compute();
    for (auto& tier : design_.tiers) check_tier(tier);
    check_place();
    for (std::size_t i = 0; i < design_.moves.size(); ++i) check_move(i);
  }

 private:
  void check_compute() {
    auto& compute = design_.compute;
    const auto* map = node_.find("compute");
    if (map == nullptr) return;  // no nodes; stages that need some report it
    const auto where = "compute of " + label_;
    if (compute.gpu_nodes > 0) {
      if (compute.gpu.empty() && map->find("gpu") == nullptr) {
        reading_.error(Code::kMissingKey, map->mark, where + " has no 'gpu'",
                       did_you_mean("", ids_of(catalogue_.accelerators)));
      } else {
        check_id(compute.gpu, ids_of(catalogue_.accelerators), "accelerator", mark_of(*map, "gpu"),
                 "gpu of " + where);
      }
      check_ports(compute.nic, mark_of(*map, "nic"), "nic of " + where);
    }
    if (!compute.local_nvme.device.empty()) {
      check_id(compute.local_nvme.device, ids_of(catalogue_.ssds), "SSD",
               mark_of(*map, "local_nvme"), "local_nvme of " + where);
    }
    if (compute.cpu_nodes > 0) {
      if (compute.cpu_server.empty()) compute.cpu_server = kDefaultCpuServer;
      check_id(compute.cpu_server, ids_of(catalogue_.servers), "server",
               mark_of(*map, "cpu_server"), "cpu_server of " + where);
      check_ports(compute.cpu_nic, mark_of(*map, "cpu_nic"), "cpu_nic of " + where);
    }
  }

  void check_tier(Tier& tier) {
    const auto& map = *node_.find_path("tiers")->find(tier.name);
    const auto where = fmt::format("tier '{}' of {}", tier.name, label_);
    if (!kind_is_known(map, tier.kind)) return;  // reported
    if (tier.kind == TierKind::kCloudObject) {
      if (need(tier.cloud_class, map, "class", where)) {
        check_id(tier.cloud_class, ids_of(catalogue_.cloud_classes), "cloud class",
                 mark_of(map, "class"), "class of " + where);
      }
      return;
    }
    if (need(tier.device, map, "device", where)) {
      const auto fitting = fitting_devices(catalogue_, tier.kind);
      check_id(tier.device, fitting,
               fmt::format("device for kind {} ({})", parameters::word(tier.kind),
                           fitting_words(tier.kind)),
               mark_of(map, "device"), "device of " + where);
    }
    if (tier.kind == TierKind::kHybrid) check_flash(tier, map, where);
    if (tier.kind == TierKind::kHci) {
      check_hyperconverged(tier, map, where);
    } else {
      if (tier.server.empty()) tier.server = default_server(tier.kind);
      const auto* what = tier.kind == TierKind::kNvmeOf ? "enclosure with network ports" : "server";
      if (check_id(tier.server, fitting_servers(catalogue_, tier.kind), what,
                   mark_of(map, "server"), "server of " + where)) {
        check_slots(tier, map, where);
      }
      check_ports(tier.network, mark_of(map, "network"), "network of " + where);
    }
    check_redundancy(tier, map, where);
  }

  void check_flash(const Tier& tier, const Node& map, const std::string& where) {
    if (tier.flash.count == 0) {
      reading_.error(Code::kMissingKey, map.mark, where + " has no 'flash'",
                     "a hybrid tier has flash in front of its disks: 'flash: 4x tlc-7t'");
      return;
    }
    check_id(tier.flash.device, ids_of(catalogue_.ssds), "SSD", mark_of(map, "flash"),
             "flash of " + where);
  }

  void check_hyperconverged(Tier& tier, const Node& map, const std::string& where) {
    const auto& compute = design_.compute;
    const auto nodes = compute.gpu_nodes + compute.cpu_nodes;
    if (map.find("servers") == nullptr) tier.servers = std::max<std::int64_t>(nodes, 1);
    if (tier.servers > nodes) {
      reading_.error(Code::kNoComputeNodes, mark_of(map, "servers"),
                     fmt::format("{} lies on {} compute nodes, but the design has {}", where,
                                 tier.servers, nodes),
                     "give 'compute' more gpu_nodes or cpu_nodes");
    }
    const auto drives = tier.per_server + compute.local_nvme.count;
    if (drives > kNodeBays) {
      reading_.warning(
          Code::kSlots, mark_of(map, "per_server"),
          fmt::format("{} puts {} drives into a compute node, with local_nvme", where, drives),
          fmt::format("2U nodes have at most {} bays", kNodeBays));
    }
  }

  void check_slots(const Tier& tier, const Node& map, const std::string& where) {
    const auto slots = slots_of(catalogue_, tier.server);
    const auto drives = tier.per_server + (tier.kind == TierKind::kHybrid ? tier.flash.count : 0);
    if (drives <= slots) return;
    reading_.error(Code::kSlots, mark_of(map, "per_server"),
                   fmt::format("{} has {} drives per server, but '{}' has {} slots", where, drives,
                               tier.server, slots),
                   servers_with(drives, tier.kind));
  }

  [[nodiscard]] std::string servers_with(std::int64_t drives, TierKind kind) const {
    std::vector<std::string> large;
    for (const auto& id : fitting_servers(catalogue_, kind)) {
      if (slots_of(catalogue_, id) >= drives) large.push_back(id);
    }
    return large.empty() ? "" : fmt::format("enough slots: {}", fmt::join(large, ", "));
  }

  void check_redundancy(const Tier& tier, const Node& map, const std::string& where) {
    const std::int64_t chunks = tier.redundancy.data + tier.redundancy.parity;
    const auto text = TextCodec<Redundancy>::print(tier.redundancy);
    const auto mark = mark_of(map, "redundancy");
    if (map.find("redundancy") == nullptr) {
      reading_.warning(Code::kRedundancyWidth, map.mark,
                       fmt::format("{} has no redundancy: every failed drive loses data", where),
                       "for example 'redundancy: 8+2'; 'none' says that it is meant");
    }
    if (chunks <= tier.servers) return;
    if (chunks > tier.servers * tier.per_server) {
      reading_.error(Code::kRedundancyWidth, mark,
                     fmt::format("{} needs {} devices for '{}', but has {}", where, chunks, text,
                                 tier.servers * tier.per_server));
      return;
    }
    // Several chunks of a stripe share a server then.
    const auto together = (chunks + tier.servers - 1) / tier.servers;
    const bool survives = together <= tier.redundancy.parity;
    reading_.warning(
        Code::kRedundancyWidth, mark,
        fmt::format("{} has {} servers for the {} chunks of '{}': {}", where, tier.servers, chunks,
                    text,
                    survives ? fmt::format("one server holds up to {} of them", together)
                             : std::string("one failed server loses data")),
        fmt::format("{} servers hold one chunk each", chunks));
  }

  void check_place() {
    const auto tiers = names_of(design_.tiers);
    const auto& datasets = reading_.scenario.datasets;
    const auto* place = node_.find("place");
    std::set<std::string> placed;
    if (place != nullptr && place->is_map()) {
      for (const auto& entry : place->entries) {
        placed.insert(entry.key);
        if (find_named(datasets, entry.key) == nullptr) {
          reading_.error(
              Code::kUnknownName, entry.mark,
              fmt::format("place of {}: there is no dataset {}", label_, units::quoted(entry.key)),
              did_you_mean(entry.key, names_of(datasets)));
        }
        if (entry.value.is_scalar() && !tiers.empty() &&
            std::find(tiers.begin(), tiers.end(), entry.value.text) == tiers.end()) {
          reading_.error(Code::kUnknownName, entry.value.mark,
                         fmt::format("place of {}: there is no tier {}", label_,
                                     units::quoted(entry.value.text)),
                         did_you_mean(entry.value.text, tiers));
        }
      }
    } else if (place != nullptr) {
      return;  // reported
    }
    std::vector<std::string> missing;
    for (const auto& dataset : datasets) {
      if (!placed.contains(dataset.name)) missing.push_back(dataset.name);
    }
    if (missing.empty()) return;
    reading_.error(Code::kNotPlaced, place != nullptr ? place->mark : node_.mark,
                   fmt::format("{} has no tier for {}", label_, fmt::join(missing, ", ")),
                   fmt::format("add 'place: {{{}: <tier>}}'", missing.front()));
  }

  void check_move(std::size_t index) {
    const auto* list = node_.find("moves");
    const auto& move = design_.moves[index];
    const auto& map = list->items.at(index);
    const auto where = fmt::format("move of {}", label_);
    const auto* dataset = find_named(reading_.scenario.datasets, move.dataset);
    if (!move.dataset.empty() && dataset == nullptr) {
      reading_.error(Code::kUnknownName, mark_of(map, "dataset"),
                     fmt::format("{}: there is no dataset {}", where, units::quoted(move.dataset)),
                     did_you_mean(move.dataset, names_of(reading_.scenario.datasets)));
    }
    if (!move.to.empty() && find_named(design_.tiers, move.to) == nullptr) {
      reading_.error(Code::kUnknownName, mark_of(map, "to"),
                     fmt::format("{}: there is no tier {}", where, units::quoted(move.to)),
                     did_you_mean(move.to, names_of(design_.tiers)));
    }
    for (const auto& placement : design_.place) {
      if (placement.dataset == move.dataset && placement.tier == move.to) {
        reading_.error(Code::kMoves, mark_of(map, "to"),
                       fmt::format("{}: '{}' lies on '{}' already", where, move.dataset, move.to));
      }
    }
    if (dataset != nullptr && dataset->retain && move.after > *dataset->retain) {
      reading_.error(Code::kMoves, mark_of(map, "after"),
                     fmt::format("{}: '{}' is deleted after {}, before it moves", where,
                                 move.dataset, units::format(*dataset->retain)));
    }
  }

  bool need(const std::string& value, const Node& map, std::string_view key,
            const std::string& where) {
    if (!value.empty()) return true;
    if (map.find(key) == nullptr) {
      reading_.error(Code::kMissingKey, map.mark, fmt::format("{} has no '{}'", where, key), "");
    }
    return false;
  }

  /// Whether `id` is one of `fitting`; a message lists what fits otherwise.
  bool check_id(const std::string& id, const std::vector<std::string>& fitting,
                std::string_view what, const Mark& mark, const std::string& where) {
    if (std::find(fitting.begin(), fitting.end(), id) != fitting.end()) return true;
    const auto actual = catalogue::class_of(catalogue_, id);
    if (actual.empty()) {
      reading_.error(Code::kUnknownName, mark,
                     fmt::format("{}: the catalogue has no {} {}", where, what, units::quoted(id)),
                     did_you_mean(id, fitting));
    } else {
      reading_.error(
          Code::kWrongClass, mark,
          fmt::format("{}: '{}' is of class {}, which is no {}", where, id, actual, what),
          fmt::format("what fits: {}", fmt::join(fitting, ", ")));
    }
    return false;
  }

  void check_ports(const PortGroup& ports, const Mark& mark, const std::string& where) {
    if (catalogue::nic_for(catalogue_, ports.rate) != nullptr &&
        catalogue::switch_port_for(catalogue_, ports.rate) != nullptr) {
      return;
    }
    std::set<double> rates;
    for (const auto& [id, nic] : catalogue_.nics) {
      if (catalogue::switch_port_for(catalogue_, nic.rate.value)) rates.insert(nic.rate.value.si());
    }
    std::vector<std::string> known;
    for (const double rate : rates) {
      known.push_back(TextCodec<PortGroup>::print({1, units::ByteRate{rate}}));
    }
    reading_.error(Code::kUnknownName, mark,
                   fmt::format("{}: the catalogue has no network card or switch port of {}", where,
                               TextCodec<PortGroup>::print({1, ports.rate})),
                   fmt::format("known: {}", fmt::join(known, ", ")));
  }

  Reading& reading_;
  const catalogue::Catalogue& catalogue_;
  Design& design_;
  const Node& node_;
  std::string label_;
};

}  // namespace

void check_designs(Reading& reading) {
  for (auto& design : reading.scenario.designs) {
    if (!reading.without_base.contains(design.name)) DesignChecks(reading, design).run();
  }
}

}  // namespace penstock::scenario
