# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(queueing_tests SLOW
  SOURCES unit/queueing_test.cpp property/queueing_property_test.cpp
  LIBRARIES penstock_models)
