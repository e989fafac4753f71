# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(compute_tests
  SOURCES unit/compute_test.cpp
  LIBRARIES penstock_models)
