// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/validation/sharing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/calibration/calibrate.hpp"
#include "models/calibration/cell_value.hpp"
#include "models/calibration/flash_model.hpp"
#include "models/calibration/selection.hpp"
#include "models/calibration/sharing.hpp"
#include "models/parameters/codes.hpp"

namespace penstock::validation {
namespace {

using calibration::FlashOperation;
using calibration::Row;
using calibration::Table;
using parameters::Diagnostics;

/// A row of foreground and background jobs.
struct Mixture {
  const Row* row = nullptr;
  calibration::Tenant foreground;
  double rate = 0.0;  ///< measured requests per second of the foreground
  calibration::Tenant background;
  double background_rate = 0.0;
};

tl::expected<FlashOperation, Diagnostics> fitted(const Curve& curve,
                                                 const std::filesystem::path& data,
                                                 PartResult& result) {
  const auto table = calibration::read_measurements(data / curve.file);
  if (!table) return tl::unexpected(table.error());
  const auto calibrated = calibration::calibrate(
      *table,
      {.form = "flash", .where = curve.where, .calibrate_on = curve.calibrate_on, .series = {{}}});
  if (!calibrated) return tl::unexpected(calibrated.error());
  const auto& series = calibrated->profile.series.front();
  result.calibration_points += series.calibrated_on;
  for (const auto& parameter : series.parameters) {
    if (!parameter.from_prior) ++result.parameters;
  }
  return calibration::flash_model(series).operations.at("read");
}

double number(const Table& table, const Row& row, const char* column, double otherwise) {
  return calibration::number_of(table.cell(row, column)).value_or(otherwise);
}

Mixture mixture_of(const Table& table, const Row& row) {
  return {.row = &row,
          .foreground = {.depth = number(table, row, "fg_iodepth", 1.0),
                         .processes = 1.0,
                         .size = number(table, row, "fg_bs_bytes", 4096.0)},
          .rate = number(table, row, "fg_iops", 0.0),
          .background = {.depth = number(table, row, "bg_iodepth", 1.0),
                         .processes = number(table, row, "n_background_jobs", 0.0),
                         .size = number(table, row, "bg_bs_bytes", 4096.0)},
          .background_rate = number(table, row, "bg_total_iops", 0.0)};
}

tl::expected<std::vector<Mixture>, Diagnostics> mixtures(const Table& table,
                                                         const std::vector<std::string>& where) {
  const auto rows = calibration::select(table, where, "where");
  if (!rows) return tl::unexpected(rows.error());
  std::vector<Mixture> all;
  for (const auto row : *rows) all.push_back(mixture_of(table, table.rows[row]));
  return all;
}

}  // namespace

tl::expected<SharingOutcome, Diagnostics> run_sharing(const Case& of, std::size_t index,
                                                      const std::filesystem::path& data) {
  const Part& part = of.parts[index];
  SharingOutcome out;
  auto reads = fitted(part.curve, data, out.result);
  if (!reads) return tl::unexpected(reads.error());
  const auto host = fitted(part.host, data, out.result);
  if (!host) return tl::unexpected(host.error());
  reads->process_rate = host->process_rate;
  reads->host_rate = host->host_rate;

  const auto table = calibration::read_measurements(data / part.file);
  if (!table) return tl::unexpected(table.error());
  const auto all = mixtures(*table, part.where);
  if (!all) return tl::unexpected(all.error());
  const auto alone = std::ranges::find_if(
      *all, [](const Mixture& one) { return one.background.processes == 0.0 && one.rate > 0.0; });
  if (alone == all->end()) {
    Diagnostics diagnostics;
    parameters::report(diagnostics, parameters::Code::kNothingLeft, {table->source, 0, 0},
                       "no row shows the foreground alone");
    return tl::unexpected(std::move(diagnostics));
  }
  ++out.result.calibration_points;
  // A job of depth 1 that is alone tells the latency in the state that the drives are in.
  if (alone->foreground.depth == 1.0) {
    auto& at = reads->sizes[alone->foreground.size];
    if (at.rate == 0.0) at = reads->at(alone->foreground.size);
    at.latency = 1.0 / alone->rate;
  }
  std::vector<Mixture> saturated;
  if (!part.calibrate_on.empty()) {
    auto chosen = mixtures(*table, part.calibrate_on);
    if (!chosen) return tl::unexpected(chosen.error());
    saturated = std::move(*chosen);
  }
  for (const auto& one : saturated) {
    ++out.result.calibration_points;
    const double latency = reads->at(one.background.size).latency;
    reads->sizes[one.background.size] = {.latency = latency,
                                         .rate = one.background_rate / part.devices};
  }

  for (const auto& one : *all) {
    const bool calibrated = &one == &*alone || std::ranges::any_of(saturated, [&](const auto& s) {
      return s.row->mark == one.row->mark;
    });
    if (calibrated || one.background.processes == 0.0) continue;
    const calibration::Tenant tenants[] = {one.foreground, one.background};
    const auto rates = calibration::shared_rates(*reads, part.devices, tenants);
    if (!rates) {
      ++out.result.skipped[rates.error()];
      continue;
    }
    out.pairs.push_back({.part = index,
                         .place = fmt::format("{}:{}", part.file, one.row->mark.line),
                         .unit = "1/s",
                         .predicted = rates->front(),
                         .measured = one.rate,
                         // Every job the same share of the time.
                         .trivial = alone->rate / (1.0 + one.background.processes),
                         .knee = false});
  }
  return out;
}

}  // namespace penstock::validation
