# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(storage_tests
  SOURCES unit/storage_disk_test.cpp unit/storage_flash_test.cpp
          unit/storage_protection_test.cpp property/storage_property_test.cpp
  LIBRARIES penstock_models)
