# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(pipeline_tests
  SOURCES unit/pipeline_stock_test.cpp unit/pipeline_test.cpp
  LIBRARIES penstock_pipeline penstock_scenario)
