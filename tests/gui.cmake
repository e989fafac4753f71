# SPDX-License-Identifier: GPL-3.0-or-later
# The desktop. Models, charts and the child process are tested on Qt's offscreen platform; the
# window in a real window system, Xvfb.
if(TARGET penstock_desktop)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Test)

  # Catch2 with a QApplication instead of the shared main().
  add_library(penstock_gui_test_main STATIC gui/main.cpp gui/sample_result.cpp)
  target_link_libraries(penstock_gui_test_main
    PUBLIC penstock_desktop penstock_options Qt6::Test Catch2::Catch2 ${RAPIDCHECK_LIBRARY})
  target_compile_definitions(penstock_gui_test_main PUBLIC
    PENSTOCK_SOURCE_DIR="${PROJECT_SOURCE_DIR}")

  set(offscreen QT_QPA_PLATFORM=offscreen)
  set(xvfb ${CMAKE_CURRENT_SOURCE_DIR}/gui/run_under_xvfb.sh)
  foreach(suite models charts engine window)
    add_executable(gui_${suite}_tests gui/${suite}_test.cpp)
    target_link_libraries(gui_${suite}_tests PRIVATE penstock_gui_test_main)
  endforeach()
  foreach(suite models charts engine)
    add_test(NAME gui_${suite}_tests COMMAND gui_${suite}_tests -w NoTests)
    set_tests_properties(gui_${suite}_tests PROPERTIES ENVIRONMENT "${offscreen}" TIMEOUT 300)
  endforeach()
  add_test(NAME gui_window_tests COMMAND ${xvfb} $<TARGET_FILE:gui_window_tests> -w NoTests)
  # Large displays and large fonts must not break layouts, so the suite runs at 1.5 as well.
  add_test(NAME gui_window_scaled_tests COMMAND ${xvfb} $<TARGET_FILE:gui_window_tests> -w NoTests)
  set_tests_properties(gui_window_tests PROPERTIES TIMEOUT 300)
  set_tests_properties(gui_window_scaled_tests PROPERTIES TIMEOUT 300
    ENVIRONMENT "QT_SCALE_FACTOR=1.5")

  # Without any display: no DISPLAY and a platform that does not exist.
  add_test(NAME gui_version COMMAND penstock-gui --version)
  add_test(NAME gui_help COMMAND penstock-gui --help)
  add_test(NAME gui_usage COMMAND penstock-gui --no-such-option)
  set_tests_properties(gui_version gui_help PROPERTIES
    ENVIRONMENT "QT_QPA_PLATFORM=none-such;DISPLAY=;WAYLAND_DISPLAY=")
  set_tests_properties(gui_version PROPERTIES
    PASS_REGULAR_EXPRESSION "^penstock-gui ${PROJECT_VERSION} ")
  set_tests_properties(gui_help PROPERTIES PASS_REGULAR_EXPRESSION "--screenshot")
  set_tests_properties(gui_usage PROPERTIES ENVIRONMENT "${offscreen}"
    PASS_REGULAR_EXPRESSION "no-such-option")

  # The real engine on the reference scenario, in the real window.
  if(TARGET penstock)
    add_executable(gui_end_to_end_tests gui/end_to_end_test.cpp)
    target_link_libraries(gui_end_to_end_tests PRIVATE penstock_gui_test_main)
    add_dependencies(gui_end_to_end_tests penstock penstock-gui)
    target_compile_definitions(gui_end_to_end_tests PRIVATE
      PENSTOCK_ENGINE_FILE="$<TARGET_FILE:penstock>"
      PENSTOCK_GUI_FILE="$<TARGET_FILE:penstock-gui>")
    add_test(NAME gui_end_to_end_tests
      COMMAND ${xvfb} $<TARGET_FILE:gui_end_to_end_tests> -w NoTests)
    set_tests_properties(gui_end_to_end_tests PROPERTIES TIMEOUT 600)
  endif()
endif()
