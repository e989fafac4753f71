// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Transports: what of the line rate is payload, how long one request's messages take, what the
// hosts pay. Sources and ranges: docs/theory/devices.md, section 5.
#pragma once

#include "models/units/quantity.hpp"

namespace penstock::network {

enum class Transport { kTcp, kRoce };

/// Payload over line rate for full frames. TCP: (mtu - 52) / (mtu + 38), with IPv4, TCP and time
/// stamps; RoCEv2: mtu / (mtu + 82), where mtu is the InfiniBand MTU (1024, 2048, 4096).
/// std::invalid_argument if the mtu holds no payload.
double wire_efficiency(Transport transport, units::Bytes mtu);

/// Time of a message between two idle hosts.
///
///   t(s) = inline_time                                            for s <= inline_limit
///        = base + s / rate + store_forward s / (s + half_size)    above it
///
/// The last term is the pipeline between host memory and wire, which saturates (InfiniBand writes:
/// 2.8 % mean error held out, base + s / rate alone 20 %).
struct MessageTime {
  units::Bytes inline_limit{0.0};
  units::Seconds inline_time{0.0};
  units::Seconds base{0.0};
  units::Seconds store_forward{0.0};
  units::Bytes half_size{1.0};
};

/// Class priors. RoCE: one RDMA write, HDR InfiniBand. TCP: a block request and its data through
/// the kernels of two hosts, 100 GbE; 5 to 6 % is the best that this form does on TCP.
MessageTime message_time(Transport transport);

units::Seconds message_latency(const MessageTime& message, units::Bytes size, units::ByteRate rate);

/// Rate of a stream of messages of one size when the sender keeps a window of them in flight and
/// the adapter overlaps their handling with the wire:
///
///   [ (message_rate s)^-p + bandwidth^-p ]^(-1/p)
///
/// p = 4 fits writes over HDR InfiniBand (2.6 % mean error held out from two sizes). Preconditions:
/// everything positive.
units::ByteRate windowed_rate(units::Frequency message_rate, units::ByteRate bandwidth,
                              units::Bytes size, double exponent = 4.0);

/// What NVMe over fabrics adds to the message: capsules, and the target's software.
/// 10 to 20 us in all for 4 KiB on RDMA, 25 to 40 us on TCP.
units::Seconds nvme_of_latency(Transport transport);

/// Core time that each host spends per payload byte and per message. One core drives 25 to 40 Gb/s
/// of kernel TCP; RDMA moves bytes without it.
struct HostCost {
  units::SecondsPerByte per_byte{0.0};
  units::Seconds per_message{0.0};
};
HostCost host_cost(Transport transport);

}  // namespace penstock::network
