# SPDX-License-Identifier: GPL-3.0-or-later
# What the models predict of published measurements must not get worse than docs/validation says.
# The measurements are other people's and not part of the tree; without them the test is skipped.
add_test(NAME published_measurements
  COMMAND sh -c "test -d \"\${PENSTOCK_DATA:-../shared/data}\" || exit 77; exec \"$1\" validate --check"
          sh $<TARGET_FILE:penstock>
  WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
set_tests_properties(published_measurements PROPERTIES
  SKIP_RETURN_CODE 77 LABELS validation TIMEOUT 600)

find_package(nlohmann_json 3.11 REQUIRED)
penstock_test(validation_tests
  SOURCES unit/validation_test.cpp
  LIBRARIES penstock_validation nlohmann_json::nlohmann_json)
