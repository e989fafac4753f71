# SPDX-License-Identifier: GPL-3.0-or-later
find_package(SimGrid 3.32 REQUIRED)
penstock_test(flow_tests
  SOURCES unit/flow_test.cpp unit/flow_native_test.cpp unit/device_level_test.cpp
  LIBRARIES penstock_flow SimGrid::SimGrid)
