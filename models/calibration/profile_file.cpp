// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/profile_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <set>
#include <stdexcept>
#include <vector>

#include "models/calibration/form.hpp"
#include "models/calibration/profile_sections.hpp"
#include "models/calibration/quoted_text.hpp"
#include "models/parameters/codes.hpp"
#include "models/parameters/reader.hpp"
#include "models/units/parse.hpp"
#include "models/units/quote.hpp"

namespace penstock::calibration {
namespace {

using parameters::Code;
using parameters::Diagnostics;
using parameters::Node;
using parameters::ReadContext;

constexpr std::size_t kLongestId = 64;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Writing.

std::string list_of(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  for (const auto& text : texts) quoted.push_back(quoted_text(text));
  return fmt::format("[{}]", fmt::join(quoted, ", "));
}

double finite(double value) {
  if (!std::isfinite(value)) throw std::invalid_argument("a profile holds a number that is none");
  return value;
}

void write_series(const Series& series, std::string& yaml) {
  auto out = std::back_inserter(yaml);
  std::vector<std::string> rows;
  for (const auto& [column, value] : series.rows) {
    rows.push_back(quoted_text(column) + ": " + quoted_text(value));
  }
  fmt::format_to(out, "        - rows: {{{}}}\n          calibrated_on: {}\n",
                 fmt::join(rows, ", "), series.calibrated_on);
  fmt::format_to(out, "          condition: {}\n          rms: {}\n", finite(series.condition),
                 finite(series.rms));
  if (!series.remarks.empty()) {
    yaml += "          remarks:\n";
    for (const auto& remark : series.remarks) {
      fmt::format_to(out, "            - {}\n", quoted_text(remark));
    }
  }
  yaml += series.parameters.empty() ? "          parameters: []\n" : "          parameters:\n";
  for (const auto& parameter : series.parameters) {
    fmt::format_to(out, "            - {{name: {}, value: {}, unit: {}, standard_error: {}{}}}\n",
                   quoted_text(parameter.name), finite(parameter.value),
                   quoted_text(parameter.unit), finite(parameter.standard_error),
                   parameter.from_prior ? ", from_prior: true" : "");
  }
}

// Reading.

bool is_si_symbol(const std::string& unit) {
  if (unit == "1") return true;
  const auto dimension = units::dimension_of("1 " + unit);
  if (!dimension) return false;
  const auto value = units::parse_si("1 " + unit, *dimension);
  return value && *value == 1.0;
}

/// Whether a number of this unit is in SI base units: "B/s", "1" and powers as "s2" and "B/s2",
/// but not "ms".
bool is_si_unit(const std::string& unit) {
  const auto slash = unit.find('/');
  if (slash != std::string::npos && unit.find('/', slash + 1) != std::string::npos) return false;
  if (is_si_symbol(unit)) return true;
  const auto is_power = [](std::string factor) {
    if (factor.size() > 1 && (factor.back() == '2' || factor.back() == '3')) factor.pop_back();
    return is_si_symbol(factor);
  };
  if (slash == std::string::npos) return is_power(unit);
  return is_power(unit.substr(0, slash)) && is_power(unit.substr(slash + 1));
}

class ProfileReader {
 public:
  ProfileReader(const parameters::Entry& entry, Diagnostics& diagnostics)
      : entry_(entry), label_("profile " + units::quoted(entry.key)), diagnostics_(diagnostics) {}

  std::optional<Profile> read() {
    const auto before = diagnostics_.size();
    const Node& node = entry_.value;
    Profile profile;
    profile.id = entry_.key;
    if (!is_id(entry_.key)) {
      report(diagnostics_, Code::kBadName, entry_.mark,
             fmt::format("{} is no name of a catalogue entry", units::quoted(entry_.key)),
             "up to 64 letters, digits, '-' and '_', starting with a letter");
    }
    ReadContext context{diagnostics_, label_, {"series"}};
    parameters::read_object(node, profile_section(), &profile, "", context);
    if (node.is_map()) {
      read_form(node, profile.form);
      read_all_series(node, profile);
    }
    if (profile.name.empty()) profile.name = profile.id;
    if (diagnostics_.size() != before) return std::nullopt;
    return profile;
  }

 private:
  void read_form(const Node& node, const std::string& word) {
    const auto* written = node.find("form");
    if (written == nullptr || !written->is_scalar()) return;  // reported already
    form_ = find_form(word);
    if (form_ != nullptr) return;
    std::vector<std::string> words;
    for (const auto& known : forms()) words.emplace_back(known.word);
    report(diagnostics_, Code::kUnknownName, written->mark,
           fmt::format("form of {}: there is no form {}", label_, units::quoted(word)),
           parameters::did_you_mean(word, words));
  }

  void read_all_series(const Node& node, Profile& profile) {
    const auto* list = list_below(node, "series", label_);
    if (list == nullptr) return;
    if (list->items.empty()) {
      report(diagnostics_, Code::kNoValue, list->mark, fmt::format("{} has no series", label_),
             "a profile holds the parameters of one series at least");
    }
    std::set<std::map<std::string, std::string>> seen;
    for (const auto& item : list->items) {
      const auto label = fmt::format("series {} of {}", profile.series.size() + 1, label_);
      auto& series = profile.series.emplace_back(read_series(item, label));
      if (item.is_map() && !seen.insert(series.rows).second) {
        report(diagnostics_, Code::kNameTwice, item.mark,
               fmt::format("{} holds for the same rows as an earlier one", label));
      }
    }
  }

  Series read_series(const Node& node, const std::string& label) {
    SeriesHead head;
    ReadContext context{diagnostics_, label, {"rows", "parameters"}};
    parameters::read_object(node, series_section(), &head, "", context);
    Series series;
    series.calibrated_on = static_cast<std::size_t>(std::max<std::int64_t>(0, head.calibrated_on));
    series.condition = head.condition;
    series.rms = head.rms;
    series.remarks = std::move(head.remarks);
    if (!node.is_map()) return series;
    read_rows(node, series, label);
    if (const auto* list = list_below(node, "parameters", label)) {
      for (const auto& item : list->items) read_parameter(item, series, label);
      if (form_ != nullptr) check_complete(*list, series, label);
    }
    return series;
  }

  void read_rows(const Node& node, Series& series, const std::string& label) {
    const auto* rows = node.find("rows");
    if (rows == nullptr) return;
    if (!rows->is_map()) {
      report(diagnostics_, Code::kWrongShape, rows->mark,
             fmt::format("'rows' of {} has to map columns to values", label),
             "write 'rows: {interface: SATA}', or 'rows: {}' for all rows");
      return;
    }
    for (const auto& entry : rows->entries) {
      if (!entry.value.is_scalar()) {
        report(diagnostics_, Code::kWrongShape, entry.mark,
               fmt::format("column {} in 'rows' of {} needs a single value",
                           units::quoted(entry.key), label),
               "an empty cell is written \"\"");
        continue;
      }
      series.rows[entry.key] = entry.value.text;
    }
  }

  void read_parameter(const Node& node, Series& series, const std::string& label) {
    const auto place = fmt::format("parameter {} of {}", series.parameters.size() + 1, label);
    Parameter parameter;
    ReadContext context{diagnostics_, place, {}};
    parameters::read_object(node, parameter_section(), &parameter, "", context);
    const auto* name = node.find("name");
    if (name != nullptr && series.find(parameter.name) != nullptr) {
      report(diagnostics_, Code::kNameTwice, name->mark,
             fmt::format("{} has the name of an earlier one, {}", place,
                         units::quoted(parameter.name)));
    }
    const auto* unit = node.find("unit");
    if (unit != nullptr && unit->is_scalar() && !is_si_unit(parameter.unit)) {
      report(diagnostics_, Code::kBadValue, unit->mark,
             fmt::format("unit of {}: {} is no SI base unit", place, units::quoted(parameter.unit)),
             "for example s, B, B/s, 1/s, or 1 for a pure number");
    }
    series.parameters.push_back(std::move(parameter));
  }

  void check_complete(const Node& list, const Series& series, const std::string& label) {
    for (const auto name : form_->parameters) {
      if (series.find(name) != nullptr) continue;
      report(diagnostics_, Code::kMissingKey, list.mark,
             fmt::format("{} has no parameter '{}', which form {} needs", label, name, form_->word),
             "calibrate again");
    }
  }

  /// The list under a key that has to be there.
  const Node* list_below(const Node& node, const std::string& key, const std::string& label) {
    const auto* list = node.find(key);
    if (list == nullptr) {
      report(diagnostics_, Code::kMissingKey, node.mark, fmt::format("{} has no '{}'", label, key));
      return nullptr;
    }
    if (!list->is_sequence()) {
      report(diagnostics_, Code::kWrongShape, list->mark,
             fmt::format("'{}' of {} has to be a list", key, label));
      return nullptr;
    }
    return list;
  }

  const parameters::Entry& entry_;
  std::string label_;
  Diagnostics& diagnostics_;
  const Form* form_ = nullptr;
};

}  // namespace

std::string to_yaml(const Profile& profile, std::string_view entry) {
  if (!is_id(profile.id)) throw std::invalid_argument("not the id of a profile: " + profile.id);
  std::string yaml = fmt::format(
      "# Written by `penstock calibrate`. A scenario may include this file; `penstock predict` "
      "reads it.\n"
      "catalogue:\n{}  profile:\n    {}:\n      name: {}\n      form: {}\n      measurements: {}\n"
      "      where: {}\n      calibrated_on: {}\n      source: {}\n      date: {}\n      basis: "
      "{}\n"
      "      series:\n",
      entry, profile.id, quoted_text(profile.name), quoted_text(profile.form),
      quoted_text(profile.measurements), list_of(profile.where), list_of(profile.calibrated_on),
      quoted_text(profile.provenance.source), quoted_text(profile.provenance.date),
      parameters::word(profile.provenance.basis));
  for (const auto& series : profile.series) write_series(series, yaml);
  return yaml;
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kLongestId && is_letter(text.front()) &&
         std::ranges::all_of(
             text, [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
}

std::string id_of(std::string_view text) {
  std::string id;
  for (const char c : text) {
    if (id.size() == kLongestId) break;
    const bool kept = is_letter(c) || (is_digit(c) && !id.empty());
    if (kept) {
      id += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  while (id.ends_with('-')) id.pop_back();
  return id.empty() ? "device" : id;
}

void read_profiles(const Node& node, Profiles& into, Diagnostics& diagnostics) {
  if (!node.is_map()) {
    report(diagnostics, Code::kWrongShape, node.mark,
           "'profile' of the catalogue has to map names to entries");
    return;
  }
  for (const auto& entry : node.entries) {
    if (auto profile = ProfileReader(entry, diagnostics).read()) {
      into.insert_or_assign(entry.key, std::move(*profile));
    }
  }
}

tl::expected<Profile, Diagnostics> read_profile(const std::filesystem::path& path,
                                                const std::optional<std::string>& id) {
  Diagnostics diagnostics;
  const auto root = parameters::read_document(path, diagnostics);
  if (!root) return tl::unexpected(std::move(diagnostics));
  Profiles profiles;
  const auto before = diagnostics.size();
  const auto* node = root->find_path("catalogue.profile");
  if (node != nullptr) read_profiles(*node, profiles, diagnostics);
  std::vector<std::string> ids;
  for (const auto& [known, profile] : profiles) ids.push_back(known);
  if (diagnostics.size() == before) {
    const parameters::Mark place = node != nullptr ? node->mark : parameters::Mark{path.string()};
    if (id && !profiles.contains(*id)) {
      report(diagnostics, Code::kNoProfile, place,
             fmt::format("the file has no profile {}", units::quoted(*id)),
             parameters::did_you_mean(*id, ids));
    } else if (!id && profiles.size() != 1) {
      report(diagnostics, Code::kNoProfile, place,
             profiles.empty() ? "the file holds no profile"
                              : fmt::format("the file holds {} profiles", profiles.size()),
             profiles.empty() ? "`penstock calibrate` writes one"
                              : fmt::format("choose one of {}", fmt::join(ids, ", ")));
    }
  }
  if (parameters::has_errors(diagnostics)) return tl::unexpected(std::move(diagnostics));
  return id ? profiles.at(*id) : profiles.begin()->second;
}

}  // namespace penstock::calibration
