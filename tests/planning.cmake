# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(planning_tests SLOW
  SOURCES unit/planning_test.cpp
  LIBRARIES penstock_planning penstock_scenario)
