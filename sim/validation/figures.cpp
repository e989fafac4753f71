// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/validation/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "models/units/format.hpp"

namespace penstock::validation {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto kFormat = "penstock-validation";

Json or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

Json figures_of(const CaseResult& result) {
  const auto& model = result.scores->model;
  const auto& knee = result.scores->knee;
  const auto& trivial = result.scores->trivial;
  return {{"n", model.n},
          {"mape", model.mape},
          {"median", model.median},
          {"p90", model.p90},
          {"max", model.max},
          {"bias", model.bias},
          {"knee_mape", knee ? Json(knee->mape) : Json()},
          {"trivial_mape", trivial ? Json(trivial->mape) : Json()},
          {"close", or_null(result.close)}};
}

std::string change(double was, double is) {
  return fmt::format("was {}, is {}", units::format_percent(was, 2), units::format_percent(is, 2));
}

/// What is worse in one case.
void compare(const CaseResult& result, const Json& was, const Tolerance& tolerance,
             std::vector<std::string>& worse) {
  const Json is = figures_of(result);
  const auto& id = result.of.id;
  if (is["n"] < was["n"]) {
    worse.push_back(fmt::format("{}: {} rows are predicted, {} were", id,
                                is["n"].get<std::size_t>(), was["n"].get<std::size_t>()));
  }
  for (const char* key : {"mape", "p90", "knee_mape"}) {
    if (was[key].is_null()) continue;
    const double before = was[key].get<double>();
    if (is[key].is_null()) {
      worse.push_back(fmt::format("{}: {} is gone, {}", id, key, units::format_percent(before, 2)));
      continue;
    }
    const double now = is[key].get<double>();
    if (!(now <= before * (1.0 + tolerance.relative) + tolerance.absolute)) {
      worse.push_back(fmt::format("{}: {} {}", id, key, change(before, now)));
    }
  }
  if (!was["close"].is_null() && is["close"] < was["close"]) {
    worse.push_back(fmt::format("{}: close {}", id,
                                change(was["close"].get<double>(), is["close"].get<double>())));
  }
}

bool is_figures(const Json& json) {
  if (!json.is_object() || json.value("format", Json()) != kFormat) return false;
  const auto cases = json.find("cases");
  if (cases == json.end() || !cases->is_object()) return false;
  return std::ranges::all_of(*cases, [](const Json& one) {
    if (!one.is_object() || !one.value("n", Json()).is_number_unsigned()) return false;
    return std::ranges::all_of(
        std::initializer_list<const char*>{"mape", "p90", "knee_mape", "close"},
        [&](const char* key) {
          return one.contains(key) && (one[key].is_number() || one[key].is_null());
        });
  });
}

}  // namespace

std::string figures_json(std::span<const CaseResult> results) {
  Json cases = Json::object();
  for (const auto& result : results) cases[result.of.id] = figures_of(result);
  const Tolerance tolerance;
  return Json{{"format", kFormat},
              {"tolerance", {{"relative", tolerance.relative}, {"absolute", tolerance.absolute}}},
              {"cases", cases}}
             .dump(1) +
         "\n";
}

tl::expected<std::vector<std::string>, std::string> worse_than(std::span<const CaseResult> results,
                                                               std::string_view committed,
                                                               const Tolerance& tolerance) {
  const auto json = Json::parse(committed, nullptr, false);
  if (!is_figures(json)) return tl::unexpected<std::string>("holds no figures of a validation");
  const auto& cases = json["cases"];
  std::vector<std::string> worse;
  for (const auto& result : results) {
    const auto was = cases.find(result.of.id);
    if (was == cases.end()) {
      worse.push_back(fmt::format("{}: has no committed figures", result.of.id));
    } else {
      compare(result, *was, tolerance, worse);
    }
  }
  for (const auto& [id, figures] : cases.items()) {
    const bool there =
        std::ranges::any_of(results, [&](const CaseResult& result) { return result.of.id == id; });
    if (!there) worse.push_back(fmt::format("{}: is no case any more", id));
  }
  return worse;
}

}  // namespace penstock::validation
