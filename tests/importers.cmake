# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(importers_tests
  SOURCES unit/import_dlio_test.cpp
  LIBRARIES penstock_importers penstock_scenario)
