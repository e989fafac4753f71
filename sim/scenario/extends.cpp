// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/scenario/extends.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/parameters/codes.hpp"
#include "models/parameters/reader.hpp"
#include "models/units/quote.hpp"

namespace penstock::scenario {
namespace {

using parameters::Code;
using parameters::Diagnostics;
using parameters::Entry;
using parameters::Node;

/// What a kind of tier is built of.
enum class Machine { kServers, kEnclosures, kComputeNodes, kCloud };

Machine machine_of(std::string_view kind) {
  if (kind == "nvme-of") return Machine::kEnclosures;
  if (kind == "hci") return Machine::kComputeNodes;
  if (kind == "cloud-object") return Machine::kCloud;
  return Machine::kServers;
}

std::optional<Machine> machine_of(const Node& tier) {
  const auto* kind = tier.find("kind");
  if (kind == nullptr || !kind->is_scalar()) return std::nullopt;
  return machine_of(kind->text);
}

/// The base without what its changed tiers cannot inherit.
Node inheritable(Node base, const Node& over) {
  auto* tiers = base.find("tiers");
  const auto* changed = over.find("tiers");
  if (tiers == nullptr || changed == nullptr) return base;
  for (auto& tier : tiers->entries) {
    const auto* change = changed->find(tier.key);
    if (change == nullptr) continue;
    const auto before = machine_of(tier.value);
    const auto after = machine_of(*change);
    if (!before || !after || *before == *after) continue;
    const bool counted = *after == Machine::kEnclosures && *before == Machine::kServers;
    std::erase_if(tier.value.entries, [&](const Entry& entry) {
      // Enclosures may take the place of as many servers; compute nodes have their own number.
      return entry.key == "server" || entry.key == "network" || entry.key == "enclosures" ||
             (entry.key == "servers" && !counted);
    });
  }
  return base;
}

class Resolver {
 public:
  std::set<std::string> without_base;

  Resolver(const Node& designs, Diagnostics& diagnostics)
      : designs_(designs), diagnostics_(diagnostics) {
    for (const auto& entry : designs.entries) names_.push_back(entry.key);
  }

  const Node& resolve(const Entry& design) {
    if (const auto done = resolved_.find(design.key); done != resolved_.end()) return done->second;
    Node result = design.value;
    open_.push_back(design.key);
    if (const auto* base = base_of(design)) {
      const auto below = inheritable(resolve(*base), design.value);
      if (without_base.contains(base->key)) without_base.insert(design.key);
      result = parameters::merged(below, design.value, true);
      // What a base says of itself does not pass on.
      std::erase_if(result.entries, [&](const Entry& e) {
        return e.inherited && (e.key == "description" || e.key == "extends");
      });
    }
    open_.pop_back();
    return resolved_.emplace(design.key, std::move(result)).first->second;
  }

 private:
  const Entry* base_of(const Entry& design) {
    const auto* extends = design.value.find("extends");
    if (extends == nullptr || !extends->is_scalar()) return nullptr;  // read_object reports it
    const auto* base = designs_.entry(extends->text);
    if (base == nullptr) {
      report(diagnostics_, Code::kExtends, extends->mark,
             fmt::format("design '{}' extends {}, which does not exist", design.key,
                         units::quoted(extends->text)),
             parameters::did_you_mean(extends->text, names_));
      without_base.insert(design.key);
      return nullptr;
    }
    if (std::find(open_.begin(), open_.end(), base->key) != open_.end()) {
      report(diagnostics_, Code::kExtends, extends->mark,
             fmt::format("design '{}' extends itself{}", design.key,
                         open_.size() > 1 ? " by way of others" : ""),
             "one design of the circle has to stand on its own");
      without_base.insert(open_.begin(), open_.end());
      return nullptr;
    }
    return base;
  }

  const Node& designs_;
  Diagnostics& diagnostics_;
  std::vector<std::string> names_;
  std::vector<std::string> open_;
  std::map<std::string, Node> resolved_;
};

}  // namespace

ExtendedDesigns with_bases(const Node& designs, Diagnostics& diagnostics) {
  ExtendedDesigns result{designs, {}};
  if (designs.entries.size() > kMostDesigns) return result;  // reported where designs are read
  Resolver resolver(designs, diagnostics);
  for (auto& entry : result.designs.entries) {
    entry.value = resolver.resolve(*designs.entry(entry.key));
  }
  result.without_base = std::move(resolver.without_base);
  return result;
}

}  // namespace penstock::scenario
