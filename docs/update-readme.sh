#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Penstock authors
#
# Puts what the release build prints today between the markers of README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command=(build/release/bin/penstock run scenarios/av-perception.penstock.yaml)
transcript=$(mktemp)
trap 'rm -f "$transcript" README.md.new' EXIT
{
  echo '```console'
  echo "\$ ${command[*]}"
  NO_COLOR=1 COLUMNS=120 "${command[@]}" 2> /dev/null
  echo '```'
} > "$transcript"

awk -v transcript="$transcript" '
  /^<!-- first-run: begin/ { print; while ((getline line < transcript) > 0) print line; skip = 1 }
  /^<!-- first-run: end/   { skip = 0; seen = 1 }
  !skip                    { print }
  END                      { exit !seen }
' README.md > README.md.new
mv README.md.new README.md
