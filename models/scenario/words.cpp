// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/scenario/words.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "models/units/quote.hpp"

namespace penstock::parameters {
namespace {

using scenario::CoreGroup;
using scenario::DayHours;
using scenario::DeviceGroup;
using scenario::Period;
using scenario::PortGroup;
using scenario::ReadWrite;
using scenario::Redundancy;

constexpr double kBytesPerGigabit = 1e9 / 8.0;
constexpr int kMostData = 128;
constexpr int kMostParity = 32;
constexpr int kMostCopies = 16;
constexpr int kMostPorts = 1024;
constexpr double kMostGigabits = 10'000.0;
constexpr int kMostSockets = 16;
constexpr int kMostCores = 1024;
constexpr int kMostDevices = 1000;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

template <class Number>
std::optional<Number> whole(std::string_view text) {
  text = trimmed(text);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// A finite number that is not negative.
std::optional<double> amount(std::string_view text) {
  const auto value = whole<double>(text);
  if (!value || !std::isfinite(*value) || *value < 0.0 || std::signbit(*value)) return std::nullopt;
  return value;
}

/// A count from `least` to `most`.
std::optional<int> count(std::string_view text, int least, int most) {
  const auto value = whole<int>(text);
  return value && *value >= least && *value <= most ? value : std::nullopt;
}

std::optional<std::pair<std::string_view, std::string_view>> split(std::string_view text,
                                                                   char separator) {
  const auto at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  return std::pair{trimmed(text.substr(0, at)), trimmed(text.substr(at + 1))};
}

tl::unexpected<ParseError> refused(std::string_view text, std::string_view what, std::string hint) {
  return tl::unexpected(
      ParseError{fmt::format("{} is not {}", units::quoted(text), what), std::move(hint)});
}

/// Seconds since midnight of "08:30".
std::optional<int> time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hours = count(text.substr(0, 2), 0, 24);
  const auto minutes = count(text.substr(3, 2), 0, 59);
  if (!hours || !minutes || text[0] == ' ' || text[1] == ' ' || text[3] == ' ' || text[4] == ' ') {
    return std::nullopt;
  }
  const int seconds = *hours * 3600 + *minutes * 60;
  return seconds <= 86400 ? std::optional(seconds) : std::nullopt;
}

std::string clock_text(units::Seconds since_midnight) {
  const auto minutes = static_cast<int>(since_midnight.si() / 60.0);
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

struct PerUnit {
  std::string_view word;
  units::Seconds length;
};
constexpr std::array kPerUnits{
    PerUnit{"second", units::Seconds{1.0}}, PerUnit{"minute", units::kMinute},
    PerUnit{"hour", units::kHour},          PerUnit{"day", units::kDay},
    PerUnit{"week", units::kWeek},          PerUnit{"month", units::kMonth},
    PerUnit{"year", units::kYear}};

/// "once per day", "3 per week".
std::optional<Period> spoken_period(std::string_view text) {
  constexpr std::string_view kPer = " per ";
  const auto per = text.find(kPer);
  if (per == std::string_view::npos) return std::nullopt;
  auto times = trimmed(text.substr(0, per));
  const auto unit = trimmed(text.substr(per + kPer.size()));
  constexpr std::string_view kTimes = " times";
  if (times.ends_with(kTimes)) times.remove_suffix(kTimes.size());
  const auto number = times == "once"    ? std::optional(1.0)
                      : times == "twice" ? std::optional(2.0)
                                         : amount(times);
  for (const auto& known : kPerUnits) {
    if (known.word != unit || !number || *number <= 0.0) continue;
    const Period period{known.length / *number};
    if (std::isfinite(period.length.si()) && period.length.si() > 0.0) return period;
  }
  return std::nullopt;
}

}  // namespace

tl::expected<DayHours, ParseError> TextCodec<DayHours>::parse(std::string_view text) {
  if (const auto ends = split(trimmed(text), '-')) {
    const auto start = time_of_day(ends->first);
    const auto end = time_of_day(ends->second);
    if (start && end && *start < *end) {
      return DayHours{units::Seconds{1.0 * *start}, units::Seconds{1.0 * *end}};
    }
    if (start && end) {
      return refused(text, "a span of the day: it ends before it starts",
                     "hours over midnight are not supported; shift the schedule");
    }
  }
  return refused(text, "a span of the day", "write \"08:00-20:00\"");
}
std::string TextCodec<DayHours>::print(const DayHours& value) {
  return clock_text(value.start) + "-" + clock_text(value.end);
}
TypeInfo TextCodec<DayHours>::type() {
  return {.name = "hours of the day",
          .example = "08:00-20:00",
          .pattern = "^ *[0-2][0-9]:[0-5][0-9] *- *[0-2][0-9]:[0-5][0-9] *$"};
}

tl::expected<Period, ParseError> TextCodec<Period>::parse(std::string_view text) {
  if (const auto spoken = spoken_period(trimmed(text))) return *spoken;
  const auto duration = units::parse_si(text, units::kTime);
  const auto frequency = units::parse_si(text, units::Dimension{} - units::kTime);
  const double length = duration ? *duration : frequency ? 1.0 / *frequency : 0.0;
  if (length > 0.0 && std::isfinite(length)) return Period{units::Seconds{length}};
  if (duration || frequency) {
    return refused(text, "a period", "it has to be longer than nothing and to come to an end");
  }
  return refused(text, "a period",
                 "write how often or how long: \"8/mo\", \"1 d\", \"once per day\"");
}
std::string TextCodec<Period>::print(const Period& value) {
  return units::exact(value.length);
}
TypeInfo TextCodec<Period>::type() {
  return {.name = "period",
          .example = "1 d",
          .pattern = "^ *([0-9.]|once|twice).*$",
          .dimension = units::kTime};
}

tl::expected<Redundancy, ParseError> TextCodec<Redundancy>::parse(std::string_view text) {
  const auto word = trimmed(text);
  if (word == "none") return Redundancy{};
  if (const auto parts = split(word, '+')) {
    const auto data = count(parts->first, 1, kMostData);
    const auto parity = count(parts->second, 0, kMostParity);
    if (data && parity) return Redundancy{*data, *parity};
  }
  for (const std::string_view unit : {"copies", "copy"}) {
    if (!word.ends_with(unit)) continue;
    const auto copies = count(word.substr(0, word.size() - unit.size()), 1, kMostCopies);
    if (copies) return Redundancy{1, *copies - 1};
    break;
  }
  return refused(text, "a redundancy",
                 fmt::format("write \"8+2\" (up to {}+{}), \"3 copies\" (up to {}) or \"none\"",
                             kMostData, kMostParity, kMostCopies));
}
std::string TextCodec<Redundancy>::print(const Redundancy& value) {
  if (value.data == 1 && value.parity == 0) return "none";
  if (value.data == 1 && value.parity < kMostCopies) {
    return fmt::format("{} copies", value.parity + 1);
  }
  return fmt::format("{}+{}", value.data, value.parity);
}
TypeInfo TextCodec<Redundancy>::type() {
  return {.name = "redundancy",
          .example = "8+2",
          .pattern = "^ *([0-9]+ *\\+ *[0-9]+|[0-9]+ *cop(y|ies)|none) *$"};
}

tl::expected<PortGroup, ParseError> TextCodec<PortGroup>::parse(std::string_view text) {
  auto word = trimmed(text);
  std::optional<int> ports = 1;
  if (const auto parts = split(word, 'x')) {
    ports = count(parts->first, 1, kMostPorts);
    word = parts->second;
  }
  constexpr std::string_view kUnit = "GbE";
  if (ports && word.ends_with(kUnit)) {
    const auto gigabits = amount(word.substr(0, word.size() - kUnit.size()));
    if (gigabits && *gigabits > 0.0 && *gigabits <= kMostGigabits) {
      return PortGroup{*ports, units::ByteRate{*gigabits * kBytesPerGigabit}};
    }
  }
  return refused(text, "a number of network ports",
                 fmt::format("write \"2x200GbE\" or \"100GbE\"; up to {} ports of {} Gbit/s",
                             kMostPorts, kMostGigabits));
}
std::string TextCodec<PortGroup>::print(const PortGroup& value) {
  // The product with 1e9 / 8 may round: take the neighbour that reads back exactly.
  const double rough = value.rate.si() / kBytesPerGigabit;
  double gigabits = rough;
  for (const double near : {std::nextafter(rough, 0.0), std::nextafter(rough, HUGE_VAL)}) {
    if (rough * kBytesPerGigabit != value.rate.si() && near * kBytesPerGigabit == value.rate.si()) {
      gigabits = near;
    }
  }
  return value.ports == 1 ? fmt::format("{}GbE", gigabits)
                          : fmt::format("{}x{}GbE", value.ports, gigabits);
}
TypeInfo TextCodec<PortGroup>::type() {
  return {.name = "network ports",
          .example = "2x200GbE",
          .pattern = "^ *([0-9]+ *x *)?[0-9.]+(e[-+]?[0-9]+)? *GbE *$"};
}

tl::expected<CoreGroup, ParseError> TextCodec<CoreGroup>::parse(std::string_view text) {
  auto word = trimmed(text);
  std::optional<int> sockets = 1;
  if (const auto parts = split(word, 'x')) {
    sockets = count(parts->first, 1, kMostSockets);
    word = parts->second;
  }
  const auto cores = count(word, 1, kMostCores);
  if (sockets && cores) return CoreGroup{*sockets, *cores};
  return refused(text, "a number of cores",
                 fmt::format("write \"2x56\" (sockets x cores of one) or \"112\"; up to {}x{}",
                             kMostSockets, kMostCores));
}
std::string TextCodec<CoreGroup>::print(const CoreGroup& value) {
  return value.sockets == 1 ? fmt::format("{}", value.cores)
                            : fmt::format("{}x{}", value.sockets, value.cores);
}
TypeInfo TextCodec<CoreGroup>::type() {
  return {.name = "cores",
          .example = "2x56",
          .pattern = "^ *([0-9]+ *x *)?[0-9]+ *$",
          .bare_number = true};
}

tl::expected<DeviceGroup, ParseError> TextCodec<DeviceGroup>::parse(std::string_view text) {
  const auto word = trimmed(text);
  if (word == "none") return DeviceGroup{};
  if (const auto parts = split(word, 'x')) {
    const auto devices = count(parts->first, 0, kMostDevices);
    if (devices && !parts->second.empty()) return DeviceGroup{*devices, std::string(parts->second)};
  }
  return refused(text, "a number of devices",
                 fmt::format("write \"8x tlc-7t\" (up to {}) or \"none\"", kMostDevices));
}
std::string TextCodec<DeviceGroup>::print(const DeviceGroup& value) {
  return value.device.empty() ? "none" : fmt::format("{}x {}", value.count, value.device);
}
TypeInfo TextCodec<DeviceGroup>::type() {
  return {
      .name = "devices", .example = "8x tlc-7t", .pattern = "^ *([0-9]+ *x *[A-Za-z].*|none) *$"};
}

tl::expected<ReadWrite, ParseError> TextCodec<ReadWrite>::parse(std::string_view text) {
  if (const auto parts = split(trimmed(text), ':')) {
    const auto read = amount(parts->first);
    const auto write = amount(parts->second);
    if (read && write && *read + *write > 0.0) return ReadWrite{*read, *write};
    if (read && write) return refused(text, "a mix of reads and writes", "both cannot be 0");
  }
  return refused(text, "a mix of reads and writes", "write \"1:4\"");
}
std::string TextCodec<ReadWrite>::print(const ReadWrite& value) {
  return fmt::format("{}:{}", value.read, value.write);
}
TypeInfo TextCodec<ReadWrite>::type() {
  return {.name = "read:write",
          .example = "1:4",
          .pattern = "^ *[0-9.]+(e[-+]?[0-9]+)? *: *[0-9.]+(e[-+]?[0-9]+)? *$"};
}

}  // namespace penstock::parameters
