# SPDX-License-Identifier: GPL-3.0-or-later
# Every shipped scenario: simulated once to a result document, which is then held against the
# accepted texts and recomputed by a script that shares no code with the program.
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
set(results "${PROJECT_BINARY_DIR}/golden")
file(MAKE_DIRECTORY "${results}")
# One scenario runs in every preset; all of them are too slow for a build without optimisation.
set(quick_scenarios classification-serving)

file(GLOB scenario_files CONFIGURE_DEPENDS
  RELATIVE "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/scenarios/*.penstock.yaml")
foreach(file IN LISTS scenario_files)
  cmake_path(GET file FILENAME name)
  string(REPLACE ".penstock.yaml" "" name "${name}")
  set(document "${results}/${name}.json")
  add_test(NAME scenario_${name}_runs
    COMMAND penstock run "${file}" --format json -o "${document}"
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  add_test(NAME scenario_${name}_golden
    COMMAND Python3::Interpreter tests/golden/run_golden.py $<TARGET_FILE:penstock> "${file}"
            "${document}" tests/golden/scenarios
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  add_test(NAME scenario_${name}_recomputed
    COMMAND Python3::Interpreter tests/independent/check_scenarios.py "${file}" "${document}"
            models/catalogue
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set_tests_properties(scenario_${name}_runs PROPERTIES FIXTURES_SETUP result_${name})
  set_tests_properties(scenario_${name}_golden scenario_${name}_recomputed PROPERTIES
    FIXTURES_REQUIRED result_${name})
  set(tests scenario_${name}_runs scenario_${name}_golden scenario_${name}_recomputed)
  set_tests_properties(${tests} PROPERTIES TIMEOUT 900 ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1")
  if(NOT name IN_LIST quick_scenarios)
    set_tests_properties(${tests} PROPERTIES LABELS slow)
  endif()
endforeach()
