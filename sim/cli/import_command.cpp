// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include <fmt/format.h>

#include <ostream>

#include "models/parameters/document.hpp"
#include "sim/cli/command.hpp"
#include "sim/cli/inputs.hpp"
#include "sim/cli/output.hpp"
#include "sim/importers/dlio.hpp"

namespace penstock::cli {
namespace {

constexpr std::uint64_t kMostAccelerators = 10'000'000;

int import(const Arguments& arguments, Program& program) {
  const auto& format = arguments.operands()[0];
  const auto& file = arguments.operands()[1];
  if (format != "dlio") {
    return usage_error(program, "import",
                       fmt::format("unknown format '{}'; known is dlio", format));
  }
  const auto ranks = arguments.whole("accelerators", 1, kMostAccelerators);
  if (!ranks) return usage_error(program, "import", ranks.error());
  const auto output = arguments.text("output");
  if (const auto writable = check_destination(output); !writable) {
    return failure(program, kInternal, writable.error().message());
  }

  constexpr std::size_t kMostBytes = parameters::DocumentLimits{}.file_bytes;
  std::string text;
  if (file == "-") {
    auto given = read_standard_input(program, kMostBytes);
    if (!given) return failure(program, kInvalid, given.error());
    text = std::move(*given);
  } else {
    parameters::Diagnostics diagnostics;
    auto given = parameters::read_file_text(file, kMostBytes, diagnostics);
    if (!given) return refuse(program, diagnostics);
    text = std::move(*given);
  }
  if (program.interrupted()) return failure(program, kInterrupted, "interrupted");

  const auto imported = importers::import_dlio(text, file == "-" ? kStandardInput : file,
                                               {.name = arguments.text("name"),
                                                .accelerator = arguments.text("accelerator"),
                                                .accelerators = ranks->value_or(1)});
  if (!imported) return refuse(program, imported.error());
  program.err << parameters::render(imported->warnings) << std::flush;
  return deliver(program, output, imported->text);
}

}  // namespace

Command import_command() {
  return {
      .name = "import",
      .summary = "Turns a workload file of another program into a part of a scenario",
      .operands = "dlio FILE",
      .least_operands = 2,
      .most_operands = 2,
      .examples = {{"penstock import dlio unet3d_h100.yaml --accelerator h100 --accelerators 16 "
                    "-o unet3d.yaml",
                    "a workload of DLIO or MLPerf Storage: 'include: unet3d.yaml' takes it in"}},
      .options = {{.name = "accelerator",
                   .letter = 'a',
                   .value = "ID",
                   .help = "catalogue accelerator that the file's computation time is of; without "
                           "it the stage has that time on whatever the design has",
                   .choices = {},
                   .fallback = {}},
                  {.name = "accelerators",
                   .letter = 'n',
                   .value = "COUNT",
                   .help = "ranks of the stage; the file does not say how many",
                   .choices = {},
                   .fallback = {"1"}},
                  {.name = "name",
                   .value = "NAME",
                   .help = "of the workload; by default that of the model",
                   .choices = {},
                   .fallback = {}},
                  output_option()},
      .run = import};
}

}  // namespace penstock::cli
