// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/network/transport.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace penstock::network {

namespace {
// Bytes per frame on the wire beyond the MTU: Ethernet header 14, checksum 4, preamble and gap 20.
constexpr units::Bytes kEthernet{38.0};
// Inside the MTU: IPv4 20, TCP 20, time stamps 12.
constexpr units::Bytes kTcpHeaders{52.0};
// Beside an InfiniBand MTU: IPv4 20, UDP 8, transport header 12, checksum 4.
constexpr units::Bytes kRoceHeaders{44.0};
}  // namespace

double wire_efficiency(Transport transport, units::Bytes mtu) {
  const units::Bytes payload = transport == Transport::kTcp ? mtu - kTcpHeaders : mtu;
  const units::Bytes frame =
      transport == Transport::kTcp ? mtu + kEthernet : mtu + kRoceHeaders + kEthernet;
  if (!(payload.si() > 0.0)) throw std::invalid_argument("the MTU must hold payload");
  return payload / frame;
}

MessageTime message_time(Transport transport) {
  switch (transport) {
    case Transport::kRoce:
      // Fitted to ib_write_lat on HDR (32 B to 8 MiB): mean error 1.8 %, largest 6.9 %.
      return {.inline_limit = units::Bytes{220.0},
              .inline_time = units::Seconds{1.24e-6},
              .base = units::Seconds{1.705e-6},
              .store_forward = units::Seconds{1.38e-6},
              .half_size = units::Bytes{13.8e3}};
    case Transport::kTcp:
      break;
  }
  // Remote less local latency of NVMe/TCP at depth 1: 25, 79 and 168 us at 4, 64 and 256 KiB on
  // 100 GbE, less nvme_of_latency and the wire.
  return {.base = units::Seconds{16e-6},
          .store_forward = units::Seconds{230e-6},
          .half_size = units::Bytes{215e3}};
}

units::Seconds message_latency(const MessageTime& message, units::Bytes size,
                               units::ByteRate rate) {
  if (size <= message.inline_limit) return message.inline_time;
  return message.base + size / rate +
         message.store_forward * (size / (size + message.half_size)).si();
}

units::ByteRate windowed_rate(units::Frequency message_rate, units::ByteRate bandwidth,
                              units::Bytes size, double exponent) {
  const double messages = message_rate.si() * size.si();
  const double wire = bandwidth.si();
  if (!(messages > 0.0 && wire > 0.0 && exponent > 0.0)) {
    throw std::invalid_argument("messages, their rate and the bandwidth must be positive");
  }
  // Relative to the smaller one, so that large exponents neither overflow nor vanish.
  const double least = std::min(messages, wire);
  return units::ByteRate{
      least * std::pow(std::pow(least / messages, exponent) + std::pow(least / wire, exponent),
                       -1.0 / exponent)};
}

units::Seconds nvme_of_latency(Transport transport) {
  return transport == Transport::kRoce ? units::Seconds{12e-6} : units::Seconds{5e-6};
}

HostCost host_cost(Transport transport) {
  if (transport == Transport::kRoce) return {.per_message = units::Seconds{1e-6}};
  return {.per_byte = units::SecondsPerByte{1.0 / 3.75e9}, .per_message = units::Seconds{4e-6}};
}

}  // namespace penstock::network
