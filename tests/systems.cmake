# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(systems_tests
  SOURCES unit/systems_test.cpp
  LIBRARIES penstock_scenario)
