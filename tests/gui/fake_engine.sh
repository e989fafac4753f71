#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Penstock authors
#
# Stands in for the engine where the real one cannot be made to misbehave. What it does is the
# first line of the scenario file: "# fake: WORD". The result it prints is $PENSTOCK_FAKE_RESULT.
if [ "$1 $3 $4 $5 $6 $7" != "run --format json -o - --progress=json" ]; then
  echo "unexpected arguments: $*" >&2
  exit 2
fi
file=$2
progress() {
  printf '{"event":"progress","design":"%s","done":%s,"total":%s}\n' "$1" "$2" "$3" >&2
}
case $(head -n 1 "$file") in
  "# fake: good")
    progress all-flash 1 3
    progress all-flash 2 3
    progress hci 3 3
    cat "$PENSTOCK_FAKE_RESULT"
    ;;
  "# fake: warning")
    echo "$file:7:3: warning[PEN301]: the burst is longer than the day" >&2
    echo "  hint: split it" >&2
    cat "$PENSTOCK_FAKE_RESULT"
    ;;
  "# fake: invalid")
    echo "$file:3:7: error[PEN101]: 'TBB' is not a unit" >&2
    echo "  hint: did you mean 'TB'?" >&2
    echo "$file:9:1: error[PEN204]: unknown key 'stage'" >&2
    exit 4
    ;;
  "# fake: crash")
    progress all-flash 1 3
    kill -SEGV $$
    ;;
  "# fake: garbage")
    echo "this is not JSON"
    ;;
  "# fake: truncated")
    head -c 200 "$PENSTOCK_FAKE_RESULT"
    ;;
  "# fake: fails")
    echo "cannot read the catalogue" >&2
    exit 1
    ;;
  "# fake: noisy")
    # Half a million lines, as a runaway engine might write them.
    yes "something is wrong here" | head -n 500000 >&2
    exit 1
    ;;
  "# fake: slow")
    progress all-flash 1 1000
    # A worker of its own, which must not survive a cancelled run.
    sleep 300 &
    echo $! >"$file.worker"
    progress all-flash 2 1000
    wait
    ;;
  "# fake: stubborn")
    trap '' TERM
    progress all-flash 1 1000
    while :; do sleep 0.1; done
    ;;
  *)
    echo "no such trick" >&2
    exit 2
    ;;
esac
