// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Replication and erasure coding: what protection costs in space, traffic and time.
//
// A scheme of `data` + `parity` chunks: "8+2" is {8, 2}; three copies are {1, 2}; none is {1, 0}.
// All factors are exact counts of chunks. Pure; safe from any thread. Preconditions
// (std::invalid_argument): data >= 1, parity >= 0.
#pragma once

#include "models/units/quantity.hpp"

namespace penstock::storage {

struct Scheme {
  int data = 1;
  int parity = 0;
  friend bool operator==(const Scheme&, const Scheme&) = default;
};

/// Who sends the chunks to their devices.
enum class WritePath {
  kClient,   ///< the client computes parity and sends every chunk
  kPrimary,  ///< the client sends data once to a primary server, which keeps one chunk
};

/// Bytes on devices per user byte, stored or written in full stripes: (data + parity) / data.
double storage_factor(const Scheme& scheme);

/// Network bytes per user byte.
struct NetworkFactor {
  double client = 1.0;     ///< between the client and the storage servers
  double east_west = 0.0;  ///< among the storage servers
};
NetworkFactor write_network_factor(const Scheme& scheme, WritePath path);

/// Chunk requests that one write inside a stripe costs: parity is updated from the difference of
/// old and new data, so data and parity chunks are read and written. Copies need no read.
struct ChunkRequests {
  double reads = 0.0;
  double writes = 0.0;
};
ChunkRequests small_write(const Scheme& scheme);

/// Mean device (and network) requests per chunk read when the share `failed` of devices is missing:
/// 1 + failed (data - 1), because a lost chunk is computed from `data` others.
double degraded_read_factor(const Scheme& scheme, double failed);

/// Expected slowest of `parallel` equal visits over the mean of one: 1 + cv (H_n - 1), exact for
/// independent latencies that are a constant plus an exponential, with standard deviation over mean
/// `cv` <= 1. Bounded distributions lie below it.
double slowest_of(double parallel, double cv);

/// The repair of one failed device whose data is spread over many peers.
struct RebuildInput {
  Scheme scheme;
  units::Bytes data_lost{0.0};        ///< on the failed device
  double peers = 1.0;                 ///< surviving devices that share the work, >= data
  units::ByteRate device_rate{0.0};   ///< of one device, reading and writing mixed
  double share = 0.2;                 ///< of device time that repair may take
  units::ByteRate network_rate{0.0};  ///< that repair may take, all servers together
  units::Seconds detection{600.0};    ///< before repair starts
};

struct Rebuild {
  units::Bytes read{0.0};  ///< from surviving devices: `data` bytes per lost byte
  units::Bytes written{0.0};
  units::Bytes network{0.0};       ///< what is read travels to where it is written
  units::ByteRate read_rate{0.0};  ///< of all peers together, while repair runs
  units::ByteRate write_rate{0.0};
  units::Seconds transfer{0.0};  ///< without detection
  units::Seconds duration{0.0};  ///< with detection
  bool network_bound = false;
};

Rebuild rebuild(const RebuildInput& input);

}  // namespace penstock::storage
