# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(catalogue_tests
  SOURCES unit/catalogue_test.cpp unit/catalogue_reader_test.cpp
          property/catalogue_property_test.cpp
  LIBRARIES penstock_models)
