# SPDX-License-Identifier: GPL-3.0-or-later
find_package(nlohmann_json 3.11 REQUIRED)

# The commands as functions, with an engine that answers at once.
penstock_test(cli_command_tests
  SOURCES cli/command_test.cpp cli/calibration_command_test.cpp cli/mlperf_test.cpp
          cli/import_test.cpp
  LIBRARIES penstock_cli penstock_scenario nlohmann_json::nlohmann_json)

# The program as it is installed. Cases tagged [engine] simulate the reference scenario.
penstock_test(cli_program_tests
  SOURCES cli/program_test.cpp cli/child_process.cpp
  LIBRARIES penstock_results nlohmann_json::nlohmann_json)
add_dependencies(cli_program_tests penstock)
target_compile_definitions(cli_program_tests PRIVATE
  PENSTOCK_PROGRAM="$<TARGET_FILE:penstock>" PENSTOCK_CMAKE_VERSION="${PROJECT_VERSION}")
