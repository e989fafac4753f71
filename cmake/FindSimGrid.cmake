# SPDX-License-Identifier: GPL-3.0-or-later
# Debian's libsimgrid-dev ships no CMake package. Defines SimGrid::SimGrid and SimGrid_VERSION.
find_path(SimGrid_INCLUDE_DIR NAMES simgrid/s4u.hpp)
find_library(SimGrid_LIBRARY NAMES simgrid)
mark_as_advanced(SimGrid_INCLUDE_DIR SimGrid_LIBRARY)

if(SimGrid_INCLUDE_DIR AND EXISTS "${SimGrid_INCLUDE_DIR}/simgrid/version.h")
  foreach(part MAJOR MINOR)
    file(STRINGS "${SimGrid_INCLUDE_DIR}/simgrid/version.h" line
      REGEX "^#define[ \t]+SIMGRID_VERSION_${part}[ \t]+[0-9]+")
    string(REGEX REPLACE ".*${part}[ \t]+([0-9]+).*" "\\1" SimGrid_VERSION_${part} "${line}")
  endforeach()
  set(SimGrid_VERSION "${SimGrid_VERSION_MAJOR}.${SimGrid_VERSION_MINOR}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SimGrid
  REQUIRED_VARS SimGrid_LIBRARY SimGrid_INCLUDE_DIR
  VERSION_VAR SimGrid_VERSION)

if(SimGrid_FOUND AND NOT TARGET SimGrid::SimGrid)
  # The headers do not pass the project's warnings: a system include directory.
  add_library(SimGrid::SimGrid UNKNOWN IMPORTED)
  set_target_properties(SimGrid::SimGrid PROPERTIES
    IMPORTED_LOCATION "${SimGrid_LIBRARY}"
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${SimGrid_INCLUDE_DIR}")
endif()
