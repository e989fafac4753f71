// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Devices for tests of the device models: round numbers near those of real classes.
#pragma once

#include <catch2/catch.hpp>
#include <vector>

#include "models/catalogue/entries.hpp"
#include "models/queueing/network.hpp"
#include "models/queueing/solver.hpp"
#include "models/units/quantity.hpp"

namespace penstock::testing {

inline catalogue::Drive some_drive(units::Bytes capacity) {
  catalogue::Drive drive;
  drive.capacity.value = capacity;
  drive.power_idle.value = units::Watts{6.0};
  drive.power_active.value = units::Watts{10.0};
  drive.life.value = 5.0 * units::kYear;
  return drive;
}

/// 7,200 rpm, 20 TB, average seek 8.0 ms.
inline catalogue::Hdd nearline() {
  catalogue::Hdd hdd;
  hdd.identity = {"nearline", "Nearline 20 TB"};
  hdd.drive = some_drive(20.0 * units::kTB);
  hdd.outer_rate.value = units::ByteRate{285e6};
  hdd.inner_over_outer.value = units::Ratio{0.47};
  hdd.rotation.value = units::Frequency{120.0};
  hdd.seek_average.value = units::Seconds{8.0e-3};
  hdd.seek_settle.value = units::Seconds{0.8e-3};
  hdd.overhead.value = units::Seconds{0.15e-3};
  hdd.interface_rate.value = units::ByteRate{550e6};
  hdd.queue_gain.value = units::Ratio{2.1};
  hdd.queue_half_depth.value = units::Ratio{9.0};
  hdd.queue_steepness.value = units::Ratio{1.4};
  hdd.stream_chunk.value = 512.0 * units::kKiB;
  return hdd;
}

inline catalogue::Hdd dual_actuator() {
  catalogue::Hdd hdd = nearline();
  hdd.actuators.value = 2;
  return hdd;
}

inline catalogue::Hdd host_managed() {
  catalogue::Hdd hdd = nearline();
  hdd.recording = catalogue::Recording::kHostManagedSmr;
  hdd.zone.emplace().value = 256.0 * units::kMiB;
  hdd.open_zones.emplace().value = 128;
  return hdd;
}

inline catalogue::Hdd drive_managed() {
  catalogue::Hdd hdd = nearline();
  hdd.recording = catalogue::Recording::kDriveManagedSmr;
  hdd.outer_rate.value = units::ByteRate{190e6};
  hdd.media_cache.emplace().value = 35.0 * units::kGiB;
  hdd.extent_loss.emplace().value = units::kMiB;
  hdd.band.emplace().value = 30.0 * units::kMiB;
  return hdd;
}

/// 3.84 TB of 4 TiB, Gen4 TLC as the PM9A3: 6.5 and 3.5 GB/s, 900 k and 200 k IOPS.
inline catalogue::Ssd tlc() {
  catalogue::Ssd ssd;
  ssd.identity = {"tlc", "TLC 3.84 TB"};
  ssd.drive = some_drive(3.84 * units::kTB);
  ssd.read_rate.value = units::ByteRate{6.5e9};
  ssd.write_rate.value = units::ByteRate{3.5e9};
  ssd.read_iops.value = units::Frequency{900e3};
  ssd.write_iops.value = units::Frequency{200e3};
  ssd.write_iops_size.value = units::Bytes{4096.0};
  ssd.read_latency.value = units::Seconds{80e-6};
  ssd.write_latency.value = units::Seconds{15e-6};
  ssd.indirection_unit.value = units::Bytes{4096.0};
  ssd.physical_over_advertised.value = units::Ratio{4.398046511104 / 3.84};
  ssd.drive_writes.value = 1.0 / units::kDay;
  ssd.knee.value = units::Ratio{1.7};
  ssd.interference.value = units::Ratio{2.0};
  return ssd;
}

/// QLC with a 16 KiB indirection unit.
inline catalogue::Ssd qlc() {
  catalogue::Ssd ssd = tlc();
  ssd.write_rate.value = units::ByteRate{3.0e9};
  ssd.write_iops.value = units::Frequency{43e3};
  ssd.write_iops_size.value = units::Bytes{16384.0};
  ssd.indirection_unit.value = units::Bytes{16384.0};
  return ssd;
}

/// Requests per second and the wait at each resource of one class alone.
inline queueing::Solution solve_alone(const std::vector<queueing::Resource>& resources,
                                      const queueing::FlowClass& flow, double count = 1.0) {
  const std::vector<queueing::ActiveFlows> active{{.flow = &flow, .count = count}};
  auto solution = queueing::solve(resources, active);
  REQUIRE(solution.has_value());
  return *solution;
}

inline double rate_alone(const queueing::Resource& resource, const queueing::Demand& demand,
                         double window) {
  queueing::FlowClass flow{.name = "only", .window = window, .demands = {demand}};
  return solve_alone({resource}, flow).rates.front();
}

}  // namespace penstock::testing
