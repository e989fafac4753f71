// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A hand-made result for the suites that print, compare or carry results. Its figures are round so
// that every derived one can be checked in the head: three years, 36 equal months.
#pragma once

#include <cmath>
#include <string>

#include "sim/results/result.hpp"

namespace penstock::results::sample {

inline constexpr int kMonths = 36;

inline void pay(DesignResult& design, int month, economics::Category category, std::string item,
                std::string owner, double quantity, std::string unit, double price,
                parameters::Basis basis) {
  design.ledger.push_back({.month = month,
                           .category = category,
                           .item = std::move(item),
                           .owner = std::move(owner),
                           .quantity = quantity,
                           .unit = std::move(unit),
                           .unit_price = price,
                           .amount = units::Money{quantity * price},
                           .basis = basis});
}

struct Figures {
  std::string name;
  std::string device;
  double drives;  ///< of tier big
  double drive_price;
  double utilisation;      ///< of the accelerators
  double backlog;          ///< seconds
  double growth;           ///< bytes per month on tier big
  std::string limited_by;  ///< what stage train waits for
};

/// Tier big holds 10 PB; month m stores 4 PB + m x growth.
inline DesignResult design(const Figures& figures) {
  using economics::Category;
  using parameters::Basis;
  constexpr double kUsable = 10e15;
  DesignResult d;
  d.name = figures.name;
  d.description = "Object store on " + figures.device;
  d.windows = 3;
  d.resimulations = 4;
  d.probed_objective = "train.accelerator_utilisation >= 90 %";

  std::optional<int> run_out;
  for (int m = 0; m < kMonths; ++m) {
    const double stored = 4e15 + m * figures.growth;
    if (!run_out && stored > kUsable) run_out = m;
    d.months.push_back({.index = m,
                        .date = month_label("2027-01", m),
                        .simulated = m == 0 || m == 17 || m == kMonths - 1,
                        .metrics = {{"ingest.backlog", figures.backlog},
                                    {"tier.big.fill", std::fmin(stored / kUsable, 1.0)},
                                    {"tier.big.utilisation", 0.25},
                                    {"tier.fast.fill", 0.625},
                                    {"tier.fast.utilisation", 0.5},
                                    {"train.accelerator_utilisation", figures.utilisation}}});
  }

  d.stages = {
      {.name = "ingest",
       .kind = "ingest",
       .reads = {},
       .writes = "raw",
       .bytes_read = 0.0,
       .bytes_written = 26e12,
       .read_request = 0.0,
       .write_request = 4.0 * 1024 * 1024,
       .requests = 71.75,
       .pattern = "append",
       .file_system = "object store",
       .tiers = {"big"},
       .waits = {{"latency", 0.75}, {"big drives", 0.25}},
       .limited_by = "demand",
       .limited_share = 1.0,
       .cost = 600000.0},
      {.name = "process",
       .kind = "process",
       .reads = {"raw"},
       .writes = "clean",
       .bytes_read = 26e12,
       .bytes_written = 26e12,
       .read_request = 4.0 * 1024 * 1024,
       .write_request = 2e6,
       .requests = 286.6,
       .pattern = "sequential",
       .file_system = "object store",
       .tiers = {"big", "fast"},
       .waits = {{"cpu", 0.88}, {"big drives", 0.12}},
       .limited_by = "cpu",
       .limited_share = 0.88,
       .cost = 300000.0},
      {.name = "train",
       .kind = "train",
       .reads = {"features"},
       .writes = "",
       .bytes_read = 17e15,
       .bytes_written = 5e12,
       .read_request = 1024.0 * 1024,
       .write_request = 16.0 * 1024 * 1024,
       .requests = 187500.0,
       .pattern = "random",
       .file_system = "parallel file system",
       .tiers = {"fast"},
       .waits = {{figures.limited_by, 0.625}, {"fast drives", 0.375}},
       .limited_by = figures.limited_by,
       .limited_share = 0.625,
       .cost = 2100000.0},
  };
  d.tiers = {
      {.name = "fast",
       .kind = "parallel-fs",
       .file_system = "parallel file system",
       .device = "tlc-7t",
       .devices = 320.0,
       .raw_bytes = 2.5e15,
       .usable_bytes = 2e15,
       .redundancy = "8+2",
       .run_out = std::nullopt,
       .nines = 13.25,
       .mttdl = 3e20,
       .rebuild = 3600.0,
       .purchases = {}},
      {.name = "big",
       .kind = "object-store",
       .file_system = "object store",
       .device = figures.device,
       .devices = figures.drives,
       .raw_bytes = 14e15,
       .usable_bytes = kUsable,
       .redundancy = "10+4",
       .run_out = run_out,
       .nines = 11.5,
       .mttdl = 1e19,
       .rebuild = 86400.0,
       .purchases = {{.ordered = 12, .arrives = 18, .servers = 2.0, .raw_bytes = 2.88e15}}},
  };
  d.resources = {
      {.name = "gpu",
       .utilisation = figures.utilisation,
       .peak = 0.99,
       .wait_share = 0.5,
       .objective_before = figures.utilisation,
       .objective_after = figures.utilisation},
      {.name = "client nic",
       .utilisation = 0.8,
       .peak = 0.95,
       .wait_share = 0.3,
       .objective_before = figures.utilisation,
       .objective_after = std::fmin(figures.utilisation + 0.03, 0.975)},
      {.name = "fabric",
       .utilisation = 0.05,
       .peak = 0.1,
       .wait_share = 0.0,
       .objective_before = figures.utilisation,
       .objective_after = figures.utilisation},
      {.name = "big drives",
       .utilisation = 0.25,
       .peak = 0.5,
       .wait_share = 0.2,
       .objective_before = std::nullopt,
       .objective_after = std::nullopt},
  };
  const bool trains = figures.utilisation >= 0.9;
  const bool keeps_up = figures.backlog <= 3600.0;
  d.objectives = {
      {.text = "train.accelerator_utilisation >= 90 %",
       .path = "train.accelerator_utilisation",
       .met = trains,
       .worst = figures.utilisation,
       .limit = 0.9,
       .first_violation = trains ? std::nullopt : std::optional<int>(14)},
      {.text = "ingest.backlog <= 1 h",
       .path = "ingest.backlog",
       .met = keeps_up,
       .worst = figures.backlog,
       .limit = 3600.0,
       .first_violation = keeps_up ? std::nullopt : std::optional<int>(0)},
      {.text = "tier.big.durability >= 11 nines",
       .path = "tier.big.durability",
       .met = true,
       .worst = 11.5,
       .limit = 11.0,
       .first_violation = std::nullopt},
  };

  pay(d, 0, Category::kAccelerators, "h100", "compute", 64.0, "accelerator", 30000.0,
      Basis::kAssumed);
  pay(d, 0, Category::kDrives, figures.device + " drives", "big", figures.drives, "drive",
      figures.drive_price, Basis::kClassPrior);
  for (int m = 0; m < kMonths; ++m) {
    pay(d, m, Category::kEnergy, "IT energy", "big", 50000.0, "kWh", 0.12, Basis::kDatasheet);
  }
  pay(d, kMonths - 1, Category::kResidual, "residual value", "design", 1.0, "design", -96000.0,
      Basis::kAssumed);
  const double tco = economics::nominal(d.ledger).si();
  // 64 accelerators for 36 months of 730.5 h, and 4 PB to 7.5 PB (or more) over 36 months.
  const double useful_seconds = 64 * kMonths * units::kMonth.si() * figures.utilisation;
  const double byte_seconds =
      (4e15 * kMonths + figures.growth * (kMonths - 1) * kMonths / 2) * units::kMonth.si();
  d.metrics = {{"cost_per_tb_month", (tco - 64 * 30000.0) / byte_seconds},
               {"cost_per_useful_gpu_hour", tco / useful_seconds},
               {"ingest.backlog", figures.backlog},
               {"tco", tco},
               {"tier.big.durability", 11.5},
               {"train.accelerator_utilisation", figures.utilisation}};
  return d;
}

inline Result result() {
  Result r;
  r.inputs = {.scenario = "Perception pipeline",
              .description = "A hand-made sample",
              .file = "sample.penstock.yaml",
              .hash = "0123456789abcdef",
              .seed = 42,
              .start = "2027-01",
              .months = kMonths,
              .currency = "USD",
              .baseline = "all-flash",
              .discount_rate = 0.08,
              .version = "0.1.0",
              .overrides = {"economics.pue=1.3"}};
  r.designs = {
      design({"all-flash", "qlc-61t", 240.0, 12000.0, 0.971, 240.0, 100e12, "gpu"}),
      design({"smr-archive", "hm-smr-32t", 480.0, 500.0, 0.97, 2460.0, 100e12, "gpu"}),
      design({"hci", "cmr-24t", 600.0, 375.0, 0.883, 540.0, 250e12, "client nic"}),
  };
  DesignResult failed;
  failed.name = "composable";
  failed.description = "NVMe-oF enclosures";
  failed.failure = "the flow network has no solution in month 12";
  r.designs.push_back(failed);
  r.verdict = {.winner = "smr-archive",
               .lines = {"smr-archive wins: the cheapest design that meets every objective.",
                         "hci misses train.accelerator_utilisation: client nic."}};
  r.diagnostics = {"sample.penstock.yaml:12:3: warning[PEN201]: the archive is never read"};
  return r;
}

}  // namespace penstock::results::sample
