# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(fuzz_tests SLOW SOURCES fuzz/mutation_test.cpp LIBRARIES penstock_scenario)

# Coverage-guided: cmake --preset asan -DPENSTOCK_FUZZ=ON -DCMAKE_CXX_COMPILER=clang++-16
# -DPENSTOCK_WERROR=OFF, then bin/scenario_fuzzer -dict=tests/fuzz/scenario.dict CORPUS scenarios/
option(PENSTOCK_FUZZ "Build the libFuzzer targets (clang only)" OFF)
if(PENSTOCK_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "PENSTOCK_FUZZ needs clang")
  endif()
  add_executable(scenario_fuzzer fuzz/scenario_fuzzer.cpp)
  target_compile_options(scenario_fuzzer PRIVATE -fsanitize=fuzzer)
  target_link_libraries(scenario_fuzzer PRIVATE penstock_scenario)
  target_link_options(scenario_fuzzer PRIVATE -fsanitize=fuzzer)
endif()
