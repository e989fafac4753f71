// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/measurements_page.hpp"

#include <fmt/format.h>

#include "models/calibration/point.hpp"

namespace penstock::calibration {

std::string measurements_page() {
  std::string page =
      "# Measurements\n\n"
      "`penstock calibrate` and `penstock predict` read tables of measurements: tidy CSV, or what\n"
      "fio writes with `--output-format=json`, one file or a folder of runs.\n\n"
      "<!-- Generated from models/calibration/columns.cpp; do not edit. -->\n\n"
      "## CSV\n\n"
      "RFC 4180 in UTF-8: the first line names the columns, each with a name of its own; every\n"
      "further line has as many cells; cells with commas, quotes or line breaks stand in double\n"
      "quotes. An empty cell is a figure that was not measured, as is `NaN` in a row without any "
      "figure;\n"
      "such rows are left out. Columns that are not listed below are kept as conditions to choose "
      "rows\n"
      "by. What cannot be is refused with file and line: figures that are zero, negative or no\n"
      "number; rows that agree in every column that is no result; columns that contradict each\n"
      "other. Byte rate over rate times size has to be within 10 % of 1 and within 3 % of the "
      "other\n"
      "rows, and rate times latency within a factor of 800 below and 5 above the requests in\n"
      "flight, because anything else is a mixture of units. An empty `rwmixread` of a mix is 50, "
      "or\n"
      "what the measured rates say if that is far from it.\n\n"
      "## fio\n\n"
      "The jobs of a group become one row with the columns of the table below: rates are summed,\n"
      "latencies and percentiles are means weighted by requests, processes are the entries or, "
      "where\n"
      "one entry stands for all, `numjobs`. Groups after a `stonewall` are rows of their own.\n"
      "Latency is the total one (`lat_ns`); percentiles are those of completion unless\n"
      "`lat_percentiles=1` was set. `iodepth` counts as 1 for engines that wait for each request.\n"
      "`n_devices` is the number of file names if all of them are drives, `offered_rate_iops` is\n"
      "`rate_iops` of all processes. The name of a job stands in `jobname`, the name of the drive "
      "or\n"
      "the files, or else the directory, in `device`. A job that failed or moved nothing, several "
      "sizes in one job\n"
      "(`bssplit`, `bsrange`), `thinktime`, `rate`, and jobs of different loads at the same time "
      "are\n"
      "refused.\n\n"
      "## Choosing rows\n\n"
      "`--where`, `--calibrate-on` take `column=value[,value...]`, joined by `and` and `or`, "
      "which\n"
      "binds weaker:\n\n"
      "```\n"
      "--calibrate-on iodepth=1,32 --calibrate-on numjobs=1\n"
      "--calibrate-on 'iodepth=1,256 and numjobs=1 or iodepth=16 and numjobs=4'\n"
      "```\n\n"
      "An option that is given several times has to hold every time. A value equals a cell if "
      "both\n"
      "are the same text or the same number; `4k` is 4096 in a column of bytes; no value means an\n"
      "empty cell. A text that a cell holds as a whole is one value, so that names with commas or\n"
      "with `and` need no quotes.\n\n"
      "## Columns\n\n"
      "| column | unit | meaning | measured |\n|---|---|---|---|\n";
  for (const auto& column : known_columns()) {
    fmt::format_to(std::back_inserter(page), "| `{}` | {} | {} | {} |\n", column.column,
                   column.unit, column.meaning, is_measured(column.column) ? "yes" : "");
  }
  page +=
      "\nFurther columns count as measured if their name holds `_iops`, `lat_`, `latency`, `bw_`,\n"
      "`_bw`, `MBps`, `MiBps`, `KiBps`, `kBps`, `GBps`, `GiBps`, `ttfb_`, `ttlb_`, `stdev`,\n"
      "`stddev`, `percentile`, `cpu_pct`, `usr_cpu`, `sys_cpu`, `processing_time`, "
      "`and_save_time`\n"
      "or `_WAF`: they tell no two rows apart and are not predicted.\n";
  return page;
}

}  // namespace penstock::calibration
