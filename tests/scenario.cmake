# SPDX-License-Identifier: GPL-3.0-or-later
find_package(nlohmann_json 3.11 REQUIRED)
penstock_test(scenario_tests
  SOURCES unit/scenario_test.cpp unit/scenario_checks_test.cpp unit/scenario_reference_test.cpp
          property/scenario_property_test.cpp
  LIBRARIES penstock_scenario nlohmann_json::nlohmann_json)
