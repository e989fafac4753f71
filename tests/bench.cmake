# SPDX-License-Identifier: GPL-3.0-or-later
# Benchmarks are built with the tests and run once, briefly, to see that they work; figures are
# taken by hand from a release build.
find_package(benchmark 1.7 REQUIRED)
find_package(SimGrid 3.32 REQUIRED)

add_executable(flow_bench bench/flow_bench.cpp)
target_link_libraries(flow_bench PRIVATE penstock_flow SimGrid::SimGrid benchmark::benchmark)
add_test(NAME flow_bench COMMAND flow_bench --benchmark_min_time=0.01)
