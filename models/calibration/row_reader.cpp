// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/calibration/row_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "models/calibration/cell_value.hpp"
#include "models/calibration/figure.hpp"
#include "models/parameters/codes.hpp"
#include "models/units/quote.hpp"

namespace penstock::calibration {
namespace {

using parameters::Code;
using parameters::Diagnostics;

/// Columns of one meaning in different units are rounded differently.
constexpr double kSameFigure = 0.02;
/// Byte rate over rate times size. In published tables it is 1 within 0.6 %, or all rows call
/// mebibytes megabytes (0.954); kilo for mega and bits for bytes are far outside.
constexpr double kMostByteFactor = 1.1;
/// Rate times latency over requests in flight (Little's law). Published rows have 0.02 to 1.15,
/// because jobs start and end apart or are held back; a wrong unit of time is a factor of 1000.
constexpr double kLeastLittle = 1.0 / 800.0;
constexpr double kMostLittle = 5.0;
/// Share of reads that was measured less the one that was asked for; within 0.02 in published rows.
constexpr double kMostShareError = 0.1;

class RowReader {
 public:
  RowReader(const Row& row, std::size_t index, const std::vector<KnownColumn>& columns,
            Diagnostics& diagnostics, std::vector<ByteFactor>& factors)
      : row_(row), columns_(columns), diagnostics_(diagnostics), factors_(factors) {
    point_.row = index;
    point_.mark = row.mark;
  }

  Point read(bool closed_loop) {
    for (const auto& known : columns_) {
      if (!cell(known).empty()) read_condition(known);
    }
    if (reads_ && writes_ && (read_percent_ || !point_.has(Condition::kReadShare))) {
      // fio's default for a mix is a half; measured rates may tell that it was another one.
      assumed_share_ = !read_percent_;
      set(Condition::kReadShare, {read_percent_.value_or(0.5), "rwmixread", 0.0});
    } else if (reads_ != writes_) {
      set(Condition::kReadShare, {reads_ ? 1.0 : 0.0, "rw", 0.0});
    }
    for (const auto& known : columns_) {
      if (!cell(known).empty()) read_figure(known);
    }
    if (closed_loop) require_conditions();
    set_bytes();
    if (good_) check_physics();
    // Programs write NaN where nothing was measured. Beside measured figures it is a slip.
    if (std::ranges::any_of(point_.observations, [](const auto& o) { return o.has_value(); })) {
      for (const auto& known : not_numbers_) {
        mistake(Code::kFigure,
                fmt::format("column {}: {} is no finite number", known.name(),
                            units::quoted(cell(known))),
                "leave the cell empty if it was not measured");
      }
    }
    return point_;
  }

 private:
  [[nodiscard]] std::string_view cell(const KnownColumn& known) const {
    return row_.cells[known.index];
  }

  void mistake(Code code, const std::string& message, const std::string& hint = "") {
    good_ = false;
    report(diagnostics_, code, row_.mark, message, hint);
  }

  std::optional<double> number(const KnownColumn& known) {
    const auto text = cell(known);
    const auto value = holds_bytes(known.name()) ? size_of(text) : number_of(text);
    if (!value || !std::isfinite(*value)) {
      mistake(Code::kFigure,
              fmt::format("column {}: {} is no {}number", known.name(), units::quoted(text),
                          value ? "finite " : ""),
              value ? "leave the cell empty if it was not measured"
                    : fmt::format("its unit is {}", known.column->meaning.unit));
      return std::nullopt;
    }
    return value;
  }

  void read_condition(const KnownColumn& known) {
    const auto& column = *known.column;
    switch (column.role) {
      case Role::kCondition:
        if (const auto value = number(known)) {
          if (!possible(column.condition, *value)) {
            mistake(Code::kFigure, fmt::format("column {}: {}", known.name(), cell(known)),
                    std::string(limits_of(column.condition)));
          } else {
            set(column.condition, {*value * column.factor, known.name(), 0.0});
          }
        }
        break;
      case Role::kDirection:
        read_direction(known);
        break;
      case Role::kReadPercent:
      case Role::kWriteShare:
        read_share(known);
        break;
      case Role::kPlace:
        if (cell(known) == "local") set(Condition::kRemote, {0.0, known.name(), 0.0});
        if (cell(known) == "remote") set(Condition::kRemote, {1.0, known.name(), 0.0});
        break;
      case Role::kSequentialRead:
      case Role::kSequentialWrite:
        point_.order = Order::kSequential;
        set(Condition::kReadShare,
            {column.role == Role::kSequentialRead ? 1.0 : 0.0, known.name(), 0.0});
        break;
      default:
        break;
    }
  }

  void read_direction(const KnownColumn& known) {
    const auto word = cell(known);
    const bool random = word.starts_with("rand");
    const auto kind = random ? word.substr(4) : word;
    if (kind != "read" && kind != "write" && kind != "rw" && word != "readwrite") {
      mistake(Code::kFigure,
              fmt::format("column {}: {} is no direction", known.name(), units::quoted(word)),
              "it is read, write, rw, randread, randwrite or randrw");
      return;
    }
    if (!random) point_.order = Order::kSequential;
    reads_ = kind != "write";
    writes_ = kind != "read";
  }

  void read_share(const KnownColumn& known) {
    const auto value = number(known);
    if (!value) return;
    const double share = *value * known.column->factor;
    if (share < 0.0 || share > 1.0) {
      mistake(Code::kFigure, fmt::format("column {}: {}", known.name(), cell(known)),
              known.column->role == Role::kReadPercent ? "it has to be from 0 to 100"
                                                       : "it has to be from 0 to 1");
    } else if (known.column->role == Role::kReadPercent) {
      read_percent_ = share;
    } else {
      set(Condition::kReadShare, {1.0 - share, known.name(), 0.0});
    }
  }

  /// Sets a condition; a second column has to say the same.
  void set(Condition condition, const Figure& figure) {
    agree(conditions_[condition], figure);
    point_.conditions[static_cast<std::size_t>(condition)] = figure.value;
  }

  void set(Observation observation, const Figure& figure) {
    agree(observations_[observation], figure);
    point_.observations[static_cast<std::size_t>(observation)] = figure.value;
  }

  void agree(std::optional<Figure>& before, const Figure& figure) {
    if (before) {
      const double largest = std::max(std::abs(before->value), std::abs(figure.value));
      const double rounding = before->rounding + figure.rounding;
      if (std::abs(before->value - figure.value) > (kSameFigure + rounding) * largest) {
        mistake(
            Code::kContradiction,
            fmt::format("columns {} and {} contradict each other: {:.6g} and {:.6g} in one unit",
                        before->column, figure.column, before->value, figure.value),
            "they mean the same; are the units those of the names?");
      }
    }
    before = figure;
  }

  /// Whether the load has no such requests, so that a zero is the absence of a figure.
  [[nodiscard]] bool absent(bool reads) const {
    return point_.has(Condition::kReadShare) &&
           point_.at(Condition::kReadShare) == (reads ? 0.0 : 1.0);
  }

  void read_figure(const KnownColumn& known) {
    const auto& column = *known.column;
    switch (column.role) {
      case Role::kObservation: {
        const auto o = column.observation;
        const bool of_reads = o == Observation::kReadRate || o == Observation::kReadMean ||
                              o == Observation::kReadMedian || o == Observation::kReadP99;
        const bool of_writes = o == Observation::kWriteRate || o == Observation::kWriteMean ||
                               o == Observation::kWriteMedian || o == Observation::kWriteP99;
        if (const auto f = figure(known, of_reads, of_writes)) set(o, *f);
        break;
      }
      case Role::kRate:
        by_direction(known, Observation::kReadRate, Observation::kWriteRate);
        break;
      case Role::kMean:
        by_direction(known, Observation::kReadMean, Observation::kWriteMean);
        break;
      case Role::kMedian:
        by_direction(known, Observation::kReadMedian, Observation::kWriteMedian);
        break;
      case Role::kP99:
        by_direction(known, Observation::kReadP99, Observation::kWriteP99);
        break;
      case Role::kReadBytes:
        add_bytes(known, read_bytes_, true, false);
        break;
      case Role::kWriteBytes:
        add_bytes(known, write_bytes_, false, true);
        break;
      case Role::kBytes:
      case Role::kSequentialRead:
      case Role::kSequentialWrite:
        add_bytes(known, bytes_, false, false);
        break;
      default:
        break;
    }
  }

  /// A positive figure; nothing for a zero of a direction that the load does not have.
  std::optional<Figure> figure(const KnownColumn& known, bool of_reads, bool of_writes) {
    if (const auto nan = number_of(cell(known)); nan && std::isnan(*nan)) {
      not_numbers_.push_back(known);
      return std::nullopt;
    }
    const auto value = number(known);
    if (!value) return std::nullopt;
    const bool none = (of_reads && absent(true)) || (of_writes && absent(false));
    if (*value == 0.0 && none) return std::nullopt;
    if (*value <= 0.0) {
      mistake(Code::kFigure, fmt::format("column {}: {}", known.name(), cell(known)),
              "a measured figure is more than 0; leave the cell empty if it was not measured");
      return std::nullopt;
    }
    if (none) {
      mistake(Code::kContradiction,
              fmt::format("column {}: {}, but the load has no {}", known.name(), cell(known),
                          of_reads ? "reads" : "writes"),
              "correct rw or rwmixread, or leave the cell empty");
      return std::nullopt;
    }
    return Figure{*value * known.column->factor, known.name(), rounding_of(cell(known), *value)};
  }

  void by_direction(const KnownColumn& known, Observation read, Observation write) {
    if (!point_.has(Condition::kReadShare)) {
      mistake(Code::kMissingColumn, fmt::format("column {}: of reads or of writes?", known.name()),
              "give the direction in a column rw: read, write, randread or randwrite");
      return;
    }
    const double share = point_.at(Condition::kReadShare);
    if (share > 0.0 && share < 1.0) {
      mistake(Code::kMissingColumn,
              fmt::format("column {}: the load has reads and writes", known.name()),
              "give each direction its column, as read_iops and write_iops");
      return;
    }
    if (const auto f = figure(known, false, false)) set(share == 1.0 ? read : write, *f);
  }

  void add_bytes(const KnownColumn& known, std::optional<Figure>& bytes, bool of_reads,
                 bool of_writes) {
    if (const auto f = figure(known, of_reads, of_writes)) agree(bytes, *f);
  }

  void require_conditions() {
    const auto require = [&](bool given, std::string_view what, std::string_view column) {
      if (given) return;
      mistake(Code::kMissingColumn, fmt::format("the row does not say {}", what),
              fmt::format("fill in column {}", column));
    };
    if (!good_) return;
    require(point_.has(Condition::kReadShare), "whether it reads or writes", "rw");
    require(point_.has(Condition::kSize), "how large a request is", "bs_bytes");
    require(point_.has(Condition::kDepth) || point_.has(Condition::kProcesses),
            "how many requests are in flight", "iodepth, numjobs or threads");
  }

  void set_bytes() {
    if (point_.has(Condition::kSize)) {
      const double size = point_.at(Condition::kSize);
      const auto derive = [&](const std::optional<Figure>& bytes, Observation rate) {
        if (!bytes || point_.has(rate)) return;
        point_.observations[static_cast<std::size_t>(rate)] = bytes->value / size;
      };
      check_bytes(read_bytes_, observations_[Observation::kReadRate], size);
      check_bytes(write_bytes_, observations_[Observation::kWriteRate], size);
      derive(read_bytes_, Observation::kReadRate);
      derive(write_bytes_, Observation::kWriteRate);
      if (bytes_) {
        // All parts of the sum have to be there to hold the byte rate against it.
        const auto& reads = observations_[Observation::kReadRate];
        const auto& writes = observations_[Observation::kWriteRate];
        if ((reads || absent(true)) && (writes || absent(false)) && (reads || writes)) {
          const Figure zero;
          const Figure& r = reads ? *reads : zero;
          const Figure& w = writes ? *writes : zero;
          check_bytes(bytes_, Figure{r.value + w.value, "", r.rounding + w.rounding}, size);
        }
      }
    }
    std::optional<double> total;
    if (bytes_) {
      total = bytes_->value;
    } else if (read_bytes_ && write_bytes_) {
      total = read_bytes_->value + write_bytes_->value;
    } else if (read_bytes_ && (absent(false) || !point_.has(Condition::kReadShare))) {
      total = read_bytes_->value;
    } else if (write_bytes_ && (absent(true) || !point_.has(Condition::kReadShare))) {
      total = write_bytes_->value;
    }
    point_.observations[static_cast<std::size_t>(Observation::kByteRate)] = total;
  }

  void check_bytes(const std::optional<Figure>& bytes, const std::optional<Figure>& rate,
                   double size) {
    if (!bytes || !rate || !good_) return;
    const double factor = bytes->value / (rate->value * size);
    const double rounding = bytes->rounding + rate->rounding;
    if (factor > kMostByteFactor + rounding || factor < 1.0 / kMostByteFactor - rounding) {
      mistake(Code::kContradiction,
              fmt::format("mixed units: column {} is {:.4g} times the requests per second times "
                          "their size",
                          bytes->column, factor),
              "are the units those of the columns' names?");
    } else {
      factors_.push_back({row_.mark, bytes->column, factor, rounding});
    }
  }

  void check_physics() {
    const auto value = [&](Observation o) {
      return point_.observations[static_cast<std::size_t>(o)];
    };
    const auto read_rate = value(Observation::kReadRate);
    const auto write_rate = value(Observation::kWriteRate);
    if (point_.has(Condition::kReadShare) && read_rate && write_rate) {
      const double share = point_.at(Condition::kReadShare);
      const double measured = *read_rate / (*read_rate + *write_rate);
      if (std::abs(measured - share) > kMostShareError) {
        if (assumed_share_) {
          point_.conditions[static_cast<std::size_t>(Condition::kReadShare)] = measured;
        } else {
          mistake(Code::kContradiction,
                  fmt::format("{:.0f} % of the requests are reads, not {:.0f} %", measured * 100.0,
                              share * 100.0),
                  "correct rwmixread, or the rates");
          return;
        }
      }
    }
    if (point_.has(Condition::kOffered) ||
        !(point_.has(Condition::kDepth) || point_.has(Condition::kProcesses))) {
      return;
    }
    double in_flight = 0.0;
    for (const auto& [rate, mean] : {std::pair{read_rate, value(Observation::kReadMean)},
                                     std::pair{write_rate, value(Observation::kWriteMean)}}) {
      if (!rate) continue;
      if (!mean) return;
      in_flight += *rate * *mean;
    }
    if (in_flight == 0.0) return;
    const double factor = in_flight / point_.outstanding();
    if (factor < kLeastLittle || factor > kMostLittle) {
      mistake(Code::kContradiction,
              fmt::format("mixed units: rate times latency is {:.4g}, but {:g} requests are in "
                          "flight",
                          in_flight, point_.outstanding()),
              "by Little's law they are equal; are the units those of the columns' names?");
    }
  }

  const Row& row_;
  const std::vector<KnownColumn>& columns_;
  Diagnostics& diagnostics_;
  std::vector<ByteFactor>& factors_;
  Point point_;
  bool good_ = true;
  bool reads_ = false;  ///< by rw
  bool writes_ = false;
  std::optional<double> read_percent_;  ///< as a share
  bool assumed_share_ = false;          ///< nothing says how many of a mix are reads
  std::vector<KnownColumn> not_numbers_;
  std::map<Condition, std::optional<Figure>> conditions_;
  std::map<Observation, std::optional<Figure>> observations_;
  std::optional<Figure> read_bytes_;
  std::optional<Figure> write_bytes_;
  std::optional<Figure> bytes_;
};

}  // namespace

Point read_row(const Row& row, std::size_t index, const std::vector<KnownColumn>& columns,
               bool closed_loop, Diagnostics& diagnostics, std::vector<ByteFactor>& factors) {
  return RowReader(row, index, columns, diagnostics, factors).read(closed_loop);
}

}  // namespace penstock::calibration
