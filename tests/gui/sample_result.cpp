// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "tests/gui/sample_result.hpp"

#include <cmath>

namespace penstock::gui::test {
namespace {

using economics::Category;

constexpr int kMonths = 60;
constexpr double kPetabyte = 1e15;

economics::LedgerRow row(int month, Category category, const std::string& item,
                         const std::string& owner, double quantity, const std::string& unit,
                         double price) {
  return {.month = month,
          .category = category,
          .item = item,
          .owner = owner,
          .quantity = quantity,
          .unit = unit,
          .unit_price = price,
          .amount = units::Money{quantity * price},
          .basis = parameters::Basis::kDatasheet};
}

results::StageRow stage(const std::string& name, double bytes_read, double bytes_written,
                        const std::string& limited_by, double share) {
  return {.name = name,
          .kind = name,
          .reads = {"raw"},
          .writes = "clean",
          .bytes_read = bytes_read,
          .bytes_written = bytes_written,
          .read_request = 4.0 * 1024 * 1024,
          .write_request = 1e6,
          .requests = 1250.0,
          .pattern = "sequential",
          .file_system = "parallel file system",
          .tiers = {"fast", "big"},
          .waits = {{limited_by, share}, {"latency", 1.0 - share}},
          .limited_by = limited_by,
          .limited_share = share,
          .cost = 1.5e6};
}

// Capacity is bought once if `expands`.
results::TierRow tier(const std::string& name, double usable, std::optional<int> run_out,
                      bool expands) {
  results::TierRow tier{.name = name,
                        .kind = "object-store",
                        .file_system = "object store",
                        .device = "cmr-24t",
                        .devices = 2400.0,
                        .raw_bytes = usable * 1.5,
                        .usable_bytes = usable,
                        .redundancy = "10+4",
                        .run_out = run_out,
                        .nines = 11.4};
  if (expands)
    tier.purchases.push_back(
        {.ordered = 20, .arrives = 24, .servers = 4.0, .raw_bytes = usable * 0.75});
  return tier;
}

results::DesignResult design(const std::string& name, double scale, double utilisation,
                             double usable_big, std::optional<int> run_out) {
  results::DesignResult design;
  design.name = name;
  design.description = "The design " + name;
  design.windows = 4;
  design.resimulations = 6;
  design.probed_objective = "train.accelerator_utilisation";
  design.metrics = {{"train.accelerator_utilisation", utilisation},
                    {"ingest.backlog", 240.0 * scale},
                    {"tier.fast.fill", 0.6},
                    {"cost_per_useful_gpu_hour", 10.0 * scale / 3600.0},
                    {"cost.train", 1e6 * scale},
                    {"useful_gpu_hours", 2e6}};
  design.stages = {stage("ingest", 0.0, 24e12, "demand", 0.7),
                   stage("train", 120e12, 105e9, "gpu", 0.93)};
  design.tiers = {tier("fast", 8.0 * kPetabyte, std::nullopt, false),
                  tier("big", usable_big, run_out, !run_out.has_value())};
  for (int m = 0; m < kMonths; ++m) {
    const double growth = std::pow(3.0, m / 59.0);
    // Stored bytes grow by a factor of three: 30 PB are passed in month 50, 20 PB in month 28.
    const double big = 12.0 * kPetabyte * growth;
    const double usable = usable_big * (!run_out && m >= 24 ? 1.5 : 1.0);
    design.months.push_back({.index = m,
                             .date = results::month_label("2027-01", m),
                             .simulated = m == 0 || m == kMonths - 1,
                             .metrics = {{"tier.fast.fill", 0.2 * growth},
                                         {"tier.big.fill", big / usable},
                                         {"tier.fast.stored", 1.6 * kPetabyte * growth},
                                         {"tier.fast.usable", 8.0 * kPetabyte},
                                         {"tier.big.stored", big},
                                         {"tier.big.usable", usable}}});
  }
  const bool met = utilisation >= 0.9;
  design.objectives = {{.text = "train.accelerator_utilisation >= 90 %",
                        .path = "train.accelerator_utilisation",
                        .met = met,
                        .worst = utilisation,
                        .limit = 0.9,
                        .first_violation = met ? std::nullopt : std::optional<int>(14)},
                       {.text = "ingest.backlog <= 1 h",
                        .path = "ingest.backlog",
                        .met = true,
                        .worst = 240.0 * scale,
                        .limit = 3600.0}};
  design.ledger = {
      row(0, Category::kAccelerators, "h100", "compute", 64, "accelerator", 30e3),
      row(0, Category::kDrives, "cmr-24t drives", "big", 2400, "drive", 480.0 * scale),
      row(0, Category::kServers, "storage servers", "big", 40, "server", 12e3),
      row(0, Category::kNetwork, "switch ports", "fabric", 400, "port", 900.0),
      row(59, Category::kResidual, "residual value", "design", 1, "1", -150e3 * scale)};
  for (int m = 0; m < kMonths; ++m) {
    design.ledger.push_back(
        row(m, Category::kEnergy, "IT energy", "design", 90e3 * scale, "kWh", 0.12));
    design.ledger.push_back(row(m, Category::kSpace, "colocation", "design", 120.0, "kW", 195.0));
    design.ledger.push_back(row(m, Category::kSupport, "support", "design", 1, "month", 20e3));
    design.ledger.push_back(
        row(m, Category::kStaff, "administrators", "design", 2, "person-month", 12.5e3));
    design.ledger.push_back(row(m, Category::kReplacement, "drives", "big", 3, "drive", 480.0));
  }
  int index = 0;
  for (const auto* resource : {"gpu", "client nic", "big drives", "fast drives", "fabric", "cpu"}) {
    design.resources.push_back({.name = resource,
                                .utilisation = 0.9 - 0.13 * index,
                                .peak = 1.0 - 0.1 * index,
                                .wait_share = 0.5 / (1 + index)});
    for (const int month : {0, kMonths - 1}) {
      results::Timeline line{
          .resource = resource, .month = month, .step = 1800.0, .utilisation = {}};
      for (int i = 0; i < 1461; ++i) {
        const double day = std::sin(2.0 * M_PI * i / 48.0 + index);
        line.utilisation.push_back((0.8 - 0.12 * index) * (0.85 + 0.15 * day));
      }
      design.timelines.push_back(std::move(line));
    }
    ++index;
  }
  design.resources[1].objective_before = utilisation;
  design.resources[1].objective_after = utilisation + 0.027;
  return design;
}

}  // namespace

results::Result sample_result() {
  results::Result result;
  result.inputs = {.scenario = "Autonomous-vehicle perception pipeline",
                   .description = "made by hand",
                   .file = "sample.penstock.yaml",
                   .hash = "0123",
                   .seed = 42,
                   .start = "2027-01",
                   .months = kMonths,
                   .currency = "USD",
                   .baseline = "all-flash",
                   .discount_rate = 0.08,
                   .version = "0.1.0"};
  result.designs = {design("all-flash", 1.0, 0.971, 30.0 * kPetabyte, 50),
                    design("smr-archive", 0.8, 0.970, 30.0 * kPetabyte, std::nullopt),
                    design("hci", 0.6, 0.883, 20.0 * kPetabyte, 28)};
  results::DesignResult broken;
  broken.name = "broken";
  broken.failure = "the equations of month 3 have no solution";
  result.designs.push_back(broken);
  result.verdict = {
      .winner = "smr-archive",
      .lines = {"smr-archive wins: the cheapest design that meets every objective.",
                "hci would be cheaper but misses train.accelerator_utilisation >= 90 %.",
                "10 % more client nic gives 91.0 %."}};
  result.diagnostics = {"sources.weather: the burst is longer than the day"};
  return result;
}

}  // namespace penstock::gui::test
