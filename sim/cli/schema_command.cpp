// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/cli/command.hpp"
#include "sim/cli/output.hpp"
#include "sim/results/json.hpp"
#include "sim/scenario/json_schema.hpp"

namespace penstock::cli {
namespace {

int schema(const Arguments& arguments, Program& program) {
  return deliver(program, arguments.text("output"),
                 arguments.has("result") ? results::json_schema() : scenario::json_schema());
}

}  // namespace

Command schema_command() {
  return {.name = "schema",
          .summary = "Prints the JSON Schema of scenario files, for editors",
          .operands = "",
          .examples = {{"penstock schema -o penstock.schema.json",
                        "then begin a scenario with `# yaml-language-server: "
                        "$schema=penstock.schema.json`"}},
          .options = {{.name = "result", .help = "the schema of results instead"}, output_option()},
          .run = schema};
}

}  // namespace penstock::cli
