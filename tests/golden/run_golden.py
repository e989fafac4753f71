#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Penstock authors
"""Holds what the program prints for a scenario against the accepted text.

    run_golden.py PENSTOCK SCENARIO RESULT.json ACCEPTED_DIR

Two texts are compared: the table as `penstock run` prints it (NAME.txt) and a timeline made from the
result document (NAME.timeline.txt): fill, accelerator utilisation, makespans and purchases by month.
UPDATE_GOLDEN=1 accepts what the program says now; review it with git diff.
"""
import difflib, json, os, pathlib, re, subprocess, sys


def printed_table(program, scenario):
    """The table, without the one thing in it that differs between two runs: how long the run took."""
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "160"}
    run = subprocess.run([program, "run", scenario, "--format", "table"], env=environment,
                         capture_output=True, text=True, timeout=900)
    if run.returncode != 0:
        sys.exit(f"{program} run {scenario}: exit code {run.returncode}\n{run.stderr}")
    return re.sub(r"\bin \d[\d.,]* ?(ms|s|min)\b", "in <time>", run.stdout)


def shown(path, value):
    if path.endswith((".fill", ".accelerator_utilisation")):
        return f"{100 * value:.1f}%"
    return f"{value / 3600:.2f}h"  # makespans


def timeline(result):
    """Every sixth month, the last one, and those in which something is bought, arrives or runs out."""
    wanted = re.compile(r"^tier\..*\.fill$|\.accelerator_utilisation$|\.makespan$")
    lines = [f"{result['inputs']['scenario']}: winner {result['verdict']['winner'] or 'none'}"]
    for design in result["designs"]:
        months = design["months"]
        events = {}
        for tier in design["tiers"]:
            for purchase in tier["purchases"]:
                events.setdefault(purchase["ordered"], []).append(f"{tier['name']}: {purchase['servers']:g} ordered")
                events.setdefault(purchase["arrives"], []).append(f"{tier['name']}: {purchase['servers']:g} arrive")
            if tier.get("run_out") is not None:
                events.setdefault(tier["run_out"], []).append(f"{tier['name']} runs out")
        paths = sorted({path for month in months for path in month["metrics"] if wanted.search(path)})
        titles = [path.replace("accelerator_utilisation", "AU") for path in paths]
        lines += ["", f"{design['name']}: windows {design['windows']}"]
        if design.get("failure"):
            lines.append(f"  failed: {design['failure']}")
        rows = [["month", *titles, "events"]]
        for month in months:
            index = month["index"]
            if index % 6 == 0 or index == len(months) - 1 or index in events:
                cells = [shown(p, month["metrics"][p]) if p in month["metrics"] else "-" for p in paths]
                rows.append([month["date"], *cells, "; ".join(events.get(index, []))])
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
        lines += ["  " + "  ".join([*(c.rjust(w) for c, w in zip(row, widths)), row[-1]]).rstrip() for row in rows]
    return "\n".join(lines) + "\n"


def compare(accepted, now):
    if os.environ.get("UPDATE_GOLDEN"):
        accepted.write_text(now)
        return True
    before = accepted.read_text() if accepted.exists() else ""
    if before == now:
        return True
    sys.stdout.writelines(difflib.unified_diff(before.splitlines(True), now.splitlines(True),
                                               str(accepted), "the program's output now"))
    print(f"\n{accepted} differs. If the change is meant: UPDATE_GOLDEN=1 ctest -R golden, then review git diff.")
    return False


def main():
    program, scenario, document, folder = sys.argv[1:5]
    name = pathlib.Path(scenario).name.removesuffix(".penstock.yaml")
    folder = pathlib.Path(folder)
    result = json.loads(pathlib.Path(document).read_text())
    same = [compare(folder / f"{name}.txt", printed_table(program, scenario)),
            compare(folder / f"{name}.timeline.txt", timeline(result))]
    sys.exit(0 if all(same) else 1)


if __name__ == "__main__":
    main()
