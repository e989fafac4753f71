// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/cli/command.hpp"
#include "sim/cli/inputs.hpp"
#include "sim/cli/output.hpp"
#include "sim/report/render_difference.hpp"

namespace penstock::cli {
namespace {

std::string rendered(const report::Difference& difference, const Arguments& arguments,
                     const Program& program) {
  const auto format = arguments.text("format");
  if (format == "json") return report::difference_json(difference);
  if (format == "csv") return report::difference_csv(difference);
  if (format == "markdown") return report::difference_markdown(difference);
  const bool to_screen = arguments.text("output") == "-";
  const report::Layout layout{
      .width = to_screen ? program.terminal.width : 0,
      .color = arguments.text("color") == "always" ||
               (to_screen && program.terminal.color(arguments.text("color"))),
      .unicode = !to_screen || program.terminal.unicode};
  return report::render_difference(difference, layout);
}

int compare(const Arguments& arguments, Program& program) {
  const auto& files = arguments.operands();
  const auto designs = arguments.texts("design");
  if (designs.size() > 2) {
    return usage_error(program, "compare", "--design may be given twice at most");
  }
  if (files.size() == 1 && designs.size() != 2) {
    return usage_error(program, "compare",
                       "one result needs two designs (--design A --design B), or give two results");
  }
  const auto output = arguments.text("output");
  if (const auto writable = check_destination(output); !writable) {
    return failure(program, kInternal, writable.error().message());
  }
  const auto before = read_result(files[0], program);
  if (!before) return failure(program, kInvalid, before.error());
  const auto after = files.size() == 2 ? read_result(files[1], program) : before;
  if (!after) return failure(program, kInvalid, after.error());
  if (program.interrupted()) return failure(program, kInterrupted, "interrupted");

  const auto found =
      report::difference({&*before, files[0], designs.empty() ? "" : designs.front()},
                         {&*after, files.back(), designs.empty() ? "" : designs.back()});
  if (!found) return usage_error(program, "compare", found.error());
  return deliver(program, output, rendered(*found, arguments, program));
}

}  // namespace

Command compare_command() {
  return {.name = "compare",
          .summary = "Shows what changed between two results, or two designs of one",
          .operands = "RESULT [RESULT]",
          .least_operands = 1,
          .most_operands = 2,
          .examples = {{"penstock compare before.json after.json",
                        "what was added, removed and changed, by cost line and metric"},
                       {"penstock compare result.json --design all-flash --design hci",
                        "two designs of one result"}},
          .options = {{.name = "design",
                       .letter = 'd',
                       .value = "NAME",
                       .help = "this design of both results, or given twice: of A and of B",
                       .choices = {},
                       .fallback = {},
                       .repeats = true},
                      format_option({"table", "json", "csv", "markdown"}),
                      output_option(),
                      color_option()},
          .run = compare};
}

}  // namespace penstock::cli
