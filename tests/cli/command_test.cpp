// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Each command as a function: exit codes, what goes where, and what the engine is asked.
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/cli/command.hpp"
#include "sim/cli/output.hpp"
#include "sim/cli/program.hpp"
#include "sim/cli/progress.hpp"
#include "sim/results/json.hpp"
#include "tests/cli/temporary_folder.hpp"
#include "tests/golden/golden.hpp"
#include "tests/unit/sample_result.hpp"

using namespace penstock;
using namespace penstock::cli;
using cli_test::TemporaryFolder;

namespace {

const std::string kScenario = PENSTOCK_SOURCE_DIR "/scenarios/av-perception.penstock.yaml";

struct Session {
  int exit = -1;
  std::string out;
  std::string err;
  std::vector<planning::RunOptions> asked;  ///< of the engine
};

struct Setup {
  std::string input;
  results::Result answer = results::sample::result();
  Terminal terminal;
  bool interrupted_by_engine = false;
  bool engine_throws = false;
};

Session call(const std::vector<std::string>& arguments, const Setup& setup = {}) {
  Session session;
  bool interrupted = false;
  std::istringstream in(setup.input);
  std::ostringstream out;
  std::ostringstream err;
  Program program{.in = in,
                  .out = out,
                  .err = err,
                  .engine =
                      [&](const scenario::Scenario& scenario, const catalogue::Catalogue&,
                          const planning::RunOptions& options) {
                        session.asked.push_back(options);
                        if (setup.engine_throws) throw std::logic_error("a broken promise");
                        options.progress("all-flash", 1, 3);
                        options.progress("all-flash", 3, 3);
                        interrupted = setup.interrupted_by_engine;
                        auto answer = setup.answer;
                        answer.inputs.seed = scenario.seed;
                        return answer;
                      },
                  .terminal = setup.terminal,
                  .interrupted = [&] { return interrupted; }};
  session.exit = cli::main(arguments, program);
  session.out = out.str();
  session.err = err.str();
  return session;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A usage error: exit 2, nothing on standard output, and `part` in the message.
void check_usage(const std::vector<std::string>& arguments, const std::string& part) {
  const auto session = call(arguments);
  INFO(session.err);
  CHECK(session.exit == kUsage);
  CHECK(session.out.empty());
  CHECK(contains(session.err, part));
  CHECK(contains(session.err, "--help'"));
  CHECK(session.asked.empty());
}

}  // namespace

TEST_CASE("The reference page of the command line is the generated one", "[unit][golden]") {
  CHECK_GOLDEN("../../docs/reference/cli.md", cli_page());
}

TEST_CASE("Help is an answer, no arguments are a mistake", "[unit]") {
  for (const auto& arguments : {std::vector<std::string>{"--help"}, {"-h"}, {"help"}}) {
    const auto session = call(arguments);
    CHECK(session.exit == kOk);
    CHECK(session.out == overview());
    CHECK(session.err.empty());
  }
  const auto nothing = call({});
  CHECK(nothing.exit == kUsage);
  CHECK(nothing.out.empty());
  CHECK(nothing.err == overview());
}

TEST_CASE("Every command explains itself, examples first", "[unit]") {
  for (const auto& command : commands()) {
    const auto by_option = call({command.name, "--help"});
    const auto by_command = call({"help", command.name});
    CHECK(by_option.exit == kOk);
    CHECK(by_option.err.empty());
    CHECK(by_option.out == by_command.out);
    const auto usage = by_option.out.find("Usage: penstock " + command.name);
    CHECK(usage != std::string::npos);
    if (!command.examples.empty()) CHECK(by_option.out.find("Examples:") < usage);
    for (const auto& option : command.options) CHECK(contains(by_option.out, "--" + option.name));
    CHECK(contains(overview(), command.summary));
  }
}

TEST_CASE("Slips on the command line get a hint and exit code 2", "[unit]") {
  check_usage({"rnu"}, "unknown command 'rnu'; did you mean 'run'?");
  check_usage({"--verison"}, "unknown option '--verison'");
  check_usage({"xyzzy"}, "unknown command 'xyzzy'");
  check_usage({"help", "comprae"}, "did you mean 'compare'?");
  check_usage({"run", kScenario, "--fromat", "json"},
              "unknown option '--fromat'; did you mean '--format'?");
  check_usage({"run", kScenario, "--fromat=json"}, "did you mean '--format'?");
  check_usage({"run", kScenario, "--form", "json"}, "unknown option '--form'");
  check_usage({"run", kScenario, "--format", "jsom"},
              "--format cannot be 'jsom'; did you mean 'json'?");
  check_usage({"run", kScenario, "--color", "blue"}, "it is one of auto, always, never");
  check_usage({"run", kScenario, "--format"}, "--format needs a value");
  check_usage({"run", kScenario, "--strict=yes"}, "--strict takes no value");
  check_usage({"run", kScenario, "-f", "csv", "-f", "json"}, "is given more than once");
  check_usage({"run", kScenario, "other.yaml"}, "unexpected argument 'other.yaml'");
  check_usage({"run"}, "'run' needs FILE");
  check_usage({"version", "now"}, "unexpected argument 'now'");
  check_usage({"compare", "a", "b", "c"}, "unexpected argument 'c'");
  check_usage({"run", kScenario, "--table", "ledger"}, "--table chooses among");
}

TEST_CASE("Numbers on the command line are whole and in range", "[unit]") {
  for (const char* wrong : {"-1", "1.5", "abc", "", "18446744073709551616", "1 "}) {
    check_usage({"run", kScenario, std::string("--seed=") + wrong}, "--seed");
  }
  check_usage({"run", kScenario, "--jobs=0"}, "--jobs is a whole number from 1 to 1024, not '0'");
  const auto session =
      call({"run", kScenario, "--seed", "18446744073709551615", "-q", "-f", "json"});
  REQUIRE(session.exit == kOk);
  CHECK(results::from_json(session.out)->inputs.seed == 18446744073709551615ULL);
}

TEST_CASE("A run prints the result and nothing else on standard output", "[unit]") {
  const auto table = call({"run", kScenario, "-q"});
  CHECK(table.exit == kOk);
  CHECK(contains(table.out, "objectives met"));
  CHECK(table.err ==
        "penstock: design composable could not be simulated: the flow network has no "
        "solution in month 12\n");
  const auto json =
      call({"run", kScenario, "-q", "--format", "json", "--set", "economics.pue=1.4"});
  const auto read = results::from_json(json.out);
  REQUIRE(read.has_value());
  CHECK(read->inputs.file == kScenario);
  CHECK(read->inputs.hash.size() == 32);
  CHECK(read->inputs.overrides == std::vector<std::string>{"economics.pue=1.4"});
  CHECK(call({"run", kScenario, "-q", "-f", "csv"}).out.starts_with("design,section,item,month,"));
  CHECK(call({"run", kScenario, "-q", "-f", "csv", "--table", "ledger"})
            .out.starts_with("design,month,date,category,"));
  CHECK(
      call({"run", kScenario, "-q", "-f", "markdown"}).out.starts_with("# Perception pipeline\n"));
}

TEST_CASE("A changed value changes the hash of the inputs", "[unit]") {
  const auto hash = [](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"run", kScenario, "-q", "-f", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto read = results::from_json(call(arguments).out);
    REQUIRE(read.has_value());
    return read->inputs.hash;
  };
  CHECK(hash({}) == hash({}));
  CHECK(hash({}) != hash({"--seed", "7"}));
  CHECK(hash({}) != hash({"--set", "economics.pue=1.7"}));
}

TEST_CASE("The engine gets what the options say", "[unit]") {
  const auto plain = call({"run", kScenario, "-q"});
  REQUIRE(plain.asked.size() == 1);
  CHECK(plain.asked[0].designs.empty());
  CHECK(plain.asked[0].probe_resources);
  CHECK(plain.asked[0].jobs >= 1);
  const auto chosen =
      call({"run", kScenario, "-q", "-d", "hci", "--design=all-flash", "-j3", "--no-probe"});
  REQUIRE(chosen.asked.size() == 1);
  CHECK(chosen.asked[0].designs == std::vector<std::string>{"hci", "all-flash"});
  CHECK_FALSE(chosen.asked[0].probe_resources);
  CHECK(chosen.asked[0].jobs == 3);
  check_usage({"run", kScenario, "--design", "hcj"}, "no design 'hcj'; did you mean 'hci'?");
  check_usage({"run", kScenario, "--detail", "tape"}, "no design 'tape'; it has all-flash");
}

TEST_CASE("Exit code 3 needs --strict, and a failed design counts", "[unit]") {
  Setup all_good;
  all_good.answer.designs.resize(2);
  CHECK(call({"run", kScenario, "-q", "--strict"}, all_good).exit == kOk);
  CHECK(call({"run", kScenario, "-q"}).exit == kOk);
  CHECK(call({"run", kScenario, "-q", "--strict"}).exit == kViolated);
  Setup one_failed = all_good;
  one_failed.answer.designs[1].failure = "no solution";
  CHECK(call({"run", kScenario, "-q", "--strict"}, one_failed).exit == kViolated);
  Setup all_failed = one_failed;
  all_failed.answer.designs.erase(all_failed.answer.designs.begin());
  CHECK(call({"run", kScenario, "-q"}, all_failed).exit == kInternal);
}

TEST_CASE("An invalid scenario is exit code 4 and never reaches the engine", "[unit]") {
  const auto missing = call({"run", "/no/such/file.yaml"});
  CHECK(missing.exit == kInvalid);
  CHECK(missing.out.empty());
  CHECK(contains(missing.err, "/no/such/file.yaml: error[PEN101]"));
  const auto wrong = call({"run", "-"}, {.input = "penstock: 1\nnmae: x\n"});
  CHECK(wrong.exit == kInvalid);
  CHECK(wrong.asked.empty());
  CHECK(contains(wrong.err, "<stdin>:2:1: error[PEN201]"));
  const auto override_error = call({"run", kScenario, "--set", "economics.peu=1"});
  CHECK(override_error.exit == kInvalid);
}

TEST_CASE("A scenario is read from standard input", "[unit]") {
  const auto text = golden::read_file(kScenario);
  REQUIRE(text.has_value());
  const auto session = call({"run", "-", "-q", "-f", "json"}, {.input = *text});
  REQUIRE(session.exit == kOk);
  CHECK(results::from_json(session.out)->inputs.file == "<stdin>");
}

TEST_CASE("Progress is JSON lines for programs and nothing for pipes", "[unit]") {
  const auto json = call({"run", kScenario, "-q", "--progress=json"});
  std::istringstream lines(json.err);
  std::string line;
  std::getline(lines, line);
  CHECK(line == R"({"event":"progress","design":"all-flash","done":1,"total":3})");
  Setup good;
  good.answer.designs.resize(2);
  CHECK(call({"run", kScenario, "-q"}, good).err.empty());
  good.terminal.err_is_terminal = true;
  CHECK(call({"run", kScenario, "-q"}, good).err.empty());
  CHECK(call({"run", kScenario, "--progress", "none", "-q"}, good).err.empty());
  const auto shown = call({"run", kScenario}, good).err;
  CHECK(contains(shown, "window 1 of 3"));
  CHECK(shown.ends_with("\r\x1b[K"));
}

TEST_CASE("The progress line counts designs and tells the time left", "[unit]") {
  using std::chrono::seconds;
  std::chrono::steady_clock::time_point now;
  std::ostringstream stream;
  {
    Progress progress(stream, ProgressMode::kLine, 2, [&] { return now; });
    now += seconds(2);
    progress.update("a", 2, 4);  // a quarter of all: 6 s are left
    CHECK(stream.str() == "\r\x1b[K25 %  a  window 2 of 4  6.0 s left");
    progress.update("a", 3, 4);  // too soon to draw
    CHECK(stream.str().find("window 3") == std::string::npos);
    now += seconds(1);
    stream.str("");
    progress.update("a", 4, 8);  // more months than expected: 3 of 4 stays
    CHECK(stream.str().starts_with("\r\x1b[K38 %"));
    now += seconds(1);
    stream.str("");
    progress.update("a", 8, 8);
    progress.update("b\x1b[31m", 4, 4);
    CHECK(stream.str().find("\x1b[31m") == std::string::npos);
    CHECK(progress.seconds() == 4.0);
  }
  CHECK(stream.str().ends_with("\r\x1b[K"));
}

TEST_CASE("Colours and widths follow the terminal and the options", "[unit]") {
  Setup screen{.terminal = {.out_is_terminal = true, .width = 80}};
  const auto colored = call({"run", kScenario, "-q"}, screen);
  CHECK(contains(colored.out, "\x1b["));
  CHECK(contains(colored.out, " in "));  // the time it took
  CHECK_FALSE(contains(call({"run", kScenario, "-q", "--color=never"}, screen).out, "\x1b["));
  screen.terminal.no_color = true;
  CHECK_FALSE(contains(call({"run", kScenario, "-q"}, screen).out, "\x1b["));
  CHECK(contains(call({"run", kScenario, "-q", "--color=always"}, screen).out, "\x1b["));
  CHECK(contains(call({"run", kScenario, "-q", "--color=always"}).out, "\x1b["));
  const auto ascii = call({"run", kScenario, "-q"}, {.terminal = {.unicode = false}});
  CHECK_FALSE(contains(ascii.out, "✗"));
}

TEST_CASE("An interrupted run says so and leaves no file", "[unit]") {
  const TemporaryFolder folder;
  const auto session = call({"run", kScenario, "-q", "-f", "json", "-o", folder / "r.json"},
                            {.interrupted_by_engine = true});
  CHECK(session.exit == kInterrupted);
  CHECK(session.out.empty());
  CHECK(contains(session.err, "interrupted"));
  CHECK(folder.files() == 0);
}

TEST_CASE("A bug in the engine is exit code 1 with its message", "[unit]") {
  const auto session = call({"run", kScenario, "-q"}, {.engine_throws = true});
  CHECK(session.exit == kInternal);
  CHECK(session.out.empty());
  CHECK(session.err == "penstock: internal error: a broken promise\n");
}

TEST_CASE("Files are replaced as a whole", "[unit]") {
  const TemporaryFolder folder;
  const auto path = folder.add("r.json", "old");
  REQUIRE(chmod(path.c_str(), 0640) == 0);
  CHECK(call({"run", kScenario, "-q", "-f", "json", "-o", path}).out.empty());
  const auto text = golden::read_file(path);
  REQUIRE(text.has_value());
  CHECK(results::from_json(*text).has_value());
  struct stat facts {};
  REQUIRE(stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777U) == 0640U);
  CHECK(folder.files() == 1);  // no temporary name is left

  std::filesystem::create_symlink("r.json", folder / "link.json");
  REQUIRE(write_file(folder / "link.json", "new").has_value());
  CHECK(std::filesystem::is_symlink(folder / "link.json"));
  CHECK(golden::read_file(path) == "new");
}

TEST_CASE("What cannot be written is said before the run, with path and cause", "[unit]") {
  const TemporaryFolder folder;
  const auto try_path = [&](const std::string& path, const std::string& cause) {
    const auto session = call({"run", kScenario, "-q", "-o", path});
    INFO(session.err);
    CHECK(session.exit == kInternal);
    CHECK(session.asked.empty());
    CHECK(session.err == "penstock: cannot write " + path + ": " + cause + "\n");
  };
  try_path(folder / "missing/r.json", "No such file or directory");
  try_path(folder / ".", "Is a directory");
  CHECK(folder.files() == 0);
  const auto full = write_file("/dev/full", "text");
  REQUIRE_FALSE(full.has_value());
  CHECK(full.error().message() == "cannot write /dev/full: No space left on device");
  CHECK(write_file("/dev/null", "text").has_value());
}

TEST_CASE("Standard output that breaks is exit code 1", "[unit]") {
  struct Broken : std::streambuf {
    int overflow(int /*letter*/) override { return traits_type::eof(); }
  } broken;
  std::istringstream in;
  std::ostream out(&broken);
  std::ostringstream err;
  Program program{.in = in, .out = out, .err = err, .engine = {}, .terminal = {}};
  const std::vector<std::string> arguments{"version"};
  CHECK(cli::main(arguments, program) == kInternal);
  CHECK(contains(err.str(), "cannot write to standard output"));
}

TEST_CASE("check reports every mistake and says what is fine", "[unit]") {
  const auto good = call({"check", kScenario});
  CHECK(good.exit == kOk);
  CHECK(good.out == kScenario + ": ok, 7 stages, 6 designs, 7 objectives\n");
  const auto bad =
      call({"check", kScenario, "-"}, {.input = "penstock: 1\nnmae: x\nhorizon: 5 TB\nsed: 3\n"});
  CHECK(bad.exit == kInvalid);
  for (const char* place : {"<stdin>:2:1: error", "<stdin>:3:10: error", "<stdin>:4:1: error"}) {
    INFO(bad.err);
    CHECK(contains(bad.err, place));
  }
  const auto json = call({"check", "-", "--format=json"}, {.input = "penstock: 1\nnmae: x\n"});
  CHECK(json.exit == kInvalid);
  const auto list = nlohmann::json::parse(json.out);
  REQUIRE_FALSE(list.empty());
  CHECK(list[0]["line"] == 2);
  CHECK(nlohmann::json::parse(call({"check", kScenario, "--format=json"}).out).empty());
}

TEST_CASE("compare reads results and refuses what is none", "[unit]") {
  const TemporaryFolder folder;
  const auto a = folder.add("a.json", results::to_json(results::sample::result()));
  auto later = results::sample::result();
  later.designs[1].ledger[0].amount *= 2.0;
  const auto b = folder.add("b.json", results::to_json(later));
  const auto files = call({"compare", a, b});
  CHECK(files.exit == kOk);
  CHECK(contains(files.out, "~  costs.accelerators.compute.h100"));
  // The winner's accelerators cost 64 x $30,000 more: $2.28 M to $4.20 M.
  CHECK(files.out.ends_with("smr-archive, TCO 3 y: $2.28 M → $4.20 M (+84.2 %)\n"));
  const auto designs = call({"compare", a, "--design", "all-flash", "--design", "hci"});
  CHECK(designs.exit == kOk);
  CHECK(contains(designs.out, "~ design all-flash → hci"));
  CHECK(nlohmann::json::parse(call({"compare", a, b, "-f", "json"}).out)["format"] ==
        "penstock-difference");
  CHECK(call({"compare", "-", b}, {.input = results::to_json(results::sample::result())}).exit ==
        kOk);

  check_usage({"compare", a}, "one result needs two designs");
  check_usage({"compare", a, b, "-d", "x", "-d", "y", "-d", "z"}, "twice at most");
  check_usage({"compare", a, b, "-d", "hcj"}, "did you mean 'hci'?");
  const auto missing = call({"compare", a, folder / "c.json"});
  CHECK(missing.exit == kInvalid);
  CHECK(missing.err == "penstock: " + (folder / "c.json") + ": No such file or directory\n");
  const auto scenario = call({"compare", a, kScenario});
  CHECK(scenario.exit == kInvalid);
  CHECK(contains(scenario.err, "not JSON"));
  CHECK(contains(call({"compare", a, folder / "."}).err, "is a folder"));
}

TEST_CASE("catalogue shows where every number comes from", "[unit]") {
  const auto all = call({"catalogue"});
  CHECK(all.exit == kOk);
  CHECK(contains(all.out, "tlc-30t"));
  const auto drives = call({"catalogue", "--class", "hdd"});
  CHECK(contains(drives.out, "cmr-24t"));
  CHECK_FALSE(contains(drives.out, "tlc-30t"));
  const auto one = call({"catalogue", "tlc-30t"});
  CHECK(contains(one.out, "read_rate"));
  CHECK(contains(one.out, "basis"));
  for (const auto& row : nlohmann::json::parse(call({"catalogue", "-f", "json"}).out)) {
    CHECK_FALSE(row["source"].get<std::string>().empty());
  }
  CHECK(call({"catalogue", "-f", "csv"}).out.starts_with("id,class,name,key,value,"));
  check_usage({"catalogue", "tlc-30"}, "the catalogue has no 'tlc-30'; did you mean");
  check_usage({"catalogue", "--class", "swtich_port"}, "did you mean 'switch_port'?");
}

TEST_CASE("params and schema print the parameter table", "[unit]") {
  CHECK(contains(call({"params"}).out, "checkpoint"));
  CHECK(nlohmann::json::parse(call({"params", "--format", "json"}).out).is_array());
  CHECK(nlohmann::json::parse(call({"schema"}).out).contains("properties"));
  CHECK(call({"schema", "--result"}).out == results::json_schema());
  const TemporaryFolder folder;
  CHECK(call({"schema", "-o", folder / "s.json"}).exit == kOk);
  CHECK(golden::read_file(folder / "s.json") == call({"schema"}).out);
}
