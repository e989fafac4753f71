# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(calibration_training_tests
  SOURCES unit/calibration_training_test.cpp
  LIBRARIES penstock_models)
penstock_test(calibration_forms_tests
  SOURCES unit/calibration_forms_test.cpp property/calibration_forms_property_test.cpp
          validation/forms_on_open_data_test.cpp
  LIBRARIES penstock_models)
penstock_test(calibration_measurements_tests
  SOURCES unit/calibration_measurements_test.cpp
  LIBRARIES penstock_models)
find_package(SimGrid 3.32 REQUIRED)
penstock_test(calibration_closed_loop_tests
  SOURCES unit/calibration_closed_loop_test.cpp
  LIBRARIES penstock_models penstock_flow SimGrid::SimGrid)

penstock_test(calibration_engine_tests
  SOURCES unit/calibration_engine_test.cpp unit/profile_file_test.cpp
  LIBRARIES penstock_models)
