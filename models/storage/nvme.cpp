// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/storage/nvme.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "models/storage/garbage_collection.hpp"

namespace penstock::storage {

namespace {

// Exponent that joins the request limit and the byte limit of a drive: measured between additive
// (1, disks) and a maximum; modern drives fit 4 (docs/theory/devices.md, section 3).
constexpr double kSizeExponent = 4.0;
/// Size at which sheets state read IOPS and latency, and the smallest unit that a drive reads.
constexpr units::Bytes kSheetRead{4096.0};
/// Larger requests are commands of this size that run in parallel.
constexpr units::Bytes kCommand{262144.0};
/// One read alone gets 1/4 of the drive's byte rate from its few dies. Measured 1/3 to 1/11 on two
/// client drives (8 to 256 KiB at depth 1); class prior for data-centre drives.
constexpr double kAloneShare = 0.25;
double p_norm(double requests, double bytes) {
  return std::pow(std::pow(requests, kSizeExponent) + std::pow(bytes, kSizeExponent),
                  1.0 / kSizeExponent);
}

void check(const Access& access, const DeviceState& state) {
  if (!(access.size.si() > 0.0)) throw std::invalid_argument("a request must have a size");
  if (!(state.fill >= 0.0 && state.fill <= 1.0)) {
    throw std::invalid_argument("the fill of a drive must be between 0 and 1");
  }
}

/// The random write of the sheet, on a full drive.
Access sheet_write(const catalogue::Ssd& ssd) {
  return {.write = true, .size = ssd.write_iops_size.value, .sequential = false};
}

/// Device time per byte of the sheet's steady random writes.
double sheet_write_cost(const catalogue::Ssd& ssd) {
  return 1.0 / (ssd.write_iops.value.si() * ssd.write_iops_size.value.si());
}

/// Per host byte: writing part of an indirection unit reads all of it first.
double rewrite_cost(const catalogue::Ssd& ssd, double unit) {
  return unit > 1.0 ? unit / ssd.read_rate.value.si() : 0.0;
}

/// Time per request so that 4 KiB reads reach the sheet's rate together with the byte limit.
double request_time(const catalogue::Ssd& ssd) {
  const double whole = 1.0 / ssd.read_iops.value.si();
  const double bytes = kSheetRead.si() / ssd.read_rate.value.si();
  if (whole <= bytes) return 0.0;
  return std::pow(std::pow(whole, kSizeExponent) - std::pow(bytes, kSizeExponent),
                  1.0 / kSizeExponent);
}

double collection_amplification(const catalogue::Ssd& ssd, const Access& access,
                                const DeviceState& state) {
  if (!access.write || access.sequential || state.fill == 0.0) return 1.0;
  return log_write_amplification(physical_over_advertised(ssd) / state.fill);
}

/// Device time that moving one valid page costs beyond programming it: reading it and what else the
/// sheet's steady random rate implies. Zero where more physical space explains the sheet.
double collection_cost(const catalogue::Ssd& ssd) {
  const double unit = unit_amplification(ssd, sheet_write(ssd));
  const double garbage = log_write_amplification(physical_over_advertised(ssd));
  const double programs = unit * garbage / ssd.write_rate.value.si();
  if (!(garbage > 1.0)) return 0.0;
  return std::max(
      0.0, (sheet_write_cost(ssd) - programs - rewrite_cost(ssd, unit)) / (unit * (garbage - 1.0)));
}

/// Device time of a write per host byte.
double write_cost(const catalogue::Ssd& ssd, const Access& access, const DeviceState& state) {
  const double unit = unit_amplification(ssd, access);
  const double garbage = collection_amplification(ssd, access, state);
  const units::SecondsPerByte move{collection_cost(ssd)};
  return unit * log_write_cost(garbage, ssd.write_rate.value, move).si() + rewrite_cost(ssd, unit);
}

}  // namespace

double unit_amplification(const catalogue::Ssd& ssd, const Access& access) {
  if (!access.write || access.sequential) return 1.0;
  const double unit = ssd.indirection_unit.value.si();
  return unit > 0.0 ? std::ceil(access.size.si() / unit) * unit / access.size.si() : 1.0;
}

double write_amplification(const catalogue::Ssd& ssd, const Access& access,
                           const DeviceState& state) {
  check(access, state);
  return unit_amplification(ssd, access) * collection_amplification(ssd, access, state);
}

double physical_over_advertised(const catalogue::Ssd& ssd) {
  const double unit = unit_amplification(ssd, sheet_write(ssd));
  const double reads = rewrite_cost(ssd, unit);
  const double amplification = (sheet_write_cost(ssd) - reads) * ssd.write_rate.value.si() / unit;
  // A sheet as fast as sequential writing says nothing about space.
  if (!(amplification > 1.0)) return ssd.physical_over_advertised.value;
  return std::max<double>(ssd.physical_over_advertised.value, physical_over_valid(amplification));
}

units::Seconds service_time(const catalogue::Ssd& ssd, const Access& access,
                            const DeviceState& state) {
  check(access, state);
  if (access.write) {
    // A controller takes no more commands than its read rate.
    return units::Seconds{
        p_norm(1.0 / ssd.read_iops.value.si(), access.size.si() * write_cost(ssd, access, state))};
  }
  const units::Bytes bytes = std::max(access.size, kSheetRead);
  return units::Seconds{p_norm(request_time(ssd), (bytes / ssd.read_rate.value).si())};
}

queueing::Resource nvme_pool(std::string name, const catalogue::Ssd& ssd, double drives,
                             const DeviceState& state, const Access& writes) {
  Access typical = writes;
  typical.write = true;
  return {.name = std::move(name),
          .curve = queueing::Knee{.exponent = ssd.knee.value},
          .units = drives,
          // kappa X_saturated = interference x L0, so kappa = interference x L0 x service time: a
          // delay per (write/s and drive). Kept in seconds, as the queueing language has it.
          .read_delay_per_write_rate = ssd.interference.value.si() * ssd.read_latency.value *
                                       service_time(ssd, typical, state).si()};
}

queueing::Demand nvme_visit(std::size_t resource, const catalogue::Ssd& ssd, const Access& access,
                            const DeviceState& state) {
  const units::Bytes command = std::min(access.size, kCommand);
  queueing::Demand demand{.resource = resource, .writes = access.write};
  demand.service = service_time(ssd, access, state);
  if (access.write) {
    demand.latency = ssd.write_latency.value + command / ssd.write_rate.value;
  } else {
    const units::Bytes more = std::max(command - kSheetRead, units::Bytes{0.0});
    demand.latency = ssd.read_latency.value + more / (kAloneShare * ssd.read_rate.value);
  }
  return demand;
}

units::Bytes rated_writes(const catalogue::Ssd& ssd) {
  const units::Seconds warranty = ssd.drive.life.value / units::kYear * 365.0 * units::kDay;
  return (ssd.drive_writes.value * warranty).si() * ssd.drive.capacity.value;
}

double wear(const catalogue::Ssd& ssd, const Access& access, const DeviceState& state,
            units::Bytes written) {
  const double rated = write_amplification(ssd, sheet_write(ssd), {.fill = 1.0});
  const double actual = write_amplification(ssd, access, state);
  return (written / rated_writes(ssd)).si() * actual / rated;
}

}  // namespace penstock::storage
