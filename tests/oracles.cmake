# SPDX-License-Identifier: GPL-3.0-or-later
# Oracles of the physics that no other suite holds (docs/validation/oracles.md lists all of them),
# and guards that notice when SimGrid changes.
find_package(SimGrid 3.32 REQUIRED)
penstock_test(oracle_tests
  SOURCES property/oracles_property_test.cpp property/oracles_device_property_test.cpp
          property/oracles_flow_property_test.cpp
          property/oracles_fit_property_test.cpp unit/simgrid_guard_test.cpp
  LIBRARIES penstock_flow penstock_scenario SimGrid::SimGrid)
