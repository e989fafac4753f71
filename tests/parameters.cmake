# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(parameters_tests
  SOURCES unit/document_test.cpp unit/parameters_test.cpp property/parameters_property_test.cpp
  LIBRARIES penstock_models fmt::fmt)
