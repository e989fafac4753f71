// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Strong types for physical quantities and money.
//
// A Quantity holds one double in SI base units (bytes, seconds, joules, kilograms of CO2e) and the
// currency unit of the scenario, and carries its dimension in its type, so that bytes cannot be
// added to seconds and bytes divided by seconds is a ByteRate. Text is parsed by parse.hpp and
// printed by format.hpp. All operations are constexpr, without errors and safe from any thread.
#pragma once

#include <compare>
#include <type_traits>

namespace penstock::units {

/// Exponents of the five base dimensions. Requests, drives and other counts have no dimension.
struct Dimension {
  int bytes = 0;
  int time = 0;
  int energy = 0;
  int money = 0;
  int mass = 0;

  friend constexpr bool operator==(const Dimension&, const Dimension&) = default;
};

constexpr Dimension operator+(Dimension a, Dimension b) {
  return {a.bytes + b.bytes, a.time + b.time, a.energy + b.energy, a.money + b.money,
          a.mass + b.mass};
}
constexpr Dimension operator-(Dimension a, Dimension b) {
  return {a.bytes - b.bytes, a.time - b.time, a.energy - b.energy, a.money - b.money,
          a.mass - b.mass};
}

/// A value with dimension D in SI base units.
template <Dimension D>
class Quantity {
 public:
  static constexpr Dimension dimension = D;

  constexpr Quantity() = default;
  /// The value in SI base units: explicit, because a bare number has no unit.
  constexpr explicit Quantity(double si) : value_(si) {}
  /// A dimensionless quantity is a number.
  constexpr operator double() const  // NOLINT(google-explicit-constructor)
    requires(D == Dimension{})
  {
    return value_;
  }

  [[nodiscard]] constexpr double si() const { return value_; }

  constexpr Quantity operator-() const { return Quantity{-value_}; }
  constexpr Quantity& operator+=(Quantity other) {
    value_ += other.value_;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity other) {
    value_ -= other.value_;
    return *this;
  }
  constexpr Quantity& operator*=(double factor) {
    value_ *= factor;
    return *this;
  }
  constexpr Quantity& operator/=(double divisor) {
    value_ /= divisor;
    return *this;
  }

  friend constexpr Quantity operator+(Quantity a, Quantity b) {
    return Quantity{a.value_ + b.value_};
  }
  friend constexpr Quantity operator-(Quantity a, Quantity b) {
    return Quantity{a.value_ - b.value_};
  }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;

 private:
  double value_ = 0.0;
};

/// A plain number of any arithmetic type. Taken as it is rather than converted to double, because
/// `2 * ratio` would otherwise be ambiguous with the built-in product of int and double.
template <typename T>
concept Number = std::is_arithmetic_v<T>;

template <Number T, Dimension D>
constexpr Quantity<D> operator*(T factor, Quantity<D> q) {
  return Quantity<D>{static_cast<double>(factor) * q.si()};
}
template <Dimension D, Number T>
constexpr Quantity<D> operator*(Quantity<D> q, T factor) {
  return Quantity<D>{q.si() * static_cast<double>(factor)};
}
template <Dimension D, Number T>
constexpr Quantity<D> operator/(Quantity<D> q, T divisor) {
  return Quantity<D>{q.si() / static_cast<double>(divisor)};
}
template <Number T, Dimension D>
constexpr auto operator/(T numerator, Quantity<D> q) {
  return Quantity<Dimension{} - D>{static_cast<double>(numerator) / q.si()};
}
template <Dimension A, Dimension B>
constexpr auto operator*(Quantity<A> a, Quantity<B> b) {
  return Quantity<A + B>{a.si() * b.si()};
}
template <Dimension A, Dimension B>
constexpr auto operator/(Quantity<A> a, Quantity<B> b) {
  return Quantity<A - B>{a.si() / b.si()};
}

inline constexpr Dimension kBytes{.bytes = 1};
inline constexpr Dimension kTime{.time = 1};
inline constexpr Dimension kEnergy{.energy = 1};
inline constexpr Dimension kMoney{.money = 1};
inline constexpr Dimension kMass{.mass = 1};

using Ratio = Quantity<Dimension{}>;
using Bytes = Quantity<kBytes>;
using Seconds = Quantity<kTime>;
using Joules = Quantity<kEnergy>;
using Money = Quantity<kMoney>;
using Kilograms = Quantity<kMass>;                ///< of CO2 equivalent
using Frequency = Quantity<Dimension{} - kTime>;  ///< requests, events or growth per second
using ByteRate = Quantity<kBytes - kTime>;
using SecondsPerByte = Quantity<kTime - kBytes>;
using Watts = Quantity<kEnergy - kTime>;
using EnergyPrice = Quantity<kMoney - kEnergy>;
using CapacityPrice = Quantity<kMoney - kBytes>;          ///< drives and transfers, per byte
using StoragePrice = Quantity<kMoney - kBytes - kTime>;   ///< cloud storage, per byte and second
using MoneyRate = Quantity<kMoney - kTime>;               ///< rent and salaries
using PowerPrice = Quantity<kMoney - (kEnergy - kTime)>;  ///< per watt, once
/// Colocation, per watt and second. A watt-second is a joule, so this is the same type as
/// EnergyPrice.
using PowerRent = Quantity<kMoney - (kEnergy - kTime) - kTime>;
using CarbonIntensity = Quantity<kMass - kEnergy>;
using CarbonPerByte = Quantity<kMass - kBytes>;

// Calendar conventions of the whole project: a year is 8,766 h, a month a twelfth of it.
inline constexpr Seconds kMinute{60.0};
inline constexpr Seconds kHour{3600.0};
inline constexpr Seconds kDay{86400.0};
inline constexpr Seconds kWeek{7 * 86400.0};
inline constexpr Seconds kYear{8766 * 3600.0};
inline constexpr Seconds kMonth{730.5 * 3600.0};
inline constexpr Joules kKilowattHour{3.6e6};

inline constexpr Bytes kKB{1e3};
inline constexpr Bytes kMB{1e6};
inline constexpr Bytes kGB{1e9};
inline constexpr Bytes kTB{1e12};
inline constexpr Bytes kPB{1e15};
inline constexpr Bytes kKiB{1024.0};
inline constexpr Bytes kMiB{1024.0 * 1024.0};
inline constexpr Bytes kGiB{1024.0 * 1024.0 * 1024.0};

}  // namespace penstock::units
