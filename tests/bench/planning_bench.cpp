// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The reference scenario: one window (a month) of one design, target below 50 ms, and the whole
// five-year run of all its designs, target below 3 s on one core.
#include <benchmark/benchmark.h>

#include <stdexcept>

#include "sim/pipeline/window.hpp"
#include "sim/planning/design_run.hpp"
#include "sim/planning/run.hpp"
#include "sim/scenario/scenario_reader.hpp"

namespace {

using namespace penstock;

const scenario::ReadResult& reference() {
  static const auto result =
      scenario::read_file(PENSTOCK_SOURCE_DIR "/scenarios/av-perception.penstock.yaml", {});
  if (!result.scenario || !result.catalogue) throw std::runtime_error("the reference scenario");
  return result;
}

void one_window(benchmark::State& state) {
  const auto& input = reference();
  const auto courses =
      pipeline::stock_flow(*input.scenario, planning::horizon_months(*input.scenario));
  for (auto _ : state) {
    auto outcome = pipeline::simulate({.scenario = &*input.scenario,
                                       .design = &input.scenario->designs.front(),
                                       .catalogue = &*input.catalogue,
                                       .courses = &courses,
                                       .month = 30});
    if (!outcome) state.SkipWithError(outcome.error().c_str());
    benchmark::DoNotOptimize(outcome);
  }
}

void whole_run(benchmark::State& state) {
  const auto& input = reference();
  planning::RunOptions options;
  options.probe_resources = state.range(0) != 0;
  for (auto _ : state) {
    const auto result = planning::run(*input.scenario, *input.catalogue, options);
    for (const auto& design : result.designs) {
      if (!design.failure.empty()) state.SkipWithError(design.failure.c_str());
    }
  }
}

// The work happens in forked workers, whose time only the wall clock sees.
BENCHMARK(one_window)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(whole_run)
    ->ArgName("probes")
    ->Arg(0)
    ->Arg(1)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
