# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(network_tests
  SOURCES unit/network_test.cpp
  LIBRARIES penstock_models)
