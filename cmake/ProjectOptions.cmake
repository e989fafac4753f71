# SPDX-License-Identifier: GPL-3.0-or-later
# One interface target, penstock_options, carries the language level, the warnings and the
# instrumentation that every target of the project shares.
option(PENSTOCK_WERROR "Treat warnings as errors" ${PROJECT_IS_TOP_LEVEL})
option(PENSTOCK_SANITIZE "Instrument with the address and undefined-behaviour sanitizers" OFF)
option(PENSTOCK_COVERAGE "Instrument for coverage" OFF)

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(penstock_options INTERFACE)
target_compile_features(penstock_options INTERFACE cxx_std_20)
set_target_properties(penstock_options PROPERTIES INTERFACE_POSITION_INDEPENDENT_CODE ON)
target_include_directories(penstock_options INTERFACE "${PROJECT_SOURCE_DIR}")
# GCC 12 reports "literal" + std::string as -Wrestrict or -Wstringop-overflow when optimising (GCC
# bug 105651).
# No -ffast-math and no -march=native: results must not depend on the machine, and
# -ffp-contract=off keeps a compiler that knows FMA from changing the last digit.
target_compile_options(penstock_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wno-missing-field-initializers -Wno-restrict -Wno-stringop-overflow -ffp-contract=off)
if(PENSTOCK_WERROR)
  target_compile_options(penstock_options INTERFACE -Werror)
endif()
if(PENSTOCK_SANITIZE)
  target_compile_options(penstock_options INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
    # GCC 12 sees uninitialised reads in std::regex once its code is instrumented.
    -Wno-maybe-uninitialized)
  target_link_options(penstock_options INTERFACE -fsanitize=address,undefined)
endif()
if(PENSTOCK_COVERAGE)
  target_compile_options(penstock_options INTERFACE --coverage)
  target_link_options(penstock_options INTERFACE --coverage)
endif()

find_program(PENSTOCK_CCACHE ccache)
if(PENSTOCK_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${PENSTOCK_CCACHE}")
endif()
find_program(PENSTOCK_MOLD mold)
if(PENSTOCK_MOLD)
  target_link_options(penstock_options INTERFACE -fuse-ld=mold)
endif()
