// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The small notations of scenario files that are not quantities. Each has a TextCodec in words.cpp.
// The grammar, in EBNF; blanks are allowed around every terminal symbol:
//
//   day_hours    = time, "-", time                         "08:00-20:00"; the end may be 24:00
//   time         = digit, digit, ":", digit, digit
//   period       = duration | frequency | times, "per", unit   "1 d", "8/mo", "once per day"
//   times        = "once" | "twice" | number, ["times"]
//   unit         = "second" | "minute" | "hour" | "day" | "week" | "month" | "year"
//   redundancy   = count, "+", count | count, ("copies" | "copy") | "none"
//   port_group   = [count, "x"], number, "GbE"             "2x200GbE"
//   core_group   = [count, "x"], count                     "2x56"
//   device_group = count, "x", name | "none"               "8x tlc-7t"
//   read_write   = number, ":", number                     "1:4"
#pragma once

#include <string>

#include "models/parameters/text_codec.hpp"
#include "models/units/quantity.hpp"

namespace penstock::scenario {

/// "08:00-20:00": the active hours of each day, start < end; the default is the whole day.
struct DayHours {
  units::Seconds start{0.0};
  units::Seconds end{86400.0};
  friend bool operator==(const DayHours&, const DayHours&) = default;
};

/// "1 d", "once per day", "8/mo": how often something happens, as its period.
struct Period {
  units::Seconds length{86400.0};
  friend bool operator==(const Period&, const Period&) = default;
};

/// "8+2" (erasure coding, data + parity), "3 copies" (replication), "none".
struct Redundancy {
  int data = 1;
  int parity = 0;  ///< parity chunks, or further copies when data is 1
  friend bool operator==(const Redundancy&, const Redundancy&) = default;
};

/// "100GbE", "2x200GbE", "8x400GbE": ports and the rate of one port. "2x HDR" is not one.
struct PortGroup {
  int ports = 1;
  units::ByteRate rate{12.5e9};  ///< raw line rate of one port
  friend bool operator==(const PortGroup&, const PortGroup&) = default;
};

/// "2x56" or "112": sockets and cores of one socket.
struct CoreGroup {
  int sockets = 1;
  int cores = 1;
  friend bool operator==(const CoreGroup&, const CoreGroup&) = default;
};

/// "8x tlc-7t": a number of one catalogue device.
struct DeviceGroup {
  int count = 0;
  std::string device;
  friend bool operator==(const DeviceGroup&, const DeviceGroup&) = default;
};

/// "1:4", "1:0", "0:1": read and written bytes; both may not be 0.
struct ReadWrite {
  double read = 1.0;
  double write = 1.0;
  friend bool operator==(const ReadWrite&, const ReadWrite&) = default;
};

}  // namespace penstock::scenario

namespace penstock::parameters {
#define PENSTOCK_WORD_CODEC(Type)                                                 \
  template <>                                                                     \
  struct TextCodec<scenario::Type> {                                              \
    static tl::expected<scenario::Type, ParseError> parse(std::string_view text); \
    static std::string print(const scenario::Type& value);                        \
    static TypeInfo type();                                                       \
  };
PENSTOCK_WORD_CODEC(DayHours)
PENSTOCK_WORD_CODEC(Redundancy)
PENSTOCK_WORD_CODEC(PortGroup)
PENSTOCK_WORD_CODEC(CoreGroup)
PENSTOCK_WORD_CODEC(DeviceGroup)
PENSTOCK_WORD_CODEC(ReadWrite)
#undef PENSTOCK_WORD_CODEC

/// A period is ordered, so that tables may bound it and sweeps may vary it.
template <>
struct TextCodec<scenario::Period> {
  static tl::expected<scenario::Period, ParseError> parse(std::string_view text);
  static std::string print(const scenario::Period& value);
  static double number(const scenario::Period& value) { return value.length.si(); }
  static TypeInfo type();
};
}  // namespace penstock::parameters
