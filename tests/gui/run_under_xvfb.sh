#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Penstock authors
#
# Runs a command in a window system of its own. Without one the tests of the window fail: a skipped
# test would look like a passed one.
if ! command -v xvfb-run >/dev/null || ! command -v xauth >/dev/null; then
  echo "xvfb-run and xauth are needed: apt-get install xvfb xauth" >&2
  exit 1
fi
# Only sanitized builds look at this.
LSAN_OPTIONS="suppressions=$(dirname "$0")/leaks.supp:print_suppressions=0"
export LSAN_OPTIONS
exec xvfb-run -a -s "-screen 0 2400x1800x24" env QT_QPA_PLATFORM=xcb "$@"
