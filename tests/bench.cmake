# SPDX-License-Identifier: GPL-3.0-or-later
# Benchmarks are built with the tests and run once, briefly, to see that they work; figures are
# taken by hand from a release build.
find_package(benchmark 1.7 REQUIRED)
find_package(SimGrid 3.32 REQUIRED)

add_executable(flow_bench bench/flow_bench.cpp)
target_link_libraries(flow_bench PRIVATE penstock_flow SimGrid::SimGrid benchmark::benchmark)
target_compile_options(flow_bench PRIVATE -O2)
add_test(NAME flow_bench COMMAND flow_bench --benchmark_min_time=0.01)

add_executable(planning_bench bench/planning_bench.cpp)
target_compile_definitions(planning_bench PRIVATE PENSTOCK_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_link_libraries(planning_bench PRIVATE
  penstock_planning penstock_pipeline penstock_scenario benchmark::benchmark)
add_test(NAME planning_bench COMMAND planning_bench --benchmark_min_time=0.01)
set_tests_properties(planning_bench PROPERTIES LABELS slow)
