# SPDX-License-Identifier: GPL-3.0-or-later
find_package(nlohmann_json 3.11 REQUIRED)
penstock_test(results_tests
  SOURCES unit/results_test.cpp unit/result_schema_test.cpp
  LIBRARIES penstock_results nlohmann_json::nlohmann_json)
