// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/validation/report_page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <iterator>

#include "models/units/format.hpp"
#include "sim/validation/quantity_text.hpp"

namespace penstock::validation {
namespace {

using calibration::ErrorSummary;
using report::Align;
using report::Cell;
using report::Table;
using report::Tone;

std::string percent(double fraction) {
  return units::format_percent(fraction);
}

std::string mape_of(const std::optional<ErrorSummary>& summary) {
  return summary ? percent(summary->mape) : "";
}

std::string target_text(const CaseResult& result) {
  const auto& target = result.of.target;
  std::vector<std::string> parts;
  const auto add = [&](const char* what, const std::optional<double>& limit) {
    if (limit) parts.push_back(fmt::format("{} ≤ {}", what, units::format_percent(*limit, 0)));
  };
  add("MAPE", target.mape);
  add("p90", target.p90);
  add("max", target.max);
  add("knee", target.knee);
  if (target.factor) parts.push_back(fmt::format("within a factor of {:.2g}", *target.factor));
  if (target.close) {
    parts.push_back(fmt::format("close ≥ {}", units::format_percent(*target.close, 0)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

Cell verdict(const CaseResult& result) {
  if (!result.has_target()) return {""};
  return result.met() ? Cell{"met", Tone::kGood} : Cell{"missed", Tone::kBad};
}

std::vector<std::string> groups(std::span<const CaseResult> results) {
  std::vector<std::string> all;
  for (const auto& result : results) {
    if (std::ranges::find(all, result.of.group) == all.end()) all.push_back(result.of.group);
  }
  return all;
}

std::size_t calibration_points(const CaseResult& result) {
  std::size_t points = 0;
  for (const auto& part : result.parts) points += part.calibration_points;
  return points;
}

std::size_t parameters(const CaseResult& result) {
  std::size_t count = 0;
  for (const auto& part : result.parts) count += part.parameters;
  return count;
}

/// "disk-requests.svg": by class and kind of figure.
std::string file_name(const std::string& group, const std::string& unit) {
  std::string name = group;
  std::ranges::replace(name, ' ', '-');
  const auto kind = unit == "1/s"   ? "requests"
                    : unit == "B/s" ? "bytes-per-second"
                    : unit == "s"   ? "latency"
                    : unit == "B"   ? "bytes"
                    : unit == "1"   ? "ratios"
                                    : unit.c_str();
  return fmt::format("{}-{}.svg", name, kind);
}

/// Commands that give the same figures for one part.
std::string commands(const Case& of, const Part& part) {
  const auto quoted = [](const char* option, const std::vector<std::string>& conditions) {
    std::string text;
    for (const auto& condition : conditions) text += fmt::format(" {} '{}'", option, condition);
    return text;
  };
  const auto file = "$PENSTOCK_DATA/" + part.file;
  if (of.method == Method::kDriveLimits) {
    return fmt::format("penstock mlperf {}{} --drive {}\n", file, quoted("--where", part.where),
                       part.drive);
  }
  if (of.method == Method::kSharing) return "";
  if (of.method != Method::kRows) {
    return fmt::format("penstock mlperf {}{} --calibrate {}\n", file, quoted("--where", part.where),
                       part.calibrate_on.front());
  }
  std::string series;
  if (part.series) series = quoted("--series", *part.series);
  return fmt::format(
      "penstock calibrate {}{}{}{} -o device.yaml\npenstock predict device.yaml "
      "--measurements {}{}{}\n",
      file, quoted("--where", part.where), quoted("--calibrate-on", part.calibrate_on), series,
      file, quoted("--where", part.where), quoted("--where", part.predict));
}

Table part_table(const CaseResult& result) {
  Table table({{"measurements", Align::kLeft},
               {"points"},
               {"n"},
               {"MAPE"},
               {"median"},
               {"p90"},
               {"max"},
               {"bias"},
               {"knee"},
               {"trivial"}});
  for (std::size_t i = 0; i < result.parts.size(); ++i) {
    const auto& part = result.parts[i];
    if (!part.scores) {
      table.add({{result.of.parts[i].name}, {std::to_string(part.calibration_points)}, {"0"}});
      continue;
    }
    const auto& model = part.scores->model;
    table.add({{result.of.parts[i].name},
               {std::to_string(part.calibration_points)},
               {std::to_string(model.n)},
               {percent(model.mape)},
               {percent(model.median)},
               {percent(model.p90)},
               {percent(model.max)},
               {signed_percent(model.bias)},
               {mape_of(part.scores->knee)},
               {mape_of(part.scores->trivial)}});
  }
  return table;
}

/// The largest errors of a case that misses its target.
Table residual_table(const CaseResult& result) {
  constexpr std::size_t kMostRows = 12;
  auto pairs = result.pairs;
  std::ranges::stable_sort(pairs, [](const Pair& a, const Pair& b) {
    return std::abs(a.error()) > std::abs(b.error());
  });
  pairs.resize(std::min(pairs.size(), kMostRows));
  Table table({{"row", Align::kLeft}, {"measured"}, {"predicted"}, {"error"}, {"trivial"}});
  for (const auto& pair : pairs) {
    table.add(
        {{pair.place},
         {quantity_text(pair.measured, pair.unit)},
         {quantity_text(pair.predicted, pair.unit)},
         {signed_percent(pair.error())},
         {pair.trivial ? signed_percent((*pair.trivial - pair.measured) / pair.measured) : ""}});
  }
  return table;
}

std::string details(const CaseResult& result) {
  std::string text = fmt::format("### {}\n\n", result.of.label);
  if (!result.of.note.empty()) text += result.of.note + "\n\n";
  text += to_markdown(part_table(result)) + "\n";
  std::vector<std::string> said;
  for (const auto& part : result.parts) {
    for (const auto& remark : part.remarks) {
      if (std::ranges::find(said, remark) != said.end()) continue;
      said.push_back(remark);
      text += "* " + remark + "\n";
    }
    for (const auto& [reason, count] : part.skipped) {
      text += fmt::format("* not scored, {} {}: {}\n", count, count == 1 ? "row" : "rows", reason);
    }
  }
  if (text.ends_with("\n") && !text.ends_with("\n\n")) text += "\n";
  if (result.has_target() && !result.met()) {
    text += fmt::format("Missed: {}. The largest errors:\n\n", fmt::join(result.misses, "; "));
    text += to_markdown(residual_table(result)) + "\n";
  }
  const auto how = commands(result.of, result.of.parts.front());
  return how.empty() ? text : text + "```sh\n" + how + "```\n\n";
}

}  // namespace

Table case_table(std::span<const CaseResult> results) {
  Table table({{"case", Align::kLeft},
               {"calibrated on", Align::kLeft},
               {"points"},
               {"parameters"},
               {"n"},
               {"MAPE"},
               {"median"},
               {"p90"},
               {"max"},
               {"bias"},
               {"knee"},
               {"trivial"},
               {"noise", Align::kLeft},
               {"target", Align::kLeft},
               {"", Align::kLeft}});
  for (const auto& result : results) {
    const auto& model = result.scores->model;
    const auto close =
        result.close ? fmt::format(" ({} close)", units::format_percent(*result.close, 0)) : "";
    table.add({{result.of.label},
               {result.of.calibrated_on},
               {std::to_string(calibration_points(result))},
               {std::to_string(parameters(result))},
               {std::to_string(model.n)},
               {percent(model.mape) + close},
               {percent(model.median)},
               {percent(model.p90)},
               {percent(model.max)},
               {signed_percent(model.bias)},
               {mape_of(result.scores->knee)},
               {mape_of(result.scores->trivial)},
               {result.of.noise},
               {target_text(result)},
               verdict(result)});
  }
  return table;
}

Table group_table(std::span<const CaseResult> results) {
  Table table({{"class", Align::kLeft},
               {"n"},
               {"MAPE"},
               {"with a trivial model"},
               {"MAPE there"},
               {"trivial model"},
               {"", Align::kLeft}});
  for (const auto& group : groups(results)) {
    std::vector<Pair> pairs;
    for (const auto& result : results) {
      if (result.of.group != group) continue;
      pairs.insert(pairs.end(), result.pairs.begin(), result.pairs.end());
    }
    std::vector<Pair> compared;
    std::ranges::copy_if(pairs, std::back_inserter(compared),
                         [](const Pair& pair) { return pair.trivial.has_value(); });
    const auto all = scores_of(pairs);
    const auto both = scores_of(compared);
    if (!all) continue;
    const bool better = both && both->model.mape < both->trivial->mape;
    table.add({{group},
               {std::to_string(all->model.n)},
               {percent(all->model.mape)},
               {std::to_string(compared.size())},
               {both ? percent(both->model.mape) : ""},
               {both ? percent(both->trivial->mape) : ""},
               both ? (better ? Cell{"better", Tone::kGood} : Cell{"not better", Tone::kBad})
                    : Cell{""}});
  }
  return table;
}

std::map<std::string, ScatterPlot> plots(std::span<const CaseResult> results) {
  std::map<std::string, ScatterPlot> all;
  for (const auto& result : results) {
    for (const auto& pair : result.pairs) {
      auto& plot = all[file_name(result.of.group, pair.unit)];
      plot.unit = pair.unit;
      if (plot.series.empty() || plot.series.back().name != result.of.label) {
        plot.series.push_back({result.of.label, {}});
      }
      plot.series.back().points.emplace_back(pair.measured, pair.predicted);
    }
  }
  for (auto& [name, plot] : all) {
    std::string title = name.substr(0, name.rfind('.'));
    std::ranges::replace(title, '-', ' ');
    title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
    plot.title = std::move(title);
  }
  return all;
}

std::string report_page(std::span<const CaseResult> results) {
  const auto missed = std::ranges::count_if(
      results, [](const CaseResult& result) { return result.has_target() && !result.met(); });
  const auto with_target =
      std::ranges::count_if(results, [](const CaseResult& result) { return result.has_target(); });
  std::string page = fmt::format(
      "# Validation: predicted against measured\n\n"
      "<!-- Written by `penstock validate`; do not edit. -->\n\n"
      "Each line calibrates a model on a few published measurements of a device and predicts the\n"
      "others. A calibration point never counts as a prediction. Errors are relative, (predicted "
      "-\n"
      "measured) / measured; MAPE is the mean of their sizes. The knee is apart because saturated\n"
      "rows flatter any model. The trivial model is calibrated on the same points. Models know\n"
      "conditions and figures only: no device, file or data set has a say in them, the form is\n"
      "chosen from what was measured (`auto`). Forms and priors were found while looking at these\n"
      "data, so expect a little more on other devices. {} of {} targets are met.\n\n",
      with_target - missed, with_target);
  page += to_markdown(case_table(results)) + "\n## By class\n\n" +
          to_markdown(group_table(results)) +
          "\nPooled over all held-out rows of a class, each row counting the same.\n\n";
  for (const auto& [name, plot] : plots(results)) {
    page += fmt::format("![{}]({})\n", plot.title, name);
  }
  page +=
      "\nThe lines are equality and 10 % to either side.\n\n## Case by case\n\n"
      "The commands below each table give the figures of its first line, where rows are left out "
      "or\n"
      "medians are taken before that. Cases of sharing need several tables and have none.\n"
      "Parameters are those that the rows decide; forms that interpolate keep one per calibrated\n"
      "figure. The trivial model is that of the form's main figure, so some cases have none.\n\n";
  for (const auto& result : results) page += details(result);
  page +=
      "## What these measurements cannot show\n\n"
      "* Short stroke of disks: the open measurements have no row of a part of a disk.\n"
      "* Latency percentiles of writes, medians of reads from two rates, and cells that the\n"
      "  measurements' own noise forbids carry no target.\n"
      "* Several drives: the column n_devices of the eight-drive rows says 1, so what is tested "
      "is\n"
      "  the limit of processes and host, not the number of drives.\n";
  return page;
}

}  // namespace penstock::validation
