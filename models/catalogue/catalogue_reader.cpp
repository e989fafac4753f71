// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/catalogue/catalogue_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "models/calibration/profile_file.hpp"
#include "models/catalogue/catalogue_parameters.hpp"
#include "models/catalogue/plausibility.hpp"
#include "models/parameters/codes.hpp"
#include "models/parameters/reader.hpp"
#include "models/units/quote.hpp"

namespace penstock::catalogue {
namespace {

using parameters::Code;
using parameters::Diagnostics;
using parameters::Entry;
using parameters::Node;
using parameters::ReadContext;
using parameters::Section;

template <class T>
using Entries = std::map<std::string, T, std::less<>>;

template <class T>
std::vector<std::string> ids(const Entries<T>& entries) {
  std::vector<std::string> all;
  for (const auto& [id, entry] : entries) all.push_back(id);
  return all;
}

/// The same rows, none required: for entries that start from a complete one.
template <class T>
const Section& partial_section_of() {
  static const Section section = [] {
    Section copy = section_of<T>();
    for (auto& row : copy.rows) row.required = false;
    return copy;
  }();
  return section;
}

// What a class has beside its rows.

template <class T>
std::vector<std::string> other_keys() {
  return {"extends"};
}
template <>
std::vector<std::string> other_keys<CloudClass>() {
  return {"extends", "storage", "egress"};
}
template <>
std::vector<std::string> other_keys<Workload>() {
  return {"extends", "step_times"};
}

/// The kind that decides which rows apply: for HDD the recording, as written or as inherited.
template <class T>
std::string kind_of_entry(const Node&, const T&) {
  return "";
}
template <>
std::string kind_of_entry<Hdd>(const Node& node, const Hdd& hdd) {
  if (const auto* written = node.find("recording"); written != nullptr && written->is_scalar()) {
    const auto parsed = parameters::TextCodec<Recording>::parse(written->text);
    if (parsed) return parameters::word(*parsed);
  }
  return parameters::word(hdd.recording);
}

/// A list of bands; a single price stands for one band from 0 B.
template <class Price>
void read_bands(const Node& node, const std::string& key, bool required,
                std::vector<PriceBand<Price>>& bands, const EntryPlace& place) {
  using Band = PriceBand<Price>;
  const auto& section = section_of<Band>();
  const auto* list = node.find(key);
  if (list == nullptr) {
    if (required) {
      report(place.diagnostics, Code::kMissingKey, node.mark,
             fmt::format("{} has no '{}'", place.label, key),
             fmt::format("add '{}: [{{from: 0 TB, price: ...}}]'", key));
    }
    return;
  }
  std::vector<Band> read;
  if (!list->is_sequence()) {
    const auto* price = section.find("price");
    auto row = *price;
    row.key = key;
    if (parameters::read_value(*list, row, &read.emplace_back(), place.label, place.diagnostics)) {
      bands = std::move(read);
    }
    return;
  }
  bool good = true;
  if (list->items.empty()) {
    report(place.diagnostics, Code::kNoValue, list->mark,
           fmt::format("'{}' of {} is an empty list", key, place.label),
           "for what costs nothing write one band with price 0");
    good = false;
  }
  for (const auto& item : list->items) {
    ReadContext context{place.diagnostics,
                        fmt::format("band {} under '{}' of {}", read.size() + 1, key, place.label),
                        {}};
    good = parameters::read_object(item, section, &read.emplace_back(), "", context) && good;
  }
  if (good) bands = std::move(read);
}

/// Reads the entries of one class.
template <class T>
class ClassReader {
 public:
  ClassReader(const Node& node, Entries<T>& into, const Catalogue& catalogue,
              Diagnostics& diagnostics)
      : node_(node), into_(into), catalogue_(catalogue), diagnostics_(diagnostics) {
    for (const auto& entry : node.entries) unread_.emplace(entry.key, &entry);
  }

  void read() {
    for (const auto& entry : node_.entries) {
      if (unread_.contains(entry.key)) read_with_bases(entry);
    }
  }

 private:
  /// Bases first. A loop and not a recursion: a hostile file may hold a chain of any length.
  void read_with_bases(const Entry& entry) {
    std::vector<const Entry*> chain;
    const Entry* next = &entry;
    while (next != nullptr) {
      chain.push_back(next);
      unread_.erase(next->key);
      const auto* base = next->value.find("extends");
      if (base == nullptr || !base->is_scalar()) break;
      const auto found = unread_.find(base->text);
      next = found != unread_.end() ? found->second : nullptr;
      if (next == nullptr && !into_.contains(base->text) && in(chain, base->text)) {
        report(diagnostics_, Code::kExtends, base->mark,
               fmt::format("{} extends itself, through {} entries", label(chain.back()->key),
                           chain.size()),
               "one entry of the circle has to be complete in itself");
        for (const auto* member : chain) broken_.insert(member->key);
      }
    }
    for (auto place = chain.rbegin(); place != chain.rend(); ++place) read_entry(**place);
  }

  static bool in(const std::vector<const Entry*>& chain, const std::string& key) {
    return std::any_of(chain.begin(), chain.end(),
                       [&](const Entry* member) { return member->key == key; });
  }

  void read_entry(const Entry& entry) {
    const auto& node = entry.value;
    const EntryPlace place{node, label(entry.key), diagnostics_};
    const auto errors_before = diagnostics_.size();
    T object{};
    const bool complete = !start(entry, object);

    ReadContext context{diagnostics_, place.label, other_keys<T>()};
    const auto kind = kind_of_entry(node, object);
    parameters::read_object(node, complete ? section_of<T>() : partial_section_of<T>(), &object,
                            kind, context);
    if (node.is_map()) read_other(node, complete, object, place);
    object.identity.id = entry.key;
    if (object.identity.name.empty()) object.identity.name = entry.key;

    // Only entries without a mistake are compared: a wrong number would be reported twice.
    const auto* base = node.find("extends");
    if (diagnostics_.size() != errors_before || (base != nullptr && broken_.contains(base->text))) {
      broken_.insert(entry.key);
    }
    if (!broken_.contains(entry.key)) {
      if (!complete) check_complete(object, kind, place);
      check_plausible(object, place);
    }
    into_.insert_or_assign(entry.key, std::move(object));
  }

  /// Copies what the entry starts from. False if there is nothing, so that it has to be complete.
  bool start(const Entry& entry, T& object) {
    const auto* extends = entry.value.find("extends");
    const auto known = into_.find(entry.key);
    if (known != into_.end()) {
      if (extends != nullptr) {
        report(diagnostics_, Code::kExtends, extends->mark,
               fmt::format("{} exists already, so it cannot extend anything", label(entry.key)),
               "leave 'extends' out to change single values, or choose a new name");
      }
      object = known->second;
      return true;
    }
    if (!calibration::is_id(entry.key)) {
      report(diagnostics_, Code::kBadName, entry.mark,
             fmt::format("{} is no name of a catalogue entry", units::quoted(entry.key)),
             "up to 64 letters, digits, '-' and '_', starting with a letter");
    }
    if (extends == nullptr) return false;
    if (!extends->is_scalar()) {
      report(diagnostics_, Code::kWrongShape, extends->mark,
             fmt::format("'extends' of {} has to name one entry", label(entry.key)));
      return true;
    }
    if (const auto base = into_.find(extends->text); base != into_.end()) {
      object = base->second;
      object.identity.name.clear();
    } else if (!broken_.contains(entry.key)) {  // a circle was reported as such
      unknown_base(*extends);
    }
    return true;
  }

  void unknown_base(const Node& extends) {
    const auto other = class_of(catalogue_, extends.text);
    const auto& own = section_of<T>().name;
    if (!other.empty() && other != own) {
      report(diagnostics_, Code::kWrongClass, extends.mark,
             fmt::format("'{}' is of class {}, not {}", extends.text, other, own));
      return;
    }
    report(diagnostics_, Code::kUnknownName, extends.mark,
           fmt::format("the catalogue has no {} {}", own, units::quoted(extends.text)),
           parameters::did_you_mean(extends.text, ids(into_)));
  }

  /// An entry that changes its kind needs what the new kind needs.
  void check_complete(const T& object, const std::string& kind, const EntryPlace& place) {
    for (const auto& row : section_of<T>().rows) {
      if (!row.required || !parameters::applies(row, kind) || !row.get(&object).empty()) continue;
      report(diagnostics_, Code::kMissingKey, place.node.mark,
             fmt::format("{} has no '{}'", place.label, row.key),
             fmt::format("it is of kind {}: add '{}: {}'", kind, row.key, row.type.example));
    }
  }

  void read_other(const Node& node, bool required, T& object, const EntryPlace& place) {
    if constexpr (std::is_same_v<T, CloudClass>) {
      read_bands(node, "storage", required, object.storage, place);
      read_bands(node, "egress", required, object.egress, place);
    } else if constexpr (std::is_same_v<T, Workload>) {
      read_step_times(node, required, object, place);
    }
  }

  void read_step_times(const Node& node, bool required, Workload& workload,
                       const EntryPlace& place) {
    const auto* times = node.find("step_times");
    if (times == nullptr) {
      if (!required) return;
      report(diagnostics_, Code::kMissingKey, node.mark,
             fmt::format("{} has no 'step_times'", place.label), "add 'step_times: {h100: 0.3 s}'");
      return;
    }
    if (!times->is_map()) {
      report(diagnostics_, Code::kWrongShape, times->mark,
             fmt::format("'step_times' of {} has to be a map", place.label),
             "write 'step_times: {h100: 0.3 s}'");
      return;
    }
    for (const auto& entry : times->entries) {
      if (!catalogue_.accelerators.contains(entry.key)) {
        report(diagnostics_, Code::kUnknownName, entry.mark,
               fmt::format("the catalogue has no accelerator {}", units::quoted(entry.key)),
               parameters::did_you_mean(entry.key, ids(catalogue_.accelerators)));
        continue;
      }
      auto row = section_of<Workload::StepTime>().rows.front();
      row.key = "step time on " + entry.key;
      Workload::StepTime time{.accelerator = entry.key, .time = {}};
      if (!parameters::read_value(entry.value, row, &time, place.label, diagnostics_)) continue;
      auto& all = workload.step_times;
      const auto same = std::find_if(all.begin(), all.end(), [&](const Workload::StepTime& t) {
        return t.accelerator == entry.key;
      });
      if (same != all.end()) {
        *same = std::move(time);
      } else {
        all.push_back(std::move(time));
      }
    }
  }

  static std::string label(const std::string& id) {
    return fmt::format("{} '{}'", section_of<T>().name, id);
  }

  const Node& node_;
  Entries<T>& into_;
  const Catalogue& catalogue_;
  Diagnostics& diagnostics_;
  std::unordered_map<std::string, const Entry*> unread_;
  std::set<std::string> broken_;  ///< entries with a mistake, or on top of such an entry
};

template <class T>
void read_class(const Node& node, Entries<T>& into, const Catalogue& catalogue,
                Diagnostics& diagnostics) {
  const auto* entries = node.find(section_of<T>().name);
  if (entries == nullptr) return;
  if (!entries->is_map()) {
    report(diagnostics, Code::kWrongShape, entries->mark,
           fmt::format("'{}' of the catalogue has to map names to entries", section_of<T>().name));
    return;
  }
  ClassReader<T>(*entries, into, catalogue, diagnostics).read();
}

}  // namespace

void read_entries(const Node& node, Catalogue& into, Diagnostics& diagnostics) {
  if (!node.is_map()) {
    report(diagnostics, Code::kWrongShape, node.mark, "the catalogue has to map classes to entries",
           "for example 'ssd: {tlc-30t: {...}}'");
    return;
  }
  const auto classes = class_names();
  for (const auto& entry : node.entries) {
    if (std::find(classes.begin(), classes.end(), entry.key) != classes.end()) continue;
    report(diagnostics, Code::kUnknownKey, entry.mark,
           fmt::format("the catalogue has no class {}", units::quoted(entry.key)),
           parameters::did_you_mean(entry.key, classes));
  }
  read_class(node, into.hdds, into, diagnostics);
  read_class(node, into.ssds, into, diagnostics);
  read_class(node, into.enclosures, into, diagnostics);
  read_class(node, into.servers, into, diagnostics);
  read_class(node, into.nics, into, diagnostics);
  read_class(node, into.switch_ports, into, diagnostics);
  read_class(node, into.accelerators, into, diagnostics);
  read_class(node, into.cloud_classes, into, diagnostics);
  read_class(node, into.facilities, into, diagnostics);
  read_class(node, into.workloads, into, diagnostics);  // they refer to accelerators
  if (const auto* profiles = node.find("profile")) {
    calibration::read_profiles(*profiles, into.profiles, diagnostics);
  }
}

}  // namespace penstock::catalogue
