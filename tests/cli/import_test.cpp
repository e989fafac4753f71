// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// `penstock import` as a function: text, warnings, files and what it says about bad input.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <sstream>

#include "sim/cli/program.hpp"
#include "tests/cli/temporary_folder.hpp"

using namespace penstock;
using namespace penstock::cli;
using Catch::Matchers::Contains;
using cli_test::TemporaryFolder;

namespace {

struct Answer {
  int exit = -1;
  std::string out, err;
};

Answer import(std::vector<std::string> arguments, const std::string& input = "") {
  arguments.insert(arguments.begin(), "import");
  std::istringstream in(input);
  std::ostringstream out, err;
  Program program{.in = in, .out = out, .err = err, .engine = {}, .terminal = {}};
  Answer answer;
  answer.exit = cli::main(arguments, program);
  answer.out = out.str();
  answer.err = err.str();
  return answer;
}

const std::string kWorkload = R"(model: cosmo
framework: pytorch
workflow: {train: True, evaluation: True}
dataset: {format: npz, num_files_train: 1000, record_length_bytes: 2828486}
reader: {batch_size: 2, read_threads: 4}
train: {epochs: 3, computation_time: 0.0035}
)";

}  // namespace

TEST_CASE("import writes a part of a scenario and warns of what it leaves out", "[unit]") {
  const auto answer =
      import({"dlio", "-", "--accelerator", "h100", "--accelerators", "4"}, kWorkload);
  CHECK(answer.exit == kOk);
  CHECK_THAT(answer.out, Contains("\n    cosmo:\n") && Contains("accelerators: 4\n") &&
                             Contains("source: '<stdin>, line 4'"));
  CHECK_THAT(answer.err, Contains("<stdin>:3:37: warning[PEN622]: evaluation"));

  TemporaryFolder folder;
  const auto file = folder.add("in.yaml", kWorkload);
  const auto part = folder / "part.yaml";
  const auto written = import({"dlio", file, "--name", "mine", "-o", part});
  CHECK(written.exit == kOk);
  CHECK(written.out.empty());
  std::ifstream stream(part);
  CHECK_THAT(std::string(std::istreambuf_iterator<char>(stream), {}),
             Contains("mine-train:") && Contains("in.yaml, line 4"));
}

TEST_CASE("import refuses bad files with exit code 4 and bad options with 2", "[unit]") {
  const auto twice = import({"dlio", "-"},
                            "model: x\ndataset: {record_length_bytes: big}\n"
                            "reader: {batch_size: 0}\ntrain: {epochs: 1}\n");
  CHECK(twice.exit == kInvalid);
  CHECK(twice.out.empty());
  CHECK_THAT(twice.err, Contains("<stdin>:2:32: error[PEN206]") &&
                            Contains("<stdin>:3:22: error[PEN207]") &&
                            Contains("train has no 'computation_time'"));
  CHECK(import({"dlio", "-"}, "").exit == kInvalid);
  CHECK(import({"dlio", "no-such-file.yaml"}).exit == kInvalid);
  CHECK(import({"dlio", "-", "--accelerator", "h1000"}, kWorkload).exit == kInvalid);
  CHECK(import({"hydra", "-"}, kWorkload).exit == kUsage);
  CHECK(import({"dlio", "-", "--accelerators", "0"}, kWorkload).exit == kUsage);
  CHECK(import({"dlio"}).exit == kUsage);
}
