// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// What can be bought or rented, one struct per class of thing. Every number is Sourced: value, low,
// high, source, date and basis. The YAML files beside this header hold the entries; catalogue.hpp
// finds them by id ("tlc-30t", "h100", "s3-standard").
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/parameters/provenance.hpp"
#include "models/units/quantity.hpp"

namespace penstock::catalogue {

using parameters::Sourced;

/// What all things have in common.
struct Identity {
  std::string id;    ///< "cmr-24t"
  std::string name;  ///< "Seagate Exos X24 24 TB"
};

/// What drives of all kinds have in common.
struct Drive {
  Sourced<units::Bytes> capacity;
  Sourced<units::CapacityPrice> price;  ///< per byte, dated
  Sourced<units::Watts> power_idle;
  Sourced<units::Watts> power_active;
  Sourced<units::Frequency> failure_rate;  ///< annualised, field
  Sourced<units::Seconds> lead_time;
  Sourced<units::Seconds> life;  ///< refresh age (warranty)
  Sourced<units::Kilograms> embodied;
};

enum class Recording { kCmr, kHostManagedSmr, kDriveManagedSmr };

struct Hdd {
  Identity identity;
  Drive drive;
  Recording recording = Recording::kCmr;
  Sourced<std::int64_t> actuators{.value = 1};
  Sourced<units::ByteRate> outer_rate;  ///< of one actuator, outermost zone
  Sourced<units::Ratio> inner_over_outer;
  Sourced<units::Frequency> rotation;  ///< revolutions per second
  Sourced<units::Seconds> seek_average;
  Sourced<units::Seconds> seek_settle;      ///< shortest seek
  Sourced<units::Seconds> overhead;         ///< controller and bus, per request
  Sourced<units::ByteRate> interface_rate;  ///< shared by all actuators
  Sourced<units::Ratio> queue_gain;         ///< G: rate at infinite over rate at depth 1
  Sourced<units::Ratio> queue_half_depth;   ///< k
  Sourced<units::Ratio> queue_steepness;    ///< h
  Sourced<units::Bytes> stream_chunk;  ///< bytes per visit when streams interleave (read-ahead)
  Sourced<units::ByteRate> workload_rating;  ///< bytes per year that the warranty covers
  // shingled recording only
  std::optional<Sourced<units::Bytes>> zone;
  std::optional<Sourced<std::int64_t>> open_zones;
  std::optional<Sourced<units::Bytes>> media_cache;  ///< drive-managed
  std::optional<Sourced<units::Bytes>>
      extent_loss;                            ///< drive-managed: cache lost per cached extent
  std::optional<Sourced<units::Bytes>> band;  ///< drive-managed
};

enum class Cell { kTlc, kQlc };

struct Ssd {
  Identity identity;
  Drive drive;
  Cell cell = Cell::kTlc;
  Sourced<units::ByteRate> read_rate;     ///< sequential
  Sourced<units::ByteRate> write_rate;    ///< sequential
  Sourced<units::Frequency> read_iops;    ///< random 4 KiB
  Sourced<units::Frequency> write_iops;   ///< random, steady state, of `write_iops_size`
  Sourced<units::Bytes> write_iops_size;  ///< 4 KiB, or the indirection unit of QLC sheets
  Sourced<units::Seconds> read_latency;   ///< 4 KiB, queue depth 1
  Sourced<units::Seconds> write_latency;  ///< into the buffer
  Sourced<units::Bytes> indirection_unit;
  Sourced<units::Ratio> physical_over_advertised;  ///< raw NAND over advertised capacity, 1.145 for
                                                   ///< 4 TiB sold as 3.84 TB
  Sourced<units::Frequency> drive_writes;          ///< DWPD, as a frequency
  Sourced<units::Ratio> knee;                      ///< exponent q of the closed loop
  Sourced<units::Ratio> interference;  ///< kappa x saturated write rate / read latency, 2 is usual
};

struct Enclosure {  ///< JBOD, JBOF, NVMe-oF enclosure
  Identity identity;
  Sourced<std::int64_t> slots;
  Sourced<units::Money> price;  ///< without drives
  Sourced<units::Watts> power;  ///< without drives
  Sourced<units::Ratio> rack_units;
  std::optional<Sourced<std::int64_t>> ports;  ///< network ports, NVMe-oF only
  std::optional<Sourced<units::ByteRate>> port_rate;
  std::optional<Sourced<units::Frequency>> iops_limit;
  std::optional<Sourced<units::ByteRate>> read_limit;  ///< measured through all ports
};

struct Server {
  Identity identity;
  Sourced<std::int64_t> slots;  ///< drives that fit
  Sourced<std::int64_t> cores;
  Sourced<units::Money> price;  ///< without drives, NICs and accelerators
  Sourced<units::Watts> power_idle;
  Sourced<units::Watts> power_active;
  Sourced<units::Ratio> rack_units;
  Sourced<units::Frequency> failure_rate;
  Sourced<units::Seconds> life;
  Sourced<units::SecondsPerByte>
      cpu_per_byte;                         ///< core time of the storage service, per byte moved
  Sourced<units::Seconds> cpu_per_request;  ///< and per request
  Sourced<units::Kilograms> embodied;
};

struct Nic {
  Identity identity;
  Sourced<units::ByteRate> rate;  ///< one port
  Sourced<units::Money> price;    ///< per port
  Sourced<units::Watts> power;    ///< per port
};

struct SwitchPort {
  Identity identity;
  Sourced<units::ByteRate> rate;
  Sourced<units::Money> price;  ///< with its share of the switch and one optic
  Sourced<units::Watts> power;
};

struct Accelerator {
  Identity identity;
  Sourced<units::Money> price;         ///< one, without its node
  Sourced<units::Money> node_price;    ///< of the 8-way node around them, without accelerators
  Sourced<units::Watts> power_active;  ///< one
  Sourced<units::Watts> power_idle;
  Sourced<units::Watts> node_power;  ///< node without accelerators, busy
  Sourced<units::Ratio> node_rack_units;
  Sourced<units::MoneyRate> rent;  ///< cloud, per accelerator
  Sourced<units::Frequency> failure_rate;
  Sourced<units::Seconds> life;
  Sourced<units::Bytes> memory;
  Sourced<units::Kilograms> embodied;
};

/// A price band: `price` holds for the bytes above `from` and below the next band's `from`.
template <class Price>
struct PriceBand {
  units::Bytes from{0.0};
  Sourced<Price> price;
};

/// What `amount` costs when each band's price holds for the bytes inside the band only: money per
/// second for storage prices, money for prices per byte. `bands` ascend from 0 B; none: free.
template <class Price>
auto banded_cost(const std::vector<PriceBand<Price>>& bands, units::Bytes amount) {
  decltype(Price{} * amount) cost{};
  for (std::size_t i = 0; i < bands.size() && bands[i].from < amount; ++i) {
    const units::Bytes top = i + 1 < bands.size() ? std::min(amount, bands[i + 1].from) : amount;
    cost += bands[i].price.value * (top - bands[i].from);
  }
  return cost;
}

struct CloudClass {
  Identity identity;
  std::vector<PriceBand<units::StoragePrice>> storage;  ///< by bytes stored, ascending from 0 B
  std::vector<PriceBand<units::CapacityPrice>> egress;  ///< by bytes per month, ascending from 0 B
  Sourced<units::Money> put;                            ///< per request
  Sourced<units::Money> get;
  Sourced<units::CapacityPrice> upload;  ///< per byte written, beside `put`
  Sourced<units::CapacityPrice> retrieval;
  Sourced<units::Seconds> minimum_duration;
  Sourced<units::Seconds> first_byte;  ///< median
  Sourced<units::ByteRate> connection_rate;
  Sourced<units::Frequency> put_limit;  ///< per prefix
  Sourced<units::Frequency> get_limit;
  Sourced<units::Ratio> durability_nines;  ///< as the provider states it
};

struct Facility {
  Identity identity;
  Sourced<units::EnergyPrice> electricity;
  Sourced<units::Ratio> pue;
  Sourced<units::PowerRent> colocation;
  Sourced<units::CarbonIntensity> carbon;
  Sourced<units::Watts> rack_power;
  Sourced<units::Money> rack_price;
};

/// Who reads the samples of a training job: PyTorch's workers load whole batches each, all at once
/// at the start of an epoch; TensorFlow lists and shuffles the files first.
enum class Loader { kPyTorch, kTensorFlow };

/// A training workload as MLPerf Storage and DLIO define it.
struct Workload {
  Identity identity;
  Loader loader = Loader::kPyTorch;
  Sourced<units::Bytes> sample;
  Sourced<units::Ratio> sample_cv;  ///< standard deviation over mean
  Sourced<std::int64_t> batch;      ///< samples per rank and step
  /// Step time by accelerator id.
  struct StepTime {
    std::string accelerator;
    Sourced<units::Seconds> time;
  };
  std::vector<StepTime> step_times;
  Sourced<units::Seconds> step_overhead;  ///< a: fixed loss per step
  Sourced<units::Seconds> barrier;        ///< c, per ln(ranks)
  Sourced<units::Seconds> cpu_per_sample;
  Sourced<units::Ratio> utilisation_target;
  Sourced<units::Bytes> request;                    ///< read size on storage
  std::optional<Sourced<units::Bytes>> checkpoint;  ///< of the whole model with optimizer state
};

}  // namespace penstock::catalogue

namespace penstock::parameters {
template <>
struct EnumWords<catalogue::Recording> {
  static constexpr std::array<std::string_view, 3> words{"cmr", "host-managed-smr",
                                                         "drive-managed-smr"};
};
template <>
struct EnumWords<catalogue::Cell> {
  static constexpr std::array<std::string_view, 2> words{"tlc", "qlc"};
};
template <>
struct EnumWords<catalogue::Loader> {
  static constexpr std::array<std::string_view, 2> words{"pytorch", "tensorflow"};
};
}  // namespace penstock::parameters
