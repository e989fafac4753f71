# SPDX-License-Identifier: GPL-3.0-or-later
find_package(nlohmann_json 3.11 REQUIRED)
penstock_test(report_tests
  SOURCES unit/report_test.cpp unit/difference_test.cpp
  LIBRARIES penstock_report nlohmann_json::nlohmann_json)
