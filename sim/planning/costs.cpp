// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/planning/costs.hpp"

#include <algorithm>
#include <cmath>

#include "models/storage/nvme.hpp"
#include "models/storage/redundancy.hpp"
#include "sim/planning/allocation.hpp"

namespace penstock::planning {

namespace {

using economics::Category;
using economics::LedgerRow;
using parameters::Basis;
using scenario::TierKind;
using systems::HardwareItem;

double number(const pipeline::Numbers& numbers, const std::string& name) {
  const auto found = numbers.find(name);
  return found == numbers.end() ? 0.0 : found->second;
}

/// Hardware that was bought together.
struct Batch {
  HardwareItem item;
  int month = 0;
  bool renewed = false;  ///< replaces an older batch at the end of its life
};

class Pricing {
 public:
  Pricing(const scenario::Scenario& scenario, const scenario::Design& design,
          const catalogue::Catalogue& catalogue, const Courses& courses,
          const std::vector<TierCourse>& tiers, const WindowSeries& windows, int months)
      : scenario_(scenario),
        design_(design),
        catalogue_(catalogue),
        courses_(courses),
        tiers_(tiers),
        windows_(windows),
        months_(months),
        economics_(scenario.economics) {}

  Costs run() {
    buy_everything();
    renew_old();
    for (const auto& batch : batches_) book_purchase(batch);
    for (int month = 0; month < months_; ++month) month_costs(month);
    residual_value();
    allocate(costs_, scenario_, design_, courses_, windows_, months_);
    return std::move(costs_);
  }

 private:
  void buy(const systems::Hardware& hardware, int month) {
    for (const auto& item : hardware) {
      if (item.count > 0.0) batches_.push_back({item, month});
    }
  }

  void buy_everything() {
    const auto& compute = design_.compute;
    buy(systems::compute_hardware(design_, catalogue_), 0);
    buy(systems::fabric_hardware(design_.fabric, catalogue_,
                                 compute.nic.ports * static_cast<double>(compute.gpu_nodes),
                                 compute.nic.rate),
        0);
    buy(systems::fabric_hardware(design_.fabric, catalogue_,
                                 compute.cpu_nic.ports * static_cast<double>(compute.cpu_nodes),
                                 compute.cpu_nic.rate),
        0);
    for (const auto& course : tiers_) {
      buy_servers(*course.tier, static_cast<double>(course.tier->servers), 0);
      for (const auto& purchase : course.purchases) {
        buy_servers(*course.tier, purchase.servers, purchase.arrives);
      }
    }
  }

  void buy_servers(const scenario::Tier& tier, double servers, int month) {
    buy(systems::tier_hardware(tier, catalogue_, servers), month);
    buy(systems::fabric_hardware(design_.fabric, catalogue_, systems::tier_ports(tier, servers),
                                 tier.network.rate),
        month);
  }

  /// What reaches the end of its life inside the horizon is bought again.
  void renew_old() {
    for (std::size_t i = 0; i < batches_.size(); ++i) {
      const double life = batches_[i].item.life / units::kMonth;
      if (life <= 0.0) continue;
      const int end = batches_[i].month + static_cast<int>(std::ceil(life * (1.0 - 1e-12)));
      if (end < months_) batches_.push_back({batches_[i].item, end, true});
    }
  }

  void book(int month, Category category, const std::string& item, const std::string& owner,
            double quantity, const std::string& unit, double unit_price, Basis basis) {
    if (quantity == 0.0 || unit_price == 0.0) return;
    costs_.ledger.push_back({month, category, item, owner, quantity, unit, unit_price,
                             units::Money{quantity * unit_price}, basis});
  }

  void book_purchase(const Batch& batch) {
    const auto& item = batch.item;
    book(batch.month, batch.renewed ? Category::kReplacement : item.category,
         item.item + (batch.renewed ? ", renewed" : ""), item.owner, item.count, item.unit,
         item.price.si(), item.basis);
    if (!batch.renewed) costs_.rack_units += item.count * item.rack_units;
  }

  /// A batch is in use until it is renewed or the horizon ends.
  [[nodiscard]] bool in_use(const Batch& batch, int month) const {
    if (batch.month > month) return false;
    const double life = batch.item.life / units::kMonth;
    return life <= 0.0 || month < batch.month + static_cast<int>(std::ceil(life * (1.0 - 1e-12)));
  }

  void month_costs(int month) {
    const auto totals = windows_.totals(month);
    energy_and_space(month, totals);
    support_and_staff(month, totals);
    failures(month);
    wear_out(month, totals);
    cloud(month, totals);
    for (const auto& stage : scenario_.stages) {
      costs_.useful_seconds += number(totals, stage.name + ".useful_seconds");
    }
    for (const auto& dataset : scenario_.datasets) {
      const auto& course = courses_.at(dataset.name);
      costs_.stored_byte_seconds +=
          0.5 * (course.stock(month) + course.stock(month + 1.0)) * units::kMonth.si();
    }
  }

  /// Share of the installed accelerators that compute, from the stages' own counters.
  [[nodiscard]] double accelerators_busy(const pipeline::Numbers& totals) const {
    double busy = 0.0;
    for (const auto& stage : scenario_.stages) busy += number(totals, stage.name + ".busy_seconds");
    const auto& compute = design_.compute;
    const double installed =
        static_cast<double>(compute.gpu_nodes) * static_cast<double>(compute.gpus_per_node);
    return installed > 0.0 ? std::min(1.0, busy / (installed * units::kMonth.si())) : 0.0;
  }

  void energy_and_space(int month, const pipeline::Numbers& totals) {
    std::map<std::string, double> joules;
    std::map<std::string, double> watts;
    for (const auto& batch : batches_) {
      if (!in_use(batch, month)) continue;
      const auto& item = batch.item;
      const double busy = item.busy.empty()             ? 1.0
                          : item.busy == "accelerators" ? accelerators_busy(totals)
                                                        : number(totals, item.busy + ".busy");
      const auto mean = item.power_idle + (item.power_active - item.power_idle) * busy;
      joules[item.owner] += item.count * (mean * units::kMonth).si();
      watts[item.owner] += item.count * item.power_active.si();
    }
    double all_watts = 0.0;
    for (const auto& [owner, energy] : joules) {
      costs_.energy += energy;
      book(month, Category::kEnergy, "IT and facility energy", owner,
           energy * economics_.pue / units::kKilowattHour.si(), "kWh",
           (economics_.electricity * units::kKilowattHour).si(), Basis::kAssumed);
    }
    for (const auto& [owner, power] : watts) {
      all_watts += power;
      book(month, Category::kSpace, "colocation of provisioned power", owner, power / 1000.0,
           "kW-month", (economics_.colocation * units::Watts{1000.0} * units::kMonth).si(),
           Basis::kAssumed);
    }
    costs_.peak_power = std::max(costs_.peak_power, all_watts);
  }

  void support_and_staff(int month, const pipeline::Numbers& totals) {
    std::map<std::string, double> bought;
    for (const auto& batch : batches_) {
      if (!in_use(batch, month)) continue;
      bought[batch.item.owner] += batch.item.count * batch.item.price.si();
    }
    for (const auto& [owner, capex] : bought) {
      book(month, Category::kSupport, "hardware support", owner, capex, "USD of hardware",
           economics_.support / 12.0, Basis::kAssumed);
    }
    for (const auto& course : tiers_) {
      const auto servers = course.servers[static_cast<std::size_t>(month)];
      const double raw = systems::raw_capacity(*course.tier, catalogue_, servers).si();
      book(month, Category::kStaff, "storage administration", course.tier->name,
           raw / economics_.administered.si(), "administrator-month",
           (economics_.administrator * units::kMonth).si(), Basis::kAssumed);
    }
    for (const auto& stage : scenario_.stages) {
      if (stage.labour.si() <= 0.0) continue;
      book(month, Category::kStaff, "people in " + stage.name, "stage " + stage.name,
           number(totals, stage.name + ".input") / 1e12, "TB", stage.labour.si() * 1e12,
           Basis::kAssumed);
    }
  }

  /// Support pays for the parts as long as a drive is within its life; labour is always ours.
  void failures(int month) {
    std::map<std::pair<std::string, std::string>, double> failed;
    for (const auto& batch : batches_) {
      if (!in_use(batch, month) || batch.item.failure_rate.si() <= 0.0) continue;
      failed[{batch.item.owner, batch.item.item}] +=
          batch.item.count * (batch.item.failure_rate * units::kMonth);
    }
    for (const auto& [what, count] : failed) {
      book(month, Category::kReplacement, what.second + ", failed", what.first, count, "swap",
           economics_.drive_swap.si(), Basis::kAssumed);
    }
  }

  /// Share of a drive's rated writes that `bytes` of user data on `drives` drives use up.
  [[nodiscard]] static double wear_of(const catalogue::Ssd& ssd, double bytes, double drives,
                                      double fill) {
    if (drives <= 0.0) return 0.0;
    const storage::Access access{.write = true, .size = units::kMiB, .sequential = true};
    return storage::wear(ssd, access, {.fill = std::clamp(fill, 0.05, 1.0)},
                         units::Bytes{bytes / drives});
  }

  void wear_pool(int month, const std::string& owner, const std::string& device, double drives,
                 double bytes, double fill) {
    const auto found = catalogue_.ssds.find(device);
    if (found == catalogue_.ssds.end()) return;
    auto& course = costs_.wear[owner];
    const double before = course.empty() ? 0.0 : course.back();
    const double after = before + wear_of(found->second, bytes, drives, fill);
    course.push_back(after);
    const double worn_out = std::floor(after) - std::floor(before);
    const auto& drive = found->second.drive;
    book(month, Category::kReplacement, found->second.identity.name + ", worn out", owner,
         worn_out * drives, "drive", (drive.price.value * drive.capacity.value).si(),
         drive.price.provenance.basis);
  }

  void wear_out(int month, const pipeline::Numbers& totals) {
    const auto m = static_cast<std::size_t>(month);
    for (const auto& course : tiers_) {
      const auto& tier = *course.tier;
      const double factor = storage::storage_factor({tier.redundancy.data, tier.redundancy.parity});
      const double bytes = number(totals, "tier." + tier.name + ".written") * factor;
      const bool flash_first = tier.kind == TierKind::kHybrid;
      const double per_server =
          static_cast<double>(flash_first ? tier.flash.count : tier.per_server);
      wear_pool(month, tier.name, flash_first ? tier.flash.device : tier.device,
                per_server * course.servers[m], bytes, course.fill(month));
    }
    const auto& compute = design_.compute;
    if (compute.local_nvme.count > 0) {
      wear_pool(month, "compute", compute.local_nvme.device,
                static_cast<double>(compute.gpu_nodes) * compute.local_nvme.count,
                number(totals, "gpu.local.written"), 0.8);
    }
  }

  void cloud(int month, const pipeline::Numbers& totals) {
    for (const auto& course : tiers_) {
      const auto& tier = *course.tier;
      if (tier.kind != TierKind::kCloudObject) continue;
      const auto& store = catalogue_.cloud_classes.at(tier.cloud_class);
      const std::string prefix = "tier." + tier.name + ".";
      const double stored = course.mean_stored(month);
      const double read = number(totals, prefix + "read");
      const auto banded = [&](Category category, const char* item, double bytes, double cost,
                              const char* unit, Basis basis) {
        const double terabytes = bytes / 1e12;
        if (terabytes <= 0.0) return;
        book(month, category, store.identity.name + item, tier.name, terabytes, unit,
             cost / terabytes, basis);
      };
      banded(
          Category::kCloudStorage, " storage", stored,
          (catalogue::banded_cost(store.storage, units::Bytes{stored}) * units::kMonth).si(),
          "TB-month",
          store.storage.empty() ? Basis::kAssumed : store.storage.front().price.provenance.basis);
      banded(Category::kCloudEgress, " egress", read,
             catalogue::banded_cost(store.egress, units::Bytes{read}).si(), "TB",
             store.egress.empty() ? Basis::kAssumed : store.egress.front().price.provenance.basis);
      book(month, Category::kCloudRequests, store.identity.name + " writes", tier.name,
           number(totals, prefix + "write_calls"), "request", store.put.value.si(),
           store.put.provenance.basis);
      book(month, Category::kCloudRequests, store.identity.name + " reads", tier.name,
           number(totals, prefix + "read_calls"), "request", store.get.value.si(),
           store.get.provenance.basis);
      book(month, Category::kCloudRequests, store.identity.name + " upload", tier.name,
           number(totals, prefix + "written") / 1e12, "TB", store.upload.value.si() * 1e12,
           store.upload.provenance.basis);
      book(month, Category::kCloudRequests, store.identity.name + " retrieval", tier.name,
           read / 1e12, "TB", store.retrieval.value.si() * 1e12, store.retrieval.provenance.basis);
    }
  }

  /// Straight line from the price to the residual share at the end of life, at the horizon's end.
  void residual_value() {
    std::map<std::string, double> value;
    for (const auto& batch : batches_) {
      if (!in_use(batch, months_ - 1)) continue;
      const double life = batch.item.life / units::kMonth;
      const double age = months_ - batch.month;
      const double used = life > 0.0 ? std::min(1.0, age / life) : std::min(1.0, age / 60.0);
      value[batch.item.owner] +=
          batch.item.count * batch.item.price.si() * (1.0 - (1.0 - economics_.residual) * used);
    }
    for (const auto& [owner, amount] : value) {
      book(months_ - 1, Category::kResidual, "residual value of hardware", owner, amount, "USD",
           -1.0, Basis::kAssumed);
    }
  }

  const scenario::Scenario& scenario_;
  const scenario::Design& design_;
  const catalogue::Catalogue& catalogue_;
  const Courses& courses_;
  const std::vector<TierCourse>& tiers_;
  const WindowSeries& windows_;
  int months_;
  const scenario::Economics& economics_;
  std::vector<Batch> batches_;
  Costs costs_;
};

}  // namespace

Costs price(const scenario::Scenario& scenario, const scenario::Design& design,
            const catalogue::Catalogue& catalogue, const Courses& courses,
            const std::vector<TierCourse>& tiers, const WindowSeries& windows, int months) {
  return Pricing(scenario, design, catalogue, courses, tiers, windows, months).run();
}

}  // namespace penstock::planning
