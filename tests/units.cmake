# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(units_tests
  SOURCES unit/units_test.cpp unit/units_text_test.cpp property/units_property_test.cpp
  LIBRARIES penstock_models)
