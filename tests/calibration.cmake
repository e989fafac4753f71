# SPDX-License-Identifier: GPL-3.0-or-later
penstock_test(calibration_training_tests
  SOURCES unit/calibration_training_test.cpp
  LIBRARIES penstock_models)
