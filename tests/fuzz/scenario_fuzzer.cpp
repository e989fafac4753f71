// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// libFuzzer target: scenario_fuzzer -dict=tests/fuzz/scenario.dict CORPUS scenarios/
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sim/scenario/scenario_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto result = penstock::scenario::read_text(text, "fuzz.yaml");
  if (result.scenario.has_value() == penstock::parameters::has_errors(result.diagnostics)) {
    std::abort();
  }
  return 0;
}
