// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/cli/command.hpp"
#include "sim/cli/output.hpp"
#include "sim/scenario/parameters_listing.hpp"

namespace penstock::cli {
namespace {

using Codec = parameters::TextCodec<scenario::ListingFormat>;

std::vector<std::string> formats() {
  const auto& words = parameters::EnumWords<scenario::ListingFormat>::words;
  return {words.begin(), words.end()};
}

int params(const Arguments& arguments, Program& program) {
  const auto format = Codec::parse(arguments.text("format"));  // one of the option's choices
  return deliver(program, arguments.text("output"), scenario::parameters_listing(*format));
}

}  // namespace

Command params_command() {
  return {.name = "params",
          .summary = "Lists every parameter of a scenario with unit, default and range",
          .operands = "",
          .examples = {{"penstock params | grep checkpoint", "how a checkpoint is described"},
                       {"penstock params --format json", "for programs"}},
          .options = {format_option(formats()), output_option()},
          .run = params};
}

}  // namespace penstock::cli
