# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(economics_tests
  SOURCES unit/economics_test.cpp
  LIBRARIES penstock_models)
