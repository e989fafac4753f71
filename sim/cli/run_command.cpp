// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <ostream>
#include <thread>

#include "models/parameters/codes.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/inputs.hpp"
#include "sim/cli/output.hpp"
#include "sim/cli/progress.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/render.hpp"
#include "sim/results/json.hpp"

namespace penstock::cli {
namespace {

constexpr std::uint64_t kMostJobs = 1024;

std::vector<std::string> names_of(const scenario::Scenario& scenario) {
  std::vector<std::string> names;
  for (const auto& design : scenario.designs) names.push_back(design.name);
  return names;
}

/// Why a name is no design; empty if all are.
std::string unknown_design(const std::vector<std::string>& wanted,
                           const std::vector<std::string>& known) {
  for (const auto& name : wanted) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const auto hint = did_you_mean(name, known);
    return fmt::format("the scenario has no design '{}'; {}", name,
                       hint.empty() ? fmt::format("it has {}", fmt::join(known, ", ")) : hint);
  }
  return {};
}

ProgressMode progress_mode(const Arguments& arguments, const Program& program) {
  const auto choice = arguments.text("progress");
  if (choice == "json") return ProgressMode::kJson;
  const bool line = choice == "auto" && !arguments.has("quiet") && program.terminal.err_is_terminal;
  return line ? ProgressMode::kLine : ProgressMode::kNone;
}

/// "all", "none" or names of designs; absent: the renderer's own choice.
std::optional<std::vector<std::string>> detail_of(const Arguments& arguments,
                                                  const std::vector<std::string>& simulated) {
  const auto given = arguments.texts("detail");
  if (given.empty()) return std::nullopt;
  if (given == std::vector<std::string>{"all"}) return simulated;
  if (given == std::vector<std::string>{"none"}) return std::vector<std::string>{};
  return given;
}

std::string rendered(const results::Result& result, const Arguments& arguments,
                     const Program& program, const std::vector<std::string>& simulated,
                     double seconds) {
  const auto format = arguments.text("format");
  if (format == "json") return results::to_json(result);
  if (format == "csv") {
    const auto table = parameters::TextCodec<report::CsvTable>::parse(arguments.text("table"));
    return report::render_csv(result, *table);  // the option's choices are the table's words
  }
  const bool to_screen = arguments.text("output") == "-";
  report::RenderOptions options;
  options.detail = detail_of(arguments, simulated);
  if (format == "markdown") return report::render_markdown(result, options);
  options.layout = {.width = to_screen ? program.terminal.width : 0,
                    .color = arguments.text("color") == "always" ||
                             (to_screen && program.terminal.color(arguments.text("color"))),
                    .unicode = !to_screen || program.terminal.unicode};
  // Only for people: files and pipes get the same bytes each time.
  if (to_screen && program.terminal.out_is_terminal) options.seconds = seconds;
  return report::render_table(result, options);
}

int exit_code(const results::Result& result, bool strict) {
  const bool all_failed =
      !result.designs.empty() && std::ranges::none_of(result.designs, [](const auto& design) {
        return design.failure.empty();
      });
  if (all_failed) return kInternal;
  if (strict && !std::ranges::all_of(result.designs, results::meets_objectives)) return kViolated;
  return kOk;
}

struct Request {
  std::vector<std::string> designs;  ///< to simulate
  planning::RunOptions options;
};

/// What the options ask of the engine; the error is a sentence about usage.
tl::expected<Request, std::string> request_of(const Arguments& arguments,
                                              const scenario::Scenario& scenario) {
  Request request;
  const auto known = names_of(scenario);
  const auto wanted = arguments.texts("design");
  if (auto problem = unknown_design(wanted, known); !problem.empty()) {
    return tl::unexpected(problem);
  }
  request.designs = wanted.empty() ? known : wanted;
  auto detail = arguments.texts("detail");
  std::erase_if(detail, [](const std::string& name) { return name == "all" || name == "none"; });
  if (auto problem = unknown_design(detail, request.designs); !problem.empty()) {
    return tl::unexpected(problem);
  }
  const auto jobs = arguments.whole("jobs", 1, kMostJobs);
  if (!jobs) return tl::unexpected(jobs.error());
  request.options.designs = wanted;
  request.options.jobs = static_cast<int>(
      jobs->value_or(std::clamp<std::uint64_t>(std::thread::hardware_concurrency(), 1, kMostJobs)));
  request.options.probe_resources = !arguments.has("no-probe");
  return request;
}

int run(const Arguments& arguments, Program& program) {
  auto overrides = arguments.texts("set");
  const auto seed = arguments.whole("seed", 0, std::numeric_limits<std::uint64_t>::max());
  if (!seed) return usage_error(program, "run", seed.error());
  if (*seed) overrides.push_back(fmt::format("seed={}", **seed));
  if (arguments.has("table") && arguments.text("format") != "csv") {
    return usage_error(program, "run", "--table chooses among the tables of --format csv");
  }
  const auto output = arguments.text("output");
  if (const auto writable = check_destination(output); !writable) {
    return failure(program, kInternal, writable.error().message());
  }

  const auto& file = arguments.operands()[0];
  const auto read = read_scenario(file, overrides, program);
  if (program.interrupted()) return failure(program, kInterrupted, "interrupted");
  if (!read.scenario) {
    program.err << parameters::render(read.diagnostics);
    return kInvalid;
  }
  if (!arguments.has("quiet")) program.err << parameters::render(read.diagnostics) << std::flush;
  auto request = request_of(arguments, *read.scenario);
  if (!request) return usage_error(program, "run", request.error());

  results::Result result;
  double seconds = 0.0;
  {
    Progress progress(program.err, progress_mode(arguments, program), request->designs.size());
    request->options.progress = [&](const std::string& design, int done, int total) {
      progress.update(design, done, total);
    };
    request->options.cancelled = program.interrupted;
    result = program.engine(*read.scenario, *read.catalogue, request->options);
    seconds = progress.seconds();
  }
  if (program.interrupted()) {
    return failure(program, kInterrupted, "interrupted; nothing was written");
  }
  result.inputs.file = file == "-" ? kStandardInput : file;
  result.inputs.hash = read.inputs_hash;
  result.inputs.overrides = overrides;
  for (const auto& diagnostic : read.diagnostics) {
    std::string text = parameters::render({diagnostic});
    while (text.ends_with('\n')) text.pop_back();
    result.diagnostics.push_back(std::move(text));
  }
  for (const auto& design : result.designs) {
    if (!design.failure.empty()) {
      failure(program, kInternal,
              fmt::format("design {} could not be simulated: {}", design.name, design.failure));
    }
  }
  const auto text = rendered(result, arguments, program, request->designs, seconds);
  if (const int exit = deliver(program, output, text); exit != kOk) return exit;
  return exit_code(result, arguments.has("strict"));
}

std::vector<std::string> csv_tables() {
  const auto& words = parameters::EnumWords<report::CsvTable>::words;
  return {words.begin(), words.end()};
}

}  // namespace

Command run_command() {
  return {
      .name = "run",
      .summary = "Simulates the designs of a scenario and compares them",
      .operands = "FILE",
      .least_operands = 1,
      .most_operands = 1,
      .examples = {{"penstock run scenarios/av-perception.penstock.yaml",
                    "compare all designs of a scenario on one screen"},
                   {"penstock run FILE --format json -o result.json", "keep everything for later"},
                   {"penstock run FILE --design hci --set designs.hci.tiers.fast.servers=20",
                    "try one design with one value changed"},
                   {"penstock run FILE --strict", "let a script know if an objective is missed"}},
      .options =
          {{.name = "design",
            .letter = 'd',
            .value = "NAME",
            .help = "simulate this design only",
            .choices = {},
            .fallback = {},
            .repeats = true},
           {.name = "set",
            .letter = 's',
            .value = "PATH=VALUE",
            .help = "change a value of the scenario (paths: penstock params)",
            .choices = {},
            .fallback = {},
            .repeats = true},
           {.name = "seed", .value = "N", .help = "seed of all random draws"},
           format_option({"table", "json", "csv", "markdown"}),
           {.name = "table",
            .value = "TABLE",
            .help = "which table of --format csv",
            .choices = csv_tables(),
            .fallback = "all"},
           output_option(),
           {.name = "detail",
            .value = "NAME",
            .help = "whose pipeline map, capacity and resources to print: a design, all or none; "
                    "without it the winner's",
            .choices = {},
            .fallback = {},
            .repeats = true},
           {.name = "jobs",
            .letter = 'j',
            .value = "N",
            .help = "designs simulated at the same time; without it one per processor. The result "
                    "does not depend on it"},
           {.name = "no-probe", .help = "skip the effect of 10 % more of each resource"},
           {.name = "strict", .help = "exit code 3 if an objective is missed or a design failed"},
           {.name = "progress",
            .value = "HOW",
            .help = "progress on standard error; auto is only on a terminal",
            .choices = {"auto", "json", "none"},
            .fallback = "auto"},
           {.name = "quiet", .letter = 'q', .help = "no progress and no warnings"},
           color_option()},
      .run = run};
}

}  // namespace penstock::cli
