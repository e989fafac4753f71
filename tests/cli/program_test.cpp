// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The built program from outside: streams, signals, terminals. Cases tagged [engine] simulate.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/results/json.hpp"
#include "tests/cli/child_process.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/golden/golden.hpp"

using namespace penstock;
using namespace penstock::cli_test;

namespace {

const std::string kScenario = PENSTOCK_SOURCE_DIR "/scenarios/av-perception.penstock.yaml";

Outcome run(const std::vector<std::string>& arguments) {
  return run_program({.arguments = arguments});
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("The version is the one of the build, with the engine's", "[unit]") {
  const auto outcome = run({"--version"});
  CHECK(outcome.exit == 0);
  CHECK(outcome.err.empty());
  std::istringstream words(outcome.out);
  std::string name;
  std::string version;
  words >> name >> version;
  CHECK(name == "penstock");
  CHECK(version == PENSTOCK_CMAKE_VERSION);
  CHECK(contains(outcome.out, "\nSimGrid 3."));
  CHECK(run({"version"}).out == outcome.out);
}

TEST_CASE("Every command of the overview has help on standard output", "[unit]") {
  const auto overview = run({"--help"});
  REQUIRE(overview.exit == 0);
  std::istringstream lines(overview.out.substr(overview.out.find("\nCommands:\n") + 11));
  int commands = 0;
  for (std::string line; std::getline(lines, line) && line.starts_with("  ");) {
    const auto name = line.substr(2, line.find(' ', 2) - 2);
    const auto help = run({name, "--help"});
    INFO(name);
    CHECK(help.exit == 0);
    CHECK(help.err.empty());
    CHECK(contains(help.out, "Usage: penstock " + name));
    ++commands;
  }
  CHECK(commands == 13);
}

TEST_CASE("Mistakes have their exit codes and go to standard error", "[unit]") {
  const TemporaryFolder folder;
  const auto bad = folder.add("bad.yaml", "penstock: 1\nnmae: x\n");
  const std::vector<std::pair<std::vector<std::string>, int>> cases{
      {{}, 2},
      {{"rnu"}, 2},
      {{"run"}, 2},
      {{"run", kScenario, "--fromat=json"}, 2},
      {{"run", bad}, 4},
      {{"run", folder / "missing.yaml"}, 4},
      {{"check", bad}, 4},
      {{"compare", bad, bad}, 4},
  };
  for (const auto& [arguments, exit] : cases) {
    const auto outcome = run(arguments);
    INFO(outcome.err);
    CHECK(outcome.exit == exit);
    CHECK_FALSE(outcome.err.empty());
    if (arguments.empty() || arguments[0] != "check") CHECK(outcome.out.empty());
  }
  CHECK(folder.files() == 1);
}

TEST_CASE("A standard output that is closed or full is exit code 1 with the cause", "[unit]") {
  for (const auto& arguments : {std::vector<std::string>{"--help"}, {"params"}, {"version"}}) {
    const auto closed = run_program({.arguments = arguments, .out = Stream::kClosed});
    INFO(closed.err);
    CHECK(closed.exit == 1);
    CHECK(contains(closed.err, "cannot write to standard output"));
    const auto full = run_program({.arguments = arguments, .out = Stream::kFull});
    INFO(full.err);
    CHECK(full.exit == 1);
    CHECK(contains(full.err, "cannot write to standard output: No space left on device"));
  }
}

TEST_CASE("Interrupted while it waits for input, it ends with 130", "[unit]") {
  // It speaks about the first file, then waits for the second.
  const auto outcome = run_program({.arguments = {"check", kScenario, "-"},
                                    .input = "penstock: 1\n",
                                    .input_stays_open = true,
                                    .interrupt_when_it_speaks = true});
  CHECK(outcome.exit == 130);
  CHECK(outcome.out.starts_with(kScenario + ": ok"));
  CHECK(outcome.err == "penstock: interrupted\n");
}

TEST_CASE("An input that cannot be read is exit code 4 with the cause", "[unit]") {
  const auto closed = run_program({.arguments = {"check", "-"}, .input_closed = true});
  INFO(closed.err);
  CHECK(closed.exit == 4);
  CHECK(contains(closed.err, "<stdin>: error[PEN102]"));
  CHECK(contains(closed.err, "Bad file descriptor"));
}

TEST_CASE("The catalogue is coloured on a terminal unless NO_COLOR says no", "[unit]") {
  const auto colored = run_program({.arguments = {"catalogue"}, .out = Stream::kTerminal});
  CHECK(contains(colored.out, "\x1b["));
  const auto plain = run_program({.arguments = {"catalogue"},
                                  .environment = {{"LC_ALL", "C.UTF-8"}, {"NO_COLOR", "1"}},
                                  .out = Stream::kTerminal});
  CHECK_FALSE(contains(plain.out, "\x1b["));
  CHECK_FALSE(contains(run({"catalogue"}).out, "\x1b["));
}

TEST_CASE("A run of the reference scenario gives every format", "[engine]") {
  const TemporaryFolder folder;
  const auto json = run({"run", kScenario, "--format", "json", "-o", folder / "result.json"});
  INFO(json.err);
  REQUIRE(json.exit == 0);
  CHECK(json.out.empty());
  const auto text = golden::read_file(folder / "result.json");
  REQUIRE(text.has_value());
  const auto result = results::from_json(*text);
  REQUIRE(result.has_value());
  CHECK(result->designs.size() == 6);
  CHECK(result->inputs.version == PENSTOCK_CMAKE_VERSION);
  for (const auto& design : result->designs) {
    INFO(design.name << ": " << design.failure);
    CHECK(design.failure.empty());
    CHECK(design.stages.size() >= 7);  // and the moves between tiers
    CHECK(design.months.size() == 60);
    CHECK(design.objectives.size() == 7);
    CHECK_FALSE(design.ledger.empty());
  }
  const auto as = [](const char* format) {
    return run({"run", kScenario, "-q", "-d", "all-flash", "--no-probe", "-f", format});
  };
  const auto table = as("table");
  CHECK(table.exit == 0);
  CHECK(contains(table.out, "objectives met"));
  CHECK(contains(table.out, "Pipeline map of all-flash"));
  CHECK(as("csv").out.starts_with("design,section,item,month,"));
  CHECK(as("markdown").out.starts_with("# "));
}

TEST_CASE("The same scenario and seed give the same bytes on any number of workers", "[engine]") {
  const auto with_jobs = [](const char* jobs) {
    return run({"run", kScenario, "-q", "-d", "all-flash", "-d", "hci", "-d", "cloud-archive", "-f",
                "json", "--jobs", jobs});
  };
  const auto one = with_jobs("1");
  const auto three = with_jobs("3");
  REQUIRE(one.exit == 0);
  REQUIRE(three.exit == 0);
  const bool same = one.out == three.out;  // not printed: half a megabyte
  CHECK(same);
}

TEST_CASE("A run reports its progress as JSON lines", "[engine]") {
  const auto outcome =
      run({"run", kScenario, "-q", "-d", "all-flash", "--no-probe", "--progress=json"});
  REQUIRE(outcome.exit == 0);
  std::istringstream lines(outcome.err);
  int events = 0;
  for (std::string line; std::getline(lines, line); ++events) {
#ifdef __SANITIZE_ADDRESS__
    // The sanitizer does not know the stacks of SimGrid's actors and says so on standard error.
    if (!line.starts_with('{')) continue;
#endif
    const auto event = nlohmann::json::parse(line);
    CHECK(event["event"] == "progress");
    CHECK(event["design"] == "all-flash");
    CHECK(event["done"] <= event["total"]);
  }
  CHECK(events > 0);
}

TEST_CASE("An objective that nothing can meet is exit code 3 with --strict", "[engine]") {
  const auto text = golden::read_file(kScenario);
  REQUIRE(text.has_value());
  const std::string objective = "ingest.backlog <= 1 h";
  auto impossible = *text;
  const auto at = impossible.find(objective);
  REQUIRE(at != std::string::npos);
  impossible.replace(at, objective.size(), "tco <= 1 USD");
  const TemporaryFolder folder;
  const auto file = folder.add("impossible.penstock.yaml", impossible);
  const auto strict = run({"run", file, "-q", "-d", "all-flash", "--no-probe", "--strict"});
  INFO(strict.err);
  CHECK(strict.exit == 3);
  CHECK(contains(strict.out, "✗"));
  CHECK(run({"run", file, "-q", "-d", "all-flash", "--no-probe"}).exit == 0);
}

TEST_CASE("An interrupted run ends with 130 and leaves no file", "[engine]") {
  const TemporaryFolder folder;
  const auto outcome = run_program({.arguments = {"run", kScenario, "-f", "json", "-o",
                                                  folder / "result.json", "--progress=json"},
                                    .interrupt_when_it_speaks = true});
  INFO(outcome.err);
  CHECK(outcome.exit == 130);
  CHECK(contains(outcome.err, "interrupted"));
  CHECK(folder.files() == 0);
}

TEST_CASE("A narrow terminal gets a table that fits it", "[engine]") {
  const auto outcome = run_program(
      {.arguments = {"run", kScenario, "-q", "--no-probe", "--detail=none", "--color=never"},
       .out = Stream::kTerminal,
       .columns = 100});
  REQUIRE(outcome.exit == 0);
  const auto table = outcome.out.substr(0, outcome.out.find("* baseline"));
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    // Bytes bound the columns from above.
    INFO(line);
    CHECK(line.size() <= 110);
  }
}

TEST_CASE("Two runs compare to what was changed", "[engine]") {
  const TemporaryFolder folder;
  const auto a = folder / "a.json";
  const auto b = folder / "b.json";
  REQUIRE(
      run({"run", kScenario, "-q", "--no-probe", "-d", "all-flash", "-f", "json", "-o", a}).exit ==
      0);
  REQUIRE(run({"run", kScenario, "-q", "--no-probe", "-d", "all-flash", "-f", "json", "-o", b,
               "--set", "economics.electricity=0.24 USD/kWh"})
              .exit == 0);
  const auto outcome = run({"compare", a, b});
  INFO(outcome.out);
  CHECK(outcome.exit == 0);
  CHECK(contains(outcome.out, "~  inputs.overrides"));
  CHECK(contains(outcome.out, "costs.energy."));
  CHECK(contains(outcome.out, "+100.0 %"));  // twice the price, the same energy
  CHECK_FALSE(contains(outcome.out, "costs.drives."));
  const auto last = outcome.out.rfind("\nTCO 5 y: $");
  CHECK(last != std::string::npos);
}
